"""Descriptions for machines: what the base holds (VoID), what its endpoint can do (Service Description), worked queries (SHACL)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kb.base import Base
from kb.executables import executables
from kb.names import BASE, GRAPH, ID, PREFIXES, shorten
from kb.tables.sheet import LICENCE
from webui.distribution import DESCRIPTION, FILES, KEYWORDS, NAME
from webui.service import opened, visitor_limits
from webui.vocabulary import Term, Vocabulary, vocabulary

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

SYNTAXES = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/rdf+xml": "xml", "application/n-triples": "nt"}
"""Media types of a description, and what rdflib calls them."""

VOID_PATH, EXAMPLES_PATH, ENDPOINT_PATH = ".well-known/void", ".well-known/sparql-examples", "sparql"

# Descriptions name the address they are asked at. They are made once, with this in its place.
_ROOT = "https://root.invalid/"
_VOID = f"{_ROOT}{VOID_PATH}"
_DATASET = f"{_VOID}#dataset"
_ENDPOINT = f"{_ROOT}{ENDPOINT_PATH}"
_EXAMPLES = f"{_ROOT}{EXAMPLES_PATH}"

_SPACES = PREFIXES | {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
}
_RESULT_FORMATS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples RDF_XML JSON-LD TriG N-Quads"
)
_FEATURED = ("aml:Study", "aml:Agent", "aml:Regimen", "aml:Result", "aml:Claim", "aml:Document")
"""Classes of which the description names one member each."""

_FULLEST = "SELECT ?it (COUNT(*) AS ?told) WHERE {{ ?it a {class_} ; ?p ?o }} GROUP BY ?it ORDER BY DESC(?told) ?it LIMIT 1"
_ANY = "SELECT ?it WHERE {{ ?it a {class_} }} LIMIT 1"
_DOCUMENTS = """
SELECT ?it ?title ?licence WHERE {
  ?it a aml:Document ; dcterms:title ?title ; aml:textHash ?hash .
  OPTIONAL { ?it dcterms:license ?licence }
}
"""

Triple = tuple[str, str, "str | int | Words"]


class Words(str):
    """Text, where a plain string would be an IRI."""

    __slots__ = ()


def void(root: str, media: str) -> str:
    """What the base holds, for who asks at the address ``root``."""
    return _written("void", root, media, lambda: [*_service(vocabulary()), *_dataset(opened().base, vocabulary())])


def service(root: str, media: str) -> str:
    """What the endpoint can do."""
    return _written("service", root, media, lambda: _service(vocabulary()))


def examples(root: str, media: str) -> str:
    """The library of questions, as tools that read SHACL's SPARQL executables know them."""
    return _kept("examples", root, media, _library)


def _written(name: str, root: str, media: str, triples: Callable[[], Iterator[Triple] | list[Triple]]) -> str:
    return _kept(name, root, media, lambda: _told(triples()))


def _kept(name: str, root: str, media: str, make: Callable[[], Graph]) -> str:
    text = opened().remember(("description", name, media), lambda: _text(make(), media))
    return text.replace(_ROOT, root)


def _told(triples: Iterator[Triple] | list[Triple]) -> Graph:
    graph = _empty()
    for subject, predicate, value in triples:
        graph.add((_node(subject), _node(_iri(predicate)), _node(value)))
    return graph


def _library() -> Graph:
    """The questions as the graph holds them, to be sent to this endpoint."""
    lines = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value, _ in executables())
    return _empty().parse(data=lines.replace(f"<{BASE}{ENDPOINT_PATH}>", f"<{_ENDPOINT}>"), format="nt")


def _empty() -> Graph:
    from rdflib import Graph  # imported here: only these pages need it, and it takes a quarter of a second

    graph = Graph(bind_namespaces="none")
    for prefix, space in _SPACES.items():
        graph.bind(prefix, space)
    return graph


def _text(graph: Graph, media: str) -> str:
    if media == "application/ld+json":
        return graph.serialize(format="json-ld", context=_SPACES, auto_compact=True)
    return graph.serialize(format=SYNTAXES[media])


def _node(value: str | int) -> Node:
    from rdflib import Literal, URIRef  # as above

    if isinstance(value, Words):
        return Literal(str(value))
    return Literal(value) if isinstance(value, int) else URIRef(_iri(value))


def _iri(text: str) -> str:
    """The IRI of a CURIE; an IRI as it is."""
    prefix, _, local = text.partition(":")
    return f"{_SPACES[prefix]}{local}" if prefix in _SPACES and not local.startswith("//") else text


def _service(told: Vocabulary) -> Iterator[Triple]:
    yield _ENDPOINT, "rdf:type", "sd:Service"
    yield _ENDPOINT, "sd:endpoint", _ENDPOINT
    yield _ENDPOINT, "sd:supportedLanguage", "sd:SPARQL11Query"
    yield _ENDPOINT, "sd:feature", "sd:UnionDefaultGraph"
    for name in _RESULT_FORMATS.split():
        yield _ENDPOINT, "sd:resultFormat", f"formats:{name}"
    limits = visitor_limits()
    yield (
        _ENDPOINT,
        "rdfs:comment",
        Words(
            f"Reading only. A query may take {limits.seconds:g} seconds and give {limits.answer_bytes >> 20} MiB. "
            "The prefixes of the base need not be declared."
        ),
    )
    yield _ENDPOINT, "rdfs:seeAlso", _EXAMPLES
    yield _ENDPOINT, "sd:defaultDataset", f"{_VOID}#all"
    yield f"{_VOID}#all", "rdf:type", "sd:Dataset"
    yield f"{_VOID}#all", "sd:defaultGraph", _DATASET
    yield _DATASET, "rdf:type", "sd:Graph"
    yield _DATASET, "void:triples", told.triples
    for part in told.graphs:
        name, graph = f"{_VOID}#named-{_key(part.iri)}", f"{_VOID}#graph-{_key(part.iri)}"
        yield f"{_VOID}#all", "sd:namedGraph", name
        yield name, "rdf:type", "sd:NamedGraph"
        yield name, "sd:name", part.iri
        yield name, "sd:graph", graph
        yield graph, "rdf:type", "sd:Graph"
        yield graph, "rdf:type", "void:Dataset"
        yield graph, "dcterms:title", Words(part.label)
        yield graph, "void:triples", part.triples


