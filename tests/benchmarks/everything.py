"""Every kind of page, the page of the broadest thing of each kind, every file, plain question and question of the library, of one release.

``python -m tests.benchmarks everything FOLDER``, where FOLDER holds the release in service. Time is the server's own at the first visit,
before anything was kept; memory is the most that the serving process took for it, above what it had.
"""

from __future__ import annotations

import re
import resource
import signal
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from kb import ask
from kb.answer import answer
from kb.base import Base, open_base
from kb.errors import KbError
from kb.names import ID
from kb.releases import Release
from kb.tables import TABLES
from tests.benchmarks.commands import QUESTIONS
from tests.benchmarks.timing import say
from webui import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

PATIENCE = 120
"""Seconds after which a page is given up; its time is then at least this."""

PARTS = ("pages", "things", "files", "questions")
WORST = 10
WITHOUT_PAGES = frozenset({"anchor", "selector"})
"""Kinds that say where something stands; everything has its own."""

PAGES = (
    "/",
    "/about",
    "/changes",
    "/changes.atom",
    "/cite",
    "/compare",
    "/coverage",
    "/graph",
    "/map",
    "/map.csv",
    "/map?rows=target",
    "/map?rows=mechanism&columns=partner",
    "/map?columns=partner&split=phase",
    "/outcomes",
    "/adverse-events-wide",
    "/adverse-events-wide.csv",
    "/questions",
    "/sparql",
    "/sparql/terms",
    "/.well-known/void",
    "/.well-known/sparql-examples",
    "/healthz",
    "/search?q=inhibitor",
    "/search?q=leukemia",
    "/suggest.json?q=aza",
    "/trials?words=leukemia",
    "/trials?phase=Phase+2",
    "/graph?start=agent/azacitidine",
    "/graph?start=class/small-molecule",
    "/graph?start=class/hma&to=class/anti-pd-1",
    "/graph?start=agent/azacitidine&to=agent/venetoclax",
    "/ask?q=which+trials+combine+HMA+with+anti-PD-1",
    "/ask?q=trials+of+small+molecules",
    "/ask?q=how+are+azacitidine+and+venetoclax+connected",
    "/ask?q=what+is+untried+with+HMA",
    "/ask?q=trials+in+China",
)
"""Pages that are no lists and show no single thing."""

LARGE = ("trials.csv", "trials.json", "trials.xlsx", "arms.csv", "documents.ris", "results.csv")
EXPECTED = (200, 300, 302, 303, 404)


class GivenUp(BaseException):
    """A page took longer than ``PATIENCE``; no ``except Exception`` of what is measured may take it."""


@dataclass(frozen=True)
class Took:
    """What one thing took: seconds, MiB above what the process had, MiB of its answer, and what there is to say of it."""

    what: str
    seconds: float
    memory: int
    size: float
    note: str = ""


def run(home: Path, parts: Iterable[str] = PARTS) -> None:
    """Print a line for each page, file and question of these parts as it is measured, then the worst of each."""
    wanted = set(parts)
    with open_base(home) as base:
        say(f"release {base.release.version}: {base.release.manifest['quads']:,} quads")
        broad = broadest(base.release) if "things" in wanted else {}
    if wanted - {"questions"}:
        _serving(home, wanted, broad)
    if "questions" in wanted:
        with open_base(home) as base:
            _print("questions in plain words", (_measured(text, lambda text=text: answer(base, text)) for text in QUESTIONS))  # type: ignore[misc]
        with open_base(home, isolated=True) as base:
            _print("questions of the library", (_question(base, name) for name in ask.questions()))
    say(f"memory of the serving process at the end {_status('VmRSS')} MiB; most of one worker {_workers()} MiB")


def _serving(home: Path, wanted: set[str], broad: dict[str, list[tuple[str, int]]]) -> None:
    app = create_app(home)
    client = app.test_client()
    if "pages" in wanted:
        _print("pages", (_page(client, path) for path in PAGES))
        _print("lists", (_page(client, f"/{name}") for name in TABLES))
    if "things" in wanted:
        things = (f"/id/{thing}" for several in broad.values() for thing, _ in several)
        _print("pages of the broadest things of each kind", (_page(client, path) for path in things))
        _print("the same as data", (_page(client, f"/id/{several[0][0]}.ttl") for several in broad.values()))
    if "files" in wanted:
        _print("files of lists", (_page(client, f"/{name}") for name in LARGE))
    app.extensions["service"].close()


def broadest(release: Release, each: int = 2) -> dict[str, list[tuple[str, int]]]:
    """For each kind, the things that most statements point at, with how many; a thing that nothing points at counts too."""
    counts: Counter[str] = Counter()
    pattern = re.compile(rf"^<{re.escape(ID)}([^>]*)> \S+ (?:<{re.escape(ID)}([^>]*)> )?")
    seen: dict[str, str] = {}
    for line in release.lines():
        if found := pattern.match(line):
            if found[2]:
                counts[found[2]] += 1
            seen.setdefault(found[1].partition("/")[0], found[1])
    kinds: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for thing, count in counts.most_common():
        kind = thing.partition("/")[0]
        if kind not in WITHOUT_PAGES and len(kinds[kind]) < each:
            kinds[kind].append((thing, count))
    return {kind: kinds.get(kind) or [(thing, 0)] for kind, thing in sorted(seen.items()) if kind not in WITHOUT_PAGES}


def _page(client: FlaskClient, path: str) -> Took:
    def visit() -> tuple[int, str]:
        answered = client.get(path, headers={"Accept": "text/html"}, buffered=False)
        size = sum(len(chunk) for chunk in answered.iter_encoded())
        return size, "" if answered.status_code in EXPECTED else f"status {answered.status_code}"

    return _measured(path, visit)


def _question(base: Base, name: str) -> Took:
    def asked() -> tuple[int, str]:
        found = base.store.select(ask.find(name).sparql)
        return 0, f"{len(found.rows):,} rows{', cut' if found.truncated else ''}"

    return _measured(name, asked)


def _measured(what: str, work: Callable[[], object]) -> Took:
    before, start = _status("VmRSS"), time.perf_counter()
    _forget_peak()
    size, note = 0, ""
    try:
        with _limited(PATIENCE):
            told = work()
            size, note = told if isinstance(told, tuple) else (0, "")
    except GivenUp:
        note = "given up"
    except KbError as fault:
        note = str(fault)[:90]
    return Took(what, time.perf_counter() - start, _status("VmHWM") - before, size / 2**20, note)


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(*_: int | FrameType | None) -> None:
        raise GivenUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _status(name: str) -> int:
    """A figure of this process's memory, MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    told = re.search(rf"^{name}:\s+(\d+) kB", status.read_text() if status.exists() else "", flags=re.M)
    return int(told[1]) >> 10 if told else 0


def _forget_peak() -> None:
    """Have the system note the most memory anew from here, where it can."""
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        peak.write_text("5")


def _workers() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10


def _print(title: str, taken: Iterable[Took]) -> None:
    say(f"\n{title}:")
    found = []
    for one in taken:
        found.append(one)
        say(f"  {one.what:<62} {one.seconds * 1000:9.0f} ms {one.memory:6} MiB  {one.size:8.2f} MiB  {one.note}")
    worst = sorted(found, key=lambda one: -one.seconds)[:WORST]
    say(f"  median {statistics.median(one.seconds for one in found) * 1000:.0f} ms of {len(found)}; worst: ")
    say("  " + ", ".join(f"{one.what} {one.seconds:.2f} s" for one in worst))
