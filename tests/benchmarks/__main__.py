"""Prints, in one run: build time, every shipped question against rdflib's own engine, cold start of a question, and page times.

Run with ``make bench``. Times are medians; what matters are the ratios, since both sides ran on the same machine at the same time.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kb import ask
from kb.base import Base, open_base
from kb.build import build
from kb.registry import read_sources

ROUNDS = 5


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median time of a piece of work, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def benchmark_build(home: Path) -> None:
    start = time.perf_counter()
    release = build(read_sources(), home)
    seconds = time.perf_counter() - start
    say(f"build: {seconds:.2f} s for {release.manifest['quads']} quads, checks and derived statements included")


def benchmark_questions(base: Base) -> None:
    say("\nquestion, ms: embedded store / rdflib in memory / ratio")
    start = time.perf_counter()
    graph = base.graph()
    say(f"(rdflib loads the release in {time.perf_counter() - start:.1f} s)")
    ratios = []
    for name, question in ask.questions().items():
        ours = median_ms(lambda sparql=question.sparql: base.store.select(sparql))  # type: ignore[misc]
        theirs = median_ms(lambda sparql=question.sparql: list(graph.query(sparql)), 1)  # type: ignore[misc]
        ratios.append(theirs / ours)
        say(f"{name:<52} {ours:9.2f} {theirs:11.1f} {ratios[-1]:8.1f}")
    say(f"median ratio over {len(ratios)} questions: {statistics.median(ratios):.1f} times faster than rdflib")


def benchmark_start(home: Path) -> None:
    """A question asked from nothing, against the imports that any tool of this kind cannot do without."""
    environment = {"AML_EVIDENCE_HOME": str(home), "PATH": "/usr/bin:/bin"}

    def run(*code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *code], env=environment, capture_output=True, check=True)

    ask_code = "import sys; from kb.cli import main; sys.argv=['kb','ask','which trials combine HMA with anti-PD-1']; main()"
    ours = median_ms(run("-c", ask_code))
    imports = median_ms(run("-c", "import pandas, flask, pyoxigraph"))
    say(f"\ncold start: kb ask {ours:.0f} ms, importing pandas, flask and pyoxigraph {imports:.0f} ms: ratio {ours / imports:.2f}")


PAGES = ("/", "/ask?q=which+trials+combine+HMA+with+anti-PD-1", "/trials", "/results", "/adverse-events", "/claims", "/discrepancies", "/id/agent/azacitidine")


def benchmark_pages(home: Path) -> None:
    """Server time of a page, warm, against the time its queries alone take."""
    from webui import create_app

    app = create_app(home)
    client = app.test_client()
    say("\npage, ms: server time / its queries alone / ratio")
    for page in PAGES:
        client.get(page)
        seen = _Counted(app)
        page_ms = median_ms(lambda page=page: client.get(page, headers={"Cache-Control": "no-cache"}))  # type: ignore[misc]
        queries = seen.per_call(ROUNDS)
        say(f"{page:<52} {page_ms:9.2f} {queries:9.2f} {page_ms / queries if queries > 0.005 else float('nan'):8.1f}")
    app.extensions["releases"].close()


class _Counted:
    """Adds up what the store of an application spends on queries."""

    def __init__(self, app: object) -> None:
        self.spent = 0.0
        store = app.extensions["releases"].base().store  # type: ignore[attr-defined]
        inner = getattr(store, "uncounted", None) or store.select
        store.uncounted = inner

        def counted(*arguments: object, **named: object) -> object:
            start = time.perf_counter()
            try:
                return inner(*arguments, **named)
            finally:
                self.spent += time.perf_counter() - start

        store.select = counted

    def per_call(self, calls: int) -> float:
        return self.spent * 1000 / calls


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        benchmark_build(home)
        with open_base(home) as base:
            benchmark_questions(base)
        benchmark_start(home)
        benchmark_pages(home)


if __name__ == "__main__":
    main()
