"""Made-up trials: the same for a seed, in the registry's shape, arms and interventions linked, distributions near the measured."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kb.places import resource
from kb.records import Agent, Synonym
from kb.registry import read_source
from tests.benchmarks.trials import words
from tests.benchmarks.trials.__main__ import diseases_of, lines, whole, write
from tests.benchmarks.trials.measuring import Measures, measure
from tests.conftest import ROOT

COMPLETE = ("ctgov-v2-other", "ctgov-v2", "ctgov-v2-converted")
"""Folders with records that came whole."""


@pytest.fixture(scope="module")
def made() -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(3000, seed=7)]


@pytest.fixture(scope="module")
def folders(shared_folder: Path) -> list[Path]:
    return [shared_folder / "registry" / name for name in COMPLETE]


def test_a_seed_tells_every_byte() -> None:
    one = list(lines(60, seed=3))
    assert list(lines(60, seed=3)) == one
    assert list(lines(20, seed=3)) == one[:20]
    assert not set(lines(60, seed=4)) & set(one)


def test_another_process_writes_the_same(tmp_path: Path) -> None:
    for name, environment in (("one.ndjson", "1"), ("two.ndjson.gz", "2")):
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.trials", "50", "--seed", "3", "-o", str(tmp_path / name)],
            cwd=ROOT, check=True, env={"PYTHONHASHSEED": environment},
        )  # fmt: skip
    plain = (tmp_path / "one.ndjson").read_bytes()
    assert plain == b"".join(lines(50, seed=3))
    assert gzip.decompress((tmp_path / "two.ndjson.gz").read_bytes()) == plain


def test_compressed_files_do_not_tell_the_time(tmp_path: Path) -> None:
    for name in ("one.gz", "other.gz"):
        write(lines(5, seed=1), tmp_path / name)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "other.gz").read_bytes()


def test_trials_are_made_as_they_are_read() -> None:
    """A billion of them would not fit; the first five come at once."""
    assert len(list(islice(lines(10**9, seed=1), 5))) == 5


def test_numbers_are_each_once_and_none_is_real(made: list[dict[str, Any]]) -> None:
    numbers = [one["protocolSection"]["identificationModule"]["nctId"] for one in made]
    assert numbers[:2] == ["NCT90000000", "NCT90000001"]
    assert len(set(numbers)) == len(made)


def leaves(tree: list[dict[str, Any]], path: str = "") -> dict[str, dict[str, Any]]:
    """The registry's own fields by their path."""
    found = {}
    for node in tree:
        here = f"{path}.{node['name']}".lstrip(".")
        found |= {here: node} | leaves(node.get("children", []), here)
    return found


