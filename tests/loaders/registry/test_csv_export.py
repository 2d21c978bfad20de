"""The registry's CSV download, in today's columns and in the older ones, gives the trials that the API's records give."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from loaders.registry.report import Report
from loaders.registry.trial import Intervention, PartialDate, Trial
from tests.loaders.registry.trials import read_trials

EXAMPLES = Path(__file__).parent / "examples"


def read(path: Path, as_of: str = "2026-04") -> tuple[list[Trial], Report]:
    report = Report()
    return list(read_trials([path], as_of, report=report)), report


def test_a_download_of_today() -> None:
    trials, report = read(EXAMPLES / "ctg-studies.csv")
    assert (report.records, report.files, report.broken, report.left_out) == (2, 1, 0, 0), report.problems
    one, two = trials
    assert (one.nct_id, one.brief_title, one.acronym, one.status) == ("NCT00000001", "Made-up trial", "MADE", "RECRUITING")
    assert one.origin == "examples/ctg-studies.csv:2"
    assert one.interventions == (
        Intervention("Madeupib", "DRUG", path="armsInterventionsModule.interventions[0]"),
        Intervention("Anti-X CAR | T cells", "BIOLOGICAL", path="armsInterventionsModule.interventions[1]"),
    )
    assert (one.phases, one.enrolment, one.study_type, one.sex) == (("PHASE1", "PHASE2"), 40, "INTERVENTIONAL", "ALL")
    design = (one.allocation, one.intervention_model, one.masking, one.primary_purpose)
    assert design == ("RANDOMIZED", "PARALLEL", "DOUBLE", "TREATMENT")
    assert (one.start, one.completion) == (PartialDate("2024-03-01"), PartialDate("2027-12"))
    assert (one.registered, one.last_updated, one.sponsor) == ("2024-02-02", "2025-03-03", "Sponsor, Inc.")
    told = [(outcome.role, outcome.measure, outcome.time_frame) for outcome in one.outcomes]
    assert told == [
        ("primary", "Response, Complete remission, or better, 28 days", ""),
        ("primary", "Survival, 1 year", ""),
        ("other", "Cells, Day 7", ""),
    ]
    assert one.countries == ("United States", "Korea, Republic of", "Palestinian Territories, occupied")
    assert (two.status, two.conditions, two.phases, two.interventions, two.countries) == ("WITHHELD", (), (), (), ())


def test_a_table_of_the_older_site() -> None:
    (trial,), report = read(EXAMPLES / "SearchResults.tsv")
    assert (report.broken, report.left_out) == (0, 0), report.problems
    assert (trial.status, trial.phases, trial.study_type) == ("ACTIVE_NOT_RECRUITING", ("PHASE1", "PHASE2"), "INTERVENTIONAL")
    assert (trial.masking, trial.intervention_model, trial.allocation) == ("NONE", "SINGLE_GROUP", "NA")
    assert (trial.start, trial.registered) == (PartialDate("2020-04"), "2020-04-03")
    assert (trial.minimum_age, trial.maximum_age, trial.sex) == ("3 Years", "99 Years", "ALL")
    assert (trial.interventions[0].kind, trial.interventions[0].name) == ("DIETARY_SUPPLEMENT", "Made-up leaf")
    assert (trial.sponsor, trial.outcomes) == ("Only One Sponsor", ())


def test_without_a_date_of_its_own_the_last_update_is_the_date() -> None:
    trials, report = read(EXAMPLES / "ctg-studies.csv", "")
    assert [trial.as_of for trial in trials] == ["2025-03-03"]
    assert "NCT00000002 has no date" in str(report.problems[0])
    assert "give --as-of" in str(report.problems[0])


CUT = "Republic of"
"""What is left of ``Korea, Republic of`` in some of the sample's records, which were themselves made from a download."""


