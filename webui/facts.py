"""Facts: all that the base says of one entity, grouped for reading; what points at it, with counts; and where documents say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb import records
from kb.base import Base
from kb.names import expand, mint, shorten
from kb.pointing import FIRST, Pointed, pointed_at
from kb.store import Cell, iri
from kb.tables import TABLES, Item
from kb.tables.rows import natural_key
from kb.triples import AS_PRINTED
from webui.addresses import with_query
from webui.layout import linked
from webui.naming import name_of, take_names
from webui.service import opened
from webui.wording import Predicate, kind_rank, predicate_of, read_predicates

_OWN_PLACE = {expand(name) for name in ("rdf:type", "aml:anchor", "aml:statedIn", "oa:hasSelector")}
"""Predicates that the page shows in a place of their own."""

_LABELS = {expand("rdfs:label"), expand("skos:prefLabel")}
_MACHINERY = {expand(name) for name in ("aml:computedFrom", "aml:mainReport", "aml:reports", "aml:matches")}
"""What points here because it was computed; the evidence card and the list of studies tell it."""

_SOURCES = """
SELECT ?anchor ?document ?fragment ?doi ?place WHERE {{
  {me} aml:anchor ?anchor .
  ?anchor oa:hasSource ?document ; aml:fragment ?fragment ; rdfs:label ?place .
  OPTIONAL {{ ?document bibo:doi ?doi }}
}}
"""


_OUT = "SELECT ?p ?o WHERE {{ {me} ?p ?o }} ORDER BY ?p ?o"
_OUTSIDE = {expand("bibo:doi"): "doi", expand("bibo:pmid"): "pmid"}


@dataclass(frozen=True)
class Told:
    """A predicate with all its values."""

    name: str
    meaning: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Pointing:
    """Entities of one kind that point here by one predicate: how many, the first of them by name, and the IRIs that were read.

    ``more`` is the list that shows them with all their columns.
    """

    kind: str
    name: str
    count: int
    items: tuple[Item, ...]
    iris: tuple[str, ...]
    more: str


@dataclass(frozen=True)
class Source:
    """A place in a document: what stands there."""

    anchor: Item
    document: Item
    place: str
    fragment: str
    doi: str


@dataclass(frozen=True)
class Entity:
    """One entity with everything that is said of it."""

    kind: str
    key: str
    label: str
    types: tuple[str, ...]
    told: tuple[Told, ...]
    pointing: tuple[Pointing, ...]
    sources: tuple[Source, ...]
    described: tuple[tuple[str, str, Cell], ...] = field(repr=False)
    """As it was read: direction (``out``, ``in``), predicate, other end."""

    @property
    def address(self) -> str:
        """``kind/key``, as in addresses."""
        return f"{self.kind}/{self.key}"

    @property
    def iri(self) -> str:
        """Its IRI under the base in force."""
        return mint(self.kind, self.key)


def read_entity(base: Base, kind: str, key: str) -> Entity | None:
    """The entity, or None where nothing is said of it."""
    me = mint(kind, key)
    out = [(row[0].text, row[1]) for row in base.select(_OUT.format(me=iri(me))).rows if row[0] and row[1]]
    if not out:
        return None
    back = pointed_at(base, me)
    take_names(base, (cell.text for _, cell in out if cell.kind == "iri"))
    label = name_of(base, me)
    described = [("out", predicate, cell) for predicate, cell in out]
    described += [("in", one.predicate, Cell("iri", iri)) for one in back for iri in one.iris]
    types = tuple(shorten(cell.text) for predicate, cell in out if predicate == expand("rdf:type"))
    pointing = _pointing(base, kind, key, back)
    return Entity(kind, key, label, types, told(base, out), pointing, sources(base, kind, key), tuple(described))


def predicates(base: Base) -> dict[str, Predicate]:
    """What predicates are called."""
    return opened().remember("predicates", lambda: read_predicates(base))


def told(base: Base, out: Iterable[tuple[str, Cell]]) -> tuple[Told, ...]:
    """What an entity's own triples say, in the order in which its record declares them; numbers as printed."""
    values: dict[str, list[Item]] = defaultdict(list)
    triples = list(out)
    printed = {predicate.removesuffix(AS_PRINTED) for predicate, _ in triples if predicate.endswith(AS_PRINTED)}
    for predicate, cell in triples:
        if predicate not in (_OWN_PLACE | _LABELS | printed):
            values[predicate].append(linked(_OUTSIDE.get(predicate, ""), as_item(base, cell)))
    known = predicates(base)
    named = [(predicate_of(predicate, known), items) for predicate, items in values.items()]
    return tuple(
        Told(found.name, found.meaning, tuple(items)) for found, items in sorted(named, key=lambda one: (one[0].rank, one[0].name))
    )


