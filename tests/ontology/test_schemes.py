"""The controlled lists: each has a header as a SKOS concept scheme, and each header a list with terms."""

from __future__ import annotations

from pathlib import Path

from rdflib import RDF, SKOS, Graph, URIRef

from kb.base import Base
from kb.names import ID
from kb.places import resource
from kb.records import Concept, facts
from kb.triples import VOCABULARY
from tests.examples import curated
from tests.ontology.conftest import KINDS


def headers() -> Graph:
    return Graph().parse(resource("ontology") / "schemes.ttl", format="turtle")


def keys() -> set[str]:
    return {str(scheme).removeprefix(f"{ID}scheme/") for scheme in headers().subjects(RDF.type, SKOS.ConceptScheme)}


def test_every_list_with_terms_has_a_header_and_vice_versa() -> None:
    assert keys() == {concept.scheme for concept in curated().all(Concept)}


def test_every_list_is_used_by_a_field() -> None:
    assert keys() == {fact.scheme for kind in KINDS for fact in facts(kind).values() if fact.scheme}


def test_headers_have_one_name_and_one_definition() -> None:
    graph = headers()
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        (name,), (definition,) = graph.objects(scheme, SKOS.prefLabel), graph.objects(scheme, SKOS.definition)
        assert str(definition).endswith(".") and str(definition) != f"{name}."
    names = [str(name) for name in graph.objects(None, SKOS.prefLabel)]
    assert len(set(names)) == len(names)


def test_keys_of_terms_begin_with_their_list() -> None:
    for concept in curated().all(Concept):
        assert concept.key.startswith(f"{concept.scheme}."), concept.key
        assert concept.broader is None or concept.broader.startswith(f"{concept.scheme}."), concept.key


def test_every_term_has_a_label_of_its_own_within_its_list() -> None:
    seen: dict[tuple[str, str], str] = {}
    for concept in curated().all(Concept):
        other = seen.setdefault((concept.scheme, concept.label.casefold()), concept.key)
        assert other == concept.key, f"{other} and {concept.key} have one label; tell them apart in {Path('data/vocabulary/concepts.csv')}"


def test_the_list_of_every_term_resolves_in_a_release(base: Base) -> None:
    rows = base.select("SELECT ?term ?scheme ?list WHERE { ?term a aml:Concept ; aml:scheme ?scheme ; skos:inScheme ?list }").rows
    assert len(rows) == len({row[0] for row in rows}) == len(curated().all(Concept))
    told = {
        row[0].text: (row[1].text, row[2].text)
        for row in base.select(
            "SELECT ?list ?name ?meaning WHERE { ?list a skos:ConceptScheme ; skos:prefLabel ?name ; skos:definition ?meaning }"
        ).rows
    }
    graph = headers()
    for _, scheme, header in rows:
        assert header.text == f"{ID}scheme/{scheme.text}"
        assert told[header.text] == (
            str(graph.value(URIRef(header.text), SKOS.prefLabel)),
            str(graph.value(URIRef(header.text), SKOS.definition)),
        )


def test_headers_stand_in_the_graph_of_the_vocabulary(base: Base) -> None:
    rows = base.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?list a skos:ConceptScheme } }").rows
    assert [row[0].text for row in rows] == [VOCABULARY]
