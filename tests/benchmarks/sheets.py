"""Lists, counts, look-ups and files of a made-up registry, beside the plain way: all rows in memory, walked over one by one.

Times are of the processor, which other work on the machine disturbs least. The plain way is measured at ``PLAIN`` rows.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kb.base import Base, open_base
from kb.formats import FORMATS
from kb.indexing import build_names
from kb.lookup import Names
from kb.records import Agent, Study, Synonym
from kb.tables import TABLES, Choice, Index, Sheet, TablesFile, write_tables
from tests.benchmarks.registry import AGENTS, registry
from tests.benchmarks.timing import say
from tests.tables.plain import PlainSheet
from webui import create_app

PLAIN = 10_000
PAGES = (
    "/trials",
    "/trials?page=11000",
    "/trials?phase=0",
    "/trials?agent=drug-3&country=0&country=1",
    "/trials?agent=drug-7000",
    "/trials?words=word1+word25",
    "/trials?words=ord123",
    "/trials?status=1&words=word7&sort=label",
    "/trials?sort=completion_date&desc=1",
    "/trials?phase=1&sort=completion_date&desc=1&page=40",
)
EXPORTED = ("csv", "json", "jsonld", "ttl", "md", "tex", "xlsx", "ris")
ROWS = 100_000


def cpu_ms(work: Callable[[], object]) -> float:
    """Processor time of a piece of work, in milliseconds."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def peak_mib() -> int:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def opened(path: Path) -> Sheet:
    """The sheet of trials of a file."""
    return Sheet(TABLES["trials"], Index(TablesFile(path), TABLES["trials"]), "benchmark")


def write(path: Path, trials: int) -> None:
    """A file of so many trials."""
    start = time.process_time()
    write_tables(path, [(TABLES["trials"], registry(trials))], {})
    took, size = time.process_time() - start, path.stat().st_size >> 20
    say(f"writing {trials:,} trials: {took:.0f} s of processor, file of {size} MiB, at most {peak_mib()} MiB of memory")


def pages(base: Base, path: Path) -> None:
    """Pages of the list with all their facets: the first visit, and the median of further ones."""
    client = create_app(replace(base, _sheets={"trials": opened(path)})).test_client()
    for address in PAGES:
        took = [cpu_ms(lambda address=address: client.get(address, headers={"Accept": "text/html"}).data) for _ in range(6)]  # type: ignore[misc]
        say(f"  {address:62} first {took[0]:7.0f} ms   again {statistics.median(took[1:]):6.0f} ms")
    say(f"  serving process: at most {peak_mib()} MiB")


def plain(path: Path) -> None:
    """The plain way, and the sheet, at ``PLAIN`` rows: choosing and counting all facets."""
    write(path, PLAIN)
    sheet = opened(path)
    walked = PlainSheet(sheet.spec, tuple(sheet.rows))
    for choice in (Choice(), Choice({"phase": ("phase 0",)}), Choice({"phase": ("phase 1",)}, "word1 word25", "label")):
        slow = cpu_ms(lambda choice=choice: (walked.choose(choice), walked.facets(choice)))  # type: ignore[misc]
        quick = cpu_ms(lambda choice=choice: (sheet.choose(choice)[:50], sheet.facets(choice, 200)))  # type: ignore[misc]
        say(f"  {PLAIN:,} rows, {choice.filters or 'all'} {choice.words}: plain {slow:.0f} ms, sheet {quick:.0f} ms")


def export(path: Path, format_: str) -> None:
    """Write the first rows of a file in a format, in a process of its own, and tell its time and memory."""
    sheet = opened(path)
    chosen = sheet.choose(Choice({"status": ("status 0", "status 1")}))
    rows = type(chosen)(sheet.index, sheet.index.every, sheet.index.ordered(sheet.index.every, "", False, False)[:ROWS])
    before = peak_mib()
    size = 0

    def work() -> None:
        nonlocal size
        size = sum(len(piece) for piece in FORMATS[format_].pieces(sheet.table(rows, Choice())))

    took = cpu_ms(work)
    say(f"  {format_:7} {len(rows):,} rows: {took / 1000:5.1f} s, {size >> 20:4} MiB, at most {peak_mib()} MiB of memory ({before} before)")


def names(path: Path, trials: int) -> None:
    """Look-up among the names of a registry."""
    numbers = (f"NCT{n * 11 + 1_000_000:08d}" for n in range(trials))
    records = [
        *(Study(key=nct, label=title(n), nct_id=nct, study_kind="clinical-trial") for n, nct in enumerate(numbers)),
        *(Agent(key=f"drug-{n}", label=drug_name(n), agent_kind="drug", definition="d", source="s") for n in range(AGENTS)),
        *(Synonym(key=f"s-{n}", subject=f"agent/drug-{n}", label=f"XY-{n}", synonym_kind="code", source="s") for n in range(AGENTS)),
    ]
    start = time.process_time()
    build_names(path, records)
    say(f"names of {trials:,} trials and {AGENTS:,} drugs: {time.process_time() - start:.0f} s, {path.stat().st_size >> 20} MiB")
    del records
    found = Names(path)
    drug = drug_name(17)
    for what, work in (
        ("a name begun", lambda: found.search(drug[:4], 8)),
        ("two letters", lambda: found.search("zo", 8)),
        ("a number", lambda: found.search("NCT0100", 8)),
        ("an exact name", lambda: found.exact(drug)),
        ("a name with a letter left out", lambda: found.near(drug[:3] + drug[4:])),
        ("a short name misspelt", lambda: found.near("xy17x")),
        ("nothing like it", lambda: found.near("qqqqwwww")),
        ("a number misspelt", lambda: found.near("NCT0100012x")),
    ):
        took = sorted(cpu_ms(work) for _ in range(11))
        say(f"  {what:32} median {took[5]:6.2f} ms, slowest {took[-1]:6.2f} ms")


SYLLABLES = "za ne ri to mab cli vo de ci ta bi ne xa pu lo mi gi ru se ka".split()


def drug_name(number: int) -> str:
    """A made-up name of four syllables or more."""
    spots = [number % 20, number // 20 % 20, number // 400 % 20, number // 8000 % 20, number * 7 % 20]
    return "".join(SYLLABLES[spot] for spot in spots)


def title(number: int) -> str:
    """A made-up title."""
    return f"A study of {drug_name(number % AGENTS)} with {drug_name(number * 13 % AGENTS)} in acute myeloid leukemia, part {number}"


def run(home: Path, trials: int) -> None:
    """Measure all of these for so many trials."""
    path = home / "registry.sqlite"
    write(path, trials)
    plain(home / "plain.sqlite")
    with open_base(home) as base:
        pages(base, path)
    for format_ in EXPORTED:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.sheets", str(path), format_], check=True)
    names(home / "registry-names.sqlite", trials)


if __name__ == "__main__":
    export(Path(sys.argv[1]), sys.argv[2])
