"""The registry's older XML gives what the same records give in the API's field names; a file that is none of it does no harm."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from loaders.registry.report import Report
from loaders.registry.trial import Trial
from tests.loaders.registry.trials import read_trials

PLAIN = "<clinical_study><id_info><nct_id>NCT00000001</nct_id></id_info><start_date>{}</start_date></clinical_study>"


@pytest.mark.parametrize("number", ["NCT01207388", "NCT01339988"])
def test_a_record_in_both_forms_is_the_same(number: str, shared_folder: Path) -> None:
    """The sample holds these two in XML and, by somebody else's script, in the API's names: the script left out model and masking."""
    registry = shared_folder / "registry"
    (old,) = read_trials([registry / "legacy-xml" / f"{number}.xml"])
    (new,) = read_trials([registry / "ctgov-v2-converted" / f"{number}.json"])
    assert (old.intervention_model, old.masking) == ("SINGLE_GROUP", "NONE")
    assert plain(old) == plain(new)
    assert old.origin == f"legacy-xml/{number}.xml"


def plain(trial: Trial) -> Trial:
    """A trial without what one of the two forms lacks; both wrap the lines of the criteria as they please."""
    criteria = " ".join(trial.eligibility.split())
    return dataclasses.replace(trial, origin="", results=None, has_results=None, intervention_model="", masking="", eligibility=criteria)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PLAIN.format("soon")[:-5], "it is no XML"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + PLAIN.format("&b;"), "it declares a document type"),
        (PLAIN.format("&b;"), "it is no XML"),
        (PLAIN.replace("NCT00000001", "none").format(""), "'none' is no NCT number"),
        (PLAIN.format("caf\udce9"), "it is not UTF-8 text"),
        (PLAIN.format("soon"), "'soon' is not an ISO date"),
    ],
)
def test_a_bad_file_is_told(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    report = Report()
    list(read_trials([path], "2020", report=report))
    assert report.broken + report.left_out == 1
    assert str(report.problems[0]).startswith(f"{tmp_path.name}/bad.xml")
    assert told in str(report.problems[0])


def test_other_xml_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<html/>")
    (tmp_path / "one.xml").write_text(PLAIN.format("May 2010"))
    report = Report()
    (trial,) = read_trials([tmp_path], "2020", report=report)
    assert trial.start
    assert (trial.start.day, report.without_records, report.broken) == ("2010-05", 1, 0)
