"""Drawing: every node in its column, every tie between its boxes, the centre marked."""

from __future__ import annotations

from kb.graphs import neighbourhood, overview
from webui.drawing import NODE, draw


def test_kinds_stand_in_columns_and_boxes_do_not_overlap(base) -> None:
    graph = overview(base.store)
    drawing = draw(neighbourhood(graph, "agent/azacitidine"), lambda node: str(graph.nodes[node]["label"]))
    columns: dict[int, set[str]] = {}
    for box in drawing.boxes:
        columns.setdefault(box.x, set()).add(box.kind)
        assert 0 <= box.x <= drawing.width - NODE
        assert 0 <= box.y <= drawing.height
    assert all(len(kinds) == 1 for kinds in columns.values())
    assert len({(box.x, box.y) for box in drawing.boxes}) == len(drawing.boxes)
    assert [box.address for box in drawing.boxes if box.centre] == ["agent/azacitidine"]
    assert len(drawing.lines) == len(drawing.ties)
