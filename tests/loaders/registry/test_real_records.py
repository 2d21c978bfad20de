"""Real registry records are read: every file of the sample, and in five of them what stands there, read by eye."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from loaders.registry.report import Report
from loaders.registry.trial import ArmGroup, Intervention, PartialDate, Trial
from tests.loaders.registry.trials import read_trials

# Counts: the sample's own README. Dates: its column "registry state", and in the API's records their data version.
FOLDERS = {
    "ctgov-v2": (15, {"2020-07-28": 11, "2025-04": 4}),
    "aml-csv-2025": (312, None),
    "aml-partial": (454, None),
    "ctgov-v2-other": (73, None),
    "ctgov-v2-converted": (3, {"2018-05-11": 2, "2017-10-20": 1}),
}

CUT_COUNTRIES = {"ctgov-v2": 5, "aml-csv-2025": 19}
"""Sites whose country the sample's own conversion from a CSV has cut at its last comma, as counted in the files with grep."""


def read(folder: Path) -> tuple[dict[str, Trial], Report]:
    report = Report()
    return {trial.nct_id: trial for trial in read_trials([folder], report=report)}, report


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_record_of_the_sample_is_read(folder: str, shared_folder: Path) -> None:
    trials, report = read(shared_folder / "registry" / folder)
    count, dates = FOLDERS[folder]
    assert (len(trials), report.records, report.files, report.broken) == (count, count, count, 0), report.problems
    cut = [fault for fault in report.problems if "'Republic of' is the end of a name" in str(fault)]
    assert report.left_out == len(cut) == CUT_COUNTRIES.get(folder, 0), report.problems
    assert dates is None or Counter(trial.as_of for trial in trials.values()) == dates
    assert all(trial.as_of for trial in trials.values())


def test_files_of_the_sample_that_are_no_records_are_passed_over(shared_folder: Path) -> None:
    """Two papers' trials are there at two dates; notes, tables and descriptions of the format are no records; two trials are there in two
    forms of one date, of which the fuller stays: the one with results, else the one with model and masking."""
    report = Report()
    trials = list(read_trials([shared_folder / "registry"], report=report))
    assert (len(trials), report.broken, report.repeated, report.without_records) == (857, 0, 2, 7), report.problems
    places = {trial.nct_id: trial.origin for trial in trials}
    assert places["NCT01207388"] == "registry/ctgov-v2-converted/NCT01207388.json"
    assert places["NCT01339988"] == "registry/legacy-xml/NCT01339988.xml"
    dates = {trial.as_of for trial in trials if trial.nct_id == "NCT04097301"}
    assert dates == {"2020-07-28", "2025-04"}


def test_the_countries_of_each_record_are_those_of_its_sites(shared_folder: Path) -> None:
    for path in sorted((shared_folder / "registry" / "ctgov-v2-other").glob("*.json")):
        (trial,) = read_trials([path])
        sites = json.loads(path.read_text(encoding="utf-8"))["protocolSection"].get("contactsLocationsModule", {}).get("locations", [])
        assert set(trial.countries) == {site["country"] for site in sites}
        assert len(set(trial.countries)) == len(trial.countries)


def test_a_record_of_2020_with_arms(shared_folder: Path) -> None:
    trial = read(shared_folder / "registry" / "ctgov-v2")[0]["NCT04097301"]
    drug = "MLM-CAR44.1 T-cells, cyclophosphamide and fludarabine from -5 to -3"
    assert trial.origin == "ctgov-v2/NCT04097301.json"
    assert (trial.status, trial.phases, trial.study_type) == ("RECRUITING", ("PHASE1", "PHASE2"), "INTERVENTIONAL")
    assert (trial.allocation, trial.intervention_model, trial.primary_purpose, trial.masking) == ("NA", "SINGLE_GROUP", "TREATMENT", "NONE")
    assert (trial.start, trial.completion) == (PartialDate("2019-08-27", False), PartialDate("2023-06-28", True))
    assert (trial.enrolment, trial.enrolment_estimated, trial.sponsor) == (58, True, "MolMed S.p.A.")
    assert trial.conditions == ("Acute Myeloid Leukemia", "Multiple Myeloma")
    assert trial.interventions == (
        Intervention(
            drug,
            "DRUG",
            ("CAR-T cells",),
            ("MLM-CAR44.1 T-cells infusion",),
            "Single intravenous infusion",
            "armsInterventionsModule.interventions[0]",
        ),
    )
    (arm,) = trial.arms
    told = (arm.label, arm.kind, arm.interventions, arm.path)
    assert told == ("MLM-CAR44.1 T-cells infusion", "EXPERIMENTAL", (f"Drug: {drug}",), "armsInterventionsModule.armGroups[0]")
    assert Counter(outcome.role for outcome in trial.outcomes) == {"primary": 8, "secondary": 7, "other": 1}
    assert trial.outcomes[2].time_frame == "3 months after infusion (assessed as day 0)"
    assert trial.outcomes[2].path == "outcomesModule.primaryOutcomes[2]"
    assert (trial.sex, trial.minimum_age, trial.maximum_age, trial.countries) == ("ALL", "1 Year", "75 Years", ())
    assert trial.results is None


