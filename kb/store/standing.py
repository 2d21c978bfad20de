"""What visitors' queries have shown of themselves, and the track that each is therefore run on."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

from kb.store.interface import Track
from kb.store.screen import tokens
from kb.store.wire import Task

KEPT = 10_000
"""How many queries, and how many shapes, are remembered; the one asked least recently is forgotten first."""

SLOW_SECONDS = 600.0
"""How long a query that used up its quantum is taken to be slow, before it is given another chance."""

AMENDS = 20
"""Quick answers that make up for one query of the same shape that used up its quantum."""

_VALUES = frozenset({"string", "iri", "language", "number"})

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a query is known by, and what its shape is known by."""

    query: bytes
    shape: bytes


def marks_of(task: Task) -> Marks:
    """The marks of a screened query."""
    query = repr((task.sparql, task.graphs)).encode("utf-8", "replace")
    return Marks(blake2b(query, digest_size=16).digest(), shape_of(task.sparql))


class Standing:
    """Remembers which queries used up their quantum, and of which shape others were quick. Safe to use from many threads.

    A query is known by its text and dataset. Its shape is what is left without its IRIs and literals: clients ask the same query of one
    thing after another. A query whose shape was last seen to be quick waits for such queries only; so nobody can hold these up by
    sending queries that are all new. A shape of which one query was slow is new until it made amends.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._slow: OrderedDict[bytes, float] = OrderedDict()
        self._credit: OrderedDict[bytes, int] = OrderedDict()

    def track(self, marks: Marks) -> Track:
        """Where to run a query first."""
        with self._lock:
            if self._slow.get(marks.query, 0) > self._clock():
                self._slow.move_to_end(marks.query)
                return Track.SLOW
            return Track.QUICK if self._credit.get(marks.shape, 0) > 0 else Track.NEW

    def was_quick(self, marks: Marks) -> None:
        """Remember that the query was answered within its quantum."""
        with self._lock:
            _keep(self._credit, marks.shape, min(1, self._credit.get(marks.shape, 0) + 1))

    def overran(self, marks: Marks) -> None:
        """Remember that the query used up its quantum."""
        with self._lock:
            _keep(self._slow, marks.query, self._clock() + SLOW_SECONDS)
            _keep(self._credit, marks.shape, -AMENDS)


def shape_of(sparql: str) -> bytes:
    """A mark of the query that is the same for queries which differ only in IRIs, literals, names of variables, case and spaces.

    Names with a prefix count, since they are mostly those of properties; lists of values are alike however long they are.
    """
    mark = blake2b(digest_size=16)
    variables: dict[str, str] = {}
    last = ""
    for token in tokens(sparql):
        kind, text = str(token.lastgroup), token[0]
        if kind in _VALUES:
            text = "."
        elif kind == "variable":
            text = variables.setdefault(text[1:], f"?{len(variables)}")
        elif kind == "words":
            text = text.upper()
        if text != "." or last != ".":
            mark.update(text.encode("utf-8", "replace") + b" ")
        last = text
    return mark.digest()


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > KEPT:
        kept.popitem(last=False)
