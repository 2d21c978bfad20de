"""Words of the evidence map: what a cell says, in full and in short."""

from __future__ import annotations

from collections.abc import Mapping

from kb.evidence_map import Cell, EvidenceMap

DIRECTION_WORDS: Mapping[str, str] = {
    "supports": "supports",
    "no-benefit": "no benefit",
    "harm": "harm",
    "mixed": "mixed",
    "not-reported": "not reported",
}
"""What a direction is called beside its sign."""


def cell_words(made: EvidenceMap, cell: Cell, labels: Mapping[str, str]) -> str:
    """All that a cell says, as sentences."""
    pair = f"{labels[cell.row]} with {labels[cell.column]}" if cell.column else f"{labels[cell.row]}, alone or with whatever else"
    kinds = ", ".join(f"{number} {kind}" for kind, number in cell.kinds.items())
    told = f"{pair}: {studies_words(len(cell.studies))} ({kinds}). Furthest: {reach_words(cell)}. "
    told += f"Results: {directions_words(cell)}."
    parts = ", ".join(f"{part.label} {len(part.studies)}" for part in cell.parts)
    remarks = remark_words(cell)
    return told + (f" By {made.asked.split}: {parts}." if parts else "") + (f" {remarks}." if remarks else "")


def reach_words(cell: Cell) -> str:
    """How far the studies of a cell got, with the status of those that got furthest."""
    return ", ".join((cell.reached, " or ".join(cell.statuses))) if cell.statuses else cell.reached


def directions_words(cell: Cell) -> str:
    """How many studies of a cell point which way."""
    return ", ".join(f"{DIRECTION_WORDS[one]} {number}" for one, number in cell.directions.items())


def remark_words(cell: Cell) -> str:
    """What must be said of the way in which studies came into a cell."""
    told = [f"{len(cell.class_only)} by a class only, agent not named"] if cell.class_only else []
    told += [f"{len(cell.optional)} by an optional or alternative component"] if cell.optional else []
    return "; ".join(told)


def empty_words(row: str, column: str) -> str:
    """What an empty cell says."""
    return f"{row} with {column}: no study of this pair in these documents"


def studies_words(number: int) -> str:
    """A number of studies with its noun."""
    return f"{number} {'study' if number == 1 else 'studies'}"
