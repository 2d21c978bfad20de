"""The ontology tells everything the code writes and nothing else, and tells it as the records do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from kb.names import AML, GRAPH, expand, shorten
from kb.records import Fact, Record, facts
from kb.releases import current
from kb.triples import AS_PRINTED
from kb.values import DATE, DECIMAL, FLAG, INTEGER
from tests.conftest import ROOT
from tests.ontology.conftest import KINDS

BUILTIN = {str(namespace) for namespace in (RDF, RDFS, OWL)}
SELF_DESCRIPTION = {expand(prefixed) for prefixed in ("void:", "sh:", "schema:")}
"""Vocabularies in which a release tells its own counts, and the questions of the library how they are asked."""
OF_ITSELF = {f"<{GRAPH}{name}>" for name in ("release", "questions", "ontology")}
STRUCTURE = {"oa:hasSelector", "oa:exact", "aml:anchor", "aml:statedIn", "skos:inScheme"}
"""Predicates that kb.triples writes beside the fields of records."""
KINDS_OF_TERM = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
CLASS_OF = {kind.kind: kind.type_ for kind in reversed(KINDS)} | {"document": "aml:Document"}


def fields() -> Iterator[tuple[type[Record], str, Fact]]:
    for kind in KINDS:
        for name, fact in facts(kind).items():
            if fact.predicate:
                yield kind, name, fact


def written_predicates() -> set[str]:
    printed = {fact.predicate + AS_PRINTED for _, _, fact in fields() if fact.datatype is DECIMAL}
    return {fact.predicate for _, _, fact in fields()} | printed | STRUCTURE


def written_classes() -> set[str]:
    return {name for kind in KINDS for name in (kind.type_, *kind.also)} | {"oa:TextQuoteSelector", "skos:ConceptScheme"}


def declared(ontology: Graph, *kinds: URIRef) -> set[str]:
    return {shorten(str(term)) for kind in kinds for term in ontology.subjects(RDF.type, kind) if isinstance(term, URIRef)}


def ours(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("aml:")}


def test_every_predicate_written_is_declared_and_vice_versa(ontology: Graph) -> None:
    properties = declared(ontology, *KINDS_OF_TERM[1:])
    missing = {name for name in written_predicates() if expand(name).rpartition("#")[0] + "#" not in BUILTIN} - properties
    assert missing == set()
    assert ours(properties) - written_predicates() == set()


def test_every_class_written_is_declared_and_vice_versa(ontology: Graph) -> None:
    classes = declared(ontology, OWL.Class)
    assert written_classes() - classes == set()
    groupings = {name for name in classes if str(ontology.value(URIRef(expand(name)), SKOS.scopeNote)).startswith("Grouping only")}
    assert ours(classes) - written_classes() == groupings
    for grouping in groupings:
        members = {shorten(str(term)) for term in ontology.transitive_subjects(RDFS.subClassOf, URIRef(expand(grouping)))}
        assert members & written_classes(), f"{grouping} groups nothing that is written"


def test_every_predicate_of_a_release_is_declared(ontology: Graph, release_home: Path) -> None:
    lines = list(current(release_home).lines())
    used = {(text.split(" ", 2)[1].strip("<>"), text.rsplit(" ", 2)[1] in OF_ITSELF) for text in lines}
    ours_to_declare = {name for name, of_itself in used if not name.startswith(tuple(BUILTIN | SELF_DESCRIPTION if of_itself else BUILTIN))}
    assert {shorten(name) for name in ours_to_declare} - declared(ontology, *KINDS_OF_TERM) == set()


def test_every_term_that_code_and_questions_name_is_declared(ontology: Graph) -> None:
    known = declared(ontology, *KINDS_OF_TERM)
    for path in (
        path for folder in ("kb", "loaders", "webui") for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".rq", ".html"}
    ):
        named = set(re.findall(r"(?<![\w/:@.-])aml:[A-Za-z]\w*", path.read_text(encoding="utf-8")))
        assert named - known == set(), f"{path.relative_to(ROOT)} names terms that the ontology does not declare"


def terms(ontology: Graph) -> list[URIRef]:
    return sorted(term for term in set(ontology.subjects()) if isinstance(term, URIRef) and term.startswith(AML))


def test_every_term_has_one_label_and_one_definition_of_its_own(ontology: Graph) -> None:
    for term in terms(ontology):
        labels, definitions = list(ontology.objects(term, RDFS.label)), list(ontology.objects(term, SKOS.definition))
        assert (len(labels), len(definitions)) == (1, 1), term
        label, definition = str(labels[0]), str(definitions[0])
        assert definition.endswith(".") and len(definition.split()) >= 4, f"{term}: a definition is a sentence"
        assert definition.rstrip(".").casefold() not in {label.casefold(), f"the {label.casefold()}"}, (
            f"{term}: the definition repeats the label"
        )


@pytest.mark.parametrize("kinds", [(OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)], ids=["classes", "properties"])
def test_no_two_terms_share_a_label_or_a_definition(ontology: Graph, kinds: tuple[URIRef, ...]) -> None:
    for told in (RDFS.label, SKOS.definition):
        by_text = defaultdict(list)
        for name in ours(declared(ontology, *kinds)):
            by_text[str(ontology.value(URIRef(expand(name)), told)).casefold()].append(name)
        assert [names for names in by_text.values() if len(names) > 1] == []


def test_no_property_holds_both_entities_and_values(ontology: Graph) -> None:
    roles = [declared(ontology, kind) for kind in KINDS_OF_TERM]
    assert [one & other for at, one in enumerate(roles) for other in roles[at + 1 :] if one & other] == []
    objects = declared(ontology, OWL.ObjectProperty)
    for kind, name, fact in fields():
        if fact.predicate not in {"rdfs:label", "rdfs:comment"}:
            assert (fact.predicate in objects) == bool(fact.to), f"{kind.__name__}.{name}"


def members(ontology: Graph, expression: object) -> set[str]:
    """The named classes of a domain or range."""
    if not isinstance(expression, BNode):
        return {shorten(str(expression))}
    union = ontology.value(expression, OWL.unionOf)
    assert union is not None
    return {shorten(str(one)) for one in Collection(ontology, union)}


def classes_above(ontology: Graph, name: str) -> set[str]:
    return {shorten(str(term)) for term in ontology.transitive_objects(URIRef(expand(name)), RDFS.subClassOf) if isinstance(term, URIRef)}


def test_domains_hold_the_classes_whose_records_have_the_property_and_no_others(ontology: Graph) -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for kind, _, fact in fields():
        for predicate in (fact.predicate, *([fact.predicate + AS_PRINTED] if fact.datatype is DECIMAL else [])):
            users[predicate].add(kind.type_)
    for predicate in ours(set(users)):
        domain = ontology.value(URIRef(expand(predicate)), RDFS.domain)
        assert domain is not None, f"{predicate} has no domain"
        allowed = members(ontology, domain)
        for user in users[predicate]:
            assert allowed & classes_above(ontology, user), f"{predicate}: {user} is outside its domain"
        unused = {name for name in allowed if not any(name in classes_above(ontology, user) for user in users[predicate])}
        assert unused == set(), f"{predicate}: no record of {unused} has it"


def test_ranges_are_what_the_fields_lead_to(ontology: Graph) -> None:
    types = {INTEGER: rdflib.XSD.integer, DECIMAL: rdflib.XSD.decimal, FLAG: rdflib.XSD.boolean}
    for kind, name, fact in fields():
        if not fact.predicate.startswith("aml:") or fact.to == "*":
            continue
        spread = ontology.value(URIRef(expand(fact.predicate)), RDFS.range)
        if fact.datatype is DATE:
            assert spread is None, f"{fact.predicate}: OWL 2 DL has no type for dates"
        elif fact.to:
            assert CLASS_OF[fact.to] in members(ontology, spread), f"{kind.__name__}.{name}"
        else:
            assert spread == types.get(fact.datatype, rdflib.XSD.string), f"{kind.__name__}.{name}"


def test_units_are_those_of_the_records(ontology: Graph) -> None:
    units: dict[str, set[str]] = defaultdict(set)
    for _, _, fact in fields():
        for predicate in (fact.predicate, *([fact.predicate + AS_PRINTED] if fact.datatype is DECIMAL else [])):
            units[predicate] |= {f"unit: {fact.unit}"} if fact.unit else set()
    for predicate in ours(set(units)):
        assert {str(note) for note in ontology.objects(URIRef(expand(predicate)), SKOS.note)} == units[predicate], predicate


def test_properties_of_one_value_are_functional(ontology: Graph) -> None:
    """Except of studies, which several documents may describe."""
    functional = declared(ontology, OWL.FunctionalProperty)
    many = {fact.predicate for _, _, fact in fields() if fact.many and not fact.ordered}
    of_studies = {fact.predicate for kind, _, fact in fields() if kind.shared}
    assert functional & many == set()
    assert {fact.predicate for _, _, fact in fields() if fact.predicate.startswith("aml:")} - many - of_studies - functional == set()


def test_terms_of_lists_name_their_list(ontology: Graph) -> None:
    schemes = {(fact.predicate, fact.scheme) for _, _, fact in fields() if fact.scheme}
    told = {(shorten(str(term)), str(value).rpartition("/")[2]) for term, value in ontology.subject_objects(RDFS.seeAlso)}
    assert told == schemes


def test_terms_of_other_vocabularies_are_declared_with_their_origin_and_used(ontology: Graph) -> None:
    foreign = declared(ontology, *KINDS_OF_TERM) - ours(declared(ontology, *KINDS_OF_TERM))
    inside = {shorten(str(node)) for triple in ontology for node in triple if triple[0] not in map(URIRef, map(expand, foreign))}
    for name in foreign:
        term = URIRef(expand(name))
        assert ontology.value(term, RDFS.isDefinedBy) and ontology.value(term, RDFS.comment), name
        assert name in written_predicates() | written_classes() | inside, f"{name} is declared and not used"


def test_the_main_words_are_explained_by_example(ontology: Graph) -> None:
    for name in ("Result", "Claim", "Anchor", "Discrepancy", "ComputedProportion", "Component", "AdverseEventResult"):
        term = URIRef(AML + name)
        assert ontology.value(term, SKOS.example), f"{name} has no example"
    for name in ("Result", "Claim", "Anchor", "Discrepancy", "ComputedProportion", "Measurement"):
        assert ontology.value(URIRef(AML + name), SKOS.scopeNote), f"{name} has no note on its use"


def test_blank_nodes_are_only_expressions(ontology: Graph) -> None:
    for node in {node for triple in ontology for node in triple if isinstance(node, BNode)}:
        assert not list(ontology.objects(node, SKOS.definition))
    assert all(isinstance(value, Literal) and value.language is None for value in ontology.objects(None, SKOS.definition))
