"""The vocabulary is whole: every term is used or kept for a reason, names tell entities apart, classes hang together."""

from __future__ import annotations

from collections import defaultdict

from kb.lookup import fold
from kb.records import Agent, AgentClass, ClassMembership, Concept, Synonym, Target, Targeting
from kb.sources import Holdings, pointers
from loaders.registry.wording import wordings

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

RECORD_ONLY = "only a registry record names it, and that does not say what it is"
NAME_ONLY = "a list of substances names it, and does not say what it is"
ONLY_LISTED = "substance of this name in the FDA list of substances"
"""The definition of an agent of which no more is known here than that a list of substances has it: it may be without class."""

NO_CLASS_YET = "its source tells what it is, and no class of the vocabulary is that"
WITHOUT_CLASS = {
    "nk520": RECORD_ONLY,
    "jk500": RECORD_ONLY,
    "odsh": RECORD_ONLY,
    "cx-01": RECORD_ONLY,
    "pf-06747143": RECORD_ONLY,
    "dapolsertib": RECORD_ONLY,
    "azd4877": NO_CLASS_YET,
    "mrx34": NO_CLASS_YET,
    "extracorporeal-photopheresis": NO_CLASS_YET,
    "ubenimex": NAME_ONLY,
    "defosbarasertib": NAME_ONLY,
    "dvx201": NAME_ONLY,
    "tremtelectogene-empogeditemcel": NAME_ONLY,
    "tasisulam": NO_CLASS_YET,
    "rimiducid": NO_CLASS_YET,
    "devimistat": NO_CLASS_YET,
    "foscenvivint": NO_CLASS_YET,
    "as101": NO_CLASS_YET,
    "sephb4-hsa": NO_CLASS_YET,
    "choline-magnesium-trisalicylate": NO_CLASS_YET,
    "veto-cells": NO_CLASS_YET,
    "mesenchymal-stromal-cells": NO_CLASS_YET,
    "fish-oil-emulsion": NO_CLASS_YET,
    "petiveria-alliacea": NO_CLASS_YET,
    "sheng-yu-tang": NO_CLASS_YET,
    "faecal-microbiota-transplantation": NO_CLASS_YET,
    "immunoglobulin-normal-human": NO_CLASS_YET,
    "ot-82": NO_CLASS_YET,
    "cb-5339": NO_CLASS_YET,
    "cwp232291": NO_CLASS_YET,
    "vlx600": NO_CLASS_YET,
    "ots167": NO_CLASS_YET,
    "opb-111077": NO_CLASS_YET,
    "mak683": NO_CLASS_YET,
    "ccs1477": NO_CLASS_YET,
    "ptc596": NO_CLASS_YET,
    "gsk3368715": NO_CLASS_YET,
    "e7107": NO_CLASS_YET,
    "h3b-8800": NO_CLASS_YET,
    "tak-243": NO_CLASS_YET,
    "iacs-010759": NO_CLASS_YET,
    "kpt-9274": NO_CLASS_YET,
    "vlx1570": NO_CLASS_YET,
    "gnkg168": NO_CLASS_YET,
    "drp-104": NO_CLASS_YET,
    "enzastaurin": NAME_ONLY,
    "mivebresib": NAME_ONLY,
    "crizanlizumab": NAME_ONLY,
    "fostamatinib": NAME_ONLY,
    "cerdulatinib": NAME_ONLY,
    "lanraplenib": NAME_ONLY,
    "seclidemstat": NAME_ONLY,
    "emvododstat": NAME_ONLY,
    "farudodstat": NAME_ONLY,
    "burixafor": NAME_ONLY,
    "balixafortide": NAME_ONLY,
    "tocladesine": NAME_ONLY,
    "pelcitoclax": NAME_ONLY,
    "plogosertib": NAME_ONLY,
    "atuveciclib": NAME_ONLY,
    "mocaciclib": NAME_ONLY,
    "trilaciclib": NAME_ONLY,
    "flumatinib": NAME_ONLY,
    "radotinib": NAME_ONLY,
    "rebastinib": NAME_ONLY,
    "buparlisib": NAME_ONLY,
    "ipatasertib": NAME_ONLY,
    "afuresertib": NAME_ONLY,
    "pimasertib": NAME_ONLY,
    "ulixertinib": NAME_ONLY,
    "dovitinib": NAME_ONLY,
    "dubermatinib": NAME_ONLY,
    "anlotinib": NAME_ONLY,
    "chiauranib": NAME_ONLY,
    "prexasertib": NAME_ONLY,
    "rabusertib": NAME_ONLY,
    "ricolinostat": NAME_ONLY,
    "citarinostat": NAME_ONLY,
    "purinostat": NAME_ONLY,
    "tinostamustine": NAME_ONLY,
    "oprozomib": NAME_ONLY,
    "avadomide": NAME_ONLY,
    "iberdomide": NAME_ONLY,
    "taladegib": NAME_ONLY,
    "tezacitabine": NAME_ONLY,
    "thiarabine": NAME_ONLY,
    "talotrexin": NAME_ONLY,
    "triapine": NAME_ONLY,
    "berubicin": NAME_ONLY,
    "aldoxorubicin": NAME_ONLY,
    "piroxantrone": NAME_ONLY,
    "lurtotecan": NAME_ONLY,
    "mafosfamide": NAME_ONLY,
    "evofosfamide": NAME_ONLY,
    "inecalcitol": NAME_ONLY,
    "fenretinide": NAME_ONLY,
    "avatrombopag": NAME_ONLY,
    "hetrombopag": NAME_ONLY,
    "epoetin-alfa": NAME_ONLY,
    "darbepoetin-alfa": NAME_ONLY,
    "mecapegfilgrastim": NAME_ONLY,
    "daniplestim": NAME_ONLY,
    "interleukin-11": NAME_ONLY,
    "otlertuzumab": NAME_ONLY,
    "palifermin": NAME_ONLY,
    "remestemcel-l": NAME_ONLY,
    "posoleucel": NAME_ONLY,
    "inolimomab": NAME_ONLY,
    "leronlimab": NAME_ONLY,
    "alpha-1-antitrypsin": NAME_ONLY,
    "sapanisertib": NAME_ONLY,
    "fosmanogepix": NAME_ONLY,
    "glucarpidase": NAME_ONLY,
    "levoleucovorin": NAME_ONLY,
    "enoxaparin": NAME_ONLY,
    "indoximod": NAME_ONLY,
    "gallium-nitrate": NAME_ONLY,
    "imexon": NAME_ONLY,
    "ezatiostat": NAME_ONLY,
    "opaganib": NAME_ONLY,
    "napabucasin": NAME_ONLY,
    "danvatirsen": NAME_ONLY,
    "cobomarsen": NAME_ONLY,
    "tilsotolimod": NAME_ONLY,
    "lefitolimod": NAME_ONLY,
    "rintatolimod": NAME_ONLY,
    "isoniazid": NAME_ONLY,
    "eftilagimod-alfa": NAME_ONLY,
    "tiragolumab": NAME_ONLY,
    "linrodostat": NAME_ONLY,
    "pelareorep": NAME_ONLY,
    "tositumomab": NAME_ONLY,
    "dronabinol": NAME_ONLY,
    "as1411": NO_CLASS_YET,
    "gsk3745417": NO_CLASS_YET,
    "ve800": NO_CLASS_YET,
    "ab-205": NO_CLASS_YET,
    "anti-cd3-cd7-ricin-a": NO_CLASS_YET,
    "huachansu": NO_CLASS_YET,
    "kanglaite": NO_CLASS_YET,
    "huaier": NO_CLASS_YET,
    "compound-kushen-injection": NO_CLASS_YET,
    "shenqi-fuzheng": NO_CLASS_YET,
    "babaodan": NO_CLASS_YET,
    "coriolus-versicolor-extract": NO_CLASS_YET,
    "polysaccharide-k": NO_CLASS_YET,
    "acupuncture": NO_CLASS_YET,
    "plasma-exchange": NO_CLASS_YET,
    "hyperbaric-oxygen": NO_CLASS_YET,
}
"""Agents that no class holds, with the reason."""

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
    listed = {agent.key for agent in holdings.all(Agent) if agent.definition == ONLY_LISTED}
    loose = {agent.key for agent in holdings.all(Agent) if agent.key not in members}
    assert loose - listed == WITHOUT_CLASS.keys() - listed and loose >= WITHOUT_CLASS.keys(), (
        "say in memberships.csv what an agent is, with the source that says so, or here why none does"
    )


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