def values(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every single value of a record with the path of its field."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in values(inner, f"{path}.{key}".lstrip("."))]
    if isinstance(value, list):
        return [one for inner in value for one in values(inner, path)]
    return [(path, value)]


def test_fields_and_their_values_are_those_that_the_registry_knows(made: list[dict[str, Any]], shared_folder: Path) -> None:
    schema = shared_folder / "registry" / "schema"
    fields = leaves(json.loads((schema / "ctgov-v2-field-metadata.json").read_text(encoding="utf-8")))
    described = (schema / "ctg-oas-v2.yaml").read_text(encoding="utf-8")
    lists = dict(re.findall(r'^    (\w+):\n      type: "string"\n      enum:\n((?:      - ".*"\n)+)', described, flags=re.M))
    enums = {name: set(re.findall(r'"(.*)"', text)) for name, text in lists.items()}
    assert len(enums["Status"]) == 14
    checked: Counter[str] = Counter()
    for record in made[:500]:
        for path, value in values(record):
            if ".geoPoint." in path:
                assert isinstance(value, float)
                continue
            told = fields[path]["type"].removesuffix("[]")
            checked[told] += 1
            if told in enums:
                assert value in enums[told], path
            elif told in ("PartialDate", "NormalizedDate"):
                assert re.fullmatch(r"\d{4}-\d\d(-\d\d)?" if told == "PartialDate" else r"\d{4}-\d\d-\d\d", value), path
            else:
                assert isinstance(value, {"integer": int, "boolean": bool}.get(told, str)), path
    assert {"text", "markup", "integer", "boolean", "Status", "Phase", "InterventionType", "ArmGroupType", "NormalizedDate"} <= set(checked)


def test_a_list_is_where_the_registry_has_one(made: list[dict[str, Any]], shared_folder: Path) -> None:
    tree = shared_folder / "registry" / "schema" / "ctgov-v2-field-metadata.json"
    fields = leaves(json.loads(tree.read_text(encoding="utf-8")))

    def look(value: Any, path: str) -> None:
        if path and ".geoPoint." not in path:
            assert isinstance(value, list) == fields[path]["type"].endswith("[]"), path
        for inner in value if isinstance(value, list) else [value]:
            for key, below in inner.items() if isinstance(inner, dict) else ():
                look(below, f"{path}.{key}".lstrip("."))

    for record in made[:200]:
        look(record, "")


def test_arms_and_interventions_name_each_other(made: list[dict[str, Any]]) -> None:
    linked = 0
    for record in made:
        module = record["protocolSection"].get("armsInterventionsModule", {})
        arms = {arm["label"]: set(arm.get("interventionNames", [])) for arm in module.get("armGroups", [])}
        entries = {entry["name"]: entry for entry in module.get("interventions", [])}
        assert len(arms) == len(module.get("armGroups", []))
        assert len(entries) == len(module.get("interventions", []))
        for name, entry in entries.items():
            printed = f"{entry['type'].replace('_', ' ').title()}: {name}"
            assert {label for label, given in arms.items() if printed in given} == set(entry.get("armGroupLabels", []))
            assert bool(arms) == ("armGroupLabels" in entry)
        assert all(given <= {f"{e['type'].replace('_', ' ').title()}: {e['name']}" for e in entries.values()} for given in arms.values())
        linked += sum(map(len, arms.values()))
    assert linked > len(made)


def test_one_in_thirty_is_about_aml_and_names_what_the_vocabulary_knows(made: list[dict[str, Any]]) -> None:
    vocabulary = read_source("vocabulary", resource("data") / "vocabulary")
    known = {row.record.label.lower() for row in vocabulary.rows if isinstance(row.record, Agent | Synonym)}
    share: dict[bool, Counter[bool]] = {True: Counter(), False: Counter()}
    for record in made:
        sections = record["protocolSection"]
        aml = bool(set(sections["conditionsModule"]["conditions"]) & set(words.AML))
        for entry in sections.get("armsInterventionsModule", {}).get("interventions", []):
            if entry["type"] in ("DRUG", "BIOLOGICAL"):
                share[aml][entry["name"].lower() in known] += 1
    amls = sum(bool(set(one["protocolSection"]["conditionsModule"]["conditions"]) & set(words.AML)) for one in made)
    assert 0.02 < amls / len(made) < 0.04
    assert share[True][True] / share[True].total() > 0.5
    assert share[False][True] / share[False].total() < 0.15


def test_entries_are_written_as_registrants_write_them(made: list[dict[str, Any]]) -> None:
    names = [
        entry["name"]
        for one in made
        for entry in one["protocolSection"].get("armsInterventionsModule", {}).get("interventions", [])
        if entry["type"] == "DRUG"
    ]
    ways = {
        "a placebo": r"(?i)placebo",
        "a salt": rf"({'|'.join(words.SALTS)})",
        "a form": rf"({'|'.join(map(re.escape, words.FORMS))})",
        "a code": r"[A-Z]{2,3}-\d{3,4}",
        "several": r".+( \+ | and |/|; | plus | combined with ).+",
        "a bracket": r".+ \(.+\)",
    }
    assert [
        way for way, pattern in ways.items() if not 0.005 < sum(bool(re.search(pattern, name)) for name in names) / len(names) < 0.2
    ] == []


def test_dates_are_in_order(made: list[dict[str, Any]]) -> None:
    for record in made:
        told = record["protocolSection"]["statusModule"]
        dates = [told[f"{name}DateStruct"]["date"] for name in ("start", "primaryCompletion", "completion")]
        assert dates == sorted(dates)
        assert told["studyFirstSubmitDate"] <= told["lastUpdatePostDateStruct"]["date"] <= "2025-04-01"
        for name in ("start", "primaryCompletion", "completion"):
            if told[f"{name}DateStruct"]["type"] == "ESTIMATED":
                assert told[f"{name}DateStruct"]["date"] >= "2025-04"


@pytest.fixture(scope="module")
def sides(made: list[dict[str, Any]], folders: list[Path]) -> tuple[Measures, Measures]:
    real = measure(whole(folders))
    assert real.records == 87
    return real, measure(made)


@pytest.mark.parametrize(
    ("number", "within"),
    [
        ("arms", 0.1), ("interventions", 0.1), ("interventions of an arm", 0.15), ("primary outcomes", 0.1), ("secondary outcomes", 0.1),
        ("other outcomes", 0.3), ("other names", 0.3), ("conditions", 0.1), ("sites", 0.3), ("brief summary", 0.1), ("eligibility", 0.1),
        ("arm description", 0.1), ("intervention description", 0.1), ("outcome description", 0.1), ("brief title", 0.2),
        ("outcome measure", 0.2),
    ],
)  # fmt: skip
def test_numbers_and_lengths_are_near_the_real_ones(sides: tuple[Measures, Measures], number: str, within: float) -> None:
    real, made_up = sides
    assert made_up.mean(number) == pytest.approx(real.mean(number), rel=within)


@pytest.mark.parametrize("name", ["with arms", "intervention kind", "study type", "phase", "status"])
def test_shares_are_near_the_real_ones(sides: tuple[Measures, Measures], name: str) -> None:
    real, made_up = sides
    far = {value: made_up.share(name, value) - real.share(name, value) for value in real.values[name] | made_up.values[name]}
    assert {value: round(by, 3) for value, by in far.items() if abs(by) > 0.06} == {}


def test_diseases_may_be_read_from_real_records(folders: list[Path]) -> None:
    found = diseases_of(folders)
    assert {"Cystic Fibrosis Related Diabetes", "Caries, Dental", "NSCLC"} <= set(found)
    assert not set(found) & set(words.AML)
    records = [json.loads(line) for line in lines(300, 1, found)]
    named = {name for one in records for name in one["protocolSection"]["conditionsModule"]["conditions"]}
    assert named <= {*found, *words.AML, *words.BESIDE_AML}
    assert not named <= set(words.DISEASES)


def test_without_real_records_the_own_list_serves(tmp_path: Path) -> None:
    assert diseases_of([tmp_path]) == words.DISEASES
