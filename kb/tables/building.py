"""Building: the file of tables, put together from what each portion of a build told of its rows."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kb.names import parts
from kb.numbering import NoRoom
from kb.store import DEFAULT_LIMITS, Lane, Store, open_embedded
from kb.tables.catalogue import TABLES
from kb.tables.changes import Changes
from kb.tables.changing import change_tables
from kb.tables.citations import read_citations
from kb.tables.parts import Part
from kb.tables.portions import LAST, Place, Portioned, gathered
from kb.tables.reading import read_rows
from kb.tables.schema import FORMAT
from kb.tables.spec import TableSpec
from kb.tables.writing import PRAGMAS, Writer, put_citations, write_tables

_NO_LIMIT = 1 << 62


def columns_digest() -> str:
    """A hash of which tables have which columns: files of tables that were written with others cannot be read."""
    told = f"{FORMAT}\n" + "\n".join(f"{name} {' '.join(spec.in_cells)}" for name, spec in TABLES.items())
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def build_tables(path: Path, portions: Sequence[Portioned], folder: Path, names: Path) -> int:
    """Write every table of the catalogue to a new file; return how many rows they have together.

    ``names`` knows the order of reading; ``folder`` holds the portions' parts. No store is needed: that may be in the making meanwhile.
    """
    base, places = sqlite3.connect(path), sqlite3.connect(f"{names.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def place(iri: str) -> int:
        found = places.execute("SELECT spot FROM place WHERE kind = ? AND key = ?", parts(iri) or ("", "")).fetchone()
        return int(found[0]) if found else LAST

    try:
        writer = Writer(base)
        rows = sum(writer.table(spec, _parts(spec, portions, place, folder)) for spec in TABLES.values())
        writer.finish()
    finally:
        places.close()
        base.close()
    return rows


def cite(path: Path, store: Path) -> None:
    """Write to a new file of tables the documents that its rows may rest on, as a finished store tells of them."""
    base, opened = sqlite3.connect(path), _opened(store)
    try:
        base.executescript(PRAGMAS)
        put_citations(base, read_citations(opened))
        base.commit()
    finally:
        opened.close()
        base.close()


def tables_of_store(path: Path, store: Path, place: Place) -> int:
    """Write the same file from a finished store, which is asked for every row; return how many rows there are."""
    opened = _opened(store)
    try:
        rows = ((spec, read_rows(opened, spec, place)) for spec in TABLES.values())
        return write_tables(path, rows, read_citations(opened))
    finally:
        opened.close()


def tables_of_changes(path: Path, changes: Changes, store: Path, place: Place) -> int:
    """Bring a copy of a base's file of tables up to a finished store, as far as changes tell; return how many rows have changed.

    Where too much came between two values for them to be told apart by number, the file is written anew.
    """
    opened = _opened(store)
    try:
        tables = ((spec, changes.cells(spec, opened)) for spec in TABLES.values())
        concerned = changes.documents()
        found = read_citations(opened, concerned)
        return change_tables(path, tables, {one: found.get(one) for one in concerned}, place)
    except NoRoom:
        path.unlink()
        return tables_of_store(path, store, place)
    finally:
        opened.close()


def _opened(store: Path) -> Store:
    limits = {Lane.OWN: replace(DEFAULT_LIMITS[Lane.OWN], rows=_NO_LIMIT, answer_bytes=_NO_LIMIT)}
    return open_embedded(store, limits=limits, isolated=False)


def _parts(spec: TableSpec, portions: Sequence[Portioned], place: Place, folder: Path) -> list[Part]:
    if spec.gathered:
        return gathered(spec, [one.shares[spec.name] for one in portions if spec.name in one.shares], place, folder)
    return [one.whole[spec.name] for one in portions if spec.name in one.whole]
