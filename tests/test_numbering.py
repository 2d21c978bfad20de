"""Numbers with gaps: whatever comes in whatever order, lines go by their columns; where no room is left, that is told."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.numbering import GAP, NoRoom, Numbered, number

GROUP = 3


def opened(first: list[str]) -> tuple[sqlite3.Connection, Numbered]:
    """A table with some lines of one group, between a line of the group before and one of the group behind."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT, entity TEXT)")
    lines = [(number(GROUP - 1, 0), "before", ""), *((number(GROUP, count), text, "") for count, text in enumerate(first))]
    base.executemany("INSERT INTO line VALUES (?, ?, ?)", [*lines, (number(GROUP + 1, 0), "behind", "")])
    return base, Numbered(base, "line", ("text", "entity"), GROUP)


def put(base: sqlite3.Connection, group: Numbered, texts: list[str]) -> None:
    lines = [(text, "") for text in texts]
    base.executemany("INSERT INTO line VALUES (?, ?, ?)", [(one, *line) for one, line in zip(group.between(lines), lines, strict=True)])


@given(st.lists(st.sets(st.text(max_size=3), max_size=8), min_size=1, max_size=5))
def test_lines_go_by_their_columns_in_whatever_order_they_come(batches: list[set[str]]) -> None:
    base, group = opened(sorted(batches[0]))
    known = set(batches[0])
    for batch in batches[1:]:
        put(base, group, sorted(batch - known))
        known |= batch
    assert [text for (text,) in base.execute("SELECT text FROM line ORDER BY id")] == ["before", *sorted(known), "behind"]
    base.close()


def test_lines_that_come_last_take_no_room_from_others() -> None:
    base, group = opened(["a"])
    for round_ in range(100):
        put(base, group, [f"b{round_:03}"])
    assert base.execute("SELECT max(id) - min(id) FROM line WHERE text LIKE 'b0%'").fetchone() == (99 * GAP,)
    base.close()


def test_a_gap_that_is_halved_again_and_again_comes_to_an_end() -> None:
    base, group = opened(["a", "c"])
    with pytest.raises(NoRoom):
        for round_ in range(GAP.bit_length() + 1):
            put(base, group, ["b" * (30 - round_)])
    assert [text for (text,) in base.execute("SELECT text FROM line ORDER BY id")][1:-1] == sorted(
        text for (text,) in base.execute("SELECT text FROM line WHERE text NOT LIKE 'be%'")
    )
    base.close()
