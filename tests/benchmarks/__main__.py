"""Prints, in one run: build time, every shipped question against rdflib's own engine, commands, memory and pages.

Run with ``make bench``, or with some of the parts named: ``python -m tests.benchmarks pages``. Times are medians; what matters are
the ratios, since both sides ran on the same machine at the same time.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

from kb.base import open_base
from kb.build import build
from kb.registry import read_sources
from tests.benchmarks import additions, commands, entities, everything, hostile, pages, questions, scale, sheets, soak
from tests.benchmarks.registry import REGISTRY
from tests.benchmarks.timing import say

PARTS = ("questions", "commands", "pages", "entities")
BY_NAME = ("registry",)
"""Parts that take some minutes and a few GiB of disk, and so run only where they are named."""


def measure_build(home: Path) -> None:
    """Time from the CSV files to a release in service."""
    start = time.perf_counter()
    release = build(read_sources(), home)
    seconds = time.perf_counter() - start
    say(f"build: {seconds:.2f} s for {release.manifest['quads']} quads, checks and derived statements included")


def main(parts: list[str]) -> None:
    """Measure the named parts, or all; ``scale`` takes a number of trials and a folder to keep them in, ``delta`` several numbers,
    ``everything`` a folder and parts, ``hostile`` and ``soak`` seconds.
    """
    if parts[:1] == ["everything"]:
        everything.run(Path(parts[1]), parts[2:] or everything.PARTS)
        return
    if parts[:1] == ["scale"]:
        with tempfile.TemporaryDirectory() as passing:
            scale.run(Path(parts[2] if parts[2:] else passing), int(parts[1]) if parts[1:] else scale.SMALL)
        return
    if parts[:1] == ["delta"]:
        for trials in map(int, parts[1:] or additions.BASES):
            with tempfile.TemporaryDirectory() as folder:
                additions.run(Path(folder), trials)
        return
    if parts[:1] in (["hostile"], ["soak"]):
        with tempfile.TemporaryDirectory() as folder:
            build(read_sources(), Path(folder))
            run, usual = (hostile.run, 20) if parts[0] == "hostile" else (soak.run, 600)
            run(Path(folder), int(parts[1]) if parts[1:] else usual)
        return
    wanted = parts or list(PARTS)
    if unknown := [part for part in wanted if part not in (*PARTS, *BY_NAME)]:
        raise SystemExit(f"there is no part '{unknown[0]}'; there are {', '.join((*PARTS, *BY_NAME))}")
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "pandas", "flask"))
    today = datetime.now(UTC).date()
    say(f"{today}, Python {platform.python_version()}, {cpu_count()} CPUs, {platform.system()} {platform.machine()}, {packages}\n")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        measure_build(home)
        if "questions" in wanted:
            with open_base(home) as base:
                questions.run(base)
        if "commands" in wanted:
            commands.run_from_nothing(home)
            with open_base(home) as base:
                commands.run_warm(base)
            commands.run_serving(home)
        if "pages" in wanted:
            pages.run(home)
        if "entities" in wanted:
            entities.run(home)
        if "registry" in wanted:
            sheets.run(home, REGISTRY)


if __name__ == "__main__":
    main(sys.argv[1:])
