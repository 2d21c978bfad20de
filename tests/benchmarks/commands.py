"""A question of the command line, from nothing and warm; and what a serving process takes of memory."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from kb.answer import answer
from kb.base import Base
from tests.benchmarks.processes import descendants
from tests.benchmarks.timing import median_ms, say, side_by_side_ms
from tests.conftest import ROOT

QUESTIONS = (
    "which trials combine HMA with anti-PD-1",
    "which trials combine CD33 or CD123 with chemotherapy in phase 1",
    "trials with venetoclax and azacitidine without magrolimab",
    "recruiting trials against CD47",
    "what was reported for magrolimab",
    "composite complete remission of MAC-based regimens",
    "grade 4 leukopenia",
    "overall survival after allo-HSCT",
    "which reference supports selinexor",
    "what is azacitidine",
    "do the numbers hold",
)
IMPORTS = "import pandas, flask, pyoxigraph"
ROUNDS = 9


def run_from_nothing(home: Path) -> None:
    """A question from the start of Python to the last row, against the imports that a tool of this kind cannot do without."""
    environment = os.environ | {"AML_EVIDENCE_HOME": str(home)}

    def started(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)

    ask = f"import sys; from kb.cli import main; sys.argv = ['kb', 'ask', {QUESTIONS[0]!r}]; main()"
    ours, imports = side_by_side_ms(started(ask), started(IMPORTS), ROUNDS)
    say(f"\ncold start, ms: kb ask {ours:.0f} / {IMPORTS} {imports:.0f} / ratio {ours / imports:.2f}")


def run_warm(base: Base) -> None:
    """Questions in plain words, in a base that is open already."""
    say("\nquestion in plain words, warm, ms")
    times = []
    for question in QUESTIONS:
        times.append(median_ms(lambda question=question: answer(base, question)))  # type: ignore[misc]
        say(f"{question:<66} {times[-1]:8.2f}")
    say(f"median of {len(times)} questions: {statistics.median(times):.1f} ms")


def run_serving(home: Path) -> None:
    """Memory of a serving process and its workers, each shared page counted by its part (PSS); only where the system tells it."""
    if not Path("/proc/self/smaps_rollup").exists():
        return
    setting = os.environ | {"AML_EVIDENCE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    code = f"from pathlib import Path; from webui.serve import serve; serve(Path({str(home)!r}), port=0)"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=setting, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://\S+/", server.stdout.readline())
            assert found
            for page in ("", "trials", "results", "adverse-events", "claims", "ask?q=HMA+with+anti-PD-1"):
                with urllib.request.urlopen(found[0] + page) as answered:  # noqa: S310 - an address of this machine
                    answered.read()
            own, workers = _memory(server.pid), [_memory(child) for child in descendants(server.pid)]
            say(f"\nmemory while serving, MB: {own:.0f} and {len(workers)} processes for queries of {statistics.mean(workers):.0f} each")
        finally:
            server.terminate()


def _memory(process: int) -> float:
    told = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), flags=re.M)
    return int(told[1]) / 1000 if told else 0.0