def as_row(record: dict[str, Any]) -> dict[str, str]:
    """A record in the download's columns, as its header and rows in public copies write them."""
    protocol = record["protocolSection"]
    status, design = protocol.get("statusModule", {}), protocol.get("designModule", {})
    info = design.get("designInfo", {})
    kinds = {
        "Allocation": info.get("allocation"),
        "Intervention Model": info.get("interventionModel"),
        "Masking": info.get("maskingInfo", {}).get("masking"),
        "Primary Purpose": info.get("primaryPurpose"),
    }
    interventions = protocol.get("armsInterventionsModule", {}).get("interventions", [])
    dates = {
        "Start Date": "startDateStruct",
        "Primary Completion Date": "primaryCompletionDateStruct",
        "Completion Date": "completionDateStruct",
    }
    return {
        "NCT Number": protocol["identificationModule"]["nctId"],
        "Study Title": protocol["identificationModule"]["briefTitle"],
        "Study Status": status.get("overallStatus", ""),
        "Brief Summary": protocol["descriptionModule"]["briefSummary"],
        "Conditions": "|".join(protocol.get("conditionsModule", {}).get("conditions", [])),
        "Interventions": "|".join(f"{one['type']}: {one['name']}" for one in interventions),
        "Sponsor": protocol.get("sponsorCollaboratorsModule", {}).get("leadSponsor", {}).get("name", ""),
        "Phases": "|".join(design.get("phases", [])),
        "Enrollment": str(design.get("enrollmentInfo", {}).get("count", "")),
        "Study Type": design.get("studyType", ""),
        "Study Design": "|".join(f"{name}: {value}" for name, value in kinds.items() if value),
        **{column: status.get(field, {}).get("date", "") for column, field in dates.items()},
        "Locations": "|".join(
            ", ".join(filter(None, (site.get("facility"), site.get("city"), site.get("country"))))
            for site in protocol.get("contactsLocationsModule", {}).get("locations", [])
            if site.get("country", CUT) != CUT
        ),
    } | record["_provenance"].get("rawOutcomes", {})


def test_real_records_written_as_a_download_are_read_as_before(shared_folder: Path, tmp_path: Path) -> None:
    folder = shared_folder / "registry" / "aml-csv-2025"
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    written = [as_row(record) for record in records]
    path = tmp_path / "ctg-studies.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, dict.fromkeys(column for row in written for column in row), restval="")
        writer.writeheader()
        writer.writerows(written)
    trials, report = read(path)
    assert (report.broken, report.left_out) == (0, 0), report.problems
    known = {trial.nct_id: trial for trial in read_trials([folder], "2026-04")}
    assert len(trials) == len(known) == 312
    raw = {row["NCT Number"]: row for row in written}
    for trial in trials:
        own = {
            "origin": "",
            "outcomes": (),
            "official_title": "",
            "has_results": None,
            "eligibility": "",
            "detailed_description": "",
        }  # the download has no official titles, detailed descriptions and criteria; outcomes are looked at below
        assert dataclasses.replace(trial, **own) == dataclasses.replace(known[trial.nct_id], **own)
        row = raw[trial.nct_id]
        said = [row.get(f"{role} Outcome Measures", "") for role in ("Primary", "Secondary", "Other")]
        told = [
            "|".join(outcome.measure for outcome in trial.outcomes if outcome.role == role) for role in ("primary", "secondary", "other")
        ]
        assert ["".join(one.split()) for one in told] == ["".join(one.split()) for one in said]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NCT Number,Phases\nNCT00000001,PHASE7\n", r"download.csv:2: field designModule.phases\[0\]: 'PHASE7' is no term"),
        ("NCT Number,Enrollment\nNCT00000001,many\n", "field designModule.enrollmentInfo.count: 'many' is no number of persons"),
        ("NCT Number,Start Date\nNCT00000001,soon\n", "field statusModule.startDateStruct.date: 'soon' is not an ISO date"),
        ("NCT Number,Start Date\nNCT00000001\n", "download.csv:2: 1 cells where the header has 2"),
        ("NCT Number,Study Title\nNCT1,x\n", "download.csv:2: field identificationModule.nctId: 'NCT1' is no NCT number"),
        ("NCT Number,Study Title\n,x\n", "download.csv:2: field identificationModule.nctId: there is no NCT number"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_read(text: str, told: str, tmp_path: Path) -> None:
    columns = text.split("\n", 1)[0].count(",")
    path = tmp_path / "download.csv"
    path.write_text(f"{text}NCT00000009{',' * columns}\n", encoding="utf-8")
    trials, report = read(path)
    assert trials[-1].nct_id == "NCT00000009"
    assert (report.broken + report.left_out) == 1
    with pytest.raises(type(report.problems[0]), match=told):
        raise report.problems[0]


def test_a_row_that_is_not_utf8_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "download.csv"
    path.write_bytes(b"NCT Number,Study Title\nNCT00000001,Caf\xe9\nNCT00000002,Caf\xc3\xa9\n")
    trials, report = read(path)
    assert [trial.brief_title for trial in trials] == ["Caf\u00e9"]
    assert "download.csv:2: it is not UTF-8 text" in str(report.problems[0])


def test_a_list_of_sites_may_be_longer_than_pythons_own_limit_of_a_cell(tmp_path: Path) -> None:
    usual = csv.field_size_limit()
    path = tmp_path / "download.csv"
    path.write_text(f'NCT Number,Locations\nNCT00000001,"{"Centre, Boston, United States|" * (usual // 10)}"\n', encoding="utf-8")
    (trial,), report = read(path)
    assert (trial.countries, report.broken) == (("United States",), 0)
    assert csv.field_size_limit() == usual
