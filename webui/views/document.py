"""A document in reading order: every statement of the base under the section, paragraph or table row that says it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from kb.base import Base
from kb.coverage import STATEMENTS, taken
from kb.errors import NotFound
from kb.names import mint, parts, slug
from kb.store import Cell, iri
from kb.tables import Item, Sheet
from webui.addresses import with_query
from webui.naming import name_of
from webui.wording import kind_rank

_STATEMENTS = """
SELECT ?it ?anchor ?section ?paragraph ?table ?row ?column ?fragment WHERE {{
  ?anchor oa:hasSource {me} ; aml:fragment ?fragment . ?it aml:anchor ?anchor .
  OPTIONAL {{ ?anchor aml:section ?section }} OPTIONAL {{ ?anchor aml:paragraph ?paragraph }}
  OPTIONAL {{ ?anchor aml:table ?table }} OPTIONAL {{ ?anchor aml:row ?row }} OPTIONAL {{ ?anchor aml:column ?column }}
}}
"""
_CITED = """
SELECT ?it ?number WHERE {{
  ?it aml:anchor/oa:hasSource {me} ; aml:reference ?reference .
  ?reference aml:referenceNumber ?number ; cito:isCitedBy {me} .
}}
"""

ALL = "all"
"""What an address asks for to see every section on one page."""

_ROWS = ("baseline", "result", "adverse-event", "trial-record")
"""Kinds that are curated row by row, in the order of the table that prints them."""

# Headings whose place in a paper is the same in every paper; what lies between is ordered by its numbers or its citations.
_FIRST = ("title", "front", "abstract", "introduction")
_LAST = (
    "conclusion",
    "conclusions",
    "acknowledgments",
    "acknowledgements",
    "funding",
    "conflict of interest",
    "author contributions",
    "declarations",
)


@dataclass(frozen=True)
class Statement:
    """What one place of a document says."""

    kind: str
    item: Item
    anchor: Item
    fragment: str
    column: str
    place: float
    """Where a row of a table stands in it; infinite for what is no such row."""


@dataclass(frozen=True)
class Quoted:
    """A fragment printed in one place, with all that rests on it."""

    anchor: Item
    fragment: str
    column: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Spot:
    """A paragraph, or a row of a table, with its fragments."""

    name: str
    quoted: tuple[Quoted, ...]


@dataclass(frozen=True)
class Section:
    """A section or table of a document, in order of reading; ``kinds`` counts its statements by kind."""

    name: str
    slug: str
    count: int
    kinds: tuple[tuple[str, int], ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Reading:
    """A document's sections: the contents, and those that an address asks for, with the ones before and after."""

    sections: tuple[Section, ...]
    shown: tuple[Section, ...]
    before: Section | None = None
    after: Section | None = None

    @property
    def count(self) -> int:
        """How many statements there are in all."""
        return sum(section.count for section in self.sections)


def reading(every: tuple[Section, ...], wanted: str) -> Reading:
    """The contents alone, one section by its slug, or ``all`` of them."""
    slugs = [section.slug for section in every]
    if not wanted or wanted == ALL:
        return Reading(every, every if wanted else ())
    if wanted not in slugs:
        raise NotFound(f"the document has no section '{wanted[:60]}'; use {', '.join(slugs)} or {ALL}")
    spot = slugs.index(wanted)
    return Reading(every, (every[spot],), every[spot - 1] if spot else None, every[spot + 1] if spot + 1 < len(every) else None)


MOST_STATED = 20_000
"""A document in which more places are told of, such as a whole registry, is shown by its tables, not in order of reading."""

_STATED = "SELECT (COUNT(*) AS ?n) WHERE {{ {{ SELECT ?anchor WHERE {{ ?anchor oa:hasSource {me} }} LIMIT {most} }} }}"


@dataclass(frozen=True)
class Table:
    """A table with rows that a document states, and the address that lists these."""

    title: str
    count: int
    path: str


def tables(base: Base, key: str) -> tuple[Table, ...]:
    """For a document that states too much for a page in order of reading: how much of it stands in each table; else nothing."""
    me = mint("document", key)
    ((stated,),) = base.select(_STATED.format(me=iri(me), most=MOST_STATED + 1)).rows
    if not stated or int(stated.text) <= MOST_STATED:
        return ()
    found = taken(map(base.sheet, STATEMENTS), [me])
    item = Item(name_of(base, me), me)
    return tuple(Table(sheet.spec.title, count, _listed(sheet, item)) for sheet, (count,) in found)


