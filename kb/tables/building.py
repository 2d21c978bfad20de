"""Building: the file of tables, read from a finished store in the order of its index of names."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from kb.names import parts
from kb.store import DEFAULT_LIMITS, Lane, open_embedded
from kb.tables.catalogue import TABLES
from kb.tables.citations import read_citations
from kb.tables.reading import read_rows
from kb.tables.schema import FORMAT
from kb.tables.writing import write_tables

_NO_LIMIT = 1 << 62
_LAST = 1 << 62
"""The place of what the order of reading does not know."""


def columns_digest() -> str:
    """A hash of which tables have which columns: files of tables that were written with others cannot be read."""
    told = f"{FORMAT}\n" + "\n".join(f"{name} {' '.join(spec.in_cells)}" for name, spec in TABLES.items())
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def build_tables(path: Path, store: Path, names: Path) -> int:
    """Write every table of the catalogue to a new file; return how many rows they have together."""
    limits = {Lane.OWN: replace(DEFAULT_LIMITS[Lane.OWN], rows=_NO_LIMIT, answer_bytes=_NO_LIMIT)}
    opened = open_embedded(store, limits=limits, isolated=False)
    places = sqlite3.connect(f"{names.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def place(iri: str) -> int:
        found = places.execute("SELECT spot FROM place WHERE kind = ? AND key = ?", parts(iri) or ("", "")).fetchone()
        return int(found[0]) if found else _LAST

    try:
        return write_tables(path, ((spec, read_rows(opened, spec, place)) for spec in TABLES.values()), read_citations(opened))
    finally:
        places.close()
        opened.close()
