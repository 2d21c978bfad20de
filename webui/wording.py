"""Wording: what kinds of entity, units and predicates are called on pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb import records
from kb.base import Base
from kb.names import expand, shorten
from kb.records import Record, facts
from kb.triples import AS_PRINTED

KINDS: Mapping[str, tuple[str, str]] = {
    "study": ("Study", "Studies"),
    "arm": ("Arm", "Arms"),
    "component": ("Component", "Components of arms"),
    "regimen": ("Regimen", "Regimens"),
    "family": ("Regimen family", "Regimen families"),
    "regimen-name": ("Name of a regimen", "Names of regimens"),
    "agent": ("Drug or agent", "Drugs and agents"),
    "class": ("Class", "Classes"),
    "membership": ("Class membership", "Class memberships"),
    "target": ("Target", "Targets"),
    "targeting": ("Targeting", "Targetings"),
    "synonym": ("Other name", "Other names"),
    "identifier": ("Identifier", "Identifiers"),
    "outcome": ("Outcome", "Outcomes"),
    "endpoint": ("Endpoint", "Endpoints"),
    "term": ("Adverse event", "Adverse event terms"),
    "population": ("Population", "Populations"),
    "result": ("Reported result", "Reported results"),
    "baseline": ("Baseline characteristic", "Baseline characteristics"),
    "adverse-event": ("Adverse event result", "Adverse event results"),
    "dose": ("Dose", "Doses"),
    "claim": ("Claim", "Claims"),
    "event": ("Regulatory event", "Regulatory events"),
    "parameter": ("Study parameter", "Study parameters"),
    "trial-record": ("Record of a trial", "Records of trials"),
    "discrepancy": ("Discrepancy", "Discrepancies"),
    "measurement": ("Quantity", "Quantities"),
    "computed": ("Computed proportion", "Computed proportions"),
    "document": ("Document", "Documents"),
    "author": ("Author", "Authors"),
    "anchor": ("Place in a document", "Places in documents"),
    "selector": ("Quotation", "Quotations"),
    "concept": ("Term", "Terms"),
    "release": ("Release", "Releases"),
    "graph": ("Graph", "Graphs"),
}
"""What one and several of a kind are called; the order is that of lists of kinds."""


def kind_name(kind: str, many: bool = False) -> str:
    """What one, or several, of a kind are called."""
    one, several = KINDS.get(kind, (kind.replace("-", " ").capitalize(), kind.replace("-", " ").capitalize()))
    return several if many else one


def kind_rank(kind: str) -> int:
    """A kind's place in lists of kinds."""
    return list(KINDS).index(kind) if kind in KINDS else len(KINDS)


@dataclass(frozen=True)
class Predicate:
    """What a predicate is called, what it means, and where it stands among those of a record."""

    name: str
    meaning: str
    rank: int


# Labels of borrowed predicates name their vocabulary in brackets, which helps in an editor and not on a page.
_PREFIX_REMARK = re.compile(r" \([A-Z]+\)$")

# The few kinds stand first: after what is optional, the engine would look for the meaning of everything that has one.
_TERMS = "SELECT ?p ?label ?meaning WHERE { %s ?p a ?type ; rdfs:label ?label . OPTIONAL { ?p skos:definition|rdfs:comment ?meaning } }"
_PROPERTIES = "VALUES ?type { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty rdf:Property }"


def read_predicates(base: Base) -> dict[str, Predicate]:
    """Predicates by IRI: named by the ontology where it stands in the base, else by the records that declare them."""
    found = _declared()
    for row in base.select(_TERMS % _PROPERTIES).rows:
        if row[0] and row[1]:
            declared = found.get(row[0].text)
            meaning = row[2].text if row[2] else declared.meaning if declared else ""
            found[row[0].text] = Predicate(_PREFIX_REMARK.sub("", row[1].text), meaning, declared.rank if declared else 999)
    return found


def _declared() -> dict[str, Predicate]:
    found: dict[str, Predicate] = {}
    kinds: tuple[type[Record], ...] = (*records.EVIDENCE, *records.VOCABULARY, *records.DERIVED, records.Anchor)
    for kind in kinds:
        for rank, (field, fact) in enumerate(facts(kind).items()):
            if fact.predicate:
                iri = expand(fact.predicate)
                found.setdefault(iri, Predicate(field.replace("_", " "), fact.meaning, rank))
    return found


def predicate_of(iri: str, known: Mapping[str, Predicate]) -> Predicate:
    """What a predicate is called; one that nobody named is called by its own name, its words parted."""
    plain = iri.removesuffix(AS_PRINTED)
    if plain in known:
        return known[plain]
    local = shorten(plain).rpartition(":")[2]
    return Predicate(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower(), "", 999)
