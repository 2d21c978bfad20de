"""The small store of this room, built once, opened in process or with workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.store import Store, build_embedded, open_embedded
from tests.store.small_store import COUNT, EARLIER, QUADS, fork_servers_of, limits, workers_of


@pytest.fixture(autouse=True)
def own_workers() -> None:
    """What runs before a test is not counted in it."""
    EARLIER.clear()
    EARLIER.update(fork_servers_of())


@pytest.fixture(scope="session")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    (folder / "dump.nq").write_text(QUADS, encoding="utf-8")
    assert build_embedded(folder / "built", [folder / "dump.nq"]) == COUNT
    return folder / "built"


@pytest.fixture
def in_process(store_folder: Path) -> Iterator[Store]:
    store = open_embedded(store_folder, isolated=False)
    yield store
    store.close()


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


@pytest.fixture
def workers() -> Callable[..., list[int]]:
    return workers_of
