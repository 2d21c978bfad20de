"""Cell text and typed values: each pair of functions undoes the other, and what cannot be read is refused in one sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import values
from kb.errors import BadInput

PLAIN = (
    st.text(st.characters(codec="utf-8", exclude_characters="|\r\n", exclude_categories=("Cs", "Cc")), min_size=1)
    .map(str.strip)
    .filter(bool)
)
STEP = PLAIN.filter(lambda text: values.PLACE_MARK.strip() not in text)


@given(st.integers())
def test_integers(value: int) -> None:
    assert values.read_integer(values.write_integer(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_decimals_keep_their_printed_digits(value: Decimal) -> None:
    assert values.write_decimal(values.read_decimal(values.write_decimal(value))) == values.write_decimal(value)


def test_trailing_zeros_stay() -> None:
    assert values.write_decimal(values.read_decimal("60.00")) == "60.00"


@given(st.booleans())
def test_flags(value: bool) -> None:
    assert values.read_flag(values.write_flag(value)) is value


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_dates_as_far_as_known(day: date, digits: int) -> None:
    text = day.isoformat()[:digits]
    assert values.write_date(values.read_date(text)) == text


@given(st.lists(PLAIN, min_size=1))
def test_lists(members: list[str]) -> None:
    assert values.read_list(values.write_list(tuple(members), values.write_text), values.read_text) == tuple(members)


@given(STEP.filter(lambda head: not head[-1].isdigit() and ":" not in head), st.integers(1, 99))
def test_places_in_sections(head: str, paragraph: int) -> None:
    place = values.Place(head, paragraph)
    assert values.read_place(values.write_place(place)) == place


@given(st.lists(STEP, min_size=2, max_size=4), st.sampled_from(["", "lu-2025"]))
def test_places_in_tables(steps: list[str], document: str) -> None:
    place = values.Place("Table 1", 0, tuple(steps), document)
    assert values.read_place(values.write_place(place)) == place
    assert place.column == steps[-1]
    assert place.row == values.PLACE_MARK.join(steps[:-1])


PAIRS = [
    (values.read_text, values.write_text),
    (values.read_integer, values.write_integer),
    (values.read_count, values.write_integer),
    (values.read_decimal, values.write_decimal),
    (values.read_flag, values.write_flag),
    (values.read_date, values.write_date),
    (values.read_place, values.write_place),
    (lambda cell: values.read_list(cell, values.read_place), lambda value: values.write_list(value, values.write_place)),
]
CELLS = st.one_of(
    st.text(),
    st.from_regex(r"[-+]?[0-9٣_]{0,3}[.,e]?[0-9]{0,30}", fullmatch=True),
    st.from_regex(r"[0-9]{4}(-[0-9]{1,2}){0,2}\n?", fullmatch=True),
    st.from_regex(r"([a-z]{1,3}-[0-9]{4}: )?[a-z .>|]{0,6}( p[0-9]{0,8})?( > [a-z |]{0,3}){0,3}", fullmatch=True),
)


@pytest.mark.parametrize(("read", "write"), PAIRS)
@given(cell=CELLS)
def test_any_cell_is_read_or_refused_and_what_is_read_stays_the_same(read, write, cell: str) -> None:
    try:
        value = read(cell)
    except BadInput as refused:
        assert str(refused)
        return
    assert read(write(value)) == value


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (values.read_integer, "12.0"),
        (values.read_integer, "twelve"),
        (values.read_integer, ""),
        (values.read_integer, "٣"),
        (values.read_integer, "9" * 5000),
        (values.read_decimal, "66,67"),
        (values.read_decimal, "NaN"),
        (values.read_decimal, "1e999999999"),
        (values.read_decimal, "1_000"),
        (values.read_decimal, "60%"),
        (values.read_flag, "true"),
        (values.read_date, "28/04/2025"),
        (values.read_date, "2026-02-30"),
        (values.read_date, "2026-13"),
        (values.read_place, ""),
        (values.read_place, "3.3 p1 > row"),
        (lambda cell: values.read_list(cell, values.read_text), "a||b"),
    ],
)
def test_what_cannot_be_read_is_refused(read: object, cell: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(cell)  # type: ignore[operator]
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("mo", "months"), ("wk", "weeks"), ("a", "years"), ("d", "days"), ("h", "hours"), ("%", "%"), ("1", ""), ("mg", "mg"),
        ("mg/m2", "mg/m²"), ("mg/m2/d", "mg/m² per day"), ("mg/kg/wk", "mg/kg per week"), ("10*9/L", "10⁹/L"), ("", ""), ("[pH]", "[pH]"),
    ],
)  # fmt: skip
def test_units_in_words(code: str, words: str) -> None:
    assert values.unit_words(code) == words


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [("9.99", "mo", "9.99 months"), ("1", "mo", "1 month"), ("1", "mg", "1 mg"), ("7", "", "7"), ("7", "1", "7"), ("1", "%", "1 %")],
)
def test_quantities_in_words(value: str, code: str, told: str) -> None:
    assert values.quantity(value, code) == told
