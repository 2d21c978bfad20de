"""Reach: the part of a graph that is looked at, read from the store tie by tie; for bases whose whole graph memory would not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.counting import AtLeast
from kb.graphs.near import Neighbourhood, neighbourhood
from kb.graphs.networks import Tie, View, graph_of
from kb.graphs.relations import CLAIM, Relation
from kb.labels import read_labels
from kb.names import ID, mint, shorten, sparql_prologue
from kb.store import Answer, Store, iri, literal, values_clause

if TYPE_CHECKING:
    import networkx

    Graph = networkx.MultiDiGraph[str]

OUT, BACK = "from", "to"
"""Which end of a tie is given: ties that lead out of things have their start given."""

MOST_TIES = 1_000
"""Ties of one relation and one direction that are read at once: a drawing holds eighty things."""

MOST_RING = 60
"""Things tied to the centre whose own ties are followed further."""

_AT_ONCE = 60
"""Things whose ties are read by one query, which names them once for each relation."""

ANY = Relation("", "", f'?from ?how ?to . FILTER(isIRI(?to) && STRSTARTS(STR(?to), "{ID}")) BIND(?from AS ?statement)')
"""Every tie; its relation is the predicate."""


_CROWDED = frozenset({"document", "outcome", "term"})
"""Kinds that crowded relations lead to."""


@dataclass(frozen=True)
class Reach:
    """A graph of which no more is read than what is asked for. ``rank`` puts things in order, the lowest first."""

    store: Store
    view: View
    rank: Callable[[str], float] = lambda _: 0.0

    def without_claims(self) -> Reach:
        """The same without the ties of claims."""
        return replace(self, view=View(tuple(one for one in self.view.relations if one.name != CLAIM), self.view.passed_over))

    def near(
        self,
        centre: str,
        limit: int = 40,
        steps_out: int = 2,
        without: frozenset[str] = frozenset(),
        whole: Iterable[str] = (),
        opened: Sequence[str] = (),
        most: int = 80,
        counted: bool = False,
    ) -> Neighbourhood | None:
        """What ``neighbourhood`` gives of the whole graph, but for the order of what stands near; None where nothing is tied to it.

        What did not fit is counted in full, by kind. Where ``counted``, so are the further neighbours of what is drawn.
        """
        starts = [centre, *opened]
        around, back = self.ties(starts, OUT), self.ties(starts, BACK)
        graph = self.graph([*around, *back])
        if centre not in graph:
            return None
        ring = sorted(graph.successors(centre), key=lambda node: (self.rank(node), node))[:MOST_RING]
        graph = self.graph([*around, *back, *(self.ties(ring, OUT) if ring and steps_out > 1 else ())])
        made = neighbourhood(graph, centre, limit, steps_out, without, whole, opened, most, self.rank)
        kept = list(made.graph)
        out = self.ties(kept, OUT)
        every = self.graph([*around, *back, *out], kept)
        found = replace(made, graph=every.subgraph(kept).copy(), further=self._further(kept, out, without) if counted else {})
        return self._counted(found, without) if self.full(around) or self.full(back) else found

    def graph(self, ties: Iterable[Tie], named: Iterable[str] = ()) -> Graph:
        """The graph of some ties; those nodes that are named bear their labels."""
        return graph_of(ties, read_labels(self.store, [f"{ID}{node}" for node in named]), self.view.passed_over)

    def ties(self, nodes: Iterable[str], end: str, others: Iterable[str] = (), most: int = MOST_TIES) -> list[Tie]:
        """Ties of which one end is among ``nodes`` and the other, where any are named, among ``others``; the first of each relation."""
        every, further = list(nodes), list(others)
        hubs = [node for node in every if _crowded(node)] if end == BACK and not further else []
        plain = [node for node in every if node not in set(hubs)]
        starts = [plain[start : start + _AT_ONCE] for start in range(0, len(plain), _AT_ONCE)]
        found = [tie for some in starts for tie in self._ties(some, end, further, most)]
        return [*found, *(tie for hub in hubs for one in self.view.relations or (ANY,) for tie in self._of_hub(hub, one, most))]

    def _of_hub(self, node: str, relation: Relation, most: int) -> list[Tie]:
        """Ties of one relation that lead to something crowded."""
        alone = replace(self, view=View((relation,), self.view.passed_over))
        if not relation.crowded:
            return alone._ties([node], BACK, [], most)
        start = relation.crowded.split(" ", 1)[0]
        rows = self._select(f"SELECT {start} WHERE {{ {_given(BACK, [node])} {relation.crowded} }} LIMIT {most}").rows
        first = values_clause(start[1:], [iri(row[0].text) for row in rows if row[0]])
        if not rows:
            return []
        # The end is not given again: the store would begin there, with all that is tied to it.
        some = replace(alone, view=View((replace(relation, pattern=f"{first} {relation.pattern}"),), frozenset()))
        return [tie for tie in some._ties([], BACK, [], most) if tie[2] == mint(*node.split("/", 1))]

    def _ties(self, nodes: list[str], end: str, others: list[str], most: int) -> list[Tie]:
        given = [_given(end, nodes), _given(BACK if end == OUT else OUT, others)]
        branches = [
            f"{{ SELECT DISTINCT ?from ?how ?to ?statement WHERE {{ {' '.join(given)} {_pattern(one)} }} LIMIT {most} }}"
            for one in self.view.relations or (ANY,)
        ]
        rows = self._select(f"SELECT ?from ?how ?to ?statement WHERE {{ {' UNION '.join(branches)} }}").rows
        return [
            (row[0].text, row[1].text if self.view.relations else shorten(row[1].text), row[2].text, row[3].text)
            for row in rows
            if row[0] and row[1] and row[2] and row[3]
        ]

    def full(self, ties: Iterable[Tie]) -> bool:
        """Whether there may be more ties of some relation than were read."""
        return any(count >= MOST_TIES for count in Counter(relation for _, relation, *_ in ties).values())

    def _counted(self, near: Neighbourhood, without: frozenset[str]) -> Neighbourhood:
        """The neighbourhood with all that stands near its centre counted, though not all was read; of a crowded one, what was read."""
        if _crowded(near.centre):
            some = [{kind: AtLeast(number) for kind, number in counted.items()} for counted in (near.left_out, near.of_kind)]
            return replace(near, left_out=some[0], of_kind=some[1])
        query = f"SELECT ?kind (COUNT(DISTINCT ?other) AS ?n) WHERE {{ {self._others(near.centre)} {_KIND} }} GROUP BY ?kind"
        counts = {row[0].text: int(row[1].text) for row in self._select(query).rows if row[0] and row[1]}
        counts = {kind: number for kind, number in counts.items() if kind not in (without | self.view.passed_over)}
        tied = {*near.graph.successors(near.centre), *near.graph.predecessors(near.centre)} - {near.centre}
        drawn = Counter(str(near.graph.nodes[node]["kind"]) for node in tied)
        left = {kind: number - drawn[kind] for kind, number in sorted(counts.items()) if number > drawn[kind]}
        kinds = {kind: max(number, counts.get(kind, 0)) for kind, number in near.of_kind.items()} | {
            kind: number for kind, number in counts.items() if kind not in near.of_kind
        }
        return replace(near, left_out=left, of_kind=dict(sorted(kinds.items())))

    def _further(self, kept: list[str], out: list[Tie], without: frozenset[str]) -> dict[str, int]:
        """How many neighbours of each thing are not drawn; where not all ties were read, that there are so many at least.

        What nearly every study may be tied to is not counted at all: of an endpoint that would be most of a registry.
        """
        plain = replace(self, view=View(tuple(one for one in self.view.relations if not one.crowded), self.view.passed_over))
        back = plain.ties(kept, BACK) if plain.view.relations or not self.view.relations else []
        graph, drawn = self.graph([*out, *back]), set(kept)
        some = self.full(out) or self.full(back)
        found = {}
        for node in kept:
            others = {*graph.successors(node), *graph.predecessors(node)} - drawn if node in graph else set[str]()
            number = AtLeast if some or _crowded(node) else int
            found[node] = number(sum(one not in without and one.partition("/")[0] not in without for one in others))
        return found

    def _others(self, node: str) -> str:
        """The pattern of ``?other``: all that is tied to a thing."""
        return " UNION ".join(
            f"{{ SELECT DISTINCT (?{other} AS ?other) WHERE {{ {_given(end, [node])} {one.pattern} }} }}"
            for end, other in ((OUT, BACK), (BACK, OUT))
            for one in self.view.relations or (ANY,)
        )

    def _select(self, query: str) -> Answer:
        return self.store.select(sparql_prologue() + query)


def _crowded(node: str) -> bool:
    return node.partition("/")[0] in _CROWDED


_KIND = f'BIND(STRBEFORE(STRAFTER(STR(?other), "{ID}"), "/") AS ?kind)'


def _pattern(relation: Relation) -> str:
    return f"{relation.pattern} BIND({literal(relation.name)} AS ?how)" if relation.name else relation.pattern


def _given(end: str, nodes: Iterable[str]) -> str:
    """The values of one end of a tie; nothing where there are none."""
    named = [iri(mint(*node.split("/", 1))) for node in nodes]
    return values_clause(end, named) if named else ""
