"""Drawing: a neighbourhood or ways as an SVG made on the server, in columns, every node a link; no script needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from kb.graphs import Neighbourhood, Ways, in_columns
from webui.drawn import Box, Drawing, Heading, Line, Links, Stub
from webui.outlines import HEIGHT
from webui.wording import kind_name, kind_rank

__all__ = ["Drawing", "draw", "draw_ways"]

COLUMNS = (
    ("target",),
    ("class",),
    ("agent",),
    ("regimen-name", "family", "regimen"),
    ("study", "arm"),
    ("population", "outcome", "term", "concept", "document"),
)
"""Kinds from what acts to what is told; kinds beside these stand left or right by the way they are tied."""

GAP, ROW, SIDE = 40, 31, 6
LETTER, BOLD, PADDING, BADGE = 6.3, 7.1, 12, 28
NARROWEST, TALLEST = 84, 26
"""A box's least width, and how many rows stand above one another."""
LETTERS = (48, 48, 48, 46, 38, 32, 27)
"""How many letters of a box's text are shown, by the number of columns; the last holds for more."""

_PLACES = {kind: place for place, kinds in enumerate(COLUMNS) for kind in kinds}


@dataclass(frozen=True)
class _Row:
    """One row of a column: a heading, a node, or those of a kind that did not fit."""

    heading: str = ""
    node: str = ""
    kind: str = ""
    count: int = 0


@dataclass
class _Sketch:
    """A drawing in the making: boxes stand column by column, from the left."""

    name_of: Callable[[str], str]
    links: Links
    kinds: Mapping[str, str]
    centres: tuple[str, ...]
    further: Mapping[str, int] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    stubs: list[Stub] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    x: int = SIDE

    letters: int = LETTERS[-1]

    def columns(self, columns: list[list[_Row]]) -> None:
        """Draw all columns; the fewer there are, the more of each text."""
        self.letters = LETTERS[min(len(columns), len(LETTERS) - 1)]
        for rows in columns:
            self.column(rows, max(map(len, columns)))

    def column(self, rows: list[_Row], height: int) -> None:
        """Draw a column in the middle of ``height`` rows; one too tall goes on beside itself."""
        for first in range(0, len(rows), TALLEST):
            part = rows[first : first + TALLEST]
            if part[-1].heading and first + TALLEST < len(rows):
                rows.insert(first + TALLEST - 1, _Row())  # a heading goes with what it heads
                part = rows[first : first + TALLEST]
            width = max((self._width(row.node) for row in part if row.node), default=NARROWEST)
            top = SIDE + max(0, min(height, TALLEST) - len(part)) * ROW // 2
            for spot, row in enumerate(part):
                self._draw(row, top + spot * ROW, width)
            self.x += width + GAP

    def _draw(self, row: _Row, y: int, width: int) -> None:
        if row.node:
            self.boxes[row.node] = self._box(row.node, self.x, y, width)
        elif row.count:
            self.stubs.append(Stub(row.kind, row.count, self.links.whole(row.kind) if self.links.whole else "", self.x, y, width))
        elif row.heading:
            self.headings.append(Heading(row.heading, self.x, y + 18))

    def _width(self, node: str) -> int:
        letters = min(len(self.name_of(node)), self.letters) * (BOLD if node in self.centres else LETTER)
        return max(NARROWEST, round(letters) + 2 * PADDING + (BADGE if self._marked(node) else 0))

    def _marked(self, node: str) -> bool:
        return bool(self.links.opening and node not in self.centres and self.further.get(node))

    def _box(self, node: str, x: int, y: int, width: int) -> Box:
        title = self.name_of(node)
        text = title if len(title) <= self.letters else f"{title[: self.letters - 1].rstrip()}…"
        opening = self.links.opening(node) if self.links.opening and self._marked(node) else ""
        centre = node in self.centres
        more = self.further.get(node, 0) if opening else 0
        return Box(node, self.links.node(node), text, title, self.kinds[node], x, y, width, centre, more, opening)


def draw(near: Neighbourhood, name_of: Callable[[str], str], links: Links | None = None) -> Drawing:
    """The drawing of a neighbourhood; ``name_of`` says what a node is called."""
    links = links or Links()
    kinds = {node: str(kind) for node, kind in near.graph.nodes(data="kind")}
    left_out = dict(near.left_out)
    sketch = _Sketch(name_of, links, kinds, (near.centre,), near.further)
    columns = [_rows(nodes, kinds, left_out if links.whole else {}) for nodes in in_columns(near.graph, lambda node: _place(near, node))]
    sketch.columns(columns)
    # Beside its own ties, only the overview's are few enough to be read.
    every = [edge for edge in near.graph.edges(data=True) if _in_overview(near) or near.centre in edge[:2]]
    told = tuple((kind_name(kind, many=True).lower(), number) for kind, number in left_out.items())
    return _drawing(sketch, near.centre, every, told)


