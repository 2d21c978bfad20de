"""Combinations on the two papers: together in one arm, different components, class only, optional, alternatives, exclusion, filters."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.combine import FILTERS, Chip, Combination, Match
from kb.combine.filters import filter_pattern
from kb.errors import BadInput

HMA, ANTI_PD_1 = Chip(("class/hma",)), Chip(("class/anti-pd-1",))


def studies(base: Base, *chips: Chip, none_of: tuple[Chip, ...] = (), **filters: tuple[str, ...]) -> set[str]:
    found = base.match(Combination(chips, none_of, {name.replace("_", "-"): values for name, values in filters.items()}))
    return {one.study.removeprefix("study/") for one in found.matches}


def match_of(base: Base, study: str, *chips: Chip) -> Match:
    return next(one for one in base.match(Combination(chips)).matches if one.study == f"study/{study}")


def test_one_component_does_not_meet_two_chips(base: Base) -> None:
    # Azacitidine is a hypomethylating agent and a nucleoside analogue; NCT04778397 gives it with magrolimab only.
    assert "NCT04778397" not in studies(base, HMA, Chip(("class/nucleoside-analogue",)))
    near = base.match(Combination((HMA, Chip(("class/nucleoside-analogue",))))).near_misses
    own = [one for one in near if one.study == "study/NCT04778397"]
    assert [(one.missing, one.shared) for one in own] == [(0, True)]


def test_two_arms_never_combine(base: Base) -> None:
    # lu-2025 has arms with venetoclax and one with gilteritinib, none with both.
    assert "NCT04645199" in studies(base, Chip(("agent/venetoclax",)))
    assert "NCT04645199" in studies(base, Chip(("agent/gilteritinib",)))
    assert "NCT04645199" not in studies(base, Chip(("agent/venetoclax",)), Chip(("agent/gilteritinib",)))


def test_every_component_that_meets_a_chip_is_a_reason(base: Base) -> None:
    found = match_of(base, "NCT06536959", HMA, ANTI_PD_1)
    words = [reason.words(base.hierarchy) for reason in found.reasons]
    assert words == [
        "hypomethylating agent ← azacitidine",
        "hypomethylating agent ← decitabine",
        "PD-1 inhibitor (class stated, agent not named)",
    ]
    assert [reason.chip for reason in found.reasons] == [0, 0, 1]
    assert all(anchor.startswith("anchor/guo-2026-") for reason in found.reasons for anchor in reason.anchors)


def test_the_way_up_through_classes_is_told(base: Base) -> None:
    reason = match_of(base, "NCT04913922", Chip(("class/immunotherapy",)), HMA).reasons[0]
    assert reason.path[0] in ("agent/nivolumab", "agent/relatlimab")
    assert reason.path[-1] == "class/immunotherapy"
    assert len(reason.path) > 2
    assert reason.words(base.hierarchy).count(" ← ") == len(reason.path) - 1


def test_optional_components_match_and_say_so(base: Base) -> None:
    # guo-2026: IMGN632 alone or with venetoclax and/or azacitidine.
    found = match_of(base, "NCT04086264", Chip(("agent/azacitidine",)))
    assert found.reasons[0].words(base.hierarchy) == "azacitidine (optional component)"


def test_exactly_asks_for_what_the_source_names(base: Base) -> None:
    assert studies(base, Chip(("class/anti-pd-1",), exactly=True)) == {"NCT06536959"}
    assert studies(base, Chip(("class/hma",), exactly=True)) == set()


def test_a_chip_can_leave_out_an_agent_or_a_whole_class(base: Base) -> None:
    without = studies(base, Chip(("class/hma",), unless=("agent/decitabine",)), ANTI_PD_1)
    assert without == studies(base, HMA, ANTI_PD_1) - {"NCT03358719"}
    checkpoint = studies(base, HMA, Chip(("class/checkpoint-inhibitor",), unless=("class/cd47-sirpa-inhibitor",)))
    assert "NCT04778397" in studies(base, HMA, Chip(("class/checkpoint-inhibitor",)))
    assert "NCT04778397" not in checkpoint
    assert "NCT04913922" in checkpoint


def test_relatlimab_and_ipilimumab_are_no_anti_pd_1(base: Base) -> None:
    assert not {"agent/relatlimab", "agent/ipilimumab"} & set(base.hierarchy.below("class/anti-pd-1"))


def test_a_combination_without_chips_lists_every_study(base: Base) -> None:
    every = studies(base)
    assert len(every) == len(base.sheet("trials").rows)
    # A study of which no arm is told is there too; what excludes needs an arm to exclude from.
    assert "kadia-2016-tp53-mutation" in every
    assert "kadia-2016-tp53-mutation" not in studies(base, none_of=(HMA,))


@pytest.mark.parametrize(
    ("name", "values", "held", "lacking"),
    [
        ("phase", ("1",), "daver-2023-magrolimab-azacitidine", "NCT05199051"),
        ("setting", ("relapsed",), "im-2016-mitoxantrone-etoposide", "amadori-1991-mec"),
        ("setting", ("relapsed-refractory",), "amadori-1991-mec", "lancet-2018-cpx-351"),
        ("line", ("salvage",), "im-2016-mitoxantrone-etoposide", "pinar-2023-induction-anthracyclines"),
        ("endpoint", ("efs",), "NCT05904106", "NCT06384261"),
        ("kind", ("preclinical",), "barwe-2022-flotetuzumab-cytarabine", "NCT05199051"),
        ("status", ("ongoing",), "NCT05199051", "NCT04778397"),
        ("document", ("lu-2025",), "NCT04645199", "NCT05199051"),
        ("document", ("guo-2026-r14",), "gojo-2019-pembrolizumab-azacitidine", "NCT05199051"),
        ("outcome", ("mrd-negativity",), "NCT05008575", "NCT05199051"),
        ("adverse-event", ("anemia",), "NCT04645199", "NCT05199051"),
        ("direction", ("no-benefit",), "NCT04284787", "NCT05199051"),
        ("study", ("NCT05199051",), "NCT05199051", "NCT04284787"),
        ("completed-before", ("2026-02",), "NCT04214249", "NCT04913922"),
        ("completed-after", ("2028",), None, "NCT05904106"),
    ],
)
def test_filters(base: Base, name: str, values: tuple[str, ...], held: str | None, lacking: str) -> None:
    found = studies(base, **{name: values})
    assert held is None or held in found
    assert lacking not in found


def test_every_filter_is_a_query_that_runs(base: Base) -> None:
    value = {"date": "2027", "target": "cd123", "outcome": "os", "term": "fever", "document": "lu-2025", "study": "NCT05199051"}
    for chosen in FILTERS.values():
        given = value.get(chosen.kind, "x")
        for values in ((given,), (f"!{given}",), (given, f"!{given}")):
            base.select(f"SELECT ?study WHERE {{ {filter_pattern(chosen.name, values)} ?study a aml:Study }}")


def test_what_is_no_filter_or_no_chip_is_refused() -> None:
    with pytest.raises(BadInput, match="no filter 'colour'"):
        filter_pattern("colour", ("red",))
    with pytest.raises(BadInput, match="cannot stand in a combination"):
        Chip(("outcome/os",))
    with pytest.raises(BadInput, match="empty"):
        Chip(())
    with pytest.raises(BadInput, match="not a valid name"):
        filter_pattern("phase", ("1> . ?s ?p ?o",))


def test_a_filter_of_what_is_said_tells_the_claims_that_say_it(base: Base) -> None:
    # lu-2025, 4 p2: MAC with Lipo-MIT fell short of the earlier study; no other claim of the study tells of no benefit.
    found = base.match(Combination((Chip(("agent/mitoxantrone-liposome",)),), (), {"direction": ("no-benefit",)}))
    own = [one for one in found.said if one.study == "study/NCT04645199"]
    assert [one.statement for one in own] == ["claim/lu-2025-claim-mac-below-earlier"]
    assert own[0].anchors and own[0].filter == "direction"
    assert {one.study for one in found.matches} == {one.study for one in found.said}


def test_an_event_that_a_filter_asked_for_is_told(base: Base) -> None:
    found = base.match(Combination((), (), {"event": ("clinical-hold",), "phase": ("3",)}))
    assert {one.statement for one in found.said} == {"event/guo-2026-magrolimab-clinical-hold"}


@pytest.mark.parametrize("filters", [{"phase": ("3",)}, {"direction": ("!no-benefit",)}, {"direction": ("mixed",), "phase": ("4",)}])
def test_other_filters_tell_nothing(base: Base, filters: dict[str, tuple[str, ...]]) -> None:
    assert base.match(Combination((), (), filters)).said == ()
