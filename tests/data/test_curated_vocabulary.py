"""The vocabulary is whole: every term is used or kept for a reason, names tell entities apart, classes hang together."""

from __future__ import annotations

import re
from collections import defaultdict

from kb.lookup import fold
from kb.records import Agent, AgentClass, ClassMembership, Concept, Synonym, Target, Targeting
from kb.sources import Holdings, pointers
from loaders.registry.wording import wordings
from tests.data.without_class import ONLY_LISTED, WITHOUT_CLASS

DERIVED_SCHEMES = {"rule", "severity"}
"""Lists whose terms the base's own findings use."""

REGISTRY_SCHEMES = {"status", "phase", "study-kind", "design", "arm-role", "intervention-type", "recognition", "country"} | {
    "sides", "hypothesis", "assessment",
}  # fmt: skip
"""Lists that hold whatever ClinicalTrials.gov can say, whether or not a paper says it too."""

REGISTRY = "ClinicalTrials.gov uses it; registry records will"
PLANNED = "a value of its list that no document here happens to have"
KEPT = {
    "document-kind.registry": REGISTRY,
    "document-kind.cited": "what a cited work is, beside the documents whose facts the base holds",
    "disease.sarcoma": PLANNED,
    "setting.remission": PLANNED,
    "line.maintenance": PLANNED,
    "fitness.fit": PLANNED,
    "component-role.supportive": PLANNED,
    "statistic.mean": PLANNED,
    "statistic.hazard-ratio": PLANNED,
    "endpoint-role.exploratory": PLANNED,
    "parameter.sponsor": REGISTRY,
    "statistic.geometric-mean": REGISTRY,
    "statistic.odds-ratio": REGISTRY,
    "statistic.risk-ratio": REGISTRY,
    "statistic.risk-difference": REGISTRY,
    "statistic.mean-difference": REGISTRY,
    "statistic.median-difference": REGISTRY,
    "statistic.other-estimate": REGISTRY,
    "statistic.p-value": REGISTRY,
    "bound.at-most": REGISTRY,
    "statistic.least-squares-mean": REGISTRY,
    "seriousness.serious": REGISTRY,
    "seriousness.not-serious": REGISTRY,
    "bound.exact": PLANNED,
    "bound.at-least": PLANNED,
    "grade.1-2": PLANNED,
    "grade.3-5": PLANNED,
    "relatedness.immune-related": PLANNED,
}
"""Terms of the lists that no curated row uses, with the reason for keeping them."""

SHARED_NAMES = {
    "flt3": "the symbol of the gene, and so of the receptor and of the mutation of it",
    "idh2": "the symbol of the gene, and so of the enzyme and of the mutation of it",
    "kit": "the symbol of the gene, and so of the receptor and of the mutation of it",
    "idh1": "the symbol of the gene, and so of the enzyme and of the mutation of it",
    "nk cells": "the patient's own cells, and the same kind of cells given as treatment",
}
"""Names that agents, classes or targets share, with the reason."""

NAME_OF_A_LIST = re.compile(r"GDC list of substances \(crdch-model [\d.]+, NCI Thesaurus names\): (.+?)(?:; FDA UNII names .*)?$")
"""A source that is a name of the list of the NCI Thesaurus's therapeutic agents."""

AXES = {"mechanism", "modality", "use"}


def test_every_term_of_a_list_is_used_or_kept_for_a_reason(holdings: Holdings) -> None:
    used = {key for row in holdings.rows.values() for _, kind, key in pointers(row.record) if kind == "concept"}
    facets = {"disease": "disease", "setting": "setting", "line": "line", "age_group": "age-group", "fitness": "fitness"}
    used |= {f"{facets[row.group]}.{term}" for row in wordings("population_words.csv") for term in row.terms if row.group in facets}
    loose = [
        concept.key
        for concept in holdings.all(Concept)
        if concept.key not in used and concept.key not in KEPT and concept.scheme not in DERIVED_SCHEMES | REGISTRY_SCHEMES
    ]
    assert not loose, f"no row uses {', '.join(loose)}; take them out, or keep them with a reason"


def test_terms_of_a_list_have_names_that_differ(holdings: Holdings) -> None:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in holdings.all(Concept):
        for name in (concept.label, *concept.alternatives):
            names[concept.scheme, name.casefold()].add(concept.key)
    shared = {name: keys for name, keys in names.items() if len(keys) > 1}
    assert not shared, f"two terms of one list share a name: {shared}"


