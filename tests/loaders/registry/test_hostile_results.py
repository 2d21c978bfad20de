"""Hostile results: whatever stands in a results section or in AACT's tables of them is read, left out or told, and ends no reading."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.registry.aact_results import COLUMNS
from loaders.registry.api import read_trial
from loaders.registry.event_terms import EventTerms, curated_terms
from loaders.registry.raw import Limits
from loaders.registry.report import Report
from loaders.registry.trial_facts import posted
from loaders.registry.unmatched import Unmatched
from tests.loaders.registry.made_up import study
from tests.loaders.registry.trials import read_trials

GROUPS = [{"id": "G1", "title": "Arm A"}, {"id": "G2", "title": "Arm B"}]
CELLS = [{"groupId": "G1", "value": "7", "spread": "1", "lowerLimit": "2", "upperLimit": "9"}, {"groupId": "G2", "value": "8"}]
DENOMS = [{"units": "Participants", "counts": [{"groupId": "G1", "value": "20"}, {"groupId": "G2", "value": "21"}]}]
MEASURE = {
    "title": "Overall Survival",
    "paramType": "MEDIAN",
    "dispersionType": "95% Confidence Interval",
    "unitOfMeasure": "Months",
    "timeFrame": "2 years",
    "groups": GROUPS,
    "denoms": DENOMS,
    "classes": [{"denoms": DENOMS, "categories": [{"measurements": CELLS}]}],
    "analyses": [{"groupIds": ["G1", "G2"], "paramType": "Hazard Ratio (HR)", "paramValue": "0.7", "pValue": "<0.05", "ciPctValue": "95"}],
}
STATS = [{"groupId": "G1", "numAffected": 1, "numAtRisk": 20, "numEvents": 2}]
EVENTS = {
    "frequencyThreshold": "5",
    "timeFrame": "30 days",
    "eventGroups": [{**GROUPS[0], "seriousNumAffected": 4, "seriousNumAtRisk": 20, "deathsNumAffected": 1, "deathsNumAtRisk": 20}],
    "seriousEvents": [{"term": "Sepsis", "organSystem": "Infections", "sourceVocabulary": "MedDRA", "stats": STATS}],
}
RESULTS: dict[str, Any] = {
    "outcomeMeasuresModule": {"outcomeMeasures": [MEASURE]},
    "baselineCharacteristicsModule": {"groups": GROUPS, "denoms": DENOMS, "measures": [{**MEASURE, "title": "Age, Continuous"}]},
    "adverseEventsModule": EVENTS,
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def facts(results: Any) -> tuple[Any, ...]:
    trial = read_trial({**study(1), "resultsSection": results}, "made-up.json", "2026-04", lambda _: None)
    return posted(trial, "ctgov-2026-04", EventTerms(curated_terms()), Unmatched(), with_arms=True)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything within a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(inner, (*path, key))


def test_the_section_that_is_spoilt_is_read_whole_where_it_is_not() -> None:
    assert len(facts(RESULTS)) == 2 + 3 + 1 + 2 + 2  # groups, results with the ratio, deaths, baseline, events with the total


@settings(deadline=None)
@given(st.sampled_from(list(places(RESULTS))), ANYTHING)
def test_anything_in_the_place_of_anything_is_read_or_left_out(path: tuple[Any, ...], value: Any) -> None:
    spoilt = copy.deepcopy(RESULTS)
    here = spoilt
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    for one in facts(spoilt):
        assert one.key and len(one.at) == len(one.fragment) > 0


def cells(rows: list[list[str]]) -> bytes:
    return "".join("|".join(row) + "\n" for row in rows).encode("utf-8", "surrogatepass")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(COLUMNS)), st.binary(max_size=200), st.lists(st.lists(st.text(max_size=6), max_size=4), max_size=4))
def test_any_table_of_results_is_read_or_told(table: str, raw: bytes, rows: list[list[str]]) -> None:
    header = ["nct_id", *COLUMNS[table]]
    for content in (raw, cells([header]) + raw, cells([header, *([*("NCT00000001", *row)][: len(header)] for row in rows)])):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "studies.txt").write_text("nct_id|overall_status\nNCT00000001|COMPLETED\n")
            (Path(folder) / f"{table}.txt").write_bytes(content)
            report = Report()
            trials = list(read_trials([Path(folder)], "2026-04", report=report, limits=Limits(record=10_000)))
            assert [trial.nct_id for trial in trials] == ["NCT00000001"]
            assert all(f"{table}.txt" in str(fault) and "\n" not in str(fault) for fault in report.problems)
            for trial in trials:
                posted(trial, "ctgov-2026-04", EventTerms(()), Unmatched(), with_arms=True)


SPOILT_TABLES = {
    "no-number": ("outcomes.txt", b"id|title\n1|Overall Survival\n", "outcomes.txt: no column nct_id"),
    "cut-row": ("reported_events.txt", b"id|nct_id|event_type\n1|NCT00000001\n", "reported_events.txt:2: 2 cells where the header has 3"),
    "latin-1": ("outcomes.txt", "id|nct_id|title\n1|NCT00000001|\u00dcberleben\n".encode("latin-1"), "outcomes.txt:2: it is not UTF-8"),
    "nul": ("outcome_counts.txt", b"id|nct_id|count\n1|NCT00000001|\x00\n", "outcome_counts.txt"),
    "long": (
        "outcomes.txt",
        b"id|nct_id|title\n1|NCT00000001|" + b"x" * 20_000 + b"\n",
        "outcomes.txt:2: the line is longer than any record",
    ),
    "nobody": ("outcome_analyses.txt", b"id|nct_id|p_value\n1||0.1\n", "outcome_analyses.txt:2: the row names no trial"),
    "not-in-studies": ("outcomes.txt", b"id|nct_id|title\n1|NCT00000009|Overall Survival\n", ""),
}


@pytest.mark.parametrize("name", SPOILT_TABLES)
def test_a_spoilt_table_of_results_is_told_and_the_trial_is_read(name: str, tmp_path: Path) -> None:
    table, content, told = SPOILT_TABLES[name]
    (tmp_path / "studies.txt").write_text("nct_id|overall_status\nNCT00000001|COMPLETED\n")
    (tmp_path / table).write_bytes(content)
    report = Report()
    (trial,) = read_trials([tmp_path], "2026-04", report=report, limits=Limits(record=10_000))
    assert (trial.nct_id, trial.results) == ("NCT00000001", None) or name == "nul"
    assert (told in "\n".join(map(str, report.problems)) and bool(report.problems) == bool(told)) or name == "nul"


@pytest.mark.parametrize("results", [[], "x", 3, {"outcomeMeasuresModule": []}, {"adverseEventsModule": {"eventGroups": {}}}])
def test_a_section_of_another_shape_gives_no_facts(results: object) -> None:
    assert facts(json.loads(json.dumps(results))) == ()
