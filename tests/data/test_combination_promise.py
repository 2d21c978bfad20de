"""HMA with anti-PD-1 in the two papers: exactly six studies, by the base's matching, and by a query over the curated rows alone."""

from __future__ import annotations

import pytest
import rdflib

from kb.base import Base
from kb.combine import Chip, Combination
from kb.names import mint
from kb.records import AgentClass, Arm, ClassMembership, Component, Study
from kb.sources import Holdings
from kb.store import iri
from kb.triples import DERIVED

# DESIGN, section 4: read in guo-2026 (Table 1, PD-(L)1 and CTLA-4 inhibitors p1-p3, Combination of tumor vaccines and HMAs p2).
STUDIES = {
    "NCT04284787",
    "NCT04913922",
    "NCT06536959",
    "NCT03358719",
    "gojo-2019-pembrolizumab-azacitidine",
    "daver-2018-azacitidine-nivolumab-ipilimumab",
}
NEAR_MISSES = {"NCT04214249", "zeidner-2019-hidac-pembrolizumab"}
REFERENCES = {"gojo-2019-pembrolizumab-azacitidine": "guo-2026-r14", "daver-2018-azacitidine-nivolumab-ipilimumab": "guo-2026-r17"}

HMA, ANTI_PD_1 = Chip(("class/hma",)), Chip(("class/anti-pd-1",))

# No derived statement is used: the path goes over memberships and broader classes as the curators wrote them.
SPARQL = """
PREFIX aml: <https://w3id.org/aml-evidence/ontology#>
PREFIX class: <https://w3id.org/aml-evidence/id/class/>
SELECT DISTINCT ?study WHERE {
  ?arm aml:armOf ?study .
  ?one aml:componentOf ?arm . ?other aml:componentOf ?arm . FILTER(?one != ?other)
  { ?one aml:agentClass ?a } UNION { ?one aml:agent ?x . ?m aml:memberAgent ?x ; aml:memberClass ?a }
  ?a aml:broaderClass* class:hma .
  { ?other aml:agentClass ?b } UNION { ?other aml:agent ?y . ?n aml:memberAgent ?y ; aml:memberClass ?b }
  ?b aml:broaderClass* class:anti-pd-1 .
}
"""


@pytest.fixture(scope="module")
def graph(base: Base) -> rdflib.Graph:
    """The curated graphs of the release as one, without what was derived."""
    lines = "".join(base.release.lines()).splitlines()
    triples = [line.rpartition(" <")[0] + " ." for line in lines if not line.endswith(f"<{DERIVED}> .")]
    assert len(triples) < len(lines)
    return rdflib.Graph().parse(data="\n".join(triples), format="nt")


def test_the_base_finds_exactly_the_six_studies(base: Base) -> None:
    found = base.match(Combination((HMA, ANTI_PD_1)))
    assert {match.study.removeprefix("study/") for match in found.matches} == STUDIES


def test_near_misses_are_told_apart_with_what_is_missing(base: Base) -> None:
    found = base.match(Combination((HMA, ANTI_PD_1)))
    near = {miss.study.removeprefix("study/"): miss.missing for miss in found.near_misses}
    assert near.keys() >= NEAR_MISSES
    assert not near.keys() & STUDIES
    assert {near[study] for study in NEAR_MISSES} == {0}, "what they lack is the hypomethylating agent"


def test_every_match_gives_its_reasons_with_a_place(base: Base) -> None:
    for match in base.match(Combination((HMA, ANTI_PD_1))).matches:
        assert len({reason.component for reason in match.reasons}) >= 2, "two different components"
        for reason in match.reasons:
            assert reason.anchors, f"{match.study}: {reason.words(base.hierarchy)} has no place"


def test_an_independent_query_over_the_curated_rows_finds_the_same(graph: rdflib.Graph) -> None:
    found = {str(row[0]).rsplit("/", 1)[1] for row in graph.query(SPARQL)}
    assert found == STUDIES


def test_the_same_by_hand_from_the_rows(holdings: Holdings) -> None:
    """Without graph or query: the curated rows alone, walked through in Python."""
    above: dict[str, set[str]] = {}
    broader = {record.key: record.broader for record in holdings.all(AgentClass)}

    def climb(key: str) -> set[str]:
        if key not in above:
            above[key] = {key} | {higher for parent in broader[key] for higher in climb(parent)}
        return above[key]

    classes: dict[str, set[str]] = {}
    for membership in holdings.all(ClassMembership):
        classes.setdefault(membership.agent, set()).update(climb(membership.agent_class))
    arms: dict[str, list[set[str]]] = {}
    for component in holdings.all(Component):
        is_a = climb(component.agent_class) if component.agent_class else classes.get(component.agent or "", set())
        arms.setdefault(component.arm, []).append(is_a)
    found = {
        arm.study
        for arm in holdings.all(Arm)
        if any("hma" in one and "anti-pd-1" in other for one in arms.get(arm.key, []) for other in arms[arm.key] if one is not other)
    }
    assert found == STUDIES


def test_the_studies_without_a_number_rest_on_their_references(holdings: Holdings) -> None:
    for key, reference in REFERENCES.items():
        study = holdings.get(Study, key)
        assert study.nct_id is None
        assert reference in study.references


@pytest.mark.parametrize("agent", ["relatlimab", "ipilimumab"])
def test_other_checkpoint_inhibitors_are_not_anti_pd_1(base: Base, agent: str) -> None:
    asked = base.select(f"ASK {{ {iri(mint('agent', agent))} aml:inClass {iri(mint('class', 'anti-pd-1'))} }}")
    assert [cell.text for row in asked.rows for cell in row if cell] == ["false"]
    classes = base.select(f"ASK {{ {iri(mint('agent', agent))} aml:inClass {iri(mint('class', 'checkpoint-inhibitor'))} }}")
    assert [cell.text for row in classes.rows for cell in row if cell] == ["true"]
