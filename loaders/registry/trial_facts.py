"""Trial facts: everything that normalisation makes of one record of the registry, besides its study, record, arms and components."""

from __future__ import annotations

from kb.records import Anchored
from loaders.registry.conditions import unlisted
from loaders.registry.endpoints import endpoints
from loaders.registry.event_terms import EventTerms
from loaders.registry.populations import population
from loaders.registry.posted_baseline import PostedBaseline
from loaders.registry.posted_events import PostedEvents
from loaders.registry.posted_groups import Groups
from loaders.registry.posted_results import results
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched


def facts_of(trial: Trial, doc: str, terms: EventTerms, unmatched: Unmatched) -> tuple[Anchored, ...]:
    """Population, endpoints and posted figures of a trial, as the record in the snapshot ``doc`` tells them.

    Arms are named as they are registered, ``<doc>-<nct>-arm-1`` first. ``terms`` gathers the adverse-event terms of the snapshot, and
    ``unmatched`` what is left out; both may serve any number of trials.
    """
    for text in unlisted(trial):
        unmatched.condition(text.words)
    groups = Groups(trial, doc)
    events, baseline = PostedEvents(trial, doc, groups, terms, unmatched), PostedBaseline(trial, doc, groups, unmatched)
    planned = endpoints(trial, doc, unmatched)
    posted = (*results(trial, doc, groups, unmatched), *events.deaths(), *baseline.rows(), *events.events())
    return (population(trial, doc), *groups.populations, *planned, *posted)
