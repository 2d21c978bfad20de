"""What a reader sees, and whether a passage holds a fragment without cutting a word or a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.passages import holds, plain, span


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("a fraction  $\\geq$ 50%", "a fraction ≥ 50%"),
        ("IFN- $\\gamma$ rose", "IFN- γ rose"),
        ("20 mg/m<sup>2</sup>/day", "20 mg/m2/day"),
        ("<b>Nausea</b>", "Nausea"),
        ('<td rowspan="2">Nausea</td>', "Nausea"),
        ("After<br>allo-HSCT<br/>all", "After allo-HSCT all"),
        ("p <0.05 and q> 1", "p <0.05 and q> 1"),
        ("*in vitro* and **bold**", "in vitro and bold"),
        ("factor- β .^{2,3}", "factor- β .2,3"),
        ("name\\_of@mail", "name_of@mail"),
        ("38.57–90.91 — “so”", '38.57-90.91 - "so"'),
        ("outcome.¹⁴", "outcome.14"),
        ("non\xa0breaking\n line", "non breaking line"),
    ],
)
def test_plain(written, seen):
    assert plain(written) == seen


@given(st.text(alphabet="ab1 .,-%()", max_size=40))
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("passage", "fragment"),
    [
        ("achieved 60.00% (12/20).", "60.00%"),
        ("achieved 60.00% (12/20).", "12/20"),
        ("range, 20.00,53.00", "53.00"),
        ("in 2023.", "2023"),
        ("CD33 and CD123", "CD123"),
        ("seen.14 Then", "seen"),  # a reference mark glued on
        ("1,234 patients", "1,234 patients"),
        ("refs 1,2,3", "2"),
        ("ends at 95", "95"),
        ("a dose of 20 mg/m2", "20 mg/m<sup>2</sup>"),
        ("it rose 9. Then 99 fell", "99"),
        ("v. 12.5, then 12", "12"),
    ],
)
def test_a_passage_holds_whole_words_and_numbers(passage, fragment):
    assert holds(passage, fragment)


@pytest.mark.parametrize(
    ("passage", "fragment"),
    [
        ("in 2023.", "20"),
        ("in 2023.", "023"),
        ("9.99 months", "9"),
        ("9.99 months", "99"),
        ("9.99 months", "9.9"),
        ("1,234 patients", "234"),
        ("1,234 patients", "1"),
        ("1,234,567 patients", "1,234"),
        ("1,234,567 patients", "567"),
        ("CD123", "CD12"),
        ("leukopenia", "penia"),
        ("leukopenia", "leuko"),
        ("anything", ""),
        ("anything", "**"),
        ("anything", "else"),
    ],
)
def test_a_fragment_does_not_cut_words_or_numbers(passage, fragment):
    assert not holds(passage, fragment)


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=8), st.data())
def test_of_numbers_in_a_row_each_is_held_and_no_other(numbers, data):
    passage = " ".join(map(str, numbers))
    asked = data.draw(st.integers(0, 99_999))
    assert holds(passage, str(asked)) is (asked in numbers)


@given(st.text("ab1. (%)", min_size=1, max_size=12), st.text("ab1. (%)", max_size=12), st.text("ab1. (%)", max_size=12))
def test_a_span_is_where_the_fragment_stands(fragment: str, before: str, after: str) -> None:
    passage = plain(before + fragment + after)
    found = span(passage, fragment)
    assert (found is not None) == holds(passage, fragment)
    if found:
        assert passage[found[0] : found[1]] == plain(fragment)


def test_a_span_passes_over_a_place_that_would_cut_a_number() -> None:
    # 20 stands within 2023 first; as a number of its own it comes later.
    assert span("in 2023, 20 of 41", "20") == (9, 11)
    assert span("in 2023", "20") is None
