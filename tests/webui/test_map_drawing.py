"""The drawing of the map: whatever a cell's numbers are, its signs stand within it, one beside or below the other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kb.evidence_map import DIRECTIONS, Cell
from webui.map_drawing import CELL, DIGIT, SIGN, _below, _marks


@given(st.dictionaries(st.sampled_from(sorted(DIRECTIONS)), st.integers(1, 99_999), max_size=len(DIRECTIONS)))
def test_signs_stand_within_their_cell(counts: dict[str, int]) -> None:
    cell = Cell("class/a", "class/b", (), frozenset(), frozenset())
    cell.__dict__["directions"] = counts
    marks = list(_marks(cell, 100, 50))
    assert {mark.direction: mark.count for mark in marks} == counts
    for mark in marks:
        assert 100 <= mark.x <= mark.x + SIGN + DIGIT * len(str(mark.count)) <= 100 + CELL
        assert 50 <= mark.y <= 50 + _below(cell)
    for one, other in pairwise(marks):
        assert other.y > one.y or other.x >= one.x + SIGN + DIGIT * len(str(one.count))
