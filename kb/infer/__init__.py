"""Derived statements: class closure, regimens, newest status, recomputed figures; all computed, none reported."""

from __future__ import annotations

from collections.abc import Iterable

from kb.infer.classes import agent_closures, class_closures, component_matches, concept_closures
from kb.infer.comparable import Defined, comparable, defined
from kb.infer.measurements import measurements
from kb.infer.proportions import proportions
from kb.infer.regimens import arm_regimens, bare_regimens, related
from kb.infer.studies import study_summaries
from kb.records import Record, Regimen
from kb.sources import Holdings


def of_vocabulary(holdings: Holdings) -> list[Record]:
    """What follows from the vocabulary alone."""
    return [*class_closures(holdings), *concept_closures(holdings), *agent_closures(holdings)]


def of_studies(holdings: Holdings) -> list[Record]:
    """What follows for each study from what is said of it, whatever other studies there are."""
    return [
        *component_matches(holdings),
        *arm_regimens(holdings),
        *study_summaries(holdings),
        *proportions(holdings),
        *measurements(holdings),
    ]


def of_all(bare: Iterable[Regimen], endpoints: Iterable[Defined], holdings: Holdings) -> list[Record]:
    """What takes all studies to tell: how regimens contain each other, and which endpoints are defined alike."""
    return [*related(bare, holdings), *comparable(endpoints)]


def derive(holdings: Holdings) -> list[Record]:
    """Every derived record of the holdings, but for discrepancies, which are the rules' to find."""
    return [
        *of_vocabulary(holdings),
        *of_studies(holdings),
        *of_all(bare_regimens(holdings), defined(holdings), holdings),
    ]


__all__ = ["Defined", "bare_regimens", "defined", "derive", "of_all", "of_studies", "of_vocabulary"]
