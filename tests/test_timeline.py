"""Timelines: studies in time order, and a plain word where a later phase points against an earlier one, or ended early."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.base import Base
from kb.evidence_map import StudyBook, read_book
from kb.timeline import Timeline, later, near, timeline

EARLY = {"study/sallman-2019-magrolimab-azacitidine", "study/daver-2023-magrolimab-azacitidine"}


@pytest.fixture(scope="module")
def book(base: Base) -> StudyBook:
    return read_book(base)


@pytest.fixture(scope="module")
def magrolimab(base: Base, book: StudyBook) -> Timeline:
    return timeline(base, book, "regimen/azacitidine+magrolimab")


def test_the_studies_of_a_regimen_stand_in_time_order(magrolimab: Timeline) -> None:
    # Years of references 26, 27 and 28 of guo-2026; NCT04778397 has none there, and is told of by the review of 2026.
    assert [(one.study.name.partition(" (")[0][:11], one.year, one.told) for one in magrolimab.moments] == [
        ("Anti-CD47 a", "2019", False),
        ("Magrolimab ", "2023", False),
        ("NCT05079230", "2025", False),
        ("NCT04778397", "2026", True),
    ]
    assert [one.study.reached for one in magrolimab.moments] == ["Phase 1b", "Phase 1b", "Phase 3", "Phase 3"]


def test_a_later_phase_that_points_against_earlier_ones_is_told(magrolimab: Timeline) -> None:
    (turn,) = magrolimab.turns
    assert turn.later.study.nct_id == "NCT05079230"
    assert turn.later.differs == ("with venetoclax in addition",)
    assert {one.study.address for one in turn.earlier} == EARLY


def test_a_later_phase_that_ended_early_without_a_result_is_told_apart(magrolimab: Timeline) -> None:
    (stop,) = magrolimab.stops
    assert (stop.later.study.nct_id, stop.later.study.status, stop.later.directions) == ("NCT04778397", "terminated", frozenset())
    assert {one.study.address for one in stop.earlier} == EARLY


def test_regulatory_events_on_the_drug_of_a_regimen_are_told(magrolimab: Timeline) -> None:
    kinds = [one.row.text("event_kind") for one in magrolimab.happenings]
    assert sorted(kinds) == ["clinical hold", "discontinuation", "termination", "termination"]
    assert all(one.told for one in magrolimab.happenings)  # the review dates none of them


def test_studies_of_one_phase_that_differ_are_no_turn(base: Base, book: StudyBook) -> None:
    told = timeline(base, book, "regimen/azacitidine+pembrolizumab")
    assert told.turns == told.stops == ()
    ((one, other),) = told.apart
    assert one.study.address == "study/gojo-2019-pembrolizumab-azacitidine"
    assert other.study.nct_id == "NCT04284787"


@pytest.mark.parametrize("subject", ["agent/magrolimab", "class/anti-cd47", "target/cd47", "agent/azacitidine", "class/immunotherapy"])
def test_a_drug_class_or_target_tells_the_same_turn(subject: str, base: Base, book: StudyBook) -> None:
    told = timeline(base, book, subject)
    assert [turn.later.study.nct_id for turn in told.turns] == ["NCT05079230"]
    years = [one.year for one in told.moments]
    assert years == sorted(years)


def test_every_study_of_a_drug_is_told_or_named_as_silent(base: Base, book: StudyBook) -> None:
    told = timeline(base, book, "agent/gemtuzumab-ozogamicin")
    assert {one.study.name for one in told.silent} == {"NCT05199051", "NCT04168502", "NCT04050280", "NCT05904106"}
    assert {one.study.address for one in told.moments} == {"study/hills-2014-go-meta-analysis", "study/singh-2021-go-daunorubicin"}


def test_a_primary_report_has_the_year_of_its_own_paper(base: Base, book: StudyBook) -> None:
    (own,) = [one for one in timeline(base, book, "agent/mitoxantrone-liposome").moments if one.study.nct_id == "NCT04645199"]
    assert (own.year, own.told) == ("2025", False)
    assert own.results


def test_a_class_that_nothing_gives_has_an_empty_timeline(base: Base, book: StudyBook) -> None:
    told = timeline(base, book, "class/corticosteroid")
    assert (told.moments, told.silent, told.turns) == ((), (), ())


def test_the_first_of_several_reports_gives_the_year(base: Base, book: StudyBook) -> None:
    # References 60 and 61 of guo-2026, of 2025 and 2020, both stand for NCT03441048.
    (one,) = timeline(base, book, "agent/lintuzumab-ac225").moments
    assert (one.study.nct_id, one.year) == ("NCT03441048", "2020")


def test_a_study_is_later_by_phase_unless_it_was_reported_before(magrolimab: Timeline) -> None:
    early, _, phase_3, _ = magrolimab.moments
    assert later(phase_3, early)
    assert not later(early, phase_3)
    assert later(replace(phase_3, year=early.year), early)
    assert not later(replace(phase_3, year="2018"), early)
    assert not later(phase_3, replace(early, study=replace(early.study, stage=None)))


parts = st.frozensets(st.sampled_from("abcd"), min_size=1)


@given(parts, parts)
def test_regimens_are_near_by_one_part_more_or_less(one: frozenset[str], other: frozenset[str]) -> None:
    assert near(one, other) == near(other, one)
    assert near(one, one)
    if one != other and near(one, other):
        assert len(one | other) == len(one & other) + 1 >= 3


@pytest.mark.parametrize("most", [1, 5, 20])
@pytest.mark.parametrize("subject", ["class/immunotherapy", "agent/cytarabine"])
def test_of_very_many_studies_the_first_stand_and_the_rest_are_counted(
    subject: str, most: int, base: Base, book: StudyBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = timeline(base, book, subject)
    monkeypatch.setattr("kb.timeline.MOST", most)
    told = timeline(base, book, subject)
    assert (len(told.moments), told.silent) == (min(most, len(whole.moments)), ())
    assert (len(told.moments) + told.further, told.unnamed) == (len(whole.moments), len(whole.silent))
    assert {one.study.address for one in told.moments} <= {one.study.address for one in whole.moments}
    claimed = sum(bool(one.directions) for one in whole.moments)
    assert sum(bool(one.directions) for one in told.moments) == min(most, claimed)
    assert told.happenings == whole.happenings