def _rows(nodes: list[str], kinds: Mapping[str, str], left_out: dict[str, int]) -> list[_Row]:
    """A column's rows: kind by kind its heading, its nodes, and a stub that takes the kind out of ``left_out``."""
    rows: list[_Row] = []
    for kind in sorted({kinds[node] for node in nodes}, key=_rank):
        own = [node for node in nodes if kinds[node] == kind]
        rest = left_out.pop(kind, 0)
        rows.append(_Row(kind_name(kind, many=len(own) + rest > 1)))
        rows += (_Row(node=node) for node in own)
        rows += [_Row(kind=kind, count=rest)] if rest else []
    return rows


def _rank(kind: str) -> tuple[int, int]:
    order = [kind for kinds in COLUMNS for kind in kinds]
    return (order.index(kind), 0) if kind in order else (len(order), kind_rank(kind))


def draw_ways(found: Ways, name_of: Callable[[str], str], links: Links | None = None) -> Drawing:
    """The drawing of ways from their start, left, to their goal, right."""
    start, goal = found.found[0][0], found.found[0][-1]
    far = max(len(way) for way in found.found) - 1
    steps = {node: spot for way in reversed(found.found) for spot, node in enumerate(way)} | {start: 0, goal: far}
    kinds = {node: str(kind) for node, kind in found.graph.nodes(data="kind")}
    sketch = _Sketch(name_of, links or Links(), kinds, (start, goal))
    columns = [_rows(nodes, kinds, {}) for nodes in in_columns(found.graph, lambda node: steps[node])]
    sketch.columns(columns)
    pairs = {pair for way in found.found for one, other in pairwise(way) for pair in ((one, other), (other, one))}
    return _drawing(sketch, start, [edge for edge in found.graph.edges(data=True) if edge[:2] in pairs], ())


def _drawing(
    sketch: _Sketch, centre: str, edges: Iterable[tuple[str, str, dict[str, object]]], left_out: tuple[tuple[str, int], ...]
) -> Drawing:
    lines = [_line(sketch.boxes[one], sketch.boxes[other], told) for one, other, told in edges]
    lowest = max([*(box.y for box in sketch.boxes.values()), *(stub.y for stub in sketch.stubs)])
    return Drawing(
        centre,
        sketch.x - GAP + GAP // 2 + SIDE,
        lowest + ROW + SIDE,
        tuple(sketch.boxes.values()),
        # Of two ties between the same boxes only the first is seen, so facts come after claims, which are dashed.
        tuple(sorted(lines, key=lambda line: not line.claimed)),
        tuple(sketch.headings),
        tuple(
            sorted(lines, key=lambda line: (not line.start.centre, not line.end.centre, line.relation, line.end.title, line.start.title))
        ),
        left_out,
        tuple(sketch.stubs),
    )


def _place(near: Neighbourhood, node: str) -> float:
    """The column of a node: by its kind around a centre of the overview, else left or right of the centre."""
    kind = str(near.graph.nodes[node]["kind"])
    if _in_overview(near):
        return float(_PLACES[kind])
    if node == near.centre:
        return 0.0
    return 1.0 if near.graph.has_edge(near.centre, node) else -1.0


def _in_overview(near: Neighbourhood) -> bool:
    return all(str(near.graph.nodes[node]["kind"]) in _PLACES for node in near.graph)


def _line(start: Box, end: Box, told: dict[str, object]) -> Line:
    """A curve from side to side; within one column, a bow at its right."""
    y1, y2 = start.y + HEIGHT // 2, end.y + HEIGHT // 2
    if start.x == end.x:
        x, bow = start.x + start.width, start.x + start.width + GAP // 2
        path = f"M{x},{y1} C{bow},{y1} {bow},{y2} {x},{y2}"
    else:
        x1, x2 = (start.x + start.width, end.x) if start.x < end.x else (start.x, end.x + end.width)
        middle = (x1 + x2) // 2
        path = f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}"
    statements = told.get("statements", ())
    return Line(start, str(told["relation"]), end, path, tuple(statements) if isinstance(statements, tuple) else ())
