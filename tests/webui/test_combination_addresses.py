"""Combinations in addresses: each is written as an address that asks the same, and any text is read or refused in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from kb.base import Base
from kb.combine import FILTERS, Chip, Combination, with_word
from kb.combine.filters import BOTH, NOT
from kb.errors import BadInput, BadInputs
from webui.asked import LONGEST
from webui.combining import CHIPS, MOST_CHIPS, attempt, chip_text, pairs, read_chip_text, read_combination

shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def things(base: Base) -> list[str]:
    """Everything that can stand in a chip, as ``kind/key``."""
    return sorted(base.hierarchy.labels)


@pytest.fixture(scope="module")
def keys(base: Base) -> dict[str, list[str]]:
    """Values of each filter that has any: keys of its kind, without that of their scheme."""
    found = {"date": ["2020", "2027-06", "2025-02-28"]}
    values = {}
    for name, chosen in FILTERS.items():
        before = f"{chosen.scheme}." if chosen.scheme else ""
        held = found.get(chosen.kind) or [hit.key for hit in base.names.all((chosen.kind,))]
        values[name] = sorted({key.removeprefix(before) for key in held if key.startswith(before)})
    return {name: held for name, held in values.items() if held}


@st.composite
def combinations(draw: st.DrawFn, things: list[str], keys: dict[str, list[str]]) -> Combination:
    thing = st.sampled_from(things)
    some = st.lists(thing, min_size=1, max_size=3, unique=True).map(tuple)
    also = st.lists(some, max_size=2).map(tuple)
    chip = st.builds(Chip, some, st.lists(thing, max_size=2, unique=True).map(tuple), st.just(draw(st.booleans())), also)
    chip = chip.filter(lambda one: len(chip_text(one)) <= LONGEST)
    chips = draw(st.lists(chip, min_size=1, max_size=MOST_CHIPS))
    first = draw(st.integers(0, len(chips)))
    filters: dict[str, tuple[str, ...]] = {}
    for name in draw(st.lists(st.sampled_from(sorted(keys)), max_size=3, unique=True)):
        values = st.sampled_from(keys[name])
        if FILTERS[name].kind != "date":
            values = st.builds(lambda mark, value: mark + value, st.sampled_from(["", NOT]), values)
        filters[name] = tuple(draw(st.lists(values, min_size=1, max_size=2, unique=True)))
    # The order of filters is theirs in the address, not that in which they were given.
    return Combination(tuple(chips[:first]), tuple(chips[first:]), {name: filters[name] for name in FILTERS if name in filters})


@shared
@given(data=st.data())
def test_an_address_asks_for_the_combination_it_was_written_from(
    base: Base, things: list[str], keys: dict[str, list[str]], data: st.DataObject
) -> None:
    combination = data.draw(combinations(things, keys))
    assert read_combination(base, MultiDict(pairs(combination))) == combination


MARKS = st.sampled_from(
    [
        "|",
        "!",
        "&",
        " against ",
        " or ",
        " and ",
        " except ",
        " but not ",
        NOT,
        BOTH,
        "/",
        "class/hma",
        "agent/",
        "HMA",
        "",
        " ",
        "\0",
        "1/2",
        "٣",
    ]
)
TEXTS = st.one_of(st.text(max_size=20), st.lists(st.one_of(MARKS, st.text(max_size=4)), max_size=6).map("".join))


@shared
@given(given_=st.lists(st.tuples(st.sampled_from([*CHIPS, *FILTERS, "exact", "nonsense"]), TEXTS), max_size=12))
def test_any_address_is_read_or_refused(base: Base, given_: list[tuple[str, str]]) -> None:
    try:
        combination, wrong = attempt(base, MultiDict(given_))
    except BadInput as refused:
        assert refused.mend
        return
    for one in wrong:
        assert str(one.fault)
        assert (one.name, one.text) == ("", "") or one.text in [text.strip() for name, text in given_ if name == one.name]
    if not wrong:
        assert read_combination(base, MultiDict(pairs(combination))) == combination


@shared
@given(text=TEXTS, exactly=st.booleans())
def test_any_text_of_a_chip_is_read_or_refused(base: Base, things: list[str], text: str, exactly: bool) -> None:
    try:
        chips = read_chip_text(base, text, exactly, "with")
    except (BadInput, BadInputs) as refused:
        assert "with" in str(refused) or "empty" in str(refused)
        return
    assert all(chip.exactly is exactly and set(chip.any_of) <= set(things) for chip in chips)
    assert [read_chip_text(base, "|".join(chip.any_of)) for chip in chips] == [
        [replace(chip, unless=(), exactly=False, also=())] for chip in chips
    ]
    assert all(set(choice) <= set(things) for chip in chips for choice in chip.also)


@given(TEXTS, TEXTS)
def test_a_word_put_in_the_place_of_itself_changes_no_more_than_blanks(text: str, word: str) -> None:
    assert "".join(with_word(text, word, word).split()) == "".join(text.split())
