"""Networks: what ties entities, each tie with its statement, and drugs given together."""

from __future__ import annotations

import io
from collections import Counter

import networkx
import pytest

from kb.combine import Chip, Combination
from kb.graphs import CLAIM, RELATIONS, co_use, graphml
from kb.names import ID


def test_the_network_holds_every_tie_between_entities_once(base, whole) -> None:
    counted = base.select(
        "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isIRI(?o)) "
        "FILTER(STRSTARTS(STR(?s), STR(id:)) && STRSTARTS(STR(?o), STR(id:))) "
        "FILTER(!REGEX(STR(?s), '/id/(anchor|selector)/') && !REGEX(STR(?o), '/id/(anchor|selector)/')) } }"
    ).rows[0][0]
    assert whole.number_of_edges() == int(counted.text)
    assert whole.nodes["agent/azacitidine"] == {"kind": "agent", "label": "azacitidine"}
    assert not any(node.startswith("anchor/") for node in whole)


def test_the_overview_ties_in_one_step_what_arms_tie_in_three(small) -> None:
    assert small.has_edge("study/NCT04913922", "agent/relatlimab", key="gives")
    assert small.has_edge("agent/azacitidine", "class/hma", key="is a")
    assert small.has_edge("study/NCT06536959", "class/anti-pd-1", key="gives")
    assert not any(relation == CLAIM for *_, relation in small.edges(keys=True))


@pytest.mark.parametrize("graph", ["small", "around", "connected"])
def test_every_tie_is_called_something_from_both_ends_and_has_statements_of_the_base(base, graph, request) -> None:
    stated = set()
    for start, end, relation, told in request.getfixturevalue(graph).edges(keys=True, data=True):
        assert relation in RELATIONS, relation
        assert start != end, (start, relation)
        stated |= set(told["statements"])
        assert told["statements"], (start, relation, end)
    known = {row[0].text for row in base.select("SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(id:))) }").rows}
    assert {f"{ID}{statement}" for statement in stated} <= known


def test_a_drug_is_given_in_an_arm_by_the_component_that_says_so(connected) -> None:
    [component] = connected["arm/guo-2026-nct04913922"]["agent/relatlimab"]["gives"]["statements"]
    assert component.startswith("component/")
    assert connected.has_edge("arm/guo-2026-nct04913922", "study/NCT04913922", key="is an arm of")


def test_a_claim_ties_its_subjects_and_its_objects_and_only_those(base, around) -> None:
    claims = Counter(one.kind for one in _claims(base))
    assert claims["tied"] > 100
    for one in _claims(base):
        held = around.has_edge(one.subject, one.object, key=CLAIM) and one.claim in around[one.subject][one.object][CLAIM]["statements"]
        assert held is (one.kind == "tied"), one


def _claims(base):
    rows = base.select("SELECT ?claim ?subject ?object WHERE { ?claim a aml:Claim ; aml:subject ?subject ; aml:object ?object }").rows
    for row in rows:
        claim, subject, other = (cell.text.removeprefix(ID) for cell in row)
        passed_over = {subject.partition("/")[0], other.partition("/")[0]} & {"arm", "concept"} or subject == other
        yield _Claimed("passed over" if passed_over else "tied", claim, subject, other)


class _Claimed:
    def __init__(self, kind: str, claim: str, subject: str, other: str) -> None:
        self.kind, self.claim, self.subject, self.object = kind, claim, subject, other

    def __repr__(self) -> str:
        return f"{self.kind}: {self.subject} {self.claim} {self.object}"


def test_co_use_counts_the_studies_of_the_combination(base) -> None:
    graph = co_use(base.store)
    for one, other in (("agent/azacitidine", "agent/venetoclax"), ("agent/azacitidine", "agent/nivolumab")):
        matches = base.match(Combination((Chip((one,), exactly=True), Chip((other,), exactly=True)))).matches
        assert graph[one][other]["weight"] == len({match.study for match in matches})
        assert set(graph[one][other]["studies"]) == {match.study for match in matches}


def test_graphml_is_read_back_by_networkx_with_the_same_nodes_and_ties(small) -> None:
    part = small.subgraph(["agent/azacitidine", *small.successors("agent/azacitidine"), *small.predecessors("agent/azacitidine")])
    read = networkx.read_graphml(io.BytesIO(graphml(part)), force_multigraph=True)
    assert set(read) == set(part)
    assert read.nodes["class/hma"]["iri"] == f"{ID}class/hma"
    ties = sorted((start, end, told["relation"]) for start, end, told in read.edges(data=True))
    assert ties == sorted((start, end, relation) for start, end, relation in part.edges(keys=True))
