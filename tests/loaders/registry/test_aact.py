"""AACT's tables, written by its own map from the API or as older exports wrote them, give the trials that the API's records give."""

from __future__ import annotations

import copy
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from kb.records import AdverseEventResult, Population, Result
from loaders.registry.aact import export_date
from loaders.registry.event_terms import EventTerms, curated_terms
from loaders.registry.report import Report
from loaders.registry.trial import ArmGroup, Intervention, PartialDate, Trial
from loaders.registry.trial_facts import posted
from loaders.registry.unmatched import Unmatched
from tests.loaders.registry.aact_tables import write_archive
from tests.loaders.registry.made_up import study
from tests.loaders.registry.trials import read_trials

EXAMPLES = Path(__file__).parent / "examples"
Tables = dict[str, list[dict[str, str]]]


def read(path: Path, as_of: str = "2026-04") -> tuple[list[Trial], Report]:
    report = Report()
    return list(read_trials([path], as_of, report=report)), report


def records_of(shared_folder: Path, *folders: str) -> list[dict[str, Any]]:
    paths = [path for folder in folders for path in sorted((shared_folder / "registry" / folder).glob("*.json"))]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def write_lines(records: list[dict[str, Any]], path: Path) -> Path:
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return path


def test_real_records_written_as_tables_are_read_as_before(shared_folder: Path, tmp_path: Path) -> None:
    records = records_of(shared_folder, "ctgov-v2", "ctgov-v2-other")
    archive = write_archive(records, shared_folder, tmp_path / "20260426_pipe-delimited-export.zip")
    trials, report = read(archive)
    assert (report.records, report.files, report.broken, report.left_out) == (88, 1, 0, 5), report.problems
    assert all("'Republic of' is the end of a name" in str(fault) for fault in report.problems)  # as in the sample itself
    for trial, known in zip(trials, read(write_lines(records, tmp_path / "studies.ndjson"))[0], strict=True):
        assert plain(trial) == plain(known)
    assert read(archive, "")[0][0].as_of == "2026-04-26"


def test_posted_results_of_both_forms_give_the_same_facts(shared_folder: Path, tmp_path: Path) -> None:
    records = [one for one in records_of(shared_folder, "ctgov-v2-converted", "ctgov-v2-other") if "resultsSection" in one]
    archive = write_archive(records, shared_folder, tmp_path / "20260426_pipe-delimited-export.zip")
    told = read(archive)[0]
    known = read(write_lines([without_what_aact_lacks(one) for one in records], tmp_path / "studies.ndjson"))[0]
    assert len(told) == len(known) == 9
    for one, other in zip(told, known, strict=True):
        facts = [posted(trial, "ctgov-2026-04", EventTerms(curated_terms()), Unmatched(), with_arms=True) for trial in (one, other)]
        assert facts[0] == facts[1], one.nct_id
        assert facts[0]


def without_what_aact_lacks(record: dict[str, Any]) -> dict[str, Any]:
    """A record of the API without the denominators of classes; those of the titled ones are then not known."""
    record = copy.deepcopy(record)
    results = record["resultsSection"]
    measures = results.get("outcomeMeasuresModule", {}).get("outcomeMeasures", [])
    for one in (each for measure in measures for each in measure.get("classes", [])):
        one.pop("denoms", None)
        if "title" in one:
            one["denoms"] = []
    baseline = results["baselineCharacteristicsModule"]
    baseline["measures"] = [one for one in baseline["measures"] if "measurements" in json.dumps(one)]  # of the others AACT has no row
    for measure in baseline["measures"]:
        for one in measure["classes"]:
            one.pop("denoms", None)
        if len(measure["classes"]) > 1:
            measure["denoms"] = []
    events = results["adverseEventsModule"]
    if not events.get("seriousEvents") and not events.get("otherEvents"):
        events.pop("timeFrame", None)  # which AACT tells with each event only
        events.pop("frequencyThreshold", None)
    return record


def plain(trial: Trial) -> Trial:
    """A trial without what AACT does not carry: place, results, the order within which arms and interventions name each other."""
    arms = tuple(dataclasses.replace(arm, interventions=tuple(sorted(arm.interventions))) for arm in trial.arms)
    drugs = tuple(dataclasses.replace(drug, arm_labels=tuple(sorted(drug.arm_labels))) for drug in trial.interventions)
    return dataclasses.replace(trial, origin="", results=None, has_results=None, arms=arms, interventions=drugs)


