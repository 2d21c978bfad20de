"""Sets of rows: packed and unpacked, gathered in memory or aside, they are the sets that Python's own would be."""

from __future__ import annotations

import sqlite3
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import postings


@st.composite
def subsets(draw: st.DrawFn) -> tuple[list[int], int]:
    """Ascending row numbers of a table, and how many rows it has; from none to all."""
    total = draw(st.integers(0, 400))
    some = draw(st.one_of(st.sets(st.integers(0, max(0, total - 1))), st.just(set(range(total))))) if total else set()
    return sorted(some), total


@given(subsets())
def test_what_is_packed_comes_back(subset: tuple[list[int], int]) -> None:
    rows, total = subset
    packed = postings.pack(array("I", rows), total)
    assert list(postings.unpack_numbers(packed, len(rows), total)) == rows
    found = postings.unpack(packed, len(rows), total)
    assert [row for row in range(total) if found >> row & 1] == rows
    assert found.bit_count() == len(rows)
    assert list(postings.members(found, total)) == rows
    assert list(postings.signs(found, total)) == [int(row in rows) for row in range(total)]
    assert postings.set_of(rows, total) == found
    if rows:
        assert postings.lowest(found) == rows[0]
    assert len(packed) <= max(4 * len(rows), 0) and len(packed) <= -(-total // 8)


def test_numbers_are_written_lowest_byte_first() -> None:
    # 258 = 0x0102: the bytes 02 01 00 00 in little-endian order.
    assert postings.bytes_of(array("I", [258])) == b"\x02\x01\x00\x00"
    assert list(postings.numbers_of(b"\x02\x01\x00\x00")) == [258]


@given(
    st.lists(st.sets(st.tuples(st.integers(1, 3), st.sampled_from("abäß"), st.sampled_from(("", "x/y"))), max_size=6), max_size=30),
    st.integers(1, 5),
    st.integers(1, 20),
)
def test_gathering_aside_gives_what_gathering_in_memory_gives(held: list[set[postings.Key]], keys: int, most: int) -> None:
    base = sqlite3.connect(":memory:")
    usual, aside = postings.Gathering(base), postings.Gathering(base, keys, most)
    for row, own in enumerate(held):
        for key in own:
            usual.add(key, row)
            aside.add(key, row)
    expected = {key: [row for row, own in enumerate(held) if key in own] for key in sorted(set().union(*held))}
    assert {key: list(rows) for key, rows in usual.taken()} == expected
    found = [(key, list(rows)) for key, rows in aside.taken()]
    assert found == list(expected.items())
    base.close()


@pytest.mark.parametrize(("count", "total", "as_list"), [(0, 0, True), (1, 32, True), (1, 24, False), (2, 64, True), (3, 64, False)])
def test_the_smaller_way_is_taken(count: int, total: int, as_list: bool) -> None:
    """A number takes 4 bytes, a bitmap one byte for 8 rows."""
    assert postings.is_list(postings.pack(array("I", range(count)), total), count) == as_list


@given(st.lists(st.sets(st.integers(0, 60)), max_size=6), st.integers(1, 4))
def test_rows_in_so_many_sets(held: list[set[int]], least: int) -> None:
    found = postings.at_least(least, [postings.set_of(one, 64) for one in held])
    assert list(postings.members(found, 64)) == [row for row in range(64) if sum(row in one for one in held) >= least]
