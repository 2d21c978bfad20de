"""What tests of registry outcomes share: real records as trials, and snapshots of them as sources, with the least that their keys need."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from kb.records import Anchored, Arm, Document, Study
from kb.sources import VOCABULARY_GRAPH, Row, Source
from kb.values import Place
from loaders.registry import trial_facts
from loaders.registry.api import read_trial
from loaders.registry.event_terms import EventTerms, curated_terms
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

WITH_RESULTS = (
    "ctgov-v2-converted/NCT01207388", "ctgov-v2-converted/NCT01642004", "ctgov-v2-other/NCT00763412", "ctgov-v2-other/NCT02369484",
    "ctgov-v2-other/NCT02513394", "ctgov-v2-other/NCT02856893", "ctgov-v2-other/NCT04402008", "ctgov-v2-other/NCT05594173",
    "ctgov-v2-other/NCT06094296",
)  # fmt: skip
Load = Callable[[str], dict[str, Any]]


def as_trial(record: dict[str, Any], origin: str = "made-up.json") -> Trial:
    """The trial of a record; fields that cannot be read are left out, as when a snapshot is read."""
    return read_trial(record, origin, "2025-04", lambda _: None)


def titled(title: str = "", *conditions: str, keywords: Iterable[str] = (), **ages: str) -> Trial:
    """A made-up trial of which only title, conditions, keywords and ages are known."""
    return Trial("NCT00000001", "2025-04", "made-up.json", brief_title=title, conditions=conditions, keywords=tuple(keywords), **ages)


def facts_of(trial: Trial, doc: str, terms: EventTerms, unmatched: Unmatched) -> tuple[Anchored, ...]:
    """All that normalisation makes of a trial besides its study, record, arms and components."""
    posted_ = trial_facts.posted(trial, doc, terms, unmatched, with_arms=True)
    return (trial_facts.whom(trial, doc, unmatched), *trial_facts.to_be_measured(trial, doc, unmatched), *posted_)


def snapshot(doc: str, trials: Iterable[Trial], unmatched: Unmatched | None = None) -> list[Source]:
    """A snapshot, and the terms it posts: what normalisation makes of trials, and the document, studies and arms that it points at."""
    trials, terms, unmatched = list(trials), EventTerms(curated_terms()), unmatched or Unmatched()
    at = {"at": (Place(trials[0].nct_id, steps=("identificationModule", "nctId")),), "fragment": (trials[0].nct_id,)}
    rows: list[Anchored] = [Document(key=doc, label="a snapshot", title="ClinicalTrials.gov", document_kind="registry", **at)]
    for trial in trials:
        here = {"at": (Place(trial.nct_id, steps=("identificationModule", "nctId")),), "fragment": (trial.nct_id,)}
        rows.append(Study(key=trial.nct_id, label=trial.nct_id, study_kind="clinical-trial", nct_id=trial.nct_id, **here))
        for number, arm in enumerate(trial.arms, start=1):
            rows.append(Arm(key=f"{doc}-{trial.nct_id.lower()}-arm-{number}", study=trial.nct_id, label=arm.label, **here))
        rows += facts_of(trial, doc, terms, unmatched)
    return [
        Source(VOCABULARY_GRAPH, tuple(Row(term, term.source) for term in terms.posted)),
        Source(doc, tuple(Row(row, f"{doc}:{row.key}") for row in rows)),
    ]


@pytest.fixture(scope="session")
def load(shared_folder: Path) -> Load:
    """A real record of the registry by its place in the folder of inputs."""
    return lambda name: json.loads((shared_folder / "registry" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def posted(load: Load) -> dict[str, Trial]:
    """The records that carry results, by their numbers."""
    return {name.rpartition("/")[2]: as_trial(load(name), name) for name in WITH_RESULTS}
