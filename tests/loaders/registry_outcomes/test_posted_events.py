"""Posted events: counts read by eye in real records; serious and other events apart; what is not listed is nowhere zero."""

from __future__ import annotations

from decimal import Decimal

from kb.records import AdverseEventResult, AdverseEventTerm, Result
from kb.values import Place
from loaders.registry.event_terms import EventTerms, curated_terms
from loaders.registry.posted_baseline import PostedBaseline
from loaders.registry.posted_events import PostedEvents
from loaders.registry.posted_groups import Groups
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

DOC = "ctgov-2025-04"
Made = tuple[dict[str, AdverseEventResult], dict[str, Result], EventTerms, Unmatched]


def made(trial: Trial) -> Made:
    terms, unmatched = EventTerms(curated_terms()), Unmatched()
    table = PostedEvents(trial, DOC, Groups(trial, DOC), terms, unmatched)
    events, deaths = tuple(table.events()), tuple(table.deaths())
    return {one.key: one for one in events}, {one.key: one for one in deaths}, terms, unmatched


def test_a_term_is_counted_for_serious_and_other_events_apart(posted: dict[str, Trial]) -> None:
    events = made(posted["NCT01207388"])[0].values()
    anemia = {one.seriousness: (one.n, one.denominator, one.frequency_threshold) for one in events if one.term == "anemia"}
    assert anemia == {"serious": (1, 116, None), "not-serious": (6, 116, Decimal(5))}
    assert {(one.grade, one.level) for one in events if one.term == "anemia"} == {("any", "term")}


def test_totals_are_of_all_serious_and_of_all_other_events(posted: dict[str, Trial]) -> None:
    events = made(posted["NCT01207388"])[0]
    serious, other = (events[f"{DOC}-nct01207388-ae-{kind}-total-1"] for kind in ("serious", "not-serious"))
    assert (serious.term, serious.level, serious.n, serious.denominator) == ("serious-adverse-event", "group", 73, 116)
    assert (other.term, other.n) == ("non-serious-adverse-event", 111)
    assert serious.at == (Place("NCT01207388", steps=("adverseEventsModule.eventGroups[0]", "seriousNumAffected")),)


def test_deaths_are_a_result_where_they_are_counted(posted: dict[str, Trial]) -> None:
    (death,) = made(posted["NCT02369484"])[1].values()
    assert (death.outcome, death.n, death.denominator, death.arm) == ("death", 1, 13, f"{DOC}-nct02369484-arm-1")
    assert made(posted["NCT01207388"])[1] == {}


def test_what_is_not_listed_is_not_counted_as_none(posted: dict[str, Trial]) -> None:
    """Of the events that are listed, nobody had them where the record says 0; no other zero comes about."""
    for trial in posted.values():
        module = trial.results["adverseEventsModule"]
        stats = [cell for name in ("seriousEvents", "otherEvents") for event in module.get(name, []) for cell in event["stats"]]
        cells = sum(1 for one in made(trial)[0].values() if one.level == "term")
        assert cells == sum("numAffected" in cell for cell in stats)
        assert sum(one.n == 0 for one in made(trial)[0].values() if one.level == "term") == sum(
            cell.get("numAffected") == 0 for cell in stats
        )


def test_organ_systems_are_groups_and_terms_of_either_spelling_are_one(posted: dict[str, Trial]) -> None:
    events, _, terms, _ = made(posted["NCT01207388"])
    by_key = {term.key: term for term in terms.posted}
    anemia = next(one for one in events.values() if one.term == "anemia")  # posted as 'Anaemia'
    assert by_key[anemia.group].label == "Blood and lymphatic system disorders"
    assert terms.key_of("Hypokalaemia") == terms.key_of("hypokalemia") == "posted-hypokalemia"


def test_a_name_known_as_ctcae_term_makes_its_own_term_that_bears_it() -> None:
    known = [AdverseEventTerm(key="neutropenia", label="Neutropenia", ctcae_term="Neutrophil Count Decreased", source="s")]
    terms = EventTerms(known)
    assert terms.key_of("NEUTROPENIA") == "neutropenia"
    assert terms.key_of("Neutrophil count decreased") == "posted-neutrophil-count-decreased"
    (term,) = terms.posted
    assert term.ctcae_term == "Neutrophil Count Decreased" and term.label == "Neutrophil count decreased"
    assert terms.key_of("¿") is None


def test_sex_and_age_of_those_who_took_part(posted: dict[str, Trial]) -> None:
    trial = posted["NCT02369484"]
    rows = list(PostedBaseline(trial, DOC, Groups(trial, DOC), Unmatched()).rows())
    told = {(row.characteristic, row.category): row for row in rows}
    age = told["Age", None]
    assert (age.statistic, age.value, age.unit, age.range_low, age.range_high) == ("median", Decimal(59), "a", Decimal(39), Decimal(82))
    assert [(told["Sex", one].n, told["Sex", one].denominator) for one in ("Female", "Male")] == [(9, 13), (4, 13)]
    assert {row.population for row in rows} == {f"{DOC}-nct02369484-population"}
