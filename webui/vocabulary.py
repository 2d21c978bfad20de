"""The vocabulary in use: every class and property of the base with its name, meaning and how often it stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.base import Base
from kb.names import GRAPH, ID, expand, shorten
from kb.tables import TABLES
from webui.service import opened

_DECLARED = """
SELECT ?term ?label ?definition WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?term a ?kind .
  OPTIONAL { ?term rdfs:label ?label }
  OPTIONAL { ?term skos:definition ?definition }
} ORDER BY ?term ?label ?definition
"""
_CLASSES = "SELECT ?term (COUNT(DISTINCT ?it) AS ?count) WHERE { ?it a ?term } GROUP BY ?term"
_KNOWN_CLASSES = "SELECT DISTINCT ?term WHERE { ?term a owl:Class }"
_KNOWN_PROPERTIES = """
SELECT DISTINCT ?term WHERE { VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } ?term a ?kind }
"""
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?count) WHERE { SELECT DISTINCT ?s ?term ?o WHERE { ?s ?term ?o } } GROUP BY ?term"
_USES = """
SELECT ?class ?property (COUNT(*) AS ?count) WHERE {
  SELECT DISTINCT ?class ?s ?property ?o WHERE { ?s a ?class ; ?property ?o }
} GROUP BY ?class ?property ORDER BY ?class ?property
"""
_ENDS = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) WHERE { ?s ?p ?o }"
_ENTITIES = f"SELECT (COUNT(DISTINCT ?it) AS ?count) WHERE {{ ?it a ?class . FILTER(STRSTARTS(STR(?it), '{ID}')) }}"
_GRAPHS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
_GRAPH_NAMES = "SELECT ?record ?label WHERE { ?record a aml:NamedGraph ; rdfs:label ?label }"


@dataclass(frozen=True)
class Term:
    """A class or a property. ``count`` is how many things are of the class, or how many triples have the property."""

    iri: str
    curie: str
    label: str
    definition: str
    count: int


@dataclass(frozen=True)
class Part:
    """A named graph of the base."""

    iri: str
    label: str
    triples: int


@dataclass(frozen=True)
class Vocabulary:
    """What the base is made of. ``uses`` counts each property among the members of each class.

    Of a large base (``whole`` is the number of its triples) uses, graphs, and the ends of triples are not counted.
    """

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    uses: tuple[tuple[str, str, int], ...]
    graphs: tuple[Part, ...]
    entities: int = 0
    subjects: int = 0
    objects: int = 0
    whole: int = 0

    @property
    def triples(self) -> int:
        """Distinct triples of all graphs together."""
        return self.whole or sum(term.count for term in self.properties)


def vocabulary() -> Vocabulary:
    """The vocabulary of the release in service; read once in its life."""
    return opened().remember("vocabulary", lambda: _read(opened().base) if opened().base.few else _large(opened().base))


def _read(base: Base) -> Vocabulary:
    told: dict[str, tuple[str, str]] = {}
    for term, label, definition in _texts(base, _DECLARED):
        told.setdefault(term, (label, definition))
    ((entities,),) = _texts(base, _ENTITIES)
    ((subjects, objects),) = _texts(base, _ENDS)
    return Vocabulary(
        _terms(told, _counts(base, _CLASSES), (term for (term,) in _texts(base, _KNOWN_CLASSES))),
        _terms(told, _counts(base, _PROPERTIES), (term for (term,) in _texts(base, _KNOWN_PROPERTIES))),
        tuple((class_, property_, int(count)) for class_, property_, count in _texts(base, _USES)),
        _graphs(base),
        int(entities),
        int(subjects),
        int(objects),
    )


def _texts(base: Base, query: str) -> list[tuple[str, ...]]:
    return [tuple(cell.text if cell else "" for cell in row) for row in base.select(query).rows]


def _large(base: Base) -> Vocabulary:
    """The vocabulary of a base too large to be counted through: rows of its tables are counted, uses of properties are not told."""
    told: dict[str, tuple[str, str]] = {}
    for term, label, definition in _texts(base, _DECLARED):
        told.setdefault(term, (label, definition))
    rows = {expand(spec.type_): len(base.sheet(spec.name).rows) for spec in TABLES.values()}
    classes = _terms(told, rows, (term for (term,) in _texts(base, _KNOWN_CLASSES)))
    properties = _terms(told, {}, (term for (term,) in _texts(base, _KNOWN_PROPERTIES)))
    return Vocabulary(classes, properties, (), (), whole=int(base.release.manifest.get("quads", 0)))


def _counts(base: Base, query: str) -> dict[str, int]:
    return {term: int(count) for term, count in _texts(base, query)}


def _terms(told: dict[str, tuple[str, str]], counts: dict[str, int], declared: Iterable[str]) -> tuple[Term, ...]:
    """Terms that are declared or used, our own first, then by name."""
    every = {*counts, *declared}
    made = [Term(iri, shorten(iri), *told.get(iri, ("", "")), counts.get(iri, 0)) for iri in every]
    own = expand("aml:")
    return tuple(sorted(made, key=lambda term: (not term.iri.startswith(own), term.curie.casefold(), term.iri)))


def _graphs(base: Base) -> tuple[Part, ...]:
    names = {record.rpartition("/")[2]: label for record, label in _texts(base, _GRAPH_NAMES)}
    found = _texts(base, _GRAPHS)
    return tuple(Part(iri, names.get(iri.removeprefix(GRAPH), iri.removeprefix(GRAPH)), int(count)) for iri, count in found)
