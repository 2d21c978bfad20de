"""Words to chips and filters: the same reading for the command line and for addresses, and refusals with a way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.base import Base
from kb.combine import FILTERS, Chip, like, read_chips, read_filter_value, with_word
from kb.errors import BadInput, BadInputs


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("HMA", Chip(("class/hma",))),
        ("class/hma", Chip(("class/hma",))),
        ("decitabine or azacitidine", Chip(("agent/decitabine", "agent/azacitidine"))),
        ("agent/decitabine|azacitidine", Chip(("agent/decitabine", "agent/azacitidine"))),
        ("HMA except decitabine", Chip(("class/hma",), ("agent/decitabine",))),
        ("class/hma!agent/decitabine", Chip(("class/hma",), ("agent/decitabine",))),
        ("HMA but not decitabine or azacitidine", Chip(("class/hma",), ("agent/decitabine", "agent/azacitidine"))),
        (" CD47 ", Chip(("target/cd47",))),
        ("ADC against CD33", Chip(("class/adc",), also=(("target/cd33",),))),
        ("class/adc&target/cd33|target/cd123", Chip(("class/adc",), also=(("target/cd33", "target/cd123"),))),
        ("CAR-T cells against CD33 and against CLL1", Chip(("class/car-t",), also=(("target/cd33",), ("target/cll1",)))),
        (
            "ADC directed at CD33 or CD123 but not IMGN632",
            Chip(("class/adc",), ("agent/pivekimab-sunirine",), also=(("target/cd33", "target/cd123"),)),
        ),
        ("anti-CD33 antibody that is also antibody-drug conjugate", Chip(("class/anti-cd33",), also=(("class/adc",),))),
        ("vaccine against infection", Chip(("class/infection-vaccine",))),
    ],
)
def test_a_chip_by_names_and_by_addresses(base: Base, text: str, chip: Chip) -> None:
    assert read_chips(base.names, text) == [chip]
    assert read_chips(base.names, text, exactly=True) == [replace(chip, exactly=True)]


def test_a_regimen_gives_a_chip_for_each_of_its_parts(base: Base) -> None:
    # lu-2025, 1 p1: CLAG-M is cladribine, Ara-C, mitoxantrone and G-CSF.
    found = read_chips(base.names, "CLAG-M", parts=lambda name: base.lexicon.parts[name].held)
    assert {chip.any_of for chip in found} == {(f"agent/{key}",) for key in ("cladribine", "cytarabine", "mitoxantrone", "g-csf")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nivolumb", r"^with: 'nivolumb' names no drug, class or target; did you mean nivolumab"),
        ("ADC against blorpumab", r"^with: 'blorpumab' names no drug, class or target; see the tables"),
        ("class/adc&", r"a chip of a combination is empty"),
        ("HMA except blorpumab", r"^with: 'blorpumab' names no drug, class or target; see the tables"),
        ("class/no-such", r"'class/no-such' names no drug"),
        ("!agent/decitabine", r"a chip of a combination is empty"),
        ("", r"a chip of a combination is empty"),
    ],
)
def test_what_names_nothing_is_refused(base: Base, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_chips(base.names, text, where="with")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("phase", "2", "2"),
        ("phase", "Phase 2", "2"),
        ("phase", "concept/phase.2", "2"),
        ("phase", "1/2", "1/2"),
        ("status", "!recruiting", "!recruiting"),
        ("endpoint", "overall survival", "os"),
        ("study", "study/NCT04284787", "NCT04284787"),
        ("design", "single arm", "single-arm"),
        ("completed-before", "2027-06", "2027-06"),
    ],
)
def test_values_of_filters(base: Base, name: str, text: str, value: str) -> None:
    assert read_filter_value(base.names, FILTERS[name], text, name) == value


@pytest.mark.parametrize(("name", "text"), [("phase", "recruiting"), ("phase", "2/nine"), ("status", "!"), ("completed-after", "soon")])
def test_values_that_a_filter_has_not(base: Base, name: str, text: str) -> None:
    with pytest.raises(BadInput, match=f"^{name}: "):
        read_filter_value(base.names, FILTERS[name], text, name)


def test_all_words_of_a_chip_that_name_nothing_are_told_with_what_is_like_them(base: Base) -> None:
    with pytest.raises(BadInputs) as caught:
        read_chips(base.names, "nivolumb or pembrolizumb but not qqzzxx")
    assert [(fault.word, fault.near) for fault in caught.value.faults] == [
        ("nivolumb", ("nivolumab",)),
        ("pembrolizumb", ("pembrolizumab",)),
        ("qqzzxx", ()),
    ]


def test_every_name_that_is_suggested_can_be_read(base: Base) -> None:
    for label in base.hierarchy.labels.values():
        assert read_chips(base.names, label), label


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("nivolumb", "nivolumab"),
        ("nivolumb or pembrolizumab", "nivolumab or pembrolizumab"),
        ("class/hma!nivolumb", "class/hma!nivolumab"),
        ("nivolumb2|nivolumb but not nivolumb", "nivolumb2|nivolumab but not nivolumab"),
    ],
)
def test_a_word_of_a_chip_is_replaced_and_the_rest_stays(text: str, mended: str) -> None:
    assert with_word(text, "nivolumb", "nivolumab") == mended


def test_names_like_a_word(base: Base) -> None:
    assert like(base.names, "pembro")[0] == "pembrolizumab"
    assert like(base.names, "qqzzxx") == []
