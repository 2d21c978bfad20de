"""Trial facts: what normalisation makes of one record of the registry, besides its study, record, arms and components."""

from __future__ import annotations

from dataclasses import replace

from kb.records import Anchored, Endpoint, Population
from loaders.registry.conditions import unlisted
from loaders.registry.endpoints import endpoints
from loaders.registry.event_terms import EventTerms
from loaders.registry.measures import outcomes_of
from loaders.registry.populations import population
from loaders.registry.posted_baseline import PostedBaseline
from loaders.registry.posted_events import PostedEvents
from loaders.registry.posted_groups import Groups
from loaders.registry.posted_results import results
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched


def whom(trial: Trial, doc: str, unmatched: Unmatched) -> Population:
    """Whom a trial is for, as the record in the snapshot ``doc`` tells it; conditions that no listed disease stands for are counted."""
    for text in unlisted(trial):
        unmatched.condition(text.words)
    return population(trial, doc)


def primary_outcomes(trial: Trial) -> tuple[str, ...]:
    """The outcomes of the vocabulary that a trial is judged by, each once."""
    measures = (outcome.measure for outcome in trial.outcomes if outcome.role == "primary")
    return tuple(dict.fromkeys(outcome for measure in measures for outcome in outcomes_of(measure)))


def to_be_measured(trial: Trial, doc: str, unmatched: Unmatched) -> tuple[Endpoint, ...]:
    """The endpoints that a trial plans."""
    return endpoints(trial, doc, unmatched)


def posted(trial: Trial, doc: str, terms: EventTerms, unmatched: Unmatched, with_arms: bool) -> tuple[Anchored, ...]:
    """What a trial has posted: figures, adverse events, baseline, and the groups that are no arm of it.

    Without ``with_arms``, because another record tells the arms, every group is a population. ``terms`` gathers the adverse-event terms,
    and ``unmatched`` what is left out; both may serve any number of trials.
    """
    told = trial if with_arms else replace(trial, arms=())
    groups = Groups(told, doc)
    events, baseline = PostedEvents(told, doc, groups, terms, unmatched), PostedBaseline(told, doc, groups, unmatched)
    found = (*results(told, doc, groups, unmatched), *events.deaths(), *baseline.rows(), *events.events())
    return (*groups.populations, *found)
