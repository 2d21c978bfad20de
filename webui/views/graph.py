"""Graph: what stands around a thing, or ways between two, as a drawing, a list in words, and files; all from the same steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from kb.base import Base
from kb.errors import BadInput
from kb.graphs import CLAIM, HUBS, Neighbourhood, Ways, connections, factual, far_ways, neighbourhood, network, surroundings, ways
from kb.names import ID
from kb.store import Store
from webui.addresses import entity_path
from webui.drawing import draw, draw_ways
from webui.drawn import Box, Drawing, Line, Links
from webui.naming import name_of, take_names
from webui.reaching import reach_of
from webui.relating import said
from webui.service import opened
from webui.views.graph_asked import CLAIMS, Asked
from webui.wording import KINDS, kind_name, kind_rank

if TYPE_CHECKING:
    import networkx

DRAWN, MOST = 40, 80
"""Things drawn at first, and at most."""

_IN_NO_WAY = frozenset(
    {"component", "membership", "targeting", "claim", "result", "adverse-event", "baseline", "dose", "anchor", "selector"}
)
"""Kinds that only tell of other things, and are tied to nothing themselves."""

MAKERS: Mapping[str, Callable[[Store], networkx.MultiDiGraph[str]]] = {
    "surroundings": surroundings,
    "connections": connections,
    "network": network,
}
"""Graphs to look for a thing in, those of fewer and plainer ties first."""


@dataclass(frozen=True)
class Sort:
    """A line of the legend: a kind of thing, or the ties of claims; ``path`` hides or shows it."""

    name: str
    title: str
    drawn: int
    near: int
    hidden: bool
    path: str


@dataclass(frozen=True)
class Thing:
    """A line of the list: a thing that is drawn, the ties to what is nearer to the start, and where to go from it."""

    box: Box
    ties: tuple[Line, ...]
    start_path: str
    ways_path: str
    without_path: str


@dataclass(frozen=True)
class Step:
    """A step of a way: from ``start`` by the ``lines`` that tie it to ``end``, the plainest first.

    ``study`` is that of an arm which the step leads to.
    """

    start: Box
    lines: tuple[Line, ...]
    end: Box
    study: str = ""

    @property
    def words(self) -> str:
        """The tie, said from the start."""
        first = self.lines[0]
        return said(first.relation, forward=first.start == self.start)


@dataclass(frozen=True)
class Pass:
    """Something that ways may be led through on demand."""

    name: str
    asked: bool
    path: str


@dataclass(frozen=True)
class Seen:
    """All that the page and the files show."""

    asked: Asked
    graph: networkx.MultiDiGraph[str]
    drawing: Drawing | None
    legend: tuple[Sort, ...]
    things: Mapping[str, tuple[Thing, ...]]
    ways: tuple[tuple[Step, ...], ...] = ()
    more_ways: bool = False
    passes: tuple[Pass, ...] = ()
    full: bool = False


def see(base: Base, asked: Asked) -> Seen:
    """What an address asks to see; ``start`` and ``to`` are ``kind/key``."""
    return _ways(base, asked) if asked.to else _around(base, asked)


def graph_of(base: Base, name: str, claims: bool = True) -> networkx.MultiDiGraph[str]:
    """A graph of the base, made once for a release."""
    if not claims:
        return opened().remember(("graph", name, "factual"), lambda: factual(graph_of(base, name)))
    return opened().remember(("graph", name), lambda: MAKERS[name](base.store))


def _graph_with(base: Base, node: str, claims: bool) -> networkx.MultiDiGraph[str]:
    """The first graph that a thing stands in."""
    for name in MAKERS:
        if node in (graph := graph_of(base, name, claims)):
            return graph
    raise _untied(node)


def _named(base: Base) -> Callable[[str], str]:
    return lambda node: name_of(base, f"{ID}{node}")


def _around(base: Base, asked: Asked) -> Seen:
    near, every = _near(base, asked)
    take_names(base, (f"{ID}{node}" for node in near.graph))
    full = len(near.graph) >= MOST
    links = _links(asked, near.of_kind, full)
    drawing = draw(near, _named(base), links)
    legend = _legend(asked, near.graph, every, links.whole)
    return Seen(asked, near.graph, drawing, legend, _things(asked, drawing), full=full)


def _near(base: Base, asked: Asked) -> tuple[Neighbourhood, Mapping[str, int]]:
    """What stands around the start, and all that does by kind, what is left out too."""
    kept_out = frozenset(asked.without)
    whole = tuple(kind for kind in asked.more if kind not in kept_out)
    if not base.few:
        return _near_in_large(base, asked, kept_out, whole)
    graph = _graph_with(base, asked.start, claims=CLAIMS not in asked.without)
    for node in asked.expand:
        _refuse_unless(node in graph, node)
    near = neighbourhood(graph, asked.start, DRAWN, without=kept_out, whole=whole, opened=asked.expand, most=MOST)
    return near, near.of_kind if not kept_out else {**neighbourhood(graph, asked.start, DRAWN).of_kind, **near.of_kind}


def _near_in_large(base: Base, asked: Asked, kept_out: frozenset[str], whole: tuple[str, ...]) -> tuple[Neighbourhood, Mapping[str, int]]:
    for node in asked.expand:
        _refuse_unless(base.has(*node.split("/", 1)), node)
    for name in MAKERS:
        reach = reach_of(base, name, CLAIMS not in asked.without)
        near = reach.near(asked.start, DRAWN, without=kept_out, whole=whole, opened=asked.expand, most=MOST, counted=True)
        if near:
            plain = reach.near(asked.start, DRAWN) if kept_out else None
            return near, {**plain.of_kind, **near.of_kind} if plain else near.of_kind
    raise _untied(asked.start)


def _refuse_unless(stands: bool, node: str) -> None:
    if not stands:
        raise BadInput(f"'{node[:80]}' does not stand in this graph", "expand", "leave it out")


def _untied(node: str) -> BadInput:
    return BadInput(f"nothing is tied to '{node}'", "start", "start from the thing that it is of, or do not leave out claims")


def _links(asked: Asked, kinds: Iterable[str], full: bool) -> Links:
    """Where the drawing leads: what does not fit any more is shown by itself."""

    def opening(node: str) -> str:
        return _from(node) if full or node in asked.expand else asked.link(expand=(*asked.expand, node))

    def whole(kind: str) -> str:
        if not full and kind not in asked.more:
            return asked.link(more=(*asked.more, kind))
        others = tuple(one for one in kinds if one not in (kind, asked.start.partition("/")[0]))
        alone = Asked(asked.start, without=others, more=(kind,))
        return entity_path(asked.start) if alone.without == asked.without else alone.link()

    return Links(lambda node: entity_path(node) if node == asked.start else _from(node), opening, whole)


def _from(node: str) -> str:
    return Asked(node).link()


def _ways(base: Base, asked: Asked) -> Seen:
    for name, node in (("start", asked.start), ("to", asked.to)):
        if not _stands(base, node):
            kind = kind_name(node.partition("/")[0]).lower()
            raise BadInput(
                f"no ways lead from a {kind} such as '{node}'", name, "name the study, arm, drug, class, target or outcome it is of"
            )
    if asked.start == asked.to:
        raise BadInput(f"both ends are '{asked.start}'", "to", "name another thing, or leave it out to see what stands around the one")
    found = _found(base, asked)
    graph = found.graph
    take_names(base, (f"{ID}{node}" for node in graph))
    drawing = draw_ways(found, _named(base), Links(_from)) if found.found else None
    boxes = {box.address: box for box in drawing.boxes} if drawing else {}
    told = tuple(
        tuple(_step(drawing, boxes[one], boxes[other], _study(base, other)) for one, other in pairwise(way))
        for way in found.found
        if drawing
    )
    legend = _legend(asked, found.graph, {}) if drawing else _legend(asked, found.graph.subgraph(()), {})
    passes = tuple(
        Pass(name, name in asked.through, asked.toggled("through", name)) for name in HUBS if _helps(base, asked, name, bool(drawing))
    )
    return Seen(asked, found.graph, drawing, legend, _things(asked, drawing) if drawing else {}, told, found.more, passes)


def _stands(base: Base, node: str) -> bool:
    """Whether a thing stands in the graph of ways; in a large base, any thing of a kind that does."""
    if base.few:
        return node in graph_of(base, "connections")
    return node.partition("/")[0] not in _IN_NO_WAY and base.has(*node.split("/", 1))


def _found(base: Base, asked: Asked) -> Ways:
    without, claims = [one for one in asked.without if one != CLAIMS], CLAIMS not in asked.without
    if base.few:
        return ways(graph_of(base, "connections"), asked.start, asked.to, asked.through, without, claims)
    reach = reach_of(base, "connections")
    return far_ways(reach, asked.start, asked.to, asked.through, without, claims) or Ways(reach.graph(()), (), more=False)


def _helps(base: Base, asked: Asked, name: str, found: bool) -> bool:
    """Whether to offer a group: always beside ways that were found; where none was, only if it leads to one (in a large base, may lead)."""
    if found or name in asked.through or not base.few:
        return True
    return bool(_found(base, replace(asked, through=(*asked.through, name))).found)


def _study(base: Base, arm: str) -> str:
    """The study of an arm; empty for anything else."""
    row = base.sheet("arms").row(f"{ID}{arm}") if arm.startswith("arm/") else None
    return next((item.address for item in row.cells.get("study", ())), "") if row else ""


def _step(drawing: Drawing | None, start: Box, end: Box, study: str) -> Step:
    lines = [line for line in drawing.lines if {line.start, line.end} == {start, end}] if drawing else []
    return Step(start, tuple(sorted(lines, key=lambda line: (line.claimed, line.start != start, line.relation))), end, study)


def _legend(
    asked: Asked, graph: networkx.MultiDiGraph[str], near: Mapping[str, int], whole: Callable[[str], str] | None = None
) -> tuple[Sort, ...]:
    """Kinds with how many are drawn of how many are near, those left out among them; and the ties of claims.

    A kind of which nothing is drawn yet is brought in by its line, any other left out.
    """
    drawn: dict[str, int] = {}
    for _, kind in graph.nodes(data="kind"):
        drawn[str(kind)] = drawn.get(str(kind), 0) + 1
    hidden = {value for value in asked.without if value in KINDS}
    kinds = sorted({*drawn, *near, *hidden}, key=kind_rank)

    def path(kind: str) -> str:
        return asked.toggled("without", kind) if whole is None or kind in drawn or kind in hidden else whole(kind)

    sorts = [
        Sort(kind, kind_name(kind, many=True), drawn.get(kind, 0), near.get(kind, drawn.get(kind, 0)), kind in hidden, path(kind))
        for kind in kinds
    ]
    claimed = sum(relation == CLAIM for _, _, relation in graph.edges(keys=True))
    if claimed or CLAIMS in asked.without:
        sorts.append(Sort(CLAIMS, "Ties by claims", claimed, claimed, CLAIMS in asked.without, asked.toggled("without", CLAIMS)))
    return tuple(sorts)


def _things(asked: Asked, drawing: Drawing) -> Mapping[str, tuple[Thing, ...]]:
    """The things of the drawing by kind, each with its ties to the start, or, where it has none, to others that are drawn."""
    tied: dict[str, list[Line]] = {box.address: [] for box in drawing.boxes}
    for line in drawing.ties:
        tied[line.start.address].append(line)
        tied[line.end.address].append(line)
    found: dict[str, list[Thing]] = {}
    for box in sorted(drawing.boxes, key=lambda box: (kind_rank(box.kind), not box.centre, box.title.casefold())):
        lines = tied[box.address]
        own = [line for line in lines if asked.start in (line.start.address, line.end.address)] or lines
        ways_path = Asked(asked.start, box.address).link() if not box.centre and box.address != asked.start else ""
        without = "" if box.centre else asked.toggled("without", box.address)
        found.setdefault(box.kind, []).append(Thing(box, tuple(own), _from(box.address), ways_path, without if asked.to else ""))
    return {kind: tuple(things) for kind, things in found.items()}
