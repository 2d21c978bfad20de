"""The file of tables written from a finished store, which is asked for every row: what a build, which asks no store, is held to."""

from __future__ import annotations

from pathlib import Path

from kb.base import Base
from kb.names import ID
from kb.store import open_embedded
from kb.tables import TABLES, read_citations, read_rows, write_tables
from kb.tables.portions import LAST


def write_from_store(base: Base, path: Path) -> Path:
    """Write the tables of a release anew, from its store and its order of reading."""
    store = open_embedded(base.release.store, isolated=False)
    places = dict(base.places)
    try:
        rows = ((spec, read_rows(store, spec, lambda iri: places.get(iri.removeprefix(ID), LAST))) for spec in TABLES.values())
        write_tables(path, rows, read_citations(store))
    finally:
        store.close()
    return path
