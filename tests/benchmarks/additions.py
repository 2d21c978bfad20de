"""Adding some records to a registry of made-up trials: how long it takes beside a build of everything, part by part, in one run.

``python -m tests.benchmarks delta 1000 10000``: for each number of trials, 10, 100 and 1,000 records are added, half of them newer records
of trials that are there, half of new trials. Every release that comes out is held against the build of the same records.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from kb import releases
from kb.adding import add
from kb.build import build
from kb.registry import open_registry, read_sources
from tests.benchmarks.timing import say
from tests.benchmarks.trials.__main__ import lines, write

SEED = 1
BASES = ("1000", "10000")
ADDED = (10, 100, 1000)
LATER = "2026-11-30"


def run(folder: Path, trials: int) -> None:
    """Print the times for a base of so many trials."""
    home, file = folder / f"home-{trials}", folder / f"trials-{trials}.ndjson"
    write(lines(trials, SEED), file)
    took, base = _timed(home, file)
    say(f"\nbase of {trials:,} trials, {base.manifest['quads']:,} quads: built in {_told(took)}")
    for many in ADDED:
        if many <= trials:
            _one(folder, home, file, trials, many)


def _one(folder: Path, home: Path, file: Path, trials: int, many: int) -> None:
    """Add so many records to a release, in a folder of its own; and build everything, for comparison."""
    new = folder / f"new-{many}.ndjson"
    write(_new(trials, many), new)
    place = folder / "grown"
    shutil.copytree(home, place)
    sources = read_sources()
    registry = open_registry((new,), sources)
    assert registry
    steps: list[tuple[float, str]] = [(time.perf_counter(), "begun")]
    grown = add(releases.current(place), sources, place, registry, lambda line: steps.append((time.perf_counter(), line)))
    took = time.perf_counter() - steps[0][0]
    parts = "; ".join(f"{line}: {now - before:.1f} s" for (before, _), (now, line) in pairwise(steps))
    whole, everything = _timed(folder / "whole", file, new)
    say(f"  {many:,} records added in {took:.1f} s, everything built in {_told(whole)}: ratio {took / whole:.2f}")
    say(f"    {parts}")
    if grown.version != everything.version:
        raise SystemExit(f"the addition made {grown.version}, the build {everything.version}")
    for left in ("grown", "whole"):
        shutil.rmtree(folder / left)


def _new(trials: int, many: int) -> Iterator[bytes]:
    """Newer records of trials that are there, evenly taken, and records of new trials."""
    step = max(1, trials // (many // 2))
    for number, line in enumerate(lines(trials + many - many // 2, SEED)):
        if number >= trials or (number % step == 0 and number // step < many // 2):
            record = json.loads(line)
            record.setdefault("derivedSection", {}).setdefault("miscInfoModule", {})["versionHolder"] = LATER
            record["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
            yield json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _timed(home: Path, *files: Path) -> tuple[float, releases.Release]:
    start = time.perf_counter()
    sources = read_sources()
    release = build(sources, home, registry=open_registry(files, sources))
    return time.perf_counter() - start, release


def _told(seconds: float) -> str:
    return f"{seconds:.1f} s"
