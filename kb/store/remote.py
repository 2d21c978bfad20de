"""The remote store: a release held by any SPARQL 1.1 endpoint, asked as the embedded store is and answering in the same shape."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from kb.errors import BadInput, QueryRefused, Unavailable
from kb.names import BASE, GRAPH
from kb.store import catalogue, received, terms
from kb.store.carrier import Carrier, Received, Sent
from kb.store.catalogue import Stored, Wanted
from kb.store.dataset import HIDDEN, Dataset
from kb.store.endpoint import Endpoint
from kb.store.gate import Gate
from kb.store.interface import DEFAULT_LIMITS, GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, Answer, Graphs, Lane, LaneState, Limits, Store
from kb.store.refusals import broken, cut_by_engine
from kb.store.screen import Screened, refuse_own_functions, screen
from kb.store.syntax import check_query

LOOK_SECONDS = 10.0
"""How long it is taken for granted that the endpoint still holds the release."""

_COUNTED = 1_000_000
"""Quads up to which a dump loaded by other means is counted when it is opened."""

_GATES = {Lane.OWN: (8, 64), Lane.VISITOR: (2, 4)}
_SMALL = Limits(seconds=10, memory_bytes=0, rows=100_000, answer_bytes=1 << 24)
_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"


def open_remote(
    endpoint: Endpoint, wanted: Wanted, *, limits: Mapping[Lane, Limits] | None = None, look_seconds: float = LOOK_SECONDS
) -> Store:
    """The release at an endpoint. Raises Unavailable where the endpoint does not answer, or does not hold the release whole."""
    store = RemoteStore(endpoint, wanted, dict(DEFAULT_LIMITS) | dict(limits or {}), look_seconds)
    store.look()
    return store


class RemoteStore:
    """Screens each query, sends it for the graphs of its release, and reads the answer. Memory is the engine's own affair."""

    def __init__(self, endpoint: Endpoint, wanted: Wanted, limits: Mapping[Lane, Limits], look_seconds: float) -> None:
        self._url, self._wanted, self._limits, self._look_seconds = endpoint.url, wanted, limits, look_seconds
        self._carrier = Carrier(endpoint)
        self._gates = {lane: Gate(*_GATES[lane], limits[lane].seconds) for lane in Lane}
        self._looking = threading.Lock()
        self._dataset: Dataset | None = None
        self._looked = 0.0

    def select(self, sparql: str, lane: Lane = Lane.OWN, graphs: Graphs | None = None) -> Answer:
        """The rows of a SELECT; of an ASK one row of variable ``ask``; of a CONSTRUCT or DESCRIBE its triples."""
        start = time.perf_counter()
        form, got = self._run(sparql, lane, graphs)
        limits = self._limits[lane]
        if form in {"SELECT", "ASK"}:
            variables, rows = received.read_table(got.body, HIDDEN)
            cut = self._cut_by_engine(got, lane)
        else:
            variables, rows, cut = ("subject", "predicate", "object"), received.triple_rows(received.read_triples(got.body)), False
        return Answer(variables, rows[: limits.rows], cut or len(rows) > limits.rows, time.perf_counter() - start)

    def serialize(self, sparql: str, media_type: str, lane: Lane = Lane.OWN, graphs: Graphs | None = None) -> bytes:
        """The whole answer in one media type."""
        form = screen(sparql).form
        possible = RESULT_MEDIA_TYPES if form in {"SELECT", "ASK"} else GRAPH_MEDIA_TYPES
        if media_type not in possible:
            raise BadInput(f"a {form} query has no '{media_type}' form", mend=f"ask for {', '.join(possible)}")
        _, got = self._run(sparql, lane, graphs)
        if possible is GRAPH_MEDIA_TYPES:
            return received.write_triples(received.read_triples(got.body), media_type, self._limits[lane])
        self._cut_by_engine(got, Lane.OWN)
        variables, rows = received.read_table(got.body, HIDDEN)
        return received.write_table(form, variables, rows, media_type, self._limits[lane])

    def lanes(self) -> Mapping[str, LaneState]:
        """How many queries are under way, and how many wait to be sent."""
        return {str(lane): gate.state() for lane, gate in self._gates.items()}

    def close(self) -> None:
        """Refuse what is asked from now on."""
        for gate in self._gates.values():
            gate.close()

    def look(self) -> Dataset:
        """Which graphs hold the release, looked up anew; raises Unavailable where it is not there whole."""
        graphs = self._entered() or self._loaded()
        if not graphs:
            mend = "put it there with 'kb publish', or build and open the release that it holds"
            raise Unavailable(f"{self._url} does not hold release {self._wanted.version}, which is in service here; {mend}")
        self._dataset, self._looked = Dataset(catalogue.names_of(graphs)), time.monotonic()
        return self._dataset

    def _run(self, sparql: str, lane: Lane, graphs: Graphs | None) -> tuple[str, Received]:
        seen = screen(sparql)
        if lane is Lane.VISITOR:
            check_query(sparql)
            refuse_own_functions(sparql)
        for name in (*graphs.default, *graphs.named) if graphs else ():
            terms.iri(name)
        with self._gates[lane].turn():
            text, read = self._known().prepare(sparql, seen, graphs)
            try:
                return seen.form, self._ask(f"BASE {terms.iri(BASE)}\n{text}", seen, read, self._limits[lane])
            except QueryRefused:
                check_query(sparql)  # where it is the query's own fault, this tells the place in it
                raise

    def _ask(self, text: str, seen: Screened, read: Graphs, limits: Limits) -> Received:
        table = seen.form in {"SELECT", "ASK"}
        beside = [("default-graph-uri", name) for name in read.default] + [("named-graph-uri", name) for name in read.named]
        got = self._carrier.carry(Sent(text, seen.form, _JSON if table else _TRIPLES, tuple(beside)), limits.seconds, limits.answer_bytes)
        _check(got, table)
        return got

    def _known(self) -> Dataset:
        """The graphs of the release; while one thread looks anew, others go by what was found last."""
        held = self._dataset
        if held and (self._is_fresh() or not self._looking.acquire(blocking=False)):
            return held
        if not held:
            self._looking.acquire()
        try:
            return self._dataset if self._dataset and self._is_fresh() else self.look()
        except Unavailable:
            self._dataset = None
            raise
        finally:
            self._looking.release()

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._looked < self._look_seconds

    def _cut_by_engine(self, got: Received, lane: Lane) -> bool:
        """Whether the engine cut the rows; the application's own questions, and files, need them all."""
        if (most := got.headers.get("x-sparql-maxrows")) and lane is Lane.OWN:
            raise cut_by_engine(most)
        return most is not None

    def _entered(self) -> list[Stored]:
        rows = self._rows(catalogue.entry_query(self._wanted), catalogue.CATALOGUE)
        graphs = [Stored(name.text, stored.text, int(triples.text)) for name, stored, triples in rows if name and stored and triples]
        return graphs if sum(one.triples for one in graphs) == self._wanted.quads else []

    def _loaded(self) -> list[Stored]:
        """The graphs of a dump that was loaded under its own names, by whatever means."""
        rows = self._rows(catalogue.own_graphs_query(self._wanted.version), f"{GRAPH}release")
        names = [f"{GRAPH}{graph.text.rpartition('/')[2]}" for graph, _ in rows if graph]
        if not names or (self._dataset is None and self._wanted.quads <= _COUNTED and self._count(names) != self._wanted.quads):
            return []
        return [Stored(name, name, 0) for name in (*names, f"{GRAPH}release")]

    def _count(self, names: list[str]) -> int:
        ((found,),) = self._rows(catalogue.count_query(), *names, f"{GRAPH}release")
        return int(found.text) if found else 0

    def _rows(self, query: str, *default: str) -> list[received.Row]:
        got = self._ask(query, Screened("SELECT"), Graphs(default), _SMALL)
        return received.read_table(got.body, HIDDEN)[1]


def _check(got: Received, table: bool) -> None:
    """Refuse what is no answer, or but a part of one, though its status says otherwise."""
    if state := got.headers.get("x-sql-state"):
        raise broken(f"the engine stopped in the midst of it ({state[:20]})")
    kind = got.headers.get("content-type", "").partition(";")[0].strip().lower()
    expected = (_JSON, "application/json") if table else (_TRIPLES, "text/plain", "text/turtle", "text/ntriples")
    if kind not in expected:
        raise broken(f"it comes as '{kind[:60]}' where {expected[0]} was asked for; check the address of the endpoint")
    if not table and not {"content-length", "transfer-encoding"} & got.headers.keys():
        raise broken("it has no stated length, so it may have been cut")
