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


def workers_of(program: int = os.getpid()) -> list[int]:
    """The process ids of the query workers of a program, zombies included: the children of what they are forked from."""
    return [worker for server in fork_servers_of(program) for worker in _children(server) if worker not in EARLIER]


def fork_servers_of(program: int = os.getpid()) -> list[int]:
    """The process ids of what a program's workers are forked from, one for each store that needed any."""
    return [child for child in _children(program) if b"kb.store.forking" in _of(child, "cmdline") and child not in EARLIER]


def _children(parent: int) -> list[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [one for one in numbers if (stat := _of(one, "stat")) and int(stat.rpartition(b") ")[2].split()[1]) == parent]


def _of(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:  # it has just ended
        return b""
