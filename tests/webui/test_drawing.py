"""Drawing: every node in its column, every tie between its boxes, no boxes over one another, kinds told apart by shape."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import webui
from kb.graphs import Neighbourhood, connections, neighbourhood, overview, ways
from webui.drawing import draw, draw_ways
from webui.drawn import Links
from webui.outlines import HEIGHT, LOOKS, corners, radius

SHEET = (Path(webui.__file__).parent / "static" / "style" / "50-graph.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def graph(base):
    return overview(base.store)


def _drawn(near: Neighbourhood, links: Links | None = None):
    return draw(near, lambda node: str(near.graph.nodes[node]["label"]), links)


@pytest.mark.parametrize("centre", ["agent/azacitidine", "document/guo-2026", "study/NCT04645199"])
def test_kinds_stand_in_columns_and_boxes_do_not_overlap(graph, centre) -> None:
    drawing = _drawn(neighbourhood(graph, centre, limit=80))
    columns: dict[str, set[int]] = {}
    for box in drawing.boxes:
        columns.setdefault(box.kind, set()).add(box.x)
        assert 0 <= box.x <= drawing.width - box.width
        assert 0 <= box.y <= drawing.height - HEIGHT
    assert max(columns.get("agent", {0})) < min(columns["study"]) <= max(columns["study"]) < min(columns.get("document", {drawing.width}))
    for one in drawing.boxes:
        for other in drawing.boxes:
            apart = abs(one.y - other.y) >= HEIGHT or one.x + one.width <= other.x or other.x + other.width <= one.x
            assert one == other or apart, (one, other)
    assert [box.address for box in drawing.boxes if box.centre] == [centre]
    assert len(drawing.lines) == len(drawing.ties)


def test_what_does_not_fit_stands_as_a_stub_of_its_kind_that_leads_to_it(graph) -> None:
    near = neighbourhood(graph, "agent/cytarabine", limit=20)
    drawing = _drawn(near, Links(opening=lambda node: f"?expand={node}", whole=lambda kind: f"?more={kind}"))
    assert {stub.kind: stub.count for stub in drawing.stubs} == near.left_out
    assert [stub.path for stub in drawing.stubs] == [f"?more={stub.kind}" for stub in drawing.stubs]
    assert drawing.left_out == ()
    marked = {box.address: box.more for box in drawing.boxes if box.more}
    assert marked == {node: further for node, further in near.further.items() if further and node != "agent/cytarabine"}
    assert not _drawn(near).stubs
    assert sum(number for _, number in _drawn(near).left_out) == sum(near.left_out.values())


def test_ways_run_from_left_to_right(base) -> None:
    found = ways(connections(base.store), "agent/azacitidine", "target/pd-1")
    drawing = draw_ways(found, str)
    at = {box.address: box.x for box in drawing.boxes}
    assert set(at) == {node for way in found.found for node in way}
    assert all(at[way[0]] < at[way[1]] < at[way[-1]] for way in found.found)
    assert {box.address for box in drawing.boxes if box.centre} == {"agent/azacitidine", "target/pd-1"}
    assert all(
        any({line.start.address, line.end.address} == {one, other} for line in drawing.lines)
        for way in found.found
        for one, other in pairwise(way)
    )


def test_kinds_differ_by_outline_and_the_style_sheet_has_their_colours() -> None:
    kinds = [kind for kind in LOOKS if kind != "arm"]  # an arm is drawn as the study that it is of
    assert len({(corners(kind, 90), radius(kind)) for kind in kinds}) == len(kinds)
    for kind in kinds:
        for name, colour in (("kind", LOOKS[kind].line), ("ground", LOOKS[kind].ground)):
            light = re.search(rf"--{name}-{kind}: light-dark\((#\w+),", SHEET)
            assert light, (name, kind)
            assert light[1] == colour
