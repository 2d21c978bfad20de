"""Endpoints: planned outcomes of a real record, one for each outcome named, with role, states and criteria; the rest is counted."""

from __future__ import annotations

from dataclasses import replace

from kb.values import Place
from loaders.registry.endpoints import endpoints
from loaders.registry.trial import PlannedOutcome
from loaders.registry.unmatched import Unmatched
from tests.loaders.registry_outcomes.conftest import Load, as_trial, titled


def test_a_real_record_plans_these(load: Load) -> None:
    found = {one.key: one for one in endpoints(as_trial(load("ctgov-v2/NCT03386513")), "ctgov-2020-07", Unmatched())}
    mtd = found["ctgov-2020-07-nct03386513-endpoint-primary-1-mtd"]
    assert (mtd.role, mtd.outcome, mtd.study) == ("primary", "mtd", "NCT03386513")
    assert mtd.at[0] == Place("NCT03386513", steps=("outcomesModule.primaryOutcomes[0]", "measure"))
    assert mtd.fragment[0] == "Maximum Tolerated Dose"
    assert "ctgov-2020-07-nct03386513-endpoint-primary-1-rp2d" in found
    orr = found["ctgov-2020-07-nct03386513-endpoint-secondary-2-orr"]
    assert orr.components == ("cr", "crp", "cri", "pr") and orr.role == "secondary"


def planning(*outcomes: PlannedOutcome) -> tuple[object, Unmatched]:
    unmatched = Unmatched()
    return endpoints(replace(titled(), outcomes=outcomes), "ctgov-2025-04", unmatched), unmatched


def test_criteria_are_taken_from_the_description_with_their_place() -> None:
    planned = PlannedOutcome(
        "primary", "Number of participants with AEs", "Graded by CTCAE v4.03.", "", "outcomesModule.primaryOutcomes[0]"
    )
    (found,), _ = planning(planned)
    assert found.criteria == "CTCAE 4.03"
    assert found.at[1] == Place("NCT00000001", steps=("outcomesModule.primaryOutcomes[0]", "description"))
    assert found.fragment[1] in planned.description


def test_two_versions_of_criteria_are_none() -> None:
    (found,), _ = planning(PlannedOutcome("primary", "AEs by CTCAE v4.03", "then CTCAE v5.0", "", "x"))
    assert found.criteria is None and len(found.at) == 1


def test_what_names_no_outcome_is_counted_in_one_spelling() -> None:
    found, unmatched = planning(
        PlannedOutcome("primary", "Iron overload  estimation", "", "", "a"),
        PlannedOutcome("secondary", "iron overload estimation", "", "", "b"),
        PlannedOutcome("other", "Overall survival", "", "", "c"),
    )
    assert found == () and unmatched.outcomes == {"iron overload estimation": 2}
