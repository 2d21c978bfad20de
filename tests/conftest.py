"""What tests share: the folder of inputs that may be absent, and one release built from the shipped data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kb.base import Base, open_base
from kb.build import build
from kb.registry import read_sources
from tests.installed import dist, elsewhere, environment  # noqa: F401 -- fixtures for all tests

# No test depends on wall-clock time: a busy machine must not fail a property.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("AML_SHARED", "../shared"))
"""The one setting of the folder with the papers' texts and the reference tables; relative paths count from the project's root."""


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    folder = (ROOT / SHARED).resolve()
    if not folder.is_dir():
        pytest.skip(f"needs the folder of inputs, which is not at AML_SHARED={SHARED}")
    return folder


@pytest.fixture(scope="session")
def release_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with one release, built from the data that ship with the code."""
    home = tmp_path_factory.mktemp("releases")
    build(read_sources(), home)
    return home


@pytest.fixture(scope="session")
def base(release_home: Path) -> Iterator[Base]:
    """That release, opened in process."""
    with open_base(release_home) as opened:
        yield opened
