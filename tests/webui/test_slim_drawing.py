"""Slim drawing: the same boxes, stubs and ties in one column, none over another, no wider than a telephone."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kb.graphs import connections, neighbourhood, overview, ways
from webui.drawing import draw, draw_ways
from webui.drawn import Drawing, Links
from webui.outlines import HEIGHT
from webui.slim_drawing import WIDTH, slim

CENTRES = ("agent/azacitidine", "document/guo-2026", "study/NCT04645199")


@pytest.fixture(scope="module")
def drawings(base) -> list[Drawing]:
    graph, tied = overview(base.store), connections(base.store)
    links = Links(opening=lambda node: node, whole=lambda kind: kind)
    around = [draw(neighbourhood(graph, centre, limit=80), lambda node: str(graph.nodes[node]["label"]), links) for centre in CENTRES]
    found = ways(tied, "agent/magrolimab", "study/NCT04284787")
    return [*around, draw_ways(found, lambda node: str(tied.nodes[node]["label"]))]


def test_a_slim_drawing_holds_what_the_wide_one_does(drawings: list[Drawing]) -> None:
    for wide in drawings:
        made = slim(wide)
        for name in ("boxes", "stubs", "headings", "lines"):
            assert len(getattr(made, name)) == len(getattr(wide, name))
        assert {box.address for box in made.boxes} == {box.address for box in wide.boxes}
        assert [line.title for line in made.lines] == [line.title for line in wide.lines]
        assert made.ties == wide.ties


def test_nothing_stands_over_another_or_beyond_the_sheet(drawings: list[Drawing]) -> None:
    for made in map(slim, drawings):
        pieces = sorted((*made.boxes, *made.stubs), key=lambda piece: piece.y)
        assert all(other.y - one.y >= HEIGHT for one, other in pairwise(pieces))
        assert pieces[-1].y + HEIGHT <= made.height
        for line in made.lines:
            start, y1, out, y2 = map(int, re.match(r"M(\d+),(\d+) C(\d+),\d+ \d+,(\d+)", line.path).groups())
            assert start + (out - start) * 3 / 4 <= WIDTH
            assert (y1, y2) == (line.start.y + HEIGHT // 2, line.end.y + HEIGHT // 2)


def test_what_is_asked_about_comes_first_and_ways_go_down(drawings: list[Drawing]) -> None:
    *around, way = map(slim, drawings)
    assert all(made.boxes[0].centre for made in around)
    assert [way.boxes[0].address, way.boxes[-1].address] == ["agent/magrolimab", "study/NCT04284787"]
