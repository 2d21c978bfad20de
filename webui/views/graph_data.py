"""What is drawn as one JSON object, in the node-link form that networkx reads, with places and addresses for drawing it again."""

from __future__ import annotations

from typing import Any

from kb.names import ID
from webui.drawn import Box, Line, Stub
from webui.outlines import HEIGHT
from webui.views.graph import Seen
from webui.wording import kind_name


def as_json(seen: Seen, release: str) -> dict[str, Any]:
    """The nodes, edges, stubs and ways of what is seen; x and y are the middle of a box."""
    drawing = seen.drawing
    return {
        "start": seen.asked.start,
        "to": seen.asked.to or None,
        "release": release,
        "directed": True,
        "multigraph": True,
        "graph": {},
        "nodes": [_node(box) for box in drawing.boxes] if drawing else [],
        "edges": [_edge(line) for line in drawing.lines] if drawing else [],
        "stubs": [_stub(stub) for stub in drawing.stubs] if drawing else [],
        "headings": [{"text": heading.text, "x": heading.x, "y": heading.y} for heading in drawing.headings] if drawing else [],
        "ways": [[way[0].start.address, *(step.end.address for step in way)] for way in seen.ways],
    }


def _node(box: Box) -> dict[str, Any]:
    return {
        "id": box.address,
        "iri": f"{ID}{box.address}",
        "kind": box.kind,
        "kind_name": kind_name(box.kind),
        "label": box.title,
        "text": box.text,
        "centre": box.centre,
        "path": box.path,
        "x": box.x + box.width / 2,
        "y": box.y + HEIGHT / 2,
        "width": box.width,
        "height": HEIGHT,
        "radius": box.radius,
        # From -1 to 1 across the box, as drawing libraries take outlines.
        "outline": [round(part, 3) for x, y in box.corners for part in ((x - box.x) / box.width * 2 - 1, (y - box.y) / HEIGHT * 2 - 1)],
        "more": box.more,
        "more_path": box.more_path,
    }


def _edge(line: Line) -> dict[str, Any]:
    return {
        "source": line.start.address,
        "target": line.end.address,
        "key": line.relation,
        "relation": line.words,
        "claimed": line.claimed,
        "statements": list(line.statements),
    }


def _stub(stub: Stub) -> dict[str, Any]:
    return {
        "kind": stub.kind,
        "count": stub.count,
        "path": stub.path,
        "x": stub.x + stub.width / 2,
        "y": stub.y + HEIGHT / 2,
        "width": stub.width,
        "height": HEIGHT,
        "text": f"+{stub.count} more",
    }
