"""Descriptions for machines: they parse in every syntax, and their numbers are those of the dump, counted by another engine."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import rdflib
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SH, VOID

from kb.ask import questions
from kb.base import Base
from kb.names import ID, PREFIXES
from tests.webui.conftest import BROWSER

SYNTAXES = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
AML = rdflib.Namespace(PREFIXES["aml"])


@pytest.fixture(scope="module")
def triples(base: Base) -> set[tuple[rdflib.term.Node, ...]]:
    """The distinct triples of the release, read by rdflib."""
    return {quad[:3] for quad in base.graph().quads()}


@pytest.fixture
def void(client) -> rdflib.Graph:
    return rdflib.Graph().parse(data=client.get("/.well-known/void").data, format="turtle")


@pytest.mark.parametrize("path", ["/.well-known/void", "/.well-known/sparql-examples"])
def test_every_syntax_says_the_same(client, path: str) -> None:
    plain = rdflib.Graph().parse(data=client.get(f"{path}.nt").data, format="nt")
    assert len(plain) > 500
    for ending, syntax in SYNTAXES.items():
        response = client.get(f"{path}.{ending}")
        assert set(rdflib.Graph().parse(data=response.data, format=syntax)) == set(plain), ending
        by_accept = client.get(path, headers={"Accept": response.mimetype})
        assert by_accept.data == response.data
        assert "Accept" in by_accept.headers["Vary"]
    assert client.get(path, headers=BROWSER).mimetype == "text/turtle"
    assert client.get(path, headers={"Accept": "application/ld+json"}).headers["Access-Control-Allow-Origin"] == "*"


def _value(term: rdflib.term.Node) -> object:
    """A term as the store knows it, which holds numbers by value: 66.70 and 66.7 are one."""
    return (term.datatype, term.language, term.toPython()) if isinstance(term, rdflib.Literal) else term


def test_the_numbers_are_those_of_the_dump(void: rdflib.Graph, triples, base: Base) -> None:
    (dataset,) = void.subjects(VOID.sparqlEndpoint)

    def number(what: rdflib.URIRef) -> int:
        return int(void.value(dataset, what))

    assert number(VOID.triples) == len(triples)
    assert number(VOID.distinctSubjects) == len({s for s, _, _ in triples})
    assert number(VOID.distinctObjects) == len({_value(o) for _, _, o in triples})
    assert number(VOID.entities) == len({s for s, p, _ in triples if p == RDF.type and str(s).startswith(ID)})
    properties = Counter(p for _, p, _ in triples)
    told = {void.value(part, VOID.property): int(void.value(part, VOID.triples)) for part in void.objects(dataset, VOID.propertyPartition)}
    assert told == properties
    assert number(VOID.properties) == len(properties)
    members = Counter(o for _, p, o in triples if p == RDF.type)
    parts = {void.value(part, VOID["class"]): part for part in void.objects(dataset, VOID.classPartition)}
    assert {class_: int(void.value(part, VOID.entities)) for class_, part in parts.items()} == members
    studies = {s for s, p, o in triples if p == RDF.type and o == AML.Study}
    within = {
        void.value(part, VOID.property): int(void.value(part, VOID.triples))
        for part in void.objects(parts[AML.Study], VOID.propertyPartition)
    }
    assert within == Counter(p for s, p, _ in triples if s in studies)


def test_it_tells_release_rights_endpoint_and_examples(void: rdflib.Graph, triples, base: Base) -> None:
    (dataset,) = void.subjects(VOID.sparqlEndpoint)
    assert void.value(dataset, VOID.sparqlEndpoint) == rdflib.URIRef("http://localhost/sparql")
    assert str(void.value(dataset, rdflib.URIRef(PREFIXES["pav"] + "version"))) == base.release.version
    assert "licence" in str(void.value(dataset, DCTERMS.rights))
    assert "CC BY-NC-ND 4.0" in {str(one) for one in void.objects(rdflib.URIRef(f"{ID}document/lu-2025"), DCTERMS.license)}
    subjects = {s for s, _, _ in triples}
    examples = set(void.objects(dataset, VOID.exampleResource))
    assert len(examples) >= 5 and examples <= subjects
    graphs = {void.value(named, SD.graph): void.value(named, SD.name) for named in void.objects(None, SD.namedGraph)}
    dump = Counter(quad[3] for quad in base.graph().quads())
    assert {name: int(void.value(graph, VOID.triples)) for graph, name in graphs.items()} == dump
    assert PROV.Entity in set(void.objects(None, VOID["class"]))


def test_worked_queries_are_read_by_tools_for_shacl(client, base: Base) -> None:
    graph = rdflib.Graph().parse(data=client.get("/.well-known/sparql-examples.ttl").data, format="turtle")
    found = {str(graph.value(it, RDFS.label)): it for it in graph.subjects(RDF.type, SH.SPARQLSelectExecutable)}
    assert set(found) == {one.title for one in questions().values()}
    declared = {
        str(graph.value(one, SH.prefix)): str(graph.value(one, SH.namespace))
        for one in graph.objects(graph.value(found[questions()["partner-drugs"].title], SH.prefixes), SH.declare)
    }
    assert declared == PREFIXES
    prologue = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in declared.items())
    example = found[questions()["trials-combining-two"].title]
    assert len(base.store.select(prologue + str(graph.value(example, SH.select))).rows) == 6


def test_terms_are_told_to_editors_and_people(client, read, triples) -> None:
    told = json.loads(client.get("/sparql/terms.json").data)
    assert told["prefixes"] == PREFIXES
    record = next(one for one in told["classes"] if one["curie"] == "aml:TrialRecord")
    assert record["label"] == "trial record" and record["definition"]
    assert record["count"] == sum(1 for _, p, o in triples if p == RDF.type and o == AML.TrialRecord)
    assert {one["iri"] for one in told["properties"]} >= {str(p) for _, p, _ in triples}
    assert next(one for one in told["classes"] if one["curie"] == "aml:Statement")["count"] == 0
    page = read("/sparql/terms")
    assert "aml:TrialRecord" in page.text
    link = next(link for link in page.links if "aml:TrialRecord" in link)
    assert "rows" in read(link).text
    assert "/.well-known/void" in client.get("/sparql/terms.csv").get_data(as_text=True)
