"""Making: a release's dump and store, copied from another's and changed together, with what has to be counted of the changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from kb.census import Census
from kb.dump import Dump, mark, marked, part_of
from kb.names import ID
from kb.records import DERIVED, EVIDENCE, VOCABULARY
from kb.releases import DUMP, OWN, STORE, Release
from kb.store import ChangingStore
from kb.tables import TABLES

_TYPES = {spec.type_ for spec in TABLES.values() if spec.gathered}
_GATHERED = tuple(f"<{ID}{kind.kind}/" for kind in (*VOCABULARY, *EVIDENCE, *DERIVED) if kind.type_ in _TYPES)
"""How lines on the rows of tables begin whose facts stand in several portions."""


@dataclass
class Making:
    """What is in the making. ``came`` counts what is said of the subjects that changed, ``went`` what was said of them before."""

    dump: Dump
    store: ChangingStore
    base: Census
    came: Census = field(default_factory=Census)
    went: Census = field(default_factory=Census)
    gathered: set[str] = field(default_factory=set)
    """Changed entities, by IRI, of which several portions tell."""

    @classmethod
    def of(cls, base: Release, folder: Path) -> Making:
        """A copy of a release's dump and store in another folder; nothing of the release is written in."""
        making = cls(base.dump.copy(folder / DUMP), ChangingStore(base.store, folder / STORE), Census.read(base.census))
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
            self.went.count([*map(str.encode, difference.before)])
            self.came.count([*map(str.encode, difference.after)])
            subjects = {line.split(" ", 1)[0][1:-1] for line in chain(difference.gone, difference.come) if line.startswith(_GATHERED)}
            self.gathered |= subjects

    @property
    def census(self) -> Census:
        """What there is now."""
        return self.base + self.came - self.went

    def more(self, type_: str) -> int:
        """How many more things of a class there are than before."""
        return self.came.members[type_] - self.went.members[type_]

    def about(self, subjects: Iterable[str]) -> list[str]:
        """Marked lines, sorted, of all that is said of some subjects, as N-Quads writes them."""
        found: list[str] = []
        for subject in subjects:
            held = self.dump.held(part_of(mark(subject), self.dump.parts))
            found += (marked(line) for line in held if line.startswith(f"{subject} "))
        return sorted(found)


def _lines(base: Release) -> list[str]:
    return (base.folder / OWN).read_text(encoding="utf-8").splitlines(keepends=True)
