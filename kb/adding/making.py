"""Making: a release's dump and store, copied from another's and changed together, with what has to be counted of the changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kb.dump import Difference, Dump, graph_of, mark, marked, part_of
from kb.releases import DUMP, OWN, STORE, Release
from kb.store import ChangingStore
from kb.triples import TYPE


@dataclass
class Making:
    """What is in the making. ``graphs`` counts the lines of each graph, ``types`` how many entities of each class came, less those gone."""

    dump: Dump
    store: ChangingStore
    graphs: Counter[str]
    types: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, base: Release, folder: Path) -> Making:
        """A copy of a release's dump and store in another folder; nothing of the release is written in."""
        graphs = Counter({graph: int(lines) for graph, lines in base.manifest["graphs"].items()})
        making = cls(base.dump.copy(folder / DUMP), ChangingStore(base.store, folder / STORE), graphs)
        making.own(_lines(base), ())
        return making

    def own(self, gone: Iterable[str], come: Iterable[str]) -> None:
        """Change what the release says of itself, which stands in the store but in no part of the dump."""
        self.store.change(gone, come)
        self.store.settle()

    def replace(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Put marked lines, sorted, in the place of others."""
        self.store.settle()
        for difference in self.dump.change(before, after):
            self.store.change(difference.gone, difference.come)
            self._count(difference)

    def _count(self, difference: Difference) -> None:
        for lines, sign in ((difference.gone, -1), (difference.come, 1)):
            for line in lines:
                self.graphs[graph_of(line)] += sign
                _, predicate, value = line.split(" ", 2)
                if predicate == TYPE:
                    self.types[value.split(" ", 1)[0]] += sign

    def about(self, subjects: Iterable[str]) -> list[str]:
        """Marked lines, sorted, of all that is said of some subjects, as N-Quads writes them."""
        found: list[str] = []
        for subject in subjects:
            held = self.dump.held(part_of(mark(subject), self.dump.parts))
            found += (marked(line) for line in held if line.startswith(f"{subject} "))
        return sorted(found)


def _lines(base: Release) -> list[str]:
    return (base.folder / OWN).read_text(encoding="utf-8").splitlines(keepends=True)
