"""What a triple store is to the rooms above: queries in, plain cells or bytes out, within stated limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Protocol

from kb.errors import QueryStopped


class Lane(StrEnum):
    """Who asks; each lane has workers of its own, so that a visitor's heavy query never delays a page."""

    OWN = "own"
    VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use. ``rows`` cuts a table (and says so); the other three stop the query.

    ``memory_bytes`` is address space, of which a worker takes about 300 MiB before it is asked anything.
    """

    seconds: float
    memory_bytes: int
    rows: int
    answer_bytes: int


MIB = 1 << 20
DEFAULT_LIMITS: Mapping[Lane, Limits] = MappingProxyType(
    {
        Lane.OWN: Limits(seconds=10, memory_bytes=2048 * MIB, rows=1_000_000, answer_bytes=256 * MIB),
        Lane.VISITOR: Limits(seconds=10, memory_bytes=2048 * MIB, rows=100_000, answer_bytes=64 * MIB),
    }
)


class Track(StrEnum):
    """Where a query of a lane runs. Visitors' queries have three, by what was seen of such queries before: see ``kb.store.visiting``."""

    OWN = "own"
    QUICK = "visitor-quick"
    NEW = "visitor-new"
    SLOW = "visitor-slow"


@dataclass(frozen=True, slots=True)
class Manning:
    """How many workers a track has, how many queries may wait for them, and how far they step back for other processes.

    A query that needs more than ``quantum`` seconds of the processor leaves the track; 0: none does.
    """

    workers: int
    places: int
    niceness: int
    quantum: float = 0


DEFAULT_MANNING: Mapping[Track, Manning] = MappingProxyType(
    {
        Track.OWN: Manning(workers=2, places=64, niceness=0),
        Track.QUICK: Manning(workers=1, places=32, niceness=2, quantum=0.1),
        Track.NEW: Manning(workers=1, places=16, niceness=7, quantum=0.1),
        Track.SLOW: Manning(workers=1, places=4, niceness=19),
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One RDF term. A plain string has neither datatype nor language; ``text`` of a blank node is its label."""

    kind: Literal["iri", "literal", "bnode"]
    text: str
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A table of cells, None where a variable is unbound; ``truncated`` when more rows exist than the limit allows."""

    variables: tuple[str, ...]
    rows: list[tuple[Cell | None, ...]]
    truncated: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Graphs:
    """The dataset that a request names beside its query, as the SPARQL Protocol allows; it replaces the query's FROM."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Limit(StrEnum):
    """Which limit ended a query."""

    TIME = "time"
    MEMORY = "memory"
    SIZE = "size"
    BUSY = "busy"
    CRASH = "crash"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LaneState:
    """A track, or a lane without any: workers allowed and alive, queries running and waiting; workers started, queries stopped by now."""

    workers: int
    alive: int
    busy: int
    waiting: int
    started: int
    stopped: Mapping[Limit, int]


class StoppedAt(QueryStopped):
    """A query ended at ``limit``; the web answers 'try again' for some limits and 'ask for less' for others."""

    def __init__(self, limit: Limit, text: str) -> None:
        self.limit = limit
        super().__init__(text)


def busy() -> StoppedAt:
    """The fault of asking where too many ask already."""
    return StoppedAt(Limit.BUSY, "the server is busy with other queries; try again in a few seconds")


def busy_with_long_ones(quantum: float) -> StoppedAt:
    """The fault of a query that needs longer than a moment while others do already."""
    advice = f"those that take less than {quantum:g} s of the processor need not wait for these"
    return StoppedAt(Limit.BUSY, f"the server is busy with other long queries; try again in a few seconds; {advice}")


def store_closed() -> StoppedAt:
    """The fault of asking a store that was closed."""
    return StoppedAt(Limit.CLOSED, "the store is closed; open it again")


RESULT_MEDIA_TYPES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""What a SELECT or ASK can be written in."""

GRAPH_MEDIA_TYPES = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/trig",
    "application/n-quads",
    "application/ld+json",
)
"""What a CONSTRUCT or DESCRIBE can be written in."""


class Store(Protocol):
    """A triple store, embedded or remote. Safe to use from many threads."""

    def select(self, sparql: str, lane: Lane = Lane.OWN, graphs: Graphs | None = None) -> Answer:
        """The rows of a SELECT; of an ASK one row of variable ``ask``; of a CONSTRUCT or DESCRIBE its triples."""
        ...

    def serialize(self, sparql: str, media_type: str, lane: Lane = Lane.OWN, graphs: Graphs | None = None) -> bytes:
        """The whole answer in one of ``RESULT_MEDIA_TYPES`` or ``GRAPH_MEDIA_TYPES``; never a part of it."""
        ...

    def lanes(self) -> Mapping[str, LaneState]:
        """How busy the store is, by track where it has workers, else by lane; empty where queries run in this process."""
        ...

    def close(self) -> None:
        """End the store and whatever runs in it; calling twice does no harm."""
        ...
