"""Hours in small: many clients and several new releases; nothing fails, and nothing grows that should not."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

from kb.keeping import prune
from kb.releases import MANIFEST, POINTER, current
from tests.benchmarks.clients import Asked, load
from tests.benchmarks.hostile import ENTITIES
from tests.benchmarks.processes import ours, use_of
from tests.benchmarks.timing import say

CLIENTS = 32
SWAPS = 3
LISTS = (
    "/",
    "/trials",
    "/results?sort=study",
    "/trials.csv",
    "/map",
    "/ask?q=which+trials+combine+HMA+with+anti-PD-1",
    "/about",
    "/healthz",
)


def run(home: Path, seconds: int) -> None:
    """Print what the server used at the beginning, before each swap and at the end, and how requests ended."""
    asked = [Asked(f"/id/{name}") for name in ENTITIES] + [Asked(path) for path in LISTS]
    say(f"\n{CLIENTS} clients, {seconds} s, {SWAPS} swaps")
    with ours(home) as (process, port):
        time.sleep(5)
        say(f"{0:6.0f} s   {use_of(process).line()}")
        start = time.monotonic()
        swapping = threading.Thread(target=_swap, args=(home, process, start, seconds), daemon=True)
        swapping.start()
        tally = load(port, asked, [], CLIENTS, lambda: time.monotonic() > start + seconds)
        swapping.join()
        say(f"{time.monotonic() - start:6.0f} s   {use_of(process).line()}")
        time.sleep(5)
        say(f"at rest    {use_of(process).line()}")
        say(tally.line())


def _swap(home: Path, process: int, start: float, seconds: int) -> None:
    release = current(home)
    for number in range(1, SWAPS + 1):
        time.sleep(max(0.0, start + seconds * number / (SWAPS + 1) - time.monotonic()))
        say(f"{time.monotonic() - start:6.0f} s   {use_of(process).line()}   then a new release")
        name = f"{release.version}-{number}"
        shutil.copytree(current(home).folder, home / name)
        manifest = home / name / MANIFEST
        manifest.write_text(manifest.read_text().replace(current(home).version, name))
        (home / "new").write_text(name + "\n")
        (home / "new").replace(home / POINTER)
        time.sleep(5)
        say(f"           {len(prune(home, 1))} old releases removed")
