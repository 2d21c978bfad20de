"""A registry of so many made-up trials, from its file to pages and exports: every figure beside the bare engine's, in one run.

``python -m tests.benchmarks scale 10000``; with a folder after the number the file and the release stay there, and are taken again where
they are there. Loading and serving run in processes of their own, so that their memory can be told.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph

from kb.base import Base, open_base
from kb.combine import Chip, Combination
from kb.combine.finding import combination_sparql
from kb.releases import POINTER
from kb.store.joined import Joined
from tests.benchmarks.timing import median_ms, once_ms, say
from tests.benchmarks.trials.__main__ import lines, write
from tests.conftest import ROOT
from webui import create_app

SEED = 1
SMALL = 10_000
"""Up to so many trials, rdflib's own engine is asked too."""

COMBINATIONS = (
    ("class/hma", "class/anti-pd-1"),
    ("class/hma", "class/bcl-2-inhibitor"),
    ("agent/cytarabine", "class/anthracycline"),
)
LISTS = ("/trials", "/trials?phase=Phase+2", "/trials?status=recruiting", "/trials?agent=azacitidine", "/trials?words=leukemia")
SUGGESTIONS = ("ven", "azaci", "pembro", "nivolumb", "acute my", "NCT9000", "cytarab")
ENTITIES = 40
BROAD = (
    "/id/agent/azacitidine",
    "/id/class/hma",
    "/id/class/anti-pd-1",
    "/id/target/pd-1",
    "/id/outcome/os",
    "/id/concept/phase.2",
    "/ask?q=trials+of+HMA+with+anti-PD-1",
    "/ask?q=trials+in+China",
    "/graph?start=agent/azacitidine",
    "/map",
    "/map?phase=2",
)
"""Pages of what very many studies have to do with; each is told by itself."""

EXPORTED = "/trials.csv"


def run(folder: Path, trials: int) -> None:
    """Print the figures of so many trials."""
    source, home = folder / "trials.ndjson", folder / "home"
    if not (home / POINTER).exists():
        write(lines(trials, SEED), source)
        say(f"\n{trials:,} made-up trials, {source.stat().st_size >> 20} MiB")
        loading(source, home)
    with open_base(home) as base:
        combinations(base, trials)
    _apart("serving", home)
    _apart("export", home)


def loading(source: Path, home: Path) -> None:
    """Loading with parsing and recognising, against the bare engine's bulk load of the same dump."""
    start = time.perf_counter()
    _apart("build", source, home)
    took = time.perf_counter() - start
    with open_base(home) as base:
        quads, files = int(base.release.manifest["quads"]), base.release.files
    with tempfile.TemporaryDirectory() as bare:
        store = pyoxigraph.Store(bare)
        engine = once_ms(lambda: store.bulk_load(Joined(files), format=pyoxigraph.RdfFormat.N_QUADS)) / 1000
    say(f"loading: {quads:,} quads in {took:.1f} s, {quads / took:,.0f} a second")
    say(f"  the bare engine's bulk load of them {engine:.1f} s, {quads / engine:,.0f} a second; ratio {engine / took:.2f} (aim 0.5)")


def combinations(base: Base, trials: int) -> None:
    """Combination questions, warm: as asked here, and the same SPARQL on the bare engine (and on rdflib's where that is possible)."""
    bare = pyoxigraph.Store.read_only(str(base.release.store))
    graph = base.graph() if trials <= SMALL else None
    for parts in COMBINATIONS:
        combination = Combination(tuple(Chip((part,)) for part in parts))
        sparql = combination_sparql(combination)
        rows = len(base.store.select(sparql).rows)
        ours = median_ms(lambda sparql=sparql: base.store.select(sparql))  # type: ignore[misc]
        engine = median_ms(lambda sparql=sparql: list(bare.query(sparql, use_default_graph_as_union=True)))  # type: ignore[misc]
        found = median_ms(lambda combination=combination: len(base.match(combination).matches))  # type: ignore[misc]
        told = (
            f"combination {' + '.join(parts)}: {rows} rows, {ours:.1f} ms; bare engine {engine:.1f} ms, ratio {ours / engine:.2f} (aim 1)"
        )
        told += f"; found as sets, near misses included, {found:.1f} ms, ratio {found / engine:.2f}"
        if graph is not None:
            slow = once_ms(lambda sparql=sparql: list(graph.query(sparql)))  # type: ignore[misc]
            told += f"; rdflib {slow:.0f} ms, {slow / ours:.0f} times as long (aim 20)"
        say(told)


def _apart(what: str, *paths: Path) -> None:
    """Run a part in a process of its own, which tells its memory at its end."""
    subprocess.run([sys.executable, "-m", __spec__.name, what, *map(str, paths)], cwd=ROOT, check=True)


def _build(source: Path, home: Path) -> None:
    from kb.build import build
    from kb.registry import open_registry, read_sources

    sources = read_sources()
    build(sources, home, registry=open_registry((source,), sources))


def _serving(home: Path) -> None:
    client = create_app(home).test_client()
    with open_base(home) as base:
        studies = [row[0].text for row in base.select(f"SELECT ?n WHERE {{ ?s aml:nctId ?n }} ORDER BY ?n LIMIT {ENTITIES}").rows if row[0]]
    pages = {
        "list pages with facets (aim 300)": LISTS,
        "entity pages (aim 100)": tuple(f"/id/study/{number}" for number in studies),
        "suggestions (aim 30)": tuple(f"/suggest.json?q={text}" for text in SUGGESTIONS),
    }
    for name, addresses in pages.items():
        client.get(addresses[0])  # templates are read once in the life of a server
        first, later = _each(client.get, addresses), _each(client.get, addresses)
        say(f"{name}: server time of the first visits, ms: {_told(first)}; of later ones: {_told(later)}")
    for address in ("/ask?q=trials+of+magrolimab", "/id/class/anti-cd47"):  # what all pages of a kind need is made once for a release
        client.get(address)
    for address in BROAD:
        start = time.perf_counter()
        answer = client.get(address).status_code
        took = (time.perf_counter() - start) * 1000
        say(f"  {address}: first visit {took:.0f} ms{'' if answer == 200 else f', refused with {answer}'}")


def _each(get: Callable[[str], object], addresses: tuple[str, ...]) -> list[float]:
    return [once_ms(lambda address=address: get(address)) for address in addresses]  # type: ignore[misc]


def _told(times: list[float]) -> str:
    p95 = statistics.quantiles(times, n=20, method="inclusive")[-1]
    return f"median {statistics.median(times):.0f}, p95 {p95:.0f}"


def _export(home: Path) -> None:
    client = create_app(home).test_client()
    size = 0
    start = time.perf_counter()
    for chunk in client.get(EXPORTED, buffered=False).iter_encoded():
        size += len(chunk)
    say(f"export of the table of trials as CSV: {size >> 20} MiB in {time.perf_counter() - start:.1f} s")


def _main(what: str, *paths: str) -> None:
    parts: dict[str, Callable[..., None]] = {"build": _build, "serving": _serving, "export": _export}
    parts[what](*map(Path, paths))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    say(f"  {what}: at most {max(_own_mib(), children)} MiB of memory in one process")


def _own_mib() -> int:
    """The most memory that this program has had; what the one before it in the same process had is not counted, as getrusage does."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    told = next(line for line in status.read_text(encoding="ascii", errors="replace").splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) >> 10


if __name__ == "__main__":
    _main(*sys.argv[1:])
