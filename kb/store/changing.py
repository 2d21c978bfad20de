"""Changing: a store made from another by taking some quads out and putting others in; what it was made from stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph

_MANY = 20_000
"""Quads that are put in at a time: so many are worth files of their own, which the engine writes faster than it logs single quads."""

_FORM = pyoxigraph.RdfFormat.N_QUADS


class ChangingStore:
    """A copy of a store, changed line by line of N-Quads.

    The copy shares the files of the other store, which the engine never writes in, as far as the disk has hard links; it takes a
    fraction of a second, whatever the store's size. Lines wait until there are many of them; questions are answered as if none waited.
    """

    def __init__(self, source: Path, folder: Path) -> None:
        pyoxigraph.Store.read_only(str(source)).backup(str(folder))
        self._store = pyoxigraph.Store(str(folder))
        self._gone: list[str] = []
        self._come: list[str] = []

    def change(self, gone: Iterable[str], come: Iterable[str]) -> None:
        """Take lines out and put lines in. What goes must be there, and what comes must not, or their number is no longer known."""
        self._gone += gone
        self._come += come
        if len(self._gone) + len(self._come) >= _MANY:
            self.settle()

    def settle(self) -> None:
        """Have nothing wait."""
        # Two spellings of a number are one to the engine: what goes does so before anything comes.
        for quad in pyoxigraph.parse("".join(self._gone), format=_FORM):
            if isinstance(quad, pyoxigraph.Quad):
                self._store.remove(quad)
        if self._come:
            put = self._store.bulk_load if len(self._come) >= _MANY else self._store.load
            put("".join(self._come), format=_FORM)
        self._gone, self._come = [], []

    def subjects(self, predicate: str, value: str) -> Iterator[str]:
        """Subjects of a predicate and a value; these are IRIs as N-Quads writes them."""
        self.settle()
        found = self._store.quads_for_pattern(None, _node(predicate), _node(value), None)
        return (str(quad.subject) for quad in found)

    def values(self, subject: str, predicate: str) -> Iterator[str]:
        """The texts of the values of a subject's predicate: of an IRI the IRI, of a literal what stands between its quotes."""
        self.settle()
        found = self._store.quads_for_pattern(_node(subject), _node(predicate), None, None)
        return (quad.object.value for quad in found if isinstance(quad.object, (pyoxigraph.NamedNode, pyoxigraph.Literal)))

    def close(self) -> None:
        """Write everything to the disk and let go of the files."""
        self.settle()
        self._store.flush()
        del self._store


def _node(written: str) -> pyoxigraph.NamedNode:
    return pyoxigraph.NamedNode(written.strip("<>"))
