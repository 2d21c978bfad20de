"""The questions of the library as SHACL describes queries: in the graph, since editors ask an endpoint itself for examples.

The form is the one that the editors of the Swiss Institute of Bioinformatics ask for: ``sh:SPARQLExecutable`` with ``rdfs:comment`` and
``sh:select``, and prefixes by ``sh:declare``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.ask import questions
from kb.names import BASE, GRAPH, PREFIXES, expand, sparql_prologue
from kb.store import iri, literal
from kb.triples import Quad

GRAPH_IRI = f"{GRAPH}questions"
PREFIXES_IRI = f"{BASE}questions#prefixes"


def executables() -> Iterator[Quad]:
    """The quads, in the graph of questions."""
    for prefix, space in PREFIXES.items():
        declared = f"{PREFIXES_IRI}-{prefix}"
        yield _quad(PREFIXES_IRI, "sh:declare", iri(declared))
        yield _quad(declared, "sh:prefix", literal(prefix))
        yield _quad(declared, "sh:namespace", literal(space, expand("xsd:anyURI")))
    for question in questions().values():
        it = f"{BASE}questions/{question.name}"
        for type_ in ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"):
            yield _quad(it, "rdf:type", iri(expand(type_)))
        yield _quad(it, "rdfs:label", literal(question.title))
        yield _quad(it, "rdfs:comment", literal(question.description))
        yield _quad(it, "sh:prefixes", iri(PREFIXES_IRI))
        yield _quad(it, "sh:select", literal(question.sparql.removeprefix(sparql_prologue()).strip()))
        yield _quad(it, "schema:target", iri(f"{BASE}sparql"))
        for tag in question.tags:
            yield _quad(it, "schema:keywords", literal(tag))


def _quad(subject: str, predicate: str, value: str) -> Quad:
    return iri(subject), iri(expand(predicate)), value, iri(GRAPH_IRI)
