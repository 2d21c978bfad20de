"""Drawing: a neighbourhood as an SVG made on the server, kinds in columns, every node a link; no script needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.graphs import Neighbourhood
from webui.addresses import entity_path
from webui.wording import kind_name, kind_rank

if TYPE_CHECKING:
    import networkx

COLUMNS = ("target", "class", "agent", "regimen", "study", "outcome", "document")
"""Kinds of the overview from what acts to what is told; kinds beside these stand left or right by the way they are tied."""

NODE, GAP, ROW, TOP, SIDE = 176, 52, 32, 34, 4
LONGEST = 22


@dataclass(frozen=True)
class Box:
    """A node's place and text."""

    address: str
    path: str
    text: str
    title: str
    kind: str
    x: int
    y: int
    centre: bool


@dataclass(frozen=True)
class Line:
    """A tie between two boxes, as the path of a curve."""

    path: str
    title: str


@dataclass(frozen=True)
class Heading:
    """What stands above a column: its kind, and how many of it did not fit."""

    text: str
    x: int


@dataclass(frozen=True)
class Drawing:
    """All that the template draws."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    ties: tuple[tuple[Box, str, Box], ...]
    left_out: tuple[tuple[str, int], ...]


def draw(near: Neighbourhood, name_of: Callable[[str], str]) -> Drawing:
    """The drawing of a neighbourhood; ``name_of`` says what a node is called."""
    columns = _columns(near)
    height = max(len(nodes) for _, nodes in columns)
    boxes: dict[str, Box] = {}
    for spot, (_, nodes) in enumerate(columns):
        offset = (height - len(nodes)) * ROW // 2
        for row, node in enumerate(nodes):
            boxes[node] = _box(near, node, name_of(node), SIDE + spot * (NODE + GAP), TOP + offset + row * ROW)
    # Beside its own ties, only the overview's are few enough to be read.
    edges: Iterable[tuple[str, str, object]] = near.graph.edges(data="relation")
    ties = [
        (boxes[one], str(relation), boxes[other]) for one, other, relation in edges if _in_overview(near) or near.centre in (one, other)
    ]
    headings = tuple(Heading(_heading(kinds, nodes), SIDE + spot * (NODE + GAP)) for spot, (kinds, nodes) in enumerate(columns))
    return Drawing(
        2 * SIDE + len(columns) * (NODE + GAP) - GAP,
        TOP + height * ROW + SIDE,
        tuple(boxes.values()),
        tuple(_line(*tie) for tie in ties),
        headings,
        tuple(sorted(ties, key=lambda tie: (not tie[0].centre, tie[1], tie[2].title, tie[0].title))),
        tuple((kind_name(kind, many=True).lower(), number) for kind, number in near.left_out.items()),
    )


def _columns(near: Neighbourhood) -> list[tuple[list[str], list[str]]]:
    """Kinds and nodes of each column; nodes stand near the middle of what they are tied to, so that few lines cross."""
    places: dict[float, list[str]] = defaultdict(list)
    for node in near.graph:
        places[_place(near, node)].append(node)
    columns = [sorted(nodes) for _, nodes in sorted(places.items())]
    for _ in range(4):
        columns = _untangled(near.graph, columns)
    return [(sorted({str(near.graph.nodes[node]["kind"]) for node in nodes}, key=kind_rank), nodes) for nodes in columns]


def _place(near: Neighbourhood, node: str) -> float:
    """The column of a node: by its kind around a centre of the overview, else left or right of the centre."""
    kind = str(near.graph.nodes[node]["kind"])
    if _in_overview(near):
        return float(COLUMNS.index(kind)) if kind in COLUMNS else float(len(COLUMNS))
    if node == near.centre:
        return 0.0
    return 1.0 if near.graph.has_edge(near.centre, node) else -1.0


def _in_overview(near: Neighbourhood) -> bool:
    return str(near.graph.nodes[near.centre]["kind"]) in COLUMNS


def _untangled(graph: networkx.MultiDiGraph[str], columns: list[list[str]]) -> list[list[str]]:
    """The columns with each node at the mean height of its neighbours (the barycentre rule of layered drawings)."""
    height = {node: row - len(nodes) / 2 for nodes in columns for row, node in enumerate(nodes)}

    def middle(node: str) -> float:
        tied = [height[other] for other in (*graph.successors(node), *graph.predecessors(node)) if other in height]
        return sum(tied) / len(tied) if tied else height[node]

    return [sorted(nodes, key=lambda node: (middle(node), node)) for nodes in columns]


def _box(near: Neighbourhood, node: str, label: str, x: int, y: int) -> Box:
    told = near.graph.nodes[node]
    text = label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
    return Box(node, entity_path(node), text, label, str(told["kind"]), x, y, node == near.centre)


def _line(start: Box, relation: str, end: Box) -> Line:
    """A curve from side to side; within one column, a bow at its right."""
    half = (ROW - 8) // 2
    y1, y2 = start.y + half, end.y + half
    if start.x == end.x:
        x, bow = start.x + NODE, start.x + NODE + GAP // 2
        path = f"M{x},{y1} C{bow},{y1} {bow},{y2} {x},{y2}"
    else:
        x1, x2 = (start.x + NODE, end.x) if start.x < end.x else (start.x, end.x + NODE)
        middle = (x1 + x2) // 2
        path = f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}"
    return Line(path, f"{start.title} {relation} {end.title}")


def _heading(kinds: list[str], nodes: list[str]) -> str:
    if len(kinds) == 1:
        return kind_name(kinds[0], many=len(nodes) > 1)
    return ", ".join(kind_name(kind) for kind in kinds[:2]) + (" …" if len(kinds) > 2 else "")
