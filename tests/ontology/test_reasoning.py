"""A reasoner finds the ontology and sound facts consistent, sees what contradicts it, and infers what the base derives itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef

from kb.names import AML, ID, expand

DATATYPES = {str(RDFS.Literal), *(str(rdflib.XSD[name]) for name in ("string", "integer", "nonNegativeInteger", "decimal", "boolean"))}
"""Those of the OWL 2 datatype map (section 4 of its structural specification) that the ontology uses."""
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
"""How owlrl marks an inconsistency."""
CONTRADICTIONS = {
    "a result that is a claim": ("result/doe-2020-r", RDF.type, AML + "Claim"),
    "a computed value called a statement": ("computed/result-doe-2020-r", RDF.type, AML + "Statement"),
    "a component of two arms told apart": ("component/doe-2020-c1", expand("aml:componentOf"), ID + "arm/doe-2020-arm2"),
    "a population within itself": ("population/doe-2020-all", expand("aml:partOf"), ID + "population/doe-2020-all"),
    "an agent where a class belongs": ("component/doe-2020-c2", expand("aml:agentClass"), ID + "agent/azacitidine"),
}


def facts_of(small_base: tuple[str, ...]) -> Graph:
    """The small base without its dates, which OWL 2 DL has no type for."""
    lines = (text.rsplit(" ", 2)[0] + " .\n" for text in small_base if not re.search(r"XMLSchema#(date|gYear)", text))
    return Graph().parse(data="".join(lines), format="nt")


def with_contradiction(small_base: tuple[str, ...], what: str) -> Graph:
    subject, predicate, value = CONTRADICTIONS[what]
    facts = facts_of(small_base)
    facts.add((URIRef(ID + subject), URIRef(predicate), URIRef(value)))
    facts.add((URIRef(ID + "arm/doe-2020-arm"), OWL.differentFrom, URIRef(ID + "arm/doe-2020-arm2")))
    return facts


def closed(*graphs: Graph) -> Graph:
    """All that OWL 2 RL infers from the graphs together."""
    graph = Graph()
    for one in graphs:
        graph += one
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def inferred(ontology: Graph, small_base: tuple[str, ...]) -> Graph:
    return closed(ontology, facts_of(small_base))


def test_ontology_and_facts_are_consistent(inferred: Graph) -> None:
    assert list(inferred.subjects(RDF.type, ERROR)) == []
    assert list(inferred.subjects(RDF.type, OWL.Nothing)) == []
    assert [one for one in inferred.subjects(RDFS.subClassOf, OWL.Nothing) if one != OWL.Nothing] == []


@pytest.mark.parametrize("what", ["a result that is a claim", "a component of two arms told apart", "a population within itself"])
def test_a_contradiction_is_seen(ontology: Graph, small_base: tuple[str, ...], what: str) -> None:
    assert list(closed(ontology, with_contradiction(small_base, what)).subjects(RDF.type, ERROR))


def test_the_derived_statements_follow_from_the_axioms(ontology: Graph, small_base: tuple[str, ...]) -> None:
    """What kb.infer derives of classes and matches, an independent reasoner derives from the axioms alone."""
    told, bare = facts_of(small_base), facts_of(small_base)
    closure = [URIRef(expand(name)) for name in ("aml:inClass", "aml:within", "aml:matches")]
    for predicate in closure:
        bare.remove((None, predicate, None))
    found = closed(ontology, bare)
    for predicate in closure:
        # The targets of a class stand in records of their own, which no axiom of OWL unfolds.
        wanted = {pair for pair in told.subject_objects(predicate) if "/target/" not in pair[1] or "/component/doe-2020-c1" in pair[0]}
        assert wanted, f"the small base has no {predicate}"
        assert wanted <= set(found.subject_objects(predicate))


def test_records_are_what_their_superclasses_say(inferred: Graph) -> None:
    result = set(inferred.objects(URIRef(ID + "result/doe-2020-r"), RDF.type))
    assert {URIRef(AML + "ReportedNumber"), URIRef(AML + "Statement")} <= result
    assert URIRef(AML + "ComputedStatement") not in result
    assert URIRef(AML + "ComputedStatement") in set(inferred.objects(URIRef(ID + "computed/result-doe-2020-r"), RDF.type))


def test_datatypes_are_those_of_owl_2_dl(ontology: Graph) -> None:
    spread = {str(value) for p in ontology.subjects(RDF.type, OWL.DatatypeProperty) for value in ontology.objects(p, RDFS.range)}
    written = {str(value.datatype) for value in ontology.objects() if getattr(value, "datatype", None)}
    assert spread | written <= DATATYPES


def test_properties_with_counted_or_barred_values_are_simple(ontology: Graph) -> None:
    """OWL 2 DL allows cardinalities, functional and irreflexive only where no chain and no transitivity leads into a property."""
    composite = set(ontology.subjects(RDF.type, OWL.TransitiveProperty)) | set(ontology.subjects(OWL.propertyChainAxiom))
    composite |= {above for one in set(composite) for above in ontology.transitive_objects(one, RDFS.subPropertyOf)}
    barred = {one for kind in (OWL.FunctionalProperty, OWL.IrreflexiveProperty) for one in ontology.subjects(RDF.type, kind)}
    counted = {
        ontology.value(one, OWL.onProperty)
        for told in (OWL.cardinality, OWL.maxCardinality, OWL.qualifiedCardinality)
        for one in ontology.subjects(told)
    }
    assert composite & (barred | counted) == set()


@pytest.fixture
def hermit(tmp_path: Path):
    """A function that runs HermiT over graphs: the unsatisfiable classes, or None where the whole is inconsistent."""
    owlready2 = pytest.importorskip("owlready2", reason="needs owlready2, which brings the reasoner HermiT")
    if not shutil.which("java"):
        pytest.skip("needs Java to run the reasoner HermiT")

    def run(*graphs: Graph) -> list[object] | None:
        whole = Graph()
        for one in graphs:
            whole += one
        # HermiT reads blank nodes of its own; rdflib's lists arrive whole in N-Triples.
        path = tmp_path / "whole.nt"
        whole.serialize(path, format="nt", encoding="utf-8")
        world = owlready2.World()
        world.get_ontology(path.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return None
        return list(world.inconsistent_classes())

    return run


def test_hermit_finds_every_class_satisfiable_and_the_facts_consistent(hermit, ontology: Graph, small_base: tuple[str, ...]) -> None:
    assert hermit(ontology) == []
    assert hermit(ontology, facts_of(small_base)) == []


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_hermit_sees_a_contradiction(hermit, ontology: Graph, small_base: tuple[str, ...], what: str) -> None:
    assert hermit(ontology, with_contradiction(small_base, what)) is None


def test_the_ontology_stands_alone(ontology: Graph) -> None:
    """Every class and property that an axiom names is declared here; nothing is imported."""
    assert list(ontology.objects(None, OWL.imports)) == []
    declared = set(ontology.subjects(RDF.type))
    for told in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.onProperty, OWL.someValuesFrom, OWL.onClass):
        for value in ontology.objects(None, told):
            assert isinstance(value, BNode) or str(value) in DATATYPES or value in declared, f"{value} is not declared"
