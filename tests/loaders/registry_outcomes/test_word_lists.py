"""The lists of words: each row can be read, stands for terms that exist, and was read in the record that it names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.errors import BadInput
from kb.places import resource
from kb.registry import read_sources
from loaders.registry.wording import Wording, compiled, find, list_files, wordings

LISTS = ("outcome_words.csv", "population_words.csv", "criteria_words.csv", "unit_words.csv")
SCHEMES = {"disease": "disease", "setting": "setting", "line": "line", "age_group": "age-group", "fitness": "fitness"}
GROUPS = {
    "outcome_words.csv": {"outcome", "ignored", "stop", "tie"},
    "population_words.csv": {*SCHEMES, "biomarkers"},
    "criteria_words.csv": {"criteria"},
    "unit_words.csv": {"%", "participants", "fraction", "value"},
}
every_list = pytest.mark.parametrize("name", LISTS)


@cache
def known() -> set[tuple[str, str]]:
    return {row.entity for row in read_sources()[0].rows}


def texts(value: Any) -> Iterator[str]:
    """Every text of a record."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


@pytest.fixture(scope="module")
def texts_of(shared_folder: Path) -> Callable[[str], tuple[str, ...]]:
    """The texts of a record, of all its versions in the folder of inputs."""

    @cache
    def read(number: str) -> tuple[str, ...]:
        files = sorted((shared_folder / "registry").glob(f"*/{number}.json"))
        return tuple(text for file in files for text in texts(json.loads(file.read_text(encoding="utf-8"))))

    return read


def test_every_list_is_looked_at() -> None:
    assert {path.name for path in list_files()} == set(LISTS)


@every_list
def test_the_file_is_in_one_form(name: str) -> None:
    text = (resource("data") / "registry" / name).read_bytes().decode()
    lines = list(csv.reader(io.StringIO(text, newline="")))
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(lines)
    assert written.getvalue() == text
    assert not [line for line in lines if any(cell != cell.strip() for cell in line)]


@every_list
def test_rows_are_of_known_groups_and_each_pattern_stands_once(name: str) -> None:
    rows = wordings(name)
    assert {row.group for row in rows} <= GROUPS[name]
    keys = [(row.group, row.expression.pattern, row.expression.flags) for row in rows]
    assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]


@every_list
def test_terms_exist(name: str) -> None:
    assert not [f"{row.origin}: {term}" for row in wordings(name) for term in row.terms if not exists(row, term)]


def exists(row: Wording, term: str) -> bool:
    if row.group in SCHEMES:
        return ("concept", f"{SCHEMES[row.group]}.{term}") in known()
    kind = {"outcome": "outcome", "biomarkers": "target"}.get(row.group)
    return kind is None or (kind, term) in known()


@every_list
def test_each_wording_was_read_where_it_says(name: str, texts_of: Callable[[str], tuple[str, ...]]) -> None:
    unread = [
        f"{row.origin}: {row.expression.pattern} in {number}"
        for row in wordings(name)
        for number in row.source
        if not any(row.expression.search(text) for text in texts_of(number))
    ]
    assert not unread, "name a record in which the words stand:\n" + "\n".join(unread)


def test_capitals_ask_for_capitals_and_words_are_whole() -> None:
    assert compiled("ALL").search("relapsed ALL") and not compiled("ALL").search("all patients")
    assert compiled("aml").search("R/R AML, adults") and not compiled("aml").search("AMLA")


def test_a_blank_stands_for_what_parts_two_words() -> None:
    pattern = compiled("event free survival")
    assert all(pattern.search(text) for text in ("event-free survival", "Event Free  Survival", "event-free (survival)"))
    assert not pattern.search("eventfree survival")


def test_the_longest_words_count_where_several_overlap() -> None:
    rows = wordings("population_words.csv")
    text = "Acute Myeloid Leukemia Arising From Previous Myelodysplastic Syndrome"
    assert [one.terms for one in find([row for row in rows if row.group == "disease"], text)] == [("secondary-aml",)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("words,term\n", "bad_words.csv:1: the header is not that of a list of words"),
        ("pattern,group,term,source\n(aml,disease,aml,NCT00000001\n", "bad_words.csv:2: '(aml' is not a pattern"),
    ],
)
def test_a_bad_list_is_told_with_its_line(content: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "bad_words.csv").write_text(content, encoding="utf-8")
    monkeypatch.setattr("loaders.registry.wording.resource", lambda _: tmp_path)
    with pytest.raises(BadInput) as error:
        wordings.__wrapped__("bad_words.csv")
    assert str(error.value).startswith(told)