def _listed(sheet: Sheet, document: Item) -> str:
    return with_query(f"/{sheet.spec.name}", [("source", sheet.short("source", document))])


def sections(base: Base, key: str) -> tuple[Section, ...]:
    """All that a document states, in order of reading."""
    me = iri(mint("document", key))
    heads: dict[str, dict[tuple[int, str], list[Statement]]] = defaultdict(lambda: defaultdict(list))
    where: dict[str, set[str]] = defaultdict(set)
    for it, anchor, section, paragraph, table, row, column, fragment in base.select(_STATEMENTS.format(me=me)).rows:
        if it and anchor and fragment:
            head = table.text if table else section.text if section else ""
            where[it.text].add(head)
            spot = (int(paragraph.text) if paragraph else 0, row.text if row else "")
            heads[head][spot].append(_statement(base, it, anchor, fragment, column))
    cited = _first_citations(base, me, where)
    ordered = sorted(heads, key=lambda head: _order(head, cited))
    slugs = Counter(map(_slug, ordered))
    return tuple(
        _section(head, _slug(head) if slugs[_slug(head)] == 1 else f"{_slug(head)}-{number}", heads[head])
        for number, head in enumerate(ordered)
    )


def _statement(base: Base, it: Cell, anchor: Cell, fragment: Cell, column: Cell | None) -> Statement:
    kind = (parts(it.text) or ("",))[0]
    item = Item(name_of(base, it.text), it.text)
    place = base.places.get(item.address, inf) if column and kind in _ROWS else inf
    return Statement(kind, item, Item(name_of(base, anchor.text), anchor.text), fragment.text, column.text if column else "", place)


def _name(head: str) -> str:
    return f"Section {head}" if head[:1].isdigit() else head


def _slug(head: str) -> str:
    return slug(_name(head)) or "none"


def _section(head: str, own: str, spots: dict[tuple[int, str], list[Statement]]) -> Section:
    made = []
    for paragraph, row in sorted(spots, key=lambda spot: (spot[0], min(one.place for one in spots[spot]), _natural(spot[1]))):
        made.append(Spot(f"paragraph {paragraph}" if paragraph else row, _quoted(spots[paragraph, row])))
    counted = Counter(one.kind for several in spots.values() for one in several)
    kinds = tuple(sorted(counted.items(), key=lambda entry: kind_rank(entry[0])))
    return Section(_name(head), own, counted.total(), kinds, tuple(made))


def _quoted(statements: Iterable[Statement]) -> tuple[Quoted, ...]:
    """Statements by the fragment they rest on, fragments in the order of their first statement."""
    held: dict[Item, list[Statement]] = defaultdict(list)
    for one in sorted(statements, key=lambda one: (one.place, _natural(one.column), kind_rank(one.kind), _natural(one.item.text))):
        held[one.anchor].append(one)
    return tuple(Quoted(anchor, several[0].fragment, several[0].column, tuple(several)) for anchor, several in held.items())


def _first_citations(base: Base, me: str, where: dict[str, set[str]]) -> dict[str, int]:
    """The lowest reference that each section cites: papers number references in the order in which they are cited.

    Only statements of one section count, since a statement of two does not tell which of them cites.
    """
    lowest: dict[str, int] = {}
    for it, number in base.select(_CITED.format(me=me)).rows:
        if it and number and len(where[it.text]) == 1:
            (head,) = where[it.text]
            lowest[head] = min(lowest.get(head, int(number.text)), int(number.text))
    return lowest


def _order(head: str, cited: dict[str, int]) -> tuple[int, float, list[tuple[int, int, str]]]:
    plain = head.lower()
    if plain in _FIRST:
        return 0, _FIRST.index(plain), []
    if plain in _LAST:
        return 4, _LAST.index(plain), []
    if plain == "references":
        return 5, 0, []
    if re.match(r"(table|fig)", plain):
        return 3, 0, _natural(head)
    if head[:1].isdigit():
        return 1, 0, _natural(head)
    return 2, cited.get(head, float("inf")), _natural(head)


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Text cut into words and whole numbers, so that 9 comes before 10."""
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in re.findall(r"\d+|\D+", text.lower())]
