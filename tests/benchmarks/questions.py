"""Every shipped question on the embedded store and on rdflib's own engine in memory, in one run."""

from __future__ import annotations

import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import rdflib
from rdflib.plugins.sparql import prepareQuery

from kb import ask
from kb.base import Base
from tests.benchmarks.timing import median_ms, once_ms, say

LONGEST_SECONDS = 30
"""After this rdflib is stopped; its time is then at least this."""


def run(base: Base) -> None:
    """Print a line for each question, and the median ratio."""
    graph = _in_memory(base)
    say("\nquestion, ms: embedded store / rdflib in memory (of it reading the query) / ratio / ratio without reading the query")
    ratios, evaluated = [], []
    for name, question in ask.questions().items():
        held = len(base.store.select(question.sparql).rows)
        ours = median_ms(lambda sparql=question.sparql: base.store.select(sparql))  # type: ignore[misc]
        reading = once_ms(lambda sparql=question.sparql: prepareQuery(sparql))  # type: ignore[misc]
        answering, rows = _ask_rdflib(graph, question.sparql)
        ratios.append((reading + answering) / ours)
        evaluated.append(answering / ours)
        note = "" if rows == held else " stopped" if rows is None else f" ({held} rows, rdflib {rows})"
        say(f"{name:<52} {ours:8.2f} {reading + answering:10.1f} ({reading:5.1f}) {ratios[-1]:8.1f} {evaluated[-1]:8.1f}{note}")
    quickest = min(zip(ratios, ask.questions(), strict=True))
    say(f"median of {len(ratios)} questions: {statistics.median(ratios):.1f} times faster than rdflib,")
    say(f"  {statistics.median(evaluated):.1f} times where rdflib has read the query before; least {quickest[0]:.1f} ({quickest[1]})")


def _in_memory(base: Base) -> rdflib.Graph:
    """The release as one graph: rdflib answers from that sooner than from a dataset of several."""
    graph = rdflib.Graph()
    start = time.perf_counter()
    for subject, predicate, object_, _ in base.graph().quads():
        graph.add((subject, predicate, object_))
    say(f"(rdflib reads the release in {time.perf_counter() - start:.1f} s: {len(graph)} triples)")
    return graph


def _ask_rdflib(graph: rdflib.Graph, sparql: str) -> tuple[float, int | None]:
    """Time and number of rows; no number where it was stopped."""
    prepared = prepareQuery(sparql)
    rows: list[object] = []
    try:
        with _limited(LONGEST_SECONDS):
            return once_ms(lambda: rows.extend(graph.query(prepared))), len(rows)
    except TimeoutError:
        return LONGEST_SECONDS * 1000, None


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(*_: int | FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
