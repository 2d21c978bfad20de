"""The graphs of the release that all tests share, each made once."""

from __future__ import annotations

import pytest

from kb.graphs import connections, network, overview, surroundings


@pytest.fixture(scope="session")
def whole(base):
    return network(base.store)


@pytest.fixture(scope="session")
def small(base):
    return overview(base.store)


@pytest.fixture(scope="session")
def around(base):
    return surroundings(base.store)


@pytest.fixture(scope="session")
def connected(base):
    return connections(base.store)
