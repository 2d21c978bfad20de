"""The quantities of the shipped data and of the made-up document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.base import Base, open_base
from kb.forest import Quantities, read_quantities
from tests.made_up import build_made_up


@pytest.fixture(scope="session")
def shipped(base: Base) -> Quantities:
    return read_quantities(base)


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quantities]:
    with open_base(build_made_up(tmp_path_factory.mktemp("made-up"))) as opened:
        yield read_quantities(opened)
