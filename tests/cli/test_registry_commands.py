"""``kb build --registry``, ``kb check --registry`` and ``kb unmatched``: as a user runs them on files of registry records."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Done
from tests.registry.small import record, write

Run = Callable[..., Done]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return write(tmp_path / "files")


def test_a_build_with_a_registry_tells_what_it_read_and_what_was_broken(kb_in: Run, tmp_path: Path, registry: Path) -> None:
    done = kb_in(tmp_path / "home", "build", "--registry", str(registry))
    assert done.code == 0, done.told
    assert "6 trials of 7 records" in done.told
    assert re.search(r"broken\.json: field identificationModule\.nctId: 'NCT12' is no NCT number; write NCT and eight digits", done.told)
    asked = kb_in(tmp_path / "home", "ask", "which trials combine HMA with anti-PD-1", "--format", "json")
    rows = json.loads(asked.out)["rows"]
    assert {"NCT90000001", "NCT04913922"} <= {row["nct_id"] for row in rows}


def test_anchors_of_a_registry_are_looked_up_in_its_files(kb_in: Run, tmp_path: Path, registry: Path) -> None:
    done = kb_in(tmp_path / "home", "check", "--registry", str(registry), "--no-shapes")
    found = re.fullmatch(r"(\d+) anchors, 0 broken; \d+ findings\n", done.out[done.out.rindex("\n", 0, -1) + 1 :])
    assert found and int(found[1]) >= 50


def test_records_without_a_date_need_one(kb_in: Run, tmp_path: Path) -> None:
    undated = record("NCT90000009", "", "Azacitidine alone")
    del undated["derivedSection"]
    path = tmp_path / "one.json"
    path.write_text(json.dumps(undated), encoding="utf-8")
    assert "give --as-of and the day of the download" in kb_in(tmp_path / "home", "build", "--registry", str(path)).told
    done = kb_in(tmp_path / "home", "build", "--registry", str(path), "--as-of", "2024-02")
    assert "1 trials of 1 records" in done.told
    assert "ClinicalTrials.gov, February 2024" in kb_in(tmp_path / "home", "show", "NCT90000009").out


@pytest.mark.parametrize("date", ["yesterday", "2024-13", "01.02.2024"])
def test_a_date_that_is_none_is_refused(kb_in: Run, tmp_path: Path, registry: Path, date: str) -> None:
    fault = kb_in(tmp_path / "home", "build", "--registry", str(registry), "--as-of", date).fault
    assert fault.startswith(f"kb: --as-of: '{date}' is not")


def test_a_path_that_is_not_there_is_refused(kb_in: Run, tmp_path: Path) -> None:
    done = kb_in(tmp_path / "home", "build", "--registry", str(tmp_path / "nothing"))
    assert done.code == 2 and "does not exist" in done.told


def test_names_that_nothing_is_known_of_are_listed_the_most_frequent_first(kb_in: Run, tmp_path: Path, registry: Path) -> None:
    kb_in(tmp_path / "home", "build", "--registry", str(registry))
    done = kb_in(tmp_path / "home", "unmatched", "--format", "json")
    assert [(row["name"], row["studies"]) for row in json.loads(done.out)["rows"]] == [("study drug x", 2)]
    assert done.told == "1 row.\n"


def test_a_base_without_a_registry_has_no_unmatched_names(kb: Run) -> None:
    done = kb("unmatched")
    assert (done.code, done.told) == (0, "0 rows.\n")


def test_many_near_misses_are_cut_short_and_said_to_be(kb_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.ndjson"
    path.write_text("\n".join(json.dumps(record(f"NCT9100{n:04}", "2025-04-01", "Azacitidine alone")) for n in range(30)), encoding="utf-8")
    kb_in(tmp_path / "home", "build", "--registry", str(path))
    told = kb_in(tmp_path / "home", "ask", "which trials combine azacitidine with anti-PD-1").told
    near = int(re.search(r"Near misses \((\d+)\)", told)[1])
    assert near >= 30
    assert f"... and {near - 25} more; --format json gives all" in told
    found = json.loads(kb_in(tmp_path / "home", "ask", "which trials combine azacitidine with anti-PD-1", "--format", "json").out)
    assert len(found["near_misses"]) == near
