"""Endpoints: the outcomes that a trial plans to measure, as endpoints of the vocabulary's outcomes, with named states and criteria."""

from __future__ import annotations

from collections.abc import Iterator

from kb.records import Endpoint
from kb.values import Place
from loaders.registry.conditions import place, quoted
from loaders.registry.measures import Reading, criteria_of, readings_of
from loaders.registry.trial import PlannedOutcome, Trial
from loaders.registry.unmatched import Unmatched

ROLES = ("primary", "secondary")
"""Roles of planned outcomes that become endpoints; what else a trial measures is not what it is judged by."""


def endpoint_key(doc: str, nct_id: str, role: str, number: int, outcome: str) -> str:
    """The key of an endpoint: snapshot, trial, role, the outcome's number within that role from 1, and what is measured."""
    return f"{doc}-{nct_id.lower()}-endpoint-{role}-{number}-{outcome}"


def planned(trial: Trial) -> Iterator[tuple[int, PlannedOutcome]]:
    """The primary and secondary outcomes, each with its number within its role, from 1."""
    for role in ROLES:
        yield from enumerate((outcome for outcome in trial.outcomes if outcome.role == role), start=1)


def endpoints(trial: Trial, doc: str, unmatched: Unmatched) -> tuple[Endpoint, ...]:
    """An endpoint for each outcome that a planned measure names. Measures that name none that is known are told to ``unmatched``."""
    found = []
    for number, outcome in planned(trial):
        readings = readings_of(outcome.measure)
        if not readings:
            unmatched.outcome(outcome.measure)
        found += [_endpoint(trial, doc, number, outcome, reading) for reading in readings]
    return tuple(found)


def _endpoint(trial: Trial, doc: str, number: int, outcome: PlannedOutcome, reading: Reading) -> Endpoint:
    measure = place(trial, outcome.path, "measure")
    criteria = criteria_named(outcome)
    anchors = [(measure, outcome.measure[reading.start : reading.end]), *(_criteria(trial, outcome) if criteria else ())]
    return Endpoint(
        key=endpoint_key(doc, trial.nct_id, outcome.role, number, reading.outcome),
        study=trial.nct_id,
        label=quoted(outcome.measure),
        outcome=reading.outcome,
        role=outcome.role,
        components=reading.states,
        criteria=criteria,
        at=tuple(at for at, _ in anchors),
        fragment=tuple(fragment for _, fragment in anchors),
    )


def criteria_named(outcome: PlannedOutcome) -> str | None:
    """The criteria that a planned outcome names with their version, in measure or description; None where it names none, or several."""
    named = {term for text in (outcome.measure, outcome.description) for found in criteria_of(text) for term in found.terms}
    return named.pop() if len(named) == 1 else None


def _criteria(trial: Trial, outcome: PlannedOutcome) -> list[tuple[Place, str]]:
    """Where criteria stand, and the words."""
    texts = (("measure", outcome.measure), ("description", outcome.description))
    told = [(place(trial, outcome.path, field), text[one.start : one.end]) for field, text in texts for one in criteria_of(text)]
    return told[:1]
