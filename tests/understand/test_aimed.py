"""What acts and what it acts on are one chip: 'CAR-T cells against CD33' asks for one thing that is both."""

from __future__ import annotations

import pytest

from kb.answer import answer
from kb.base import Base
from kb.combine import Chip
from kb.understand import understand

ADC_CD33 = Chip(("class/adc",), also=(("target/cd33",),))
CAR_T_CD123 = Chip(("class/car-t",), also=(("target/cd123",),))
HMA, AZACITIDINE = Chip(("class/hma",)), Chip(("agent/azacitidine",))


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        ("antibody-drug conjugates against CD33", [ADC_CD33]),
        ("trials of ADCs targeting CD33 with HMA", [ADC_CD33, HMA]),
        ("which trials combine azacitidine with ADCs directed against CD33?", [AZACITIDINE, ADC_CD33]),
        ("CD33 ADC trials", [ADC_CD33]),
        ("CD33-directed ADC plus HMA trials", [ADC_CD33, HMA]),
        ("CD33-targeted ADC, HMA trials", [ADC_CD33, HMA]),
        ("CAR-T therapy that is directed at CD123, in trials", [CAR_T_CD123]),
        ("trials of CAR-T cells against CD33 or CD123", [Chip(("class/car-t",), also=(("target/cd33", "target/cd123"),))]),
        ("trials of CAR-T cells against CD33 and CLL-1", [Chip(("class/car-t",), also=(("target/cd33",), ("target/cll1",)))]),
        ("trials of CAR-T cells against CD123 and azacitidine", [CAR_T_CD123, AZACITIDINE]),
        (
            "checkpoint inhibitors against CD47 plus azacitidine",
            [Chip(("class/checkpoint-inhibitor",), also=(("target/cd47",),)), AZACITIDINE],
        ),
    ],
)
def test_a_class_and_what_its_members_act_on(base: Base, text: str, chips: list[Chip]) -> None:
    assert list(understand(text, base.lexicon).combination.all_of) == chips


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        ("CD33 and ADC trials", [Chip(("target/cd33",)), Chip(("class/adc",))]),
        ("trials of HMA with anti-PD-1", [HMA, Chip(("class/anti-pd-1",))]),
        ("HMA anti-PD-1 trials", [HMA, Chip(("class/anti-pd-1",))]),
        ("anti-PD-1 anti-CTLA-4 trials", [Chip(("class/anti-pd-1",)), Chip(("class/anti-ctla-4",))]),
        ("HMA chemotherapy trials", [HMA, Chip(("class/chemotherapy",))]),
        ("trials of HMA against CD33", [HMA, Chip(("target/cd33",))]),
        ("azacitidine CD47 trials", [AZACITIDINE, Chip(("target/cd47",))]),
        ("trials of azacitidine, with something against CD47", [AZACITIDINE, Chip(("target/cd47",))]),
    ],
)
def test_what_is_not_said_of_one_thing_stays_apart(base: Base, text: str, chips: list[Chip]) -> None:
    assert list(understand(text, base.lexicon).combination.all_of) == chips


def test_what_is_left_out_may_be_aimed_too(base: Base) -> None:
    asked = understand("trials with venetoclax but without ADCs against CD33", base.lexicon).combination
    assert asked.all_of == (Chip(("agent/venetoclax",)),)
    assert asked.none_of == (ADC_CD33,)


def test_the_answer_tells_it_and_says_why_each_study_fits(base: Base) -> None:
    # guo-2026, combination with CAR-T cells: CAR-T cells against CD123 with azacitidine (El Khawanky et al. 2019).
    found = answer(base, "CAR-T cells against CD123 with azacitidine")
    assert found.sentence == "Trials and other studies, with CAR-T cells against CD123 and azacitidine together in one arm."
    assert {row["study"] for row in found.rows} == {"CD123 CAR-T cells with azacitidine (El Khawanky et al. 2019)"}
    assert found.matches is not None
    reason = next(one for one in found.matches.matches[0].reasons if one.chip == 0)
    assert reason.words(base.hierarchy) == "CAR-T cells ← CD123 CAR-T cells, CD123 ← CD123 CAR-T cells"