def test_a_name_means_one_agent_class_or_target(holdings: Holdings) -> None:
    named: dict[str, set[str]] = defaultdict(set)
    for kind in (Agent, AgentClass, Target):
        for record in holdings.all(kind):
            named[fold(record.label)].add(f"{record.kind}/{record.key}")
            if isinstance(record, Target) and record.gene:
                named[fold(record.gene)].add(f"{record.kind}/{record.key}")
    for synonym in holdings.all(Synonym):
        if synonym.subject.split("/")[0] in ("agent", "class", "target"):
            named[fold(synonym.label)].add(synonym.subject)
    clashes = {name: sorted(entities) for name, entities in named.items() if len(entities) > 1 and name not in SHARED_NAMES}
    assert not clashes, f"a name must tell what is meant; rename or take out one of each: {clashes}"


def test_a_name_is_given_once(holdings: Holdings) -> None:
    labels = {f"{record.kind}/{record.key}": record.label for kind in (Agent, AgentClass, Target) for record in holdings.all(kind)}
    pairs = [(synonym.subject, synonym.label) for synonym in holdings.all(Synonym)]
    assert len(pairs) == len(set(pairs)), "a synonym stands twice"
    assert not [pair for pair in pairs if labels.get(pair[0]) == pair[1]], "a synonym repeats the name of its entity"


def test_every_agent_is_in_a_class_or_has_a_reason_not_to_be(holdings: Holdings) -> None:
    members = {membership.agent for membership in holdings.all(ClassMembership)}
    listed = {agent.key for agent in holdings.all(Agent) if agent.definition in ONLY_LISTED or defined_by_its_list(agent)}
    loose = {agent.key for agent in holdings.all(Agent) if agent.key not in members}
    assert loose - listed == WITHOUT_CLASS.keys() - listed and loose >= WITHOUT_CLASS.keys(), (
        "say in memberships.csv what an agent is, with the source that says so, or here why none does"
    )


def defined_by_its_list(agent: Agent) -> bool:
    """Whether the definition is the beginning of the name that the source, a list of substances, gives: ``MEK inhibitor`` of the name
    MEK Inhibitor SHR 7390; what it says may be no class of the vocabulary.
    """
    named = NAME_OF_A_LIST.match(agent.source)
    return bool(named and agent.definition and fold(named[1]).startswith(f"{fold(agent.definition)} "))


def test_classes_hang_together_on_their_axes(holdings: Holdings) -> None:
    classes = {record.key: record for record in holdings.all(AgentClass)}
    joined = {key for record in classes.values() for key in record.broader} | {m.agent_class for m in holdings.all(ClassMembership)}
    joined |= {targeting.subject.removeprefix("class/") for targeting in holdings.all(Targeting)}
    joined |= {key for row in holdings.rows.values() for _, kind, key in pointers(row.record) if kind == "class"}
    for record in classes.values():
        assert record.axis in AXES
        assert record.key in joined or record.broader, f"class {record.key} has nothing above it and nothing in it"
        tops = roots(record.key, classes)
        assert all(not classes[top].broader and classes[top].axis in AXES for top in tops), f"class {record.key} leads to no top of an axis"


def roots(key: str, classes: dict[str, AgentClass]) -> set[str]:
    """The topmost classes above a class; a circle would end in none."""
    seen, waiting, found = set(), [key], set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += classes[one].broader
            found |= set() if classes[one].broader else {one}
    assert found, f"class {key} stands in a circle"
    return found


def test_no_membership_repeats_what_its_class_tells(holdings: Holdings) -> None:
    """A membership of a class and of one above it is stated only where a source says each; the pair itself stands once."""
    pairs = [(membership.agent, membership.agent_class) for membership in holdings.all(ClassMembership)]
    assert len(pairs) == len(set(pairs)), "an agent's membership of a class stands twice"
    acts = [(targeting.subject, targeting.target) for targeting in holdings.all(Targeting)]
    assert len(acts) == len(set(acts)), "a target of an agent or class stands twice"


def test_every_row_of_the_vocabulary_names_its_source(holdings: Holdings) -> None:
    for row in holdings.rows.values():
        source = getattr(row.record, "source", None)
        if source is None:
            continue
        if set(source.replace(" and ", " ").split()) <= {"lu-2025", "guo-2026"}:
            documents = {place.document for place in row.record.at}
            assert documents == set(source.split(" and ")), f"{row.origin}: its source is {source}, its places are in {sorted(documents)}"
        else:
            assert len(source) > 8, f"{row.origin}: name the public file it was read in"
