"""What tests of the ontology share: its files, what the records declare, and a small base that breaks no rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from rdflib import RDFS, BNode, Graph

from kb import records as r
from kb.infer import derive
from kb.names import GRAPH
from kb.places import resource
from kb.sources import Holdings, Row, Source, check_sources, pointers
from kb.triples import DERIVED, line, quads, source_quads
from kb.values import read_place

KINDS: tuple[type[r.Record], ...] = (*r.VOCABULARY, *r.EVIDENCE, r.Anchor, *r.DERIVED)
"""Every kind of record; of several kinds with one class, the first is what every entity of the class has."""

AT = {"at": (read_place("3.1 p1"),), "fragment": ("12 of 20",)}
CELL = {"at": (read_place("Table 2 > A > CR"),), "fragment": ("12 (60.00)",)}
DOCUMENT = "doe-2020"


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return Graph().parse(resource("ontology") / "aml.ttl", format="turtle")


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return Graph().parse(resource("ontology") / "shapes.ttl", format="turtle")


def _vocabulary() -> Iterator[r.Record]:
    yield r.AgentClass(key="hma", label="hypomethylating agent", axis="mechanism", definition="d", source="s")
    yield r.AgentClass(key="chemotherapy", label="chemotherapy", axis="use", definition="d", source="s")
    yield r.AgentClass(key="low", label="low-dose", axis="use", broader=("chemotherapy",), definition="d", source="s")
    yield r.Agent(key="azacitidine", label="azacitidine", agent_kind="drug", definition="d", source="s")
    yield r.ClassMembership(key="m1", agent="azacitidine", agent_class="hma", source="s")
    yield r.Target(key="dnmt1", label="DNMT1", target_kind="gene-product", definition="d", source="s")
    yield r.Targeting(key="t1", subject="class/hma", target="dnmt1", source="s")
    yield r.Outcome(key="cr", label="complete remission", outcome_kind="response", definition="d", source="s")


def _evidence() -> Iterator[r.Record]:
    yield r.Document(key=DOCUMENT, label="Doe 2020", title="On remission", document_kind="primary", published="2020-05", **AT)
    yield r.Reference(key=f"{DOCUMENT}-ref-1", cited_by=DOCUMENT, number=1, label="Roe 2019", title="Before", authors=("Roe R",), **AT)
    yield r.Study(key="NCT00000001", label="a study", study_kind="clinical-trial", nct_id="NCT00000001", **AT)
    yield r.Study(key="NCT00000002", label="another study", study_kind="clinical-trial", **AT)
    yield r.Population(key=f"{DOCUMENT}-all", label="all", study="NCT00000001", size=20, age_low=Decimal("60.0"), **AT)
    yield r.Population(key=f"{DOCUMENT}-old", label="the old", study="NCT00000001", part_of=f"{DOCUMENT}-all", **AT)
    yield r.Population(key=f"{DOCUMENT}-other", label="others", study="NCT00000002", **AT)
    yield r.TrialRecord(key=f"{DOCUMENT}-tr", study="NCT00000001", as_of="2020-05-01", phases=("1", "2"), **CELL)
    yield r.TrialRecord(key=f"{DOCUMENT}-tr0", study="NCT00000001", as_of="2019-05-01", phases=("1",), **CELL)
    yield r.Arm(key=f"{DOCUMENT}-arm", study="NCT00000001", label="the arm", population=f"{DOCUMENT}-all", **AT)
    part = {"arm": f"{DOCUMENT}-arm", "component_role": "backbone", "option": "required", **AT}
    yield r.Component(key=f"{DOCUMENT}-c1", agent="azacitidine", **part)
    yield r.Component(key=f"{DOCUMENT}-c2", agent_class="low", **part)
    yield r.Dose(key=f"{DOCUMENT}-d", arm=f"{DOCUMENT}-arm", agent="azacitidine", basis="planned", value=Decimal(75), unit="mg/m2", **AT)
    yield r.Endpoint(key=f"{DOCUMENT}-e", study="NCT00000001", label="remission", outcome="cr", **AT)
    number = {"study": "NCT00000001", "outcome": "cr", "statistic": "proportion", "voice": "own", "population": f"{DOCUMENT}-all"}
    yield r.Result(key=f"{DOCUMENT}-r", n=12, denominator=20, percent=Decimal("60.00"), arm=f"{DOCUMENT}-arm", **number, **CELL)
    claim = {"label": "It works.", "topic": "efficacy", "relation": "states", "direction": "supports", "evidence_kind": "review"}
    yield r.Claim(key=f"{DOCUMENT}-k", subject=("agent/azacitidine",), voice="restated", references=(f"{DOCUMENT}-ref-1",), **claim, **AT)


def _concepts(rows: list[r.Record]) -> Iterator[r.Record]:
    """The terms of lists that the rows use."""
    for key in sorted({key for row in rows for _, kind, key in pointers(row) if kind == "concept"}):
        scheme, _, name = key.partition(".")
        yield r.Concept(key=key, scheme=scheme, label=name, definition=f"the term {name}")


def _source(graph: str, rows: list[r.Record]) -> Source:
    return Source(graph, tuple(Row(row, f"{graph}:{number}") for number, row in enumerate(rows, 1)))


@pytest.fixture(scope="session")
def small_base(ontology: Graph) -> tuple[str, ...]:
    """The lines of a dump of a base of one paper, one arm and one result, with the lists, the hierarchy of classes and the ranges."""
    vocabulary, evidence = list(_vocabulary()), list(_evidence())
    sources = [_source("vocabulary", [*_concepts([*vocabulary, *evidence]), *vocabulary]), _source(DOCUMENT, evidence)]
    check_sources(sources)
    told = [quad for source in sources for quad in source_quads(source)]
    told += [quad for record in derive(Holdings(sources)) for quad in quads(record, DERIVED)]
    axioms = Graph()
    for predicate in (RDFS.subClassOf, RDFS.range):
        for term, value in ontology.subject_objects(predicate):
            if not isinstance(value, BNode):
                axioms.add((term, predicate, value))
    headers = Graph().parse(resource("ontology") / "schemes.ttl", format="turtle")
    return tuple(dict.fromkeys([*map(line, told), *_lines(axioms, "ontology"), *_lines(headers, "vocabulary")]))


def _lines(graph: Graph, name: str) -> list[str]:
    return [
        text.replace(" .\n", f" <{GRAPH}{name}> .\n") for text in graph.serialize(format="nt").splitlines(keepends=True) if text.strip()
    ]
