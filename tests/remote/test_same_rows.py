"""Every question of the library, and the forms that engines differ in, on a real engine elsewhere: the rows of the embedded store."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.compare import isomorphic

from kb.answer import answer
from kb.ask import Question, questions
from kb.base import Base
from kb.errors import QueryRefused
from kb.names import GRAPH
from kb.query_prefixes import with_prefixes
from kb.store import Graphs, Lane
from tests.questions.answers import OF_A_REGISTRY, by_store

QUESTIONS = [pytest.param(question, id=name) for name, question in questions().items() if name not in OF_A_REGISTRY]

SAME_AS_EMBEDDED = {
    "a truth value is true or false": "SELECT ?c ?o WHERE { ?c aml:optional ?o } ORDER BY STR(?c)",
    "ASK, found": "ASK { ?s aml:nctId ?n }",
    "ASK, not found": "ASK { ?s aml:nctId 'none such' }",
    "graphs by name": "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY STR(?g)",
    "a condition on a graph's name": "SELECT ?g ?v WHERE { GRAPH ?g { ?s pav:version ?v } FILTER(CONTAINS(STR(?g), 'graph/release')) }",
    "a graph by prefixed name": "SELECT ?v WHERE { GRAPH graph:release { ?s pav:version ?v } }",
    "a graph that is not there": "SELECT ?s WHERE { GRAPH graph:none { ?s ?p ?o } }",
    "two graphs": "SELECT ?a ?b WHERE { GRAPH ?a { ?s pav:version ?v } GRAPH ?b { ?s2 a aml:Release } }",
    "FROM": "SELECT (COUNT(*) AS ?n) FROM graph:release WHERE { ?s ?p ?o }",
    "FROM with FROM NAMED": "SELECT DISTINCT ?g FROM graph:release FROM NAMED graph:lu-2025 WHERE { GRAPH ?g { ?s ?p ?o } }",
    "FROM that is not there": "SELECT (COUNT(*) AS ?n) FROM <http://example.org/none> WHERE { ?s ?p ?o }",
    "only FROM NAMED": "SELECT (COUNT(*) AS ?n) FROM NAMED graph:release WHERE { ?s ?p ?o }",
    "whatever there is": "SELECT * WHERE { GRAPH ?g { ?s pav:version ?v } }",
    "all graphs as one": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "a relative name": "SELECT ?v WHERE { <id/agent/azacitidine> rdfs:label ?v }",
}


def rows(base: Base, sparql: str) -> list[dict[str, str | None]]:
    """The rows of a query with its columns in one order: engines give those of '*' in an order of their own."""
    return [dict(sorted(row.items())) for row in by_store(base, with_prefixes(sparql))]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_gives_the_same_rows_in_the_same_order(question: Question, base: Base, remote: Base) -> None:
    assert by_store(remote, question.sparql) == by_store(base, question.sparql)


@pytest.mark.parametrize("sparql", SAME_AS_EMBEDDED.values(), ids=SAME_AS_EMBEDDED)
def test_a_form_means_the_same(sparql: str, base: Base, remote: Base) -> None:
    assert rows(remote, sparql) == rows(base, sparql)


def test_a_dataset_beside_the_query_is_read_alone(base: Base, remote: Base) -> None:
    query = with_prefixes("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    for given in (Graphs((f"{GRAPH}lu-2025",)), Graphs((f"{GRAPH}none",)), Graphs((), (f"{GRAPH}lu-2025",))):
        assert remote.store.select(query, Lane.VISITOR, given).rows == base.store.select(query, Lane.VISITOR, given).rows


@pytest.mark.parametrize("media_type", ["text/csv", "text/tab-separated-values", "application/sparql-results+json"])
def test_a_table_as_a_file_is_the_same(media_type: str, base: Base, remote: Base) -> None:
    query = with_prefixes("SELECT ?s ?l WHERE { ?s a aml:Target ; rdfs:label ?l } ORDER BY STR(?s)")
    assert remote.store.serialize(query, media_type) == base.store.serialize(query, media_type)


def test_triples_as_a_file_are_the_same(base: Base, remote: Base) -> None:
    query = with_prefixes("CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <https://w3id.org/aml-evidence/id/study/NCT04645199> } ?s ?p ?o }")
    graphs = [rdflib.Graph().parse(data=one.store.serialize(query, "text/turtle"), format="turtle") for one in (base, remote)]
    assert len(graphs[0]) > 5
    assert isomorphic(*graphs)


@pytest.mark.parametrize(
    "asked", ["which trials combine HMA with anti-PD-1", "CAR-T cells against CD123 with HMA", "grade 4 leukopenia", "do the numbers hold"]
)
def test_a_question_in_words_has_the_same_answer(asked: str, base: Base, remote: Base) -> None:
    here, there = answer(base, asked).as_json(), answer(remote, asked).as_json()
    assert there["rows"] == here["rows"]
    assert there["near_misses"] == here["near_misses"]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "INSERT DATA { <http://a> <http://b> <http://c> }",
        "SELECT * WHERE { ?s ?p ?o FILTER(<bif:sys_stat>('st_db') > 1) }",
        "DEFINE get:soft 'replace' SELECT * WHERE { ?s ?p ?o }",
        "SELECT * WHERE { ?s ?p }",
        "SELECT ?stored_graph_1 WHERE { GRAPH ?g { ?stored_graph_1 ?p ?o } }",
    ],
)
def test_what_is_refused_here_is_never_sent(sparql: str, remote: Base) -> None:
    with pytest.raises(QueryRefused):
        remote.store.select(sparql, Lane.VISITOR)
