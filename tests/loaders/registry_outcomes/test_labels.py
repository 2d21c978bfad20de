"""Measured on real records: what a reader labelled before anything was run, against what the lists of words say.

Part ``develop`` was looked at while the lists were made, ``measured`` was not after it had been labelled. Part ``fresh`` are measures of
trials in other diseases, drawn after the lists stood: at first sight their precision and recall were 0.89. A figure that falls means that
a change of a list does harm elsewhere.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kb.places import resource
from loaders.registry.measures import outcomes_of
from loaders.registry.populations import population
from tests.loaders.registry_outcomes.conftest import Load, as_trial

LABELS = Path(__file__).with_name("labels.csv")
FACETS = ("disease", "setting", "line", "age_group", "fitness", "biomarkers")
LEAST = {
    # precision and recall, a little below what was found
    ("develop", "outcomes"): (0.97, 0.93),
    ("measured", "outcomes"): (0.97, 0.97),
    ("fresh", "outcomes"): (0.88, 0.88),
    ("develop", "disease"): (0.97, 0.97),
    ("measured", "disease"): (0.97, 0.97),
    ("develop", "setting"): (0.97, 0.97),
    ("measured", "setting"): (0.97, 0.97),
    ("develop", "line"): (0.97, 0.97),
    ("measured", "line"): (0.97, 0.97),
    ("develop", "age_group"): (0.97, 0.97),
    ("measured", "age_group"): (0.97, 0.97),
    ("develop", "biomarkers"): (0.97, 0.97),
    ("measured", "biomarkers"): (0.97, 0.97),
}


@dataclass
class Tally:
    right: int = 0
    extra: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.extra))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missing))


def labels() -> list[dict[str, str]]:
    with LABELS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def known_targets() -> set[str]:
    """Biomarkers that the vocabulary has and records can tell of; a label may name others."""
    with (resource("data") / "vocabulary" / "targets.csv").open(encoding="utf-8", newline="") as stream:
        named = {term for row in csv.DictReader((resource("data") / "registry" / "population_words.csv").open(encoding="utf-8", newline=""))
                 if row["group"] == "biomarkers" for term in row["term"].split("|")}  # fmt: skip
        return {row["key"] for row in csv.DictReader(stream) if row["key"] in named or row["key"].endswith("-mutation")}


def _members(cell: str) -> set[str]:
    return set(filter(None, cell.split("|")))


def _compared(row: dict[str, str], load: Load) -> Iterator[tuple[str, set[str], set[str]]]:
    """What was labelled and what is found, by facet."""
    trial = as_trial(load(row["record"]), row["record"])
    if row["kind"] == "measure":
        measure = next(one.measure for one in trial.outcomes if one.path == row["path"])
        yield "outcomes", _members(row["outcomes"]), set(outcomes_of(measure))
        return
    found = population(trial, "ctgov-2025-04")
    for facet in FACETS:
        value = getattr(found, facet)
        labelled = _members(row[facet])
        if facet == "biomarkers":
            labelled &= known_targets()
        yield facet, labelled, set(value) if isinstance(value, tuple) else {value} - {None}


@pytest.fixture(scope="module")
def tallies(load: Load) -> dict[tuple[str, str], Tally]:
    found: dict[tuple[str, str], Tally] = {}
    for row in labels():
        for facet, labelled, said in _compared(row, load):
            tally = found.setdefault((row["part"], facet), Tally())
            tally.right += len(labelled & said)
            tally.extra += [f"{row['record']}: {one}" for one in sorted(said - labelled)]
            tally.missing += [f"{row['record']}: {one}" for one in sorted(labelled - said)]
    return found


@pytest.mark.parametrize(("part", "facet"), LEAST, ids=str)
def test_the_lists_say_what_a_reader_said(tallies: dict[tuple[str, str], Tally], part: str, facet: str) -> None:
    tally, (precision, recall) = tallies[part, facet], LEAST[part, facet]
    told = f"{part}, {facet}: precision {tally.precision:.3f}, recall {tally.recall:.3f}; extra {tally.extra}, missing {tally.missing}"
    assert tally.precision >= precision and tally.recall >= recall, told


def test_as_many_are_labelled_as_are_needed_to_tell() -> None:
    counts = Counter((row["part"], row["kind"]) for row in labels())
    assert all(counts[part, kind] == 30 for part in ("develop", "measured") for kind in ("measure", "conditions"))
    assert len({(row["record"], row["kind"], row["path"]) for row in labels()}) == sum(counts.values())
