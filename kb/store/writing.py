"""Writing to an endpoint: a dump in bounded updates, a release's entry in the catalogue, and what is cleared away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.errors import BadInput
from kb.store import catalogue, received
from kb.store.carrier import Carrier, Sent
from kb.store.catalogue import Stored, Wanted
from kb.store.endpoint import Endpoint
from kb.store.terms import iri

LINES = 1000
"""Quads in one update: Virtuoso refuses some thousands."""

_BYTES = 200_000
_SECONDS = 600.0
_ANSWER = 1 << 26
_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Begun:
    """A release that was begun to be put to an endpoint: its IRI, its graphs, and when it was whole, empty where it never was."""

    release: str
    stored: tuple[str, ...]
    issued: str


def counted(dump: Iterable[str]) -> Mapping[str, int]:
    """How many triples the lines of a dump have in each graph."""
    return Counter(_split(line, number)[1] for number, line in enumerate(dump, 1))


def batches(dump: Iterable[str]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The lines of a dump in parts of one update each, always the same ones: the quads up to its end, and its triples with their graphs."""
    held: list[tuple[str, str]] = []
    size = number = 0
    for number, line in enumerate(dump, 1):
        held.append(_split(line, number))
        size += len(line)
        if len(held) == LINES or size > _BYTES:
            yield number, held
            held, size = [], 0
    if held:
        yield number, held


def _split(line: str, number: int) -> tuple[str, str]:
    """A line's triple as it stands, which is SPARQL too, and its graph."""
    triple, _, graph = line.rstrip("\n").removesuffix(" .").rpartition(" <")
    if not triple or not graph.endswith(">") or triple.startswith("_:") or " _:" in triple.rpartition('"')[2]:
        raise BadInput("not a quad of named things", f"line {number} of the dump", "build the release again")
    return triple, graph[:-1]


class Writer:
    """Changes an endpoint. Each update may be sent again without harm, so one that got no answer is."""

    def __init__(self, update: Endpoint, query: Endpoint) -> None:
        self._update, self._query = Carrier(update), Carrier(query)

    def load(self, part: Iterable[tuple[str, str]], stored: Mapping[str, str]) -> None:
        """Put triples into the graphs that theirs are stored as."""
        by_graph: dict[str, list[str]] = defaultdict(list)
        for triple, graph in part:
            by_graph[stored[graph]].append(f"{triple} .\n")
        blocks = (f"GRAPH {iri(graph)} {{\n{''.join(triples)}}}\n" for graph, triples in by_graph.items())
        self._send(f"INSERT DATA {{\n{''.join(blocks)}}}")

    def count(self, stored: str) -> int:
        """How many triples a graph of the endpoint holds."""
        ((found,),) = self._rows(catalogue.count_query(), stored)
        return int(found.text) if found else 0

    def begin(self, version: str, stored: Iterable[str]) -> None:
        """Note which graphs a release will be in."""
        self._send(catalogue.begin(version, stored))

    def enter(self, wanted: Wanted, graphs: Iterable[Stored], issued: str) -> None:
        """Give a release that is whole its entry."""
        self._send(catalogue.enter(wanted, graphs, issued))

    def switch(self, version: str) -> None:
        """Make a release the current one."""
        self._send(catalogue.switch(version))

    def forget(self, release: str) -> None:
        """Take the entry of a release away, so that nobody begins to read it."""
        self._send(catalogue.forget(release))

    def drop(self, stored: str) -> None:
        """Take a graph away."""
        self._send(catalogue.drop(stored))

    def entered(self, wanted: Wanted) -> bool:
        """Whether a release has its entry."""
        return bool(self._rows(catalogue.entry_query(wanted), catalogue.CATALOGUE))

    def begun(self) -> list[Begun]:
        """Every release that the endpoint has graphs of, the newest of the whole ones first, those never finished last."""
        graphs: dict[str, list[str]] = defaultdict(list)
        issued: dict[str, str] = {}
        for release, stored, when in self._rows(catalogue.begun_query(), catalogue.CATALOGUE):
            if release and stored:
                graphs[release.text].append(stored.text)
                issued[release.text] = max(issued.get(release.text, ""), when.text if when else "")
        found = [Begun(release, tuple(sorted(stored)), issued[release]) for release, stored in graphs.items()]
        return sorted(found, key=lambda one: (one.issued, one.release), reverse=True)

    def clear(self, one: Begun) -> None:
        """Take a release away: first its entry, so that nobody begins to read it, then its graphs, then what is known of them."""
        self.forget(one.release)
        for stored in one.stored:
            self.drop(stored)
            self._send(catalogue.forget(stored))

    def _send(self, update: str) -> None:
        self._update.carry(Sent(update, "INSERT"), _SECONDS, _ANSWER)

    def _rows(self, query: str, graph: str) -> list[received.Row]:
        sent = Sent(query, "SELECT", _JSON, (("default-graph-uri", graph),))
        return received.read_table(self._query.carry(sent, _SECONDS, _ANSWER).body, "stored_graph_")[1]
