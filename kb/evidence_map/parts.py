"""Parts: the components that answer to a row or column, and which claims on a study speak of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kb.evidence_map.directions import Pointing
from kb.tables import SheetRow


@dataclass(frozen=True)
class Part:
    """A component: whether only its class is stated, whether it may be left out, and, where its study has claims, all that it is."""

    class_only: bool
    optional: bool
    things: frozenset[str] = frozenset()


def spoken_of(study: str, pointing: Pointing, parts: Collection[Part]) -> Pointing:
    """The claims that speak of some components of a study: that name one of them, or the study where one is never left out."""
    things = frozenset[str]().union(*(part.things for part in parts))
    whole = any(not part.optional for part in parts)

    def speaks(row: SheetRow) -> bool:
        subjects = {one.address for one in row.cells.get("subject", ())}
        told = subjects | {one.address for one in row.cells.get("study", ())}
        return study in told and bool((whole and study in subjects) or subjects & things)

    kept = {direction: tuple(row for row in rows if speaks(row)) for direction, rows in pointing.claims.items()}
    return Pointing({direction: rows for direction, rows in kept.items() if rows})
