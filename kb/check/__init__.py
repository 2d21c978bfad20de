"""Check: rules that find discrepancies between statements, and the check of anchors against the documents' texts."""

from __future__ import annotations

from kb.check.absences import absence_against_count
from kb.check.anchors import AnchorReport, BrokenAnchor, check_anchors
from kb.check.arithmetic import beyond_denominator, impossible_percent, interval_beyond_range, interval_misses_value, percent_of_count
from kb.check.cited import reference_mismatch
from kb.check.dates import date_order, past_date
from kb.check.doses import dose_beyond_plan
from kb.check.drift import registry_drift
from kb.check.event_groups import group_above_members, group_below_member
from kb.check.finding import SEVERITIES, Rule
from kb.check.grades import grades_of_all, severe_grades
from kb.check.names import name_clash
from kb.check.parts import part_beyond_whole, parts_of_total, population_parts
from kb.check.records import record_conflict, records_differ
from kb.check.texts import duplicate_row, restated_differently
from kb.records import Discrepancy
from kb.sources import Holdings

RULES: dict[str, Rule] = {
    "percent-of-count": percent_of_count,
    "impossible-percent": impossible_percent,
    "beyond-denominator": beyond_denominator,
    "interval-misses-value": interval_misses_value,
    "interval-beyond-range": interval_beyond_range,
    "restated-differently": restated_differently,
    "duplicate-row": duplicate_row,
    "parts-of-total": parts_of_total,
    "part-beyond-whole": part_beyond_whole,
    "population-parts": population_parts,
    "grades-of-all": grades_of_all,
    "severe-grades": severe_grades,
    "group-below-member": group_below_member,
    "group-above-members": group_above_members,
    "absence-against-count": absence_against_count,
    "dose-beyond-plan": dose_beyond_plan,
    "name-clash": name_clash,
    "reference-mismatch": reference_mismatch,
    "past-date": past_date,
    "date-order": date_order,
    "record-conflict": record_conflict,
    "records-differ": records_differ,
    "registry-drift": registry_drift,
}
"""Every rule by its key in the vocabulary (``rule.<key>``)."""


def find(holdings: Holdings) -> list[Discrepancy]:
    """What all rules find, worst first, then by rule and key; the order and the keys depend on the statements alone."""
    found = [discrepancy for rule in RULES.values() for discrepancy in rule(holdings)]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.rule, one.key))


__all__ = ["RULES", "AnchorReport", "BrokenAnchor", "check_anchors", "find"]
