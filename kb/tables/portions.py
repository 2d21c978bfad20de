"""Portions: the rows of every table that some facts tell of, worked up where the facts are at hand; no store is asked.

Rows whose facts stand in one portion are done with at once. Of the others (a drug that many trials give) each portion finds its share,
and the shares are put together when all portions are through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from kb.tables.catalogue import TABLES
from kb.tables.cells import Found, cells_of
from kb.tables.facts import Facts
from kb.tables.parts import ROWS, Order, Part, blocks, work_up
from kb.tables.rows import Item, SheetRow, natural_key
from kb.tables.spec import TableSpec

Place = Callable[[str], int]
"""Where an entity (by its IRI) stands in the order of reading."""

LAST = 1 << 62
"""The place of what the order of reading does not know."""

_AT_ONCE = 2000
"""Gathered rows that are worked up together."""


@dataclass(frozen=True)
class Portioned:
    """What some facts tell: whole rows in parts, and the shares of gathered rows, by table."""

    whole: dict[str, Part] = field(default_factory=dict)
    shares: dict[str, Part] = field(default_factory=dict)


def portion_rows(facts: Facts, place: Place, path: Path) -> Portioned:
    """The rows of every table that some facts tell of; the files' names begin as ``path`` does."""
    done = Portioned()
    for spec in TABLES.values():
        rows = list(facts.rows(spec))
        file = path.with_name(f"{path.name}.{spec.name}.part")
        if rows and spec.gathered:
            shares = sorted((row[1:-1], _told(facts.found(spec, row))) for row in rows)
            done.shares[spec.name] = blocks([(ROWS, shares)], len(shares), file)
        elif rows:
            ordered = sorted(order(row[1:-1], place) for row in rows)
            whole = ((one, SheetRow(one[-1], cells_of(spec, facts.found(spec, f"<{one[-1]}>")))) for one in ordered)
            done.whole[spec.name] = work_up(spec, whole, file)
    return done


def order(iri: str, place: Place) -> Order:
    """Where the row of an entity stands among those of its table."""
    return place(iri), natural_key(iri), iri


def gathered(spec: TableSpec, shares: Sequence[Part], place: Place, folder: Path) -> list[Part]:
    """The rows of a table whose shares stand in several portions."""
    every = merge(*(part.entries(ROWS) for part in shares), key=itemgetter(0))
    rows = (SheetRow(iri, cells_of(spec, _together(share for _, share in alike))) for iri, alike in groupby(every, key=itemgetter(0)))
    parts: list[Part] = []
    while some := list(islice(rows, _AT_ONCE)):
        ordered = sorted(((order(row.iri, place), row) for row in some), key=itemgetter(0))
        parts.append(work_up(spec, ordered, folder / f"gathered.{spec.name}-{len(parts)}.part"))
    return parts


def _told(found: Found) -> dict[str, list[tuple[str, str, str]]]:
    return {name: [(way, item.text, item.iri) for way, item in held] for name, held in found.items()}


def _together(shares: Iterable[dict[str, list[tuple[str, str, str]]]]) -> Found:
    found: Found = {}
    for share in shares:
        for name, held in share.items():
            found.setdefault(name, []).extend((way, Item(text, iri)) for way, text, iri in held)
    return found
