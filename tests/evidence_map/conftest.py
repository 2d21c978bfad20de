"""The book of studies of the shipped release, and the components of its arms as rdflib finds them along the vocabulary's own statements."""

from __future__ import annotations

from collections import defaultdict

import pytest

from kb.base import Base, entity
from kb.evidence_map import StudyBook, read_book

PREFIX = "PREFIX aml: <https://w3id.org/aml-evidence/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
# Along the statements that a curator wrote, step by step: neither the derived matches nor the shipped closure are used.
ANSWERS = """
SELECT ?study ?arm ?component ?thing WHERE {
  ?component aml:componentOf ?arm . ?arm aml:armOf ?study .
  { ?component aml:agent/^aml:memberAgent/aml:memberClass/aml:broaderClass* ?thing }
  UNION { ?component aml:agentClass/aml:broaderClass* ?thing }
  UNION { ?component aml:agent/^aml:targetingSubject/aml:targetingTarget ?thing }
  UNION { ?component aml:agent/^aml:memberAgent/aml:memberClass/aml:broaderClass*/^aml:targetingSubject/aml:targetingTarget ?thing }
  UNION { ?component aml:agentClass/aml:broaderClass*/^aml:targetingSubject/aml:targetingTarget ?thing }
}
"""


@pytest.fixture(scope="session")
def book(base: Base) -> StudyBook:
    return read_book(base)


@pytest.fixture(scope="session")
def arms(base: Base) -> dict[tuple[str, str], dict[str, set[str]]]:
    """For each study and arm, its components with everything that each of them is."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for study, arm, component, thing in base.graph().query(PREFIX + ANSWERS):
        found[entity(str(study)), entity(str(arm))][str(component)].add(entity(str(thing)))
    return found
