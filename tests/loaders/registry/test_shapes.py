"""One study, a page, an array, lines, a folder and archives of these give the same trials, and no file is held whole in memory."""

from __future__ import annotations

import dataclasses
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from loaders.registry.files import studies
from loaders.registry.json_text import CHUNK
from loaders.registry.report import Report
from loaders.registry.trial import Trial
from tests.loaders.registry.made_up import WRITERS, page, study, write_lines, write_page, write_zip
from tests.loaders.registry.trials import read_trials

MANY = [study(number) for number in (3, 1, 2, 12, 5)]


def read(path: Path) -> list[Trial]:
    """Trials without their places, which differ from shape to shape."""
    report = Report()
    trials = [dataclasses.replace(trial, origin="") for trial in read_trials([path], report=report)]
    assert (report.broken, report.left_out, report.repeated) == (0, 0, 0), report.problems
    assert report.trials == len(trials)
    return trials


@pytest.mark.parametrize("write", WRITERS)
def test_every_shape_gives_the_same_trials(write, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    assert read(write(tmp_path, MANY)) == read(write_page(tmp_path / "one", MANY))
    assert [trial.nct_id[-2:] for trial in read(write(tmp_path, MANY))] == ["01", "02", "03", "05", "12"]


@pytest.mark.parametrize(
    ("write", "places"),
    [
        (WRITERS[0], ["{}/page.json, study 1", "{}/page.json, study 5"]),
        (WRITERS[2], ["{}/studies.ndjson:1", "{}/studies.ndjson:5"]),
        (WRITERS[4], ["{}/pages.jsonl:1, study 1", "{}/pages.jsonl:3, study 3"]),
        (WRITERS[5], ["many/NCT0000xxxx/0.json", "many/NCT0001xxxx/3.json"]),
        (WRITERS[6], ["{}/studies.zip, ctg/0.json", "{}/studies.zip, ctg/4.json"]),
        (WRITERS[8], ["{}/nested.zip, lines.ndjson.gz:1", "{}/nested.zip, lines.ndjson.gz:5"]),
    ],
)
def test_a_record_tells_where_it_stands(write, places: list[str], tmp_path: Path) -> None:
    found = [raw.place for raw in studies([write(tmp_path, MANY)], Report())]
    assert [found[0], found[-1]] == [place.format(tmp_path.name) for place in places]


def test_one_study_alone(tmp_path: Path) -> None:
    path = tmp_path / "NCT00000007.json"
    path.write_text(json.dumps(study(7), indent=2), encoding="utf-8-sig")
    assert [raw.place for raw in studies([path], Report())] == [f"{tmp_path.name}/NCT00000007.json"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), min_size=1, max_size=6), st.integers(0, 3))
def test_whatever_stands_in_a_title_comes_out_of_every_shape(tmp_path_factory, titles: list[str], gap: int) -> None:
    folder = tmp_path_factory.mktemp("shapes")
    many = [study(spot, identificationModule={"nctId": f"NCT{spot:08}", "briefTitle": title}) for spot, title in enumerate(titles, 1)]
    for write in (write_page, write_lines, write_zip):
        assert [trial.brief_title for trial in read(write(folder, many))] == [title.strip() for title in titles]


def test_a_record_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    long = "\u00e9 and \\ " * CHUNK
    many = [study(spot, descriptionModule={"briefSummary": long}) for spot in (1, 2)]
    trials = read(write_page(tmp_path, many))
    assert [len(trial.brief_summary) for trial in trials] == [len(long.strip())] * 2


def test_a_large_page_is_never_held_whole(tmp_path: Path) -> None:
    one = json.dumps(study(1, descriptionModule={"briefSummary": "word " * 1000})).replace("NCT00000001", "NCT%08d")
    path = tmp_path / "page.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"studies": [')
        stream.writelines((", " if number else "") + one % number for number in range(10_000))
        stream.write("]}")
    assert path.stat().st_size > 50 * 2**20
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_trials([path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert peak < 12 * 2**20


def test_what_holds_no_records_is_counted_and_a_given_path_without_any_is_told(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text('[{"name": "a field"}, {"name": "another"}]')
    (tmp_path / "notes.md").write_text("# no record")
    (tmp_path / ".hidden.json").write_text("{")
    report = Report()
    assert list(studies([tmp_path], report)) == []
    assert (report.without_records, report.files, report.broken) == (2, 0, 1)
    assert "there are no registry records in it" in str(report.problems[0])
    write_lines(tmp_path, MANY)
    report = Report()
    assert len(list(studies([tmp_path], report))) == 5
    assert (report.without_records, report.files, report.broken) == (2, 1, 0)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such file or folder"):
        list(read_trials([tmp_path / "nowhere.json"]))


def test_a_page_may_stand_in_an_array(tmp_path: Path) -> None:
    (tmp_path / "pages.json").write_text(json.dumps([page(MANY[:2]), page(MANY[2:])]))
    assert len(read(tmp_path)) == 5


def test_the_date_that_the_user_gives_holds_for_all_and_must_be_one(tmp_path: Path) -> None:
    path = write_lines(tmp_path, MANY)
    assert {trial.as_of for trial in read_trials([path], "2026-05")} == {"2026-05"}
    with pytest.raises(BadInput, match="--as-of: 'May' is not an ISO date"):
        list(read_trials([path], "May"))
