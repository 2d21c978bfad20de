"""The registry's controlled terms, as its API's description (OpenAPI 2.0.0-draft) lists them, and the older words for them."""

from __future__ import annotations

import re
from collections.abc import Collection

STATUSES = frozenset(
    "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED TERMINATED WITHDRAWN AVAILABLE "
    "NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD UNKNOWN".split()
)
STUDY_TYPES = frozenset("EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL".split())
PHASES = frozenset("NA EARLY_PHASE1 PHASE1 PHASE2 PHASE3 PHASE4".split())
ALLOCATIONS = frozenset("RANDOMIZED NON_RANDOMIZED NA".split())
INTERVENTION_MODELS = frozenset("SINGLE_GROUP PARALLEL CROSSOVER FACTORIAL SEQUENTIAL".split())
PURPOSES = frozenset(
    "TREATMENT PREVENTION DIAGNOSTIC ECT SUPPORTIVE_CARE SCREENING HEALTH_SERVICES_RESEARCH BASIC_SCIENCE DEVICE_FEASIBILITY OTHER".split()
)
MASKINGS = frozenset("NONE SINGLE DOUBLE TRIPLE QUADRUPLE".split())
ARM_KINDS = frozenset("EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION OTHER".split())
INTERVENTION_KINDS = frozenset(
    "BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG GENETIC PROCEDURE RADIATION OTHER".split()
)
SEXES = frozenset("FEMALE MALE ALL".split())
ESTIMATED = {"ACTUAL": False, "ESTIMATED": True}
"""The type of a date or of an enrolment, and whether the figure is then an estimate."""

OLDER = {"unknownstatus": "UNKNOWN", "anticipated": "ESTIMATED", "estimate": "ESTIMATED", "notapplicable": "NA"}
"""Words of the registry's older formats that differ from today's terms by more than their spelling."""

ASSIGNMENT = "assignment"
"""What older formats add to a model: ``Parallel Assignment``."""


def spelled(words: str, known: Collection[str]) -> str:
    """The term of a list that older words stand for, as ``None (Open Label)`` for ``NONE``; other words come back as they are."""
    if not words or words in known:
        return words
    folded = _folded(re.sub(r"[(\[].*", "", words))
    ways = {folded, folded.removesuffix(ASSIGNMENT), _folded(OLDER.get(folded, ""))}
    return next((term for term in known if _folded(term) in ways), words)


def in_words(term: str) -> str:
    """A term as arms print it before a name: ``Dietary Supplement`` for ``DIETARY_SUPPLEMENT``."""
    return term.replace("_", " ").title()


def _folded(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())