def test_an_observational_record_of_2025(shared_folder: Path) -> None:
    trial = read(shared_folder / "registry" / "ctgov-v2")[0]["NCT04645199"]
    assert (trial.as_of, trial.study_type, trial.phases) == ("2025-04", "OBSERVATIONAL", ())
    assert trial.brief_title == "National Longitudinal Cohort of Hematological Diseases"
    assert (trial.start, trial.completion) == (PartialDate("2020-12-01"), PartialDate("2030-12-01"))
    assert (len(trial.conditions), trial.conditions[-1]) == (19, "Blood Disease Infection")
    assert (trial.sponsor, trial.interventions, trial.arms, trial.countries) == ("", (), (), ("China",))
    assert [outcome.measure for outcome in trial.outcomes] == [
        "Incidence and distribution",
        "Therapeutic evaluation",
        "Health economic evaluation",
    ]


def test_a_record_of_the_csv_download_with_outcomes_unsplit(shared_folder: Path) -> None:
    trial = read(shared_folder / "registry" / "aml-partial")[0]["NCT06954987"]
    assert (trial.as_of, trial.status, trial.phases, trial.enrolment) == ("2025-05", "NOT_YET_RECRUITING", ("PHASE2",), 244)
    assert (trial.registered, trial.last_updated, trial.enrolment_estimated) == ("2025-05-02", "2025-05-02", None)
    assert len(trial.interventions) == 14
    told = [(one.kind, one.name) for one in trial.interventions[-2:]]
    assert told == [("RADIATION", "Total-Body Irradiation"), ("DRUG", "Venetoclax")]
    assert trial.outcomes[0].measure.startswith("Event free survival (EFS), MRD positivity is defined as")
    assert trial.outcomes[0].time_frame == ""


def test_a_record_of_the_older_xml_with_results(shared_folder: Path) -> None:
    trial = read(shared_folder / "registry" / "ctgov-v2-converted")[0]["NCT01207388"]
    assert (trial.acronym, trial.status, trial.as_of) == ("BLAST", "ACTIVE_NOT_RECRUITING", "2018-05-11")
    assert (trial.start, trial.completion) == (PartialDate("2010-11"), PartialDate("2019-01", True))
    assert (trial.enrolment, trial.enrolment_estimated) == (116, False)
    assert trial.interventions[0].other_names == ("AMG103", "MT103", "BLINCYTO\u2122")
    assert (trial.arms[0].label, trial.arms[0].interventions) == ("Blinatumomab", ())
    assert isinstance(trial.arms[0], ArmGroup)
    assert trial.keywords[:2] == ("Blinatumomab", "MRD")
    assert (trial.minimum_age, trial.maximum_age) == ("18 Years", "")  # the XML writes N/A where there is no limit
    assert trial.countries[:3] == ("Austria", "Belgium", "France")
    assert len(trial.countries) == 11
    assert trial.results is not None
    assert "adverseEventsModule" in trial.results


def test_a_whole_record_of_the_api(shared_folder: Path) -> None:
    trial = read(shared_folder / "registry" / "ctgov-v2-other")[0]["NCT02513394"]
    assert (trial.as_of, trial.acronym, trial.enrolment) == ("2023-10-06", "PALLAS", 5796)
    assert (trial.registered, trial.last_updated) == ("2015-07-31", "2023-06-15")
    assert (trial.start, trial.primary_completion) == (PartialDate("2015-08"), PartialDate("2020-11", False))
    assert [(arm.label, arm.kind) for arm in trial.arms] == [("Arm A", "EXPERIMENTAL"), ("Arm B", "OTHER")]
    assert trial.arms[0].interventions == ("Drug: Palbociclib", "Drug: Standard Adjuvant Endocrine Therapy")
    assert trial.interventions[1].arm_labels == ("Arm A", "Arm B")
    assert trial.pmids[:3] == ("34995105", "34874182", "33460574")