def test_tables_of_an_older_export() -> None:
    (one, two), report = read(EXAMPLES / "20180301_pipe-delimited-export", "")
    assert (report.broken, report.left_out, report.files) == (0, 0, 1), report.problems
    assert (one.nct_id, one.as_of, one.origin) == ("NCT00000001", "2018-03-01", "20180301_pipe-delimited-export/studies.txt:3")
    assert (one.status, one.phases, one.study_type) == ("ACTIVE_NOT_RECRUITING", ("PHASE1", "PHASE2"), "INTERVENTIONAL")
    assert (one.start, one.completion) == (PartialDate("2010-11"), PartialDate("2019-01-15", True))
    assert (one.enrolment, one.enrolment_estimated, one.last_updated) == (116, False, "2017-05-01")
    assert (one.intervention_model, one.masking, one.allocation) == ("SINGLE_GROUP", "NONE", "NA")
    assert one.interventions == (
        Intervention(
            'Madeupib | "X"', "DRUG", ("MUP-1", "Nib"), ("Arm A", "Arm B"), "Two lines~of text", "armsInterventionsModule.interventions[0]"
        ),
        Intervention("A leaf", "DIETARY_SUPPLEMENT", (), ("Arm B",), "", "armsInterventionsModule.interventions[1]"),
    )
    assert one.arms == (
        ArmGroup("Arm A", "EXPERIMENTAL", ('Drug: Madeupib | "X"',), "", "armsInterventionsModule.armGroups[0]"),
        ArmGroup(
            "Arm B",
            "PLACEBO_COMPARATOR",
            ('Drug: Madeupib | "X"', "Dietary Supplement: A leaf"),
            "",
            "armsInterventionsModule.armGroups[1]",
        ),
    )
    assert [(outcome.role, outcome.measure, outcome.time_frame) for outcome in one.outcomes] == [
        ("primary", "Response", "28 days"),
        ("secondary", "Survival", ""),
    ]
    assert (one.countries, one.sponsor, one.conditions, one.pmids) == (("Korea, Republic of",), "The Lead", ("AML", "MDS"), ("12345678",))
    assert (one.sex, one.minimum_age, one.maximum_age) == ("ALL", "18 Years", "")
    assert (two.status, two.phases, two.study_type, two.interventions) == ("UNKNOWN", ("NA",), "OBSERVATIONAL", ())


OLDER_RESULTS = {
    "studies.txt": "nct_id|overall_status|results_first_posted_date\nNCT00000001|Completed|2018-02-01\nNCT00000002|Completed|\n",
    "result_groups.txt": (
        "id|nct_id|ctgov_group_code|result_type|title\n5|NCT00000001|O1|Outcome|Arm A\n6|NCT00000001|O1|Outcome|Arm B\n"
        "7|NCT00000001|E1|Reported Event|Arm A\n8|NCT00000001|B1|Baseline|Arm A\n"
    ),
    "outcomes.txt": (
        "id|nct_id|title|time_frame|units|param_type|dispersion_type\n1|NCT00000001|Overall Survival|2 years|Months|Median|\n"
        "2|NCT00000001|Overall Survival, later|3 years|Months|Mean|Standard Deviation\n"
    ),
    "outcome_measurements.txt": (
        "id|nct_id|outcome_id|result_group_id|ctgov_group_code|param_value|dispersion_value\n"
        "1|NCT00000001|1|5|O1|7.5|\n2|NCT00000001|2|6|O1|8|1.5\n"
    ),
    "outcome_counts.txt": "id|nct_id|outcome_id|ctgov_group_code|units|count\n1|NCT00000001|1|O1|Participants|20\n",
    "outcome_analyses.txt": (
        "id|nct_id|outcome_id|param_type|param_value|p_value_modifier|p_value|ci_n_sides|ci_percent|ci_lower_limit\n"
        "1|NCT00000001|1|Hazard Ratio (HR)|0.7|<|0.05|1-Sided|95.0|0.5\n"
    ),
    "reported_events.txt": (
        "id|nct_id|ctgov_group_code|event_type|time_frame|default_vocab|default_assessment|organ_system|adverse_event_term|"
        "subjects_affected|subjects_at_risk\n"
        "1|NCT00000001|E1|serious|30 days|MedDRA (17.0)|Systematic Assessment|Total|Total, serious adverse events|4|20\n"
        "2|NCT00000001|E1|serious|30 days|MedDRA (17.0)|Systematic Assessment|Infections|Sepsis|1|20\n"
        "3|NCT00000001|E1|serious|30 days|MedDRA (17.0)|Systematic Assessment|Infections|Sepsis|2|20\n"
    ),
}
"""Tables of results as AACT wrote them before 2020: no outcome in the table of groups, and totals among the events."""