def _dataset(base: Base, told: Vocabulary) -> Iterator[Triple]:
    yield _VOID, "rdf:type", "void:DatasetDescription"
    yield _VOID, "foaf:primaryTopic", _DATASET
    yield _DATASET, "rdf:type", "void:Dataset"
    yield _DATASET, "rdf:type", "dcat:Dataset"
    yield _DATASET, "dcterms:title", Words(NAME)
    yield _DATASET, "dcterms:description", Words(DESCRIPTION)
    yield from _distributions()
    yield _DATASET, "dcterms:rights", Words(f"{LICENCE}.")
    yield _DATASET, "pav:version", Words(base.release.version)
    yield _DATASET, "rdfs:seeAlso", f"{ID}release/{base.release.version}"
    yield _DATASET, "foaf:homepage", _ROOT
    yield _DATASET, "void:sparqlEndpoint", _ENDPOINT
    yield _DATASET, "void:uriSpace", Words(BASE)
    yield _DATASET, "void:uriLookupEndpoint", f"{_ROOT}search?q="
    if not told.whole:
        yield _DATASET, "void:entities", told.entities
        yield _DATASET, "void:distinctSubjects", told.subjects
        yield _DATASET, "void:distinctObjects", told.objects
        yield _DATASET, "void:classes", sum(1 for term in told.classes if term.count)
        yield _DATASET, "void:properties", sum(1 for term in told.properties if term.count)
    yield from _named(base)
    for part in told.graphs:
        yield _DATASET, "void:subset", f"{_VOID}#graph-{_key(part.iri)}"
    for space in sorted({_space(term.iri) for term in (*told.classes, *told.properties) if term.count}):
        yield _DATASET, "void:vocabulary", space
    yield from _partitions(told)


def _distributions() -> Iterator[Triple]:
    """The files and the service by which the data set is had (DCAT)."""
    yield _DATASET, "void:dataDump", f"{_ROOT}{FILES[0].path}"
    for word in KEYWORDS:
        yield _DATASET, "dcat:keyword", Words(word)
    for file in FILES:
        it = f"{_VOID}#file-{_key(file.path)}"
        yield _DATASET, "dcat:distribution", it
        yield it, "rdf:type", "dcat:Distribution"
        yield it, "dcterms:title", Words(file.title)
        yield it, "dcat:downloadURL", f"{_ROOT}{file.path}"
        yield it, "dcat:mediaType", f"https://www.iana.org/assignments/media-types/{file.media_type}"
        if file.follows:
            yield it, "dcterms:conformsTo", file.follows
    service = f"{_VOID}#service"
    yield service, "rdf:type", "dcat:DataService"
    yield service, "dcterms:title", Words("SPARQL endpoint")
    yield service, "dcat:endpointURL", _ENDPOINT
    yield service, "dcat:endpointDescription", _ENDPOINT
    yield service, "dcat:servesDataset", _DATASET


def _named(base: Base) -> Iterator[Triple]:
    """One member of each of some classes, and the documents that graphs come from, with their licences."""
    for class_ in _FEATURED:
        for row in base.select((_FULLEST if base.few else _ANY).format(class_=class_)).rows:
            if row[0]:
                yield _DATASET, "void:exampleResource", row[0].text
    for it, title, licence in base.select(_DOCUMENTS).rows:
        if it and title:
            yield f"{_VOID}#graph-{_key(it.text)}", "dcterms:source", it.text
            yield it.text, "dcterms:title", Words(title.text)
        if it and licence:
            yield it.text, "dcterms:license", Words(licence.text)


def _partitions(told: Vocabulary) -> Iterator[Triple]:
    for term in told.classes:
        if term.count:
            yield from _partition(_DATASET, "class", term, term.count, "entities")
    for term in told.properties:
        if term.count:
            yield from _partition(_DATASET, "property", term, term.count, "triples")
    properties = {term.iri: term for term in told.properties}
    for class_, property_, count in told.uses:
        yield from _partition(f"{_VOID}#class-{_key(class_)}", "property", properties[property_], count, "triples")


def _partition(whole: str, kind: str, term: Term, count: int, unit: str) -> Iterator[Triple]:
    above = "" if whole == _DATASET else f"{whole.partition('#')[2]}-"
    part = f"{_VOID}#{above}{kind}-{_key(term.iri)}"
    yield whole, f"void:{kind}Partition", part
    yield part, "rdf:type", "void:Dataset"
    yield part, f"void:{kind}", term.iri
    yield part, f"void:{unit}", count
    if term.label and not above:
        yield part, "rdfs:label", Words(term.label)


def _key(iri: str) -> str:
    """A fragment for an IRI: its own name in a graph or a document, else its CURIE."""
    for space in (GRAPH, f"{ID}document/"):
        if iri.startswith(space):
            return iri.removeprefix(space)
    return re.sub(r"[^A-Za-z0-9_-]+", "-", shorten(iri))


def _space(iri: str) -> str:
    return re.sub(r"[^/#]*$", "", iri)
