"""Derived statements: class closure, regimens, newest status, recomputed figures; all computed, none reported."""

from __future__ import annotations

from kb.infer.classes import agent_closures, class_closures, component_matches, concept_closures
from kb.infer.comparable import comparable
from kb.infer.measurements import measurements
from kb.infer.proportions import proportions
from kb.infer.regimens import arm_regimens, regimens
from kb.infer.studies import study_summaries
from kb.records import Record
from kb.sources import Holdings


def derive(holdings: Holdings) -> list[Record]:
    """Every derived record of the holdings, but for discrepancies, which are the rules' to find."""
    return [
        *class_closures(holdings),
        *concept_closures(holdings),
        *agent_closures(holdings),
        *component_matches(holdings),
        *regimens(holdings),
        *arm_regimens(holdings),
        *study_summaries(holdings),
        *proportions(holdings),
        *measurements(holdings),
        *comparable(holdings),
    ]