def test_tables_of_results_of_an_older_export(tmp_path: Path) -> None:
    for name, text in OLDER_RESULTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (trial, other), report = read(tmp_path)
    assert (report.broken, report.left_out, trial.has_results, other.has_results) == (0, 0, True, None), report.problems
    facts = posted(trial, "ctgov-2026-04", EventTerms(curated_terms()), Unmatched(), with_arms=True)
    groups = {one.key: one.label for one in facts if isinstance(one, Population)}
    found = {one.key.rpartition("result-")[2]: one for one in facts if isinstance(one, Result)}
    assert [(key, str(one.value), one.denominator, groups.get(one.population or "")) for key, one in found.items()] == [
        ("1-1-1-1", "7.5", 20, "Arm A (N = 20)"),
        ("1-analysis-1", "0.7", None, None),
        ("2-1-1-1", "8", None, "Arm B"),
    ]
    ratio = found["1-analysis-1"]
    assert (str(ratio.p_value), ratio.p_bound, ratio.ci_sides, str(ratio.ci_low)) == ("0.05", "under", "one-sided", "0.5")
    assert str(found["2-1-1-1"].sd) == "1.5"
    events = [one for one in facts if isinstance(one, AdverseEventResult)]
    assert [(one.n, one.denominator, one.event_dictionary, one.assessment, one.time_point) for one in events] == [
        (1, 20, "MedDRA (17.0)", "systematic", "30 days"),
        (2, 20, "MedDRA (17.0)", "systematic", "30 days"),
        (4, 20, None, None, "30 days"),
    ]
    assert len({one.term for one in events[:2]}) == 1 and events[2].term == "serious-adverse-event"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("20240315_pipe-delimited-export.zip", "2024-03-15"),
        ("20180301_export", "2018-03-01"),
        ("aact-20241301", ""),
        ("120240315", ""),
        ("flat", ""),
    ],
)
def test_the_date_of_an_export_stands_in_its_name(name: str, day: str) -> None:
    assert export_date(name) == day


def test_bad_tables_and_rows_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    files = {
        "studies.txt": "nct_id|overall_status|enrollment\nNCT00000001|COMPLETED|x\nNCT00000002|Gone\nNCT3||\nNCT00000004|Recruiting|12\n",
        "conditions.txt": "id|name\n1|AML\n",
        "keywords.txt": "id|nct_id|name\n1|NCT00000004|one\n2|NCT00000004\n3|NCT00000004|two\n4||three\n",
        "sponsors.txt": "",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    trials, report = read(tmp_path)
    assert [(trial.nct_id, trial.status, trial.enrolment, trial.keywords) for trial in trials] == [
        ("NCT00000001", "COMPLETED", None, ()),
        ("NCT00000004", "RECRUITING", 12, ("one", "two")),
    ]
    told = "\n".join(map(str, report.problems))
    for part in (
        "conditions.txt: no column nct_id",
        "keywords.txt:3: 2 cells where the header has 3",
        "keywords.txt:5: the row names no trial",
        "sponsors.txt: no column nct_id",
        "studies.txt:2: field designModule.enrollmentInfo.count: 'x' is no number of persons",
        "studies.txt:3: 2 cells where the header has 3",
        "studies.txt:4: field identificationModule.nctId: 'NCT3' is no NCT number",
    ):
        assert f"{tmp_path.name}/{part}" in told
    assert (report.broken, report.left_out) == (6, 1)


def test_tables_stand_beside_other_files(tmp_path: Path) -> None:
    (tmp_path / "studies.txt").write_text("nct_id|overall_status\nNCT00000001|COMPLETED\n")
    (tmp_path / "readme.txt").write_text("no table")
    (tmp_path / "other.json").write_text(json.dumps(study(2)))
    assert [trial.nct_id for trial in read(tmp_path)[0]] == ["NCT00000001", "NCT00000002"]