def as_item(base: Base, cell: Cell) -> Item:
    """A cell as an item: entities by label, other IRIs shortened, flags in words."""
    if cell.kind == "iri":
        return Item(name_of(base, cell.text), cell.text)
    if cell.datatype == expand("xsd:boolean"):
        return Item("yes" if cell.text in ("true", "1") else "no")
    return Item(cell.text)


def _pointing(base: Base, kind: str, key: str, back: Iterable[Pointed]) -> tuple[Pointing, ...]:
    groups = [one for one in back if one.kind and one.predicate not in _MACHINERY]
    # Where a base is large, only those are named that a page has room for.
    named = [one.iris if base.few else one.iris[:FIRST] for one in groups]
    take_names(base, (iri for iris in named for iri in iris))
    made = [_group(base, f"{kind}/{key}", one, iris) for one, iris in zip(groups, named, strict=True)]
    return tuple(sorted(made, key=lambda one: (kind_rank(one.kind), one.name)))


def _group(base: Base, me: str, one: Pointed, named: Iterable[str]) -> Pointing:
    items = tuple(sorted((Item(name_of(base, iri), iri) for iri in named), key=lambda item: item.text.casefold()))
    name = predicate_of(one.predicate, predicates(base)).name
    iris = tuple(item.iri for item in items) if len(items) == one.count else one.iris
    return Pointing(one.kind, name, one.count, items, iris, _list_of(one.kind, one.predicate, me, one.count))


def _types() -> dict[str, set[str]]:
    """The classes of the records of each kind."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in (*records.VOCABULARY, *records.EVIDENCE, *records.DERIVED):
        found[record.kind].add(record.type_)
    return found


def _list_of(kind: str, predicate: str, value: str, number: int) -> str:
    """The list that shows entities of a kind which point at ``value``, where a table has such a column."""
    if number < 2:
        return ""
    types = _types()[kind]
    for spec in TABLES.values():
        for column in spec.columns:
            if (
                spec.type_ in types
                and len(column.path) == 1
                and expand(column.path[0].lstrip("^")) == predicate
                and column.path[0][0] != "^"
            ):
                return with_query(f"/{spec.name}", [(column.name, value)])
    return ""


def sources(base: Base, kind: str, key: str) -> tuple[Source, ...]:
    """Where documents say it."""
    rows = base.select(_SOURCES.format(me=iri(mint(kind, key)))).rows
    found = (
        Source(
            Item(place.text, anchor.text),
            Item(name_of(base, document.text), document.text),
            place.text.partition(", ")[2] or place.text,
            fragment.text,
            doi.text if doi else "",
        )
        for anchor, document, fragment, doi, place in rows
        if anchor and document and fragment and place
    )
    return by_place(found)


def by_place(found: Iterable[Source]) -> tuple[Source, ...]:
    """Sources by document and place, paragraph 9 before paragraph 10, then by what is printed there."""
    return tuple(sorted(found, key=lambda one: (natural_key(one.anchor.text), one.fragment, one.anchor.iri)))
