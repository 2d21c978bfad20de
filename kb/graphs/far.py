"""Far: the part of a large graph in which ways between two things lie, read ring by ring from both ends until they meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.graphs.networks import Tie
from kb.graphs.reach import BACK, OUT, Reach
from kb.graphs.ways import MOST, Ways, may_pass, ways
from kb.names import parts

if TYPE_CHECKING:
    import networkx

    Graph = networkx.MultiDiGraph[str]

MOST_RINGS = 6
"""Rings that are read before nothing is thought to tie the two."""

WIDEST = 200
"""Things of a ring whose own ties are read, the first by rank."""

AT_ONE_END = 60
"""Neighbours of one end among which those of the other are looked for."""


def far_ways(
    reach: Reach, start: str, goal: str, through: Iterable[str] = (), without: Iterable[str] = (), claims: bool = True, most: int = MOST
) -> Ways | None:
    """What ``ways`` gives of the whole graph, as far as it was read; ``more`` where not all was. None where an end stands in no tie.

    Rings are read in full but for very wide ones, so that ways of few ties are all found, and of many some.
    """
    search = _Search(reach if claims else reach.without_claims(), set(through), set(without), start, goal)
    if not all(search.rings):
        return None
    while True:
        found = ways(search.graph(), start, goal, search.through, search.without, claims, most)
        # All ways with one tie more than the shortest are known once so many rings were read.
        known = (found.found and search.read >= len(found.found[0])) or not any(search.rings)
        if known or search.read >= MOST_RINGS:
            return replace(found, more=found.more or search.cut or not known)
        search.widen()


class _Search:
    """Rings of ties around two ends; ``cut`` tells that not all ties of a ring were read."""

    def __init__(self, reach: Reach, through: set[str], without: set[str], start: str, goal: str) -> None:
        self.reach, self.through, self.without = reach, through, without
        self.ends, self.ties, self.cut = (start, goal), dict[Tie, None](), False
        self.seen, self.rings = ({start}, {goal}), [{start}, {goal}]
        self.read = 0
        self.widen(0)
        self.widen(1)
        if self.cut:
            self._join()

    def graph(self) -> Graph:
        """What was read so far."""
        return self.reach.graph(self.ties)

    def widen(self, side: int | None = None) -> None:
        """Read the ties of the outermost ring of one end, else of the smaller one."""
        side = min((0, 1), key=lambda one: (not self.rings[one], len(self.rings[one]))) if side is None else side
        ring = sorted(self.rings[side], key=lambda node: (self.reach.rank(node), node))
        self.cut |= len(ring) > WIDEST
        fresh = [*self.reach.ties(ring[:WIDEST], OUT), *self.reach.ties(ring[:WIDEST], BACK)]
        self.cut |= self.reach.full(fresh)
        self.ties |= dict.fromkeys(fresh)
        reached = {"/".join(found) for start, _, end, _ in fresh for one in (start, end) if (found := parts(one))} - self.seen[side]
        self.ties |= dict.fromkeys(self.reach.ties([node for node in reached if node.startswith("class/")], OUT))
        self.seen[side].update(reached)
        graph = self.graph()
        self.rings[side] = {node for node in reached if node in graph and may_pass(graph, node, self.through, self.without)}
        self.read += 1

    def _join(self) -> None:
        """Of two ends with very many ties, those that lead to neighbours of the other."""
        for side in (0, 1):
            others = sorted(self.rings[1 - side])[:AT_ONE_END]
            for end in (OUT, BACK) if others else ():
                self.ties |= dict.fromkeys(self.reach.ties([self.ends[side]], end, others))
