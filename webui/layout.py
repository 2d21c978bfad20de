"""Layout: the columns a page shows of a table; parts of one thing (a figure, a group of patients) stand together in one column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kb.tables import ColumnSpec, Item, SheetRow, TableSpec
from webui import figures

NUMBERS = ("integer", "decimal")
COMPUTED = ("computed_percent", "computed_ci_low", "computed_ci_high", "computed_method")
PROPORTION = "proportion"
"""The usual statistic, which its figure tells; others are named."""

OUTSIDE = {"doi": "https://doi.org/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/"}
"""Columns of identifiers that lead out of the base."""

GROUP = ("arm", "family", "population")

_BESIDE: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "results": {"outcome": (("statistic", "time_point"), ())},
    "adverse-events": {"term": (("group",), ("level", "statistic", "position", "time_point"))},
    "baseline": {"characteristic": (("category", "statistic"), ("position",))},
    "trials": {"label": (("nct_id", "study_kind"), ()), "status": (("as_of",), ())},
    "claims": {"label": (("topic",), ("relation", "object")), "evidence_kind": (("voice",), ("population",))},
}
"""Columns told small beside another, and columns that it makes needless, by table and that other column."""


@dataclass(frozen=True)
class Piece:
    """A part of a cell. ``own`` says that it leads to the row's own page; ``small`` that it only adds to what stands before;
    ``flag`` that it is a discrepancy of what stands before; ``part`` names the part of the row's own page."""

    item: Item
    own: bool = False
    small: bool = False
    flag: bool = False
    part: str = ""


@dataclass(frozen=True)
class Shown:
    """A column of a page: its header, the column to sort by, and the pieces of a row's cell."""

    name: str
    header: str
    meaning: str
    sort: str
    number: bool
    pieces: Callable[[SheetRow], tuple[Piece, ...]] = field(compare=False)


def linked(name: str, item: Item) -> Item:
    """An item that is an identifier of another system, with the address of what it names there."""
    return Item(item.text, OUTSIDE[name] + item.text) if name in OUTSIDE and not item.iri else item


def columns(spec: TableSpec, chosen: Sequence[str], rows: Sequence[SheetRow]) -> tuple[Shown, ...]:
    """The chosen columns in their order, else those that the table shows at first and that any row fills; parts of one thing together."""
    names = list(chosen) or shown_at_first(spec)
    together = _together(spec, set(names))
    covered = {name for shown in together.values() for name in shown[1]}
    made = [
        together[name][0] if name in together else _plain(_column(spec, name)) for name in names if name in together or name not in covered
    ]
    return tuple(shown for shown in made if chosen or not rows or any(shown.pieces(row) for row in rows))


def shown_at_first(spec: TableSpec) -> list[str]:
    """The columns that a table shows where none are chosen."""
    return [column.name for column in spec.columns if column.shown]


def _together(spec: TableSpec, names: set[str]) -> dict[str, tuple[Shown, set[str]]]:
    """Columns that stand for several, by the first of those; with all that they stand for."""
    found: dict[str, tuple[Shown, set[str]]] = {}
    if {"n", "percent"} <= names:
        shown = Shown("reported", "Reported", "the figure as printed, and what does not agree with it", "percent", True, _reported)
        found["n"] = (shown, {*figures.PARTS, *figures.SIZES, "discrepancy"})
    elif {"value", "range_low"} <= names:
        found["value"] = (Shown("reported", "Reported", "the figure as printed", "value", True, _reported), {*figures.PARTS})
    if "computed_percent" in names:
        meaning = "100 n / N with its exact (Clopper–Pearson) 95 % interval, computed here, not reported"
        shown = Shown("computed", "Computed [95 % CI]", meaning, "computed_percent", True, _computed)
        found["computed_percent"] = (shown, {*COMPUTED})
    if {"study", "nct_id"} <= names:
        found["study"] = (
            Shown("study", "Study", "the study, with its registry number", "study", False, _with("study", ("nct_id",))),
            {"study", "nct_id"},
        )
    if "n" in found and "population" in names:
        group = tuple(name for name in GROUP if name in names)
        found[group[0]] = (Shown("group", "In whom", "arm, regimen family, and population", group[0], False, _group), {*group})
    if {"source", "anchor"} <= names and spec.name != "discrepancies":
        found["anchor"] = (Shown("anchor", "Place", "where the document says so", "anchor", False, _place), {"source", "anchor"})
    for name, (beside, covered) in _BESIDE.get(spec.name, {}).items():
        column = _column(spec, name).column
        shown = Shown(name, column.header, column.meaning, name, False, _with(name, beside))
        found[name] = (shown, {name, *beside, *covered})
    return found


def _column(spec: TableSpec, name: str) -> ColumnSpec:
    found = spec.column(name)
    if found is None:
        raise KeyError(name)
    return found


def _plain(column: ColumnSpec) -> Shown:
    """A column as it is. Numbers, and a row's own label, lead to the row's page."""
    number = column.column.kind in NUMBERS
    own = number or column.name == "label"

    def pieces(row: SheetRow) -> tuple[Piece, ...]:
        return tuple(Piece(linked(column.name, item), own) for item in row.cells.get(column.name, ()))

    return Shown(column.name, column.column.header, column.column.meaning, column.name, number, pieces)


def _reported(row: SheetRow) -> tuple[Piece, ...]:
    text = figures.reported(row)
    flags = tuple(Piece(item, flag=True) for item in row.cells.get("discrepancy", ()))
    size = tuple(Piece(Item(size), small=True) for size in [figures.group_size(row)] if size)
    return ((Piece(Item(text), own=True),) if text else ()) + flags + size


def _with(name: str, beside: Sequence[str]) -> Callable[[SheetRow], tuple[Piece, ...]]:
    def pieces(row: SheetRow) -> tuple[Piece, ...]:
        further = [_dated(other, item) for other in beside for item in row.cells.get(other, ()) if item.text != PROPORTION]
        main = tuple(Piece(item, name == "label") for item in row.cells.get(name, ()))
        return main + tuple(Piece(item, small=True) for item in further if main)

    return pieces


def _computed(row: SheetRow) -> tuple[Piece, ...]:
    text = figures.computed(row)
    return (Piece(Item(text), own=True),) if text else ()


def _group(row: SheetRow) -> tuple[Piece, ...]:
    held = [item for name in ("arm", "family") for item in row.cells.get(name, ())]
    population = row.cells.get("population", ())
    return tuple(Piece(item) for item in held) + tuple(Piece(item, small=bool(held)) for item in population)


def _dated(name: str, item: Item) -> Item:
    return Item(f"as of {item.text}") if name == "as_of" else item


def _place(row: SheetRow) -> tuple[Piece, ...]:
    """The places, each once however many fragments it holds."""
    first = {item.text: item for item in reversed(row.cells.get("anchor") or row.cells.get("source", ()))}
    return tuple(Piece(item, own=True, part="sources") for item in reversed(first.values()))


def some(spec: TableSpec, names: Sequence[str], rows: Sequence[SheetRow]) -> tuple[Shown, ...]:
    """Those of the columns brought together that are named, in that order."""
    every = {shown.name: shown for shown in columns(spec, (), rows)}
    return tuple(every[name] for name in names if name in every)
