"""AACT's tables, written by its own map from the API or as older exports wrote them, give the trials that the API's records give."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import random
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from loaders.registry.aact import export_date
from loaders.registry.aact_study import COLUMNS, STUDIES
from loaders.registry.reading import read_trials
from loaders.registry.report import Report
from loaders.registry.trial import ArmGroup, Intervention, PartialDate, Trial
from tests.loaders.registry.made_up import study

EXAMPLES = Path(__file__).parent / "examples"
Tables = dict[str, list[dict[str, str]]]


def read(path: Path, as_of: str = "2026-04") -> tuple[list[Trial], Report]:
    report = Report()
    return list(read_trials([path], as_of, report=report)), report


class Writer:
    """AACT's tables, made from records of the API by ``aact-mapping.json``, which AACT itself is made by."""

    def __init__(self, mapping: list[dict[str, Any]]) -> None:
        self.mapping = [entry for entry in mapping if entry["table"] in (STUDIES, *COLUMNS)]
        self.tables: Tables = defaultdict(list)
        self.dice = random.Random(1)  # noqa: S311 -- a test's dice

    def add(self, record: dict[str, Any]) -> None:
        groups: dict[str, str] = {}
        for entry in sorted(self.mapping, key=lambda entry: entry["table"] != "design_groups"):
            self._add(entry, record, record, groups)

    def _add(self, entry: dict[str, Any], here: Any, record: dict[str, Any], groups: dict[str, str], above: str = "") -> None:
        found = _at(here, entry["root"] or [])
        for member in found if isinstance(found, list) else [found] if found else []:
            row = {column["name"]: _cell(column, member) for column in entry["columns"]}
            row["nct_id"] = record["protocolSection"]["identificationModule"]["nctId"]
            if entry["table"] != STUDIES:
                row["id"] = str(1000 + len(self.tables[entry["table"]]))
            if entry["table"] == "design_groups":
                groups[member["label"]] = row["id"]
            if above:
                row["intervention_id"] = above
            if entry["table"] == "design_group_interventions":
                row["design_group_id"] = groups[member]
            self.tables[entry["table"]].append(row)
            for child in entry.get("children", []):
                if child["table"] in COLUMNS:
                    self._add(child, member, record, groups, row["id"])

    def files(self) -> dict[str, str]:
        """The text of each table; rows in no order, as AACT's may be."""
        return {f"{name}.txt": self._text(rows) for name, rows in self.tables.items()}

    def _text(self, rows: list[dict[str, str]]) -> str:
        self.dice.shuffle(rows)
        stream = io.StringIO()
        writer = csv.DictWriter(stream, dict.fromkeys(column for row in rows for column in row), delimiter="|", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return stream.getvalue()


def _at(here: Any, path: Any) -> Any:
    for step in [path] if isinstance(path, str) else path:
        here = here.get(step) if isinstance(here, dict) else None
    return here


def _cell(column: dict[str, Any], member: Any) -> str:
    """The cell of a column: a constant of the map where it names no field, a field's value else; lists of phases joined by a slash."""
    path, name = column["value"], column["name"]
    constants = {"lead_or_collaborator": path, "outcome_type": path, "removed": "t" if path is True else "f"}
    if name in constants:
        return str(constants[name])
    value = member if path is None else _at(member, path) if not isinstance(path, dict) else None
    if name == "phase":
        return "/".join(value or [])
    if column.get("convert_to") == "date" and isinstance(value, str):
        value += "-01" if len(value) == len("2026-04") else ""
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


@pytest.fixture(scope="module")
def records(shared_folder: Path) -> list[dict[str, Any]]:
    folders = ("ctgov-v2", "ctgov-v2-other")
    paths = [path for folder in folders for path in sorted((shared_folder / "registry" / folder).glob("*.json"))]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def test_real_records_written_as_tables_are_read_as_before(records: list[dict[str, Any]], shared_folder: Path, tmp_path: Path) -> None:
    mapping = json.loads((shared_folder / "registry" / "schema" / "aact-mapping.json").read_text(encoding="utf-8"))
    writer = Writer(mapping)
    for record in records:
        writer.add(record)
    assert set(writer.tables) == {STUDIES, *COLUMNS}
    archive = tmp_path / "20260426_pipe-delimited-export.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in writer.files().items():
            made.writestr(name, text)
    trials, report = read(archive)
    assert (report.records, report.files, report.broken, report.left_out) == (88, 1, 0, 0), report.problems
    lines = tmp_path / "studies.ndjson"
    lines.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    for trial, known in zip(trials, read(lines)[0], strict=True):
        assert plain(trial) == plain(known)
    assert read(archive, "")[0][0].as_of == "2026-04-26"


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
