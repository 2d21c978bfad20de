"""A small real store, written as N-Quads here and built once; and a look at the worker processes it starts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.store import Lane, Limits, Store, build_embedded, open_embedded

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


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    (folder / "dump.nq").write_text(QUADS, encoding="utf-8")
    assert build_embedded(folder / "built", folder / "dump.nq") == COUNT
    return folder / "built"


@pytest.fixture
def in_process(store_folder: Path) -> Iterator[Store]:
    store = open_embedded(store_folder, isolated=False)
    yield store
    store.close()


def limits(seconds: float = 20, memory_mib: int = 1500, rows: int = 100_000, answer_bytes: int = 1 << 24) -> dict[Lane, Limits]:
    return dict.fromkeys(Lane, Limits(seconds, memory_mib << 20, rows, answer_bytes))


@pytest.fixture
def opened(store_folder: Path) -> Iterator[Callable[..., Store]]:
    """Opens isolated stores with chosen limits and closes them afterwards."""
    stores: list[Store] = []

    def open_with(**chosen: float) -> Store:
        stores.append(open_embedded(store_folder, limits=limits(**chosen)))  # type: ignore[arg-type]
        return stores[-1]

    yield open_with
    for store in stores:
        store.close()


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
    return found


@pytest.fixture
def workers() -> Callable[..., list[int]]:
    return workers_of
