"""Both engines for the questions: the embedded store, and rdflib's own on the same release, loaded once."""

from __future__ import annotations

import pytest
import rdflib

from kb.base import Base


@pytest.fixture(scope="session")
def dataset(base: Base) -> rdflib.Dataset:
    """The release in rdflib's memory; its default graph is the union of all graphs, as in the embedded store."""
    return base.graph()
