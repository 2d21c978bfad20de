"""A small real store, written as N-Quads here; the limits tests give it; and a look at the worker processes it starts."""

from __future__ import annotations

import os
from pathlib import Path

from kb.store import Lane, Limits

MANY = 3000
EX = "http://example.org/"
QUADS = "".join(
    (
        f'<{EX}drug/ven> <{EX}name> "venetoclax"@en <{EX}graph/vocabulary> .\n',
        f'<{EX}drug/ven> <{EX}rate> "66.7"^^<http://www.w3.org/2001/XMLSchema#decimal> <{EX}graph/paper> .\n',
        f'<{EX}drug/aza> <{EX}name> "azacitidine"@en <{EX}graph/vocabulary> .\n',
        f'<{EX}drug/aza> <{EX}note> "a\\r\\n\\"b\\"\\\\" <{EX}graph/paper> .\n',
        f'<{EX}drug/odd> <{EX}control> "a\\u0008b" <{EX}graph/paper> .\n',
        *(f'<{EX}n/{i}> <{EX}number> "{i:05}" <{EX}graph/many> .\n' for i in range(MANY)),
    )
)
COUNT = MANY + 5


def limits(seconds: float = 20, memory_mib: int = 1500, rows: int = 100_000, answer_bytes: int = 1 << 24) -> dict[Lane, Limits]:
    return dict.fromkeys(Lane, Limits(seconds, memory_mib << 20, rows, answer_bytes))


EARLIER: set[int] = set()
"""Workers of stores that other rooms' tests have opened and still use; they are none of this room's."""


def workers_of(parent: int = os.getpid()) -> list[int]:
    """The process ids of the query workers below a process, zombies included."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, ppid = (entry / "stat").read_text().rpartition(") ")[2].split()[:2]
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(ppid) == parent and (b"kb.store.worker" in command or state == "Z"):
                found.append(int(entry.name))
    return [worker for worker in found if worker not in EARLIER]
