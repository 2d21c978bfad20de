"""Schema: what a file of tables holds, and how cells and names of values are written in it; for its writer and its reader alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

from kb.lookup import fold
from kb.names import ID, parts
from kb.tables.rows import Item

FORMAT = 3
"""Changes when files written before can no longer be read."""

SCHEMA = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE sheet (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, room INTEGER NOT NULL, rows INTEGER NOT NULL, live BLOB NOT NULL
);
CREATE TABLE field (number INTEGER PRIMARY KEY, sheet INTEGER NOT NULL, name TEXT NOT NULL, filled INTEGER NOT NULL, held BLOB NOT NULL);
CREATE TABLE row (id INTEGER PRIMARY KEY, entity TEXT NOT NULL, cells TEXT NOT NULL);
CREATE TABLE value (
  id INTEGER PRIMARY KEY, field INTEGER NOT NULL, text TEXT NOT NULL, entity TEXT NOT NULL, short TEXT NOT NULL,
  count INTEGER NOT NULL, held BLOB NOT NULL
);
CREATE TABLE alias (hash INTEGER, value INTEGER, PRIMARY KEY (hash, value)) WITHOUT ROWID;
CREATE TABLE word (id INTEGER PRIMARY KEY, sheet INTEGER NOT NULL, text TEXT NOT NULL, count INTEGER NOT NULL, held BLOB NOT NULL);
CREATE VIRTUAL TABLE spelling USING fts5 (text, content='word', content_rowid='id', tokenize='trigram', columnsize=0);
CREATE TABLE rank (field INTEGER PRIMARY KEY, ranks BLOB NOT NULL);
CREATE TABLE citation (entity TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
"""
"""Rows with their cells; for each column the values it holds, the rows that hold each (``held``), and the order of its rows.

A sheet has ``room`` places, of which those that are ``live`` hold its rows; ``row.id`` tells sheet and place (``row_id``).
``field.number`` is a thousand times the sheet's number plus that of the column. The ``rank`` of field ``LISTED_ORDER`` of a sheet is how
lists show it; that of ``READING_ORDER`` is the order of reading, where the places do not stand in it (rows that came later take places
that are free). ``value.id`` goes by column, text and entity, with gaps (``kb.numbering``); ``word.id`` by sheet (``word_id``).
``alias`` finds a value by a hash of what it may be called.
"""

INDEXES = """
CREATE INDEX row_entity ON row (entity);
CREATE INDEX value_often ON value (field, count DESC);
CREATE INDEX word_text ON word (sheet, text);
"""

OF_SHEET = 1000
"""Numbers of fields that each sheet has."""

LISTED_ORDER, READING_ORDER = 0, OF_SHEET - 1
"""Numbers, within a sheet, of orders that are none of a column's."""

_PLACES = 1 << 40
_IDS = 1 << 44


def row_id(sheet: int, place: int) -> int:
    """The number of the row at a place of a sheet."""
    return sheet * _PLACES + place


def place_of(row: int) -> int:
    """The place of a row within its sheet."""
    return row % _PLACES


def word_id(sheet: int, count: int) -> int:
    """The number of a word of a sheet behind ``count`` others."""
    return sheet * _IDS + count


NOWHERE = 0xFFFFFFFF
"""The rank of a row that has nothing in a column."""


_REMEMBERED = 50_000
"""How many IRIs are remembered with their short forms: most stand in many rows."""


@lru_cache(_REMEMBERED)
def short_iri(iri: str) -> str:
    """``kind/key`` of one of our entities, else the whole IRI; only the latter holds a colon."""
    return "/".join(parts(iri) or (iri,))


def whole_iri(entity: str) -> str:
    """The IRI that was shortened."""
    return ID + entity if entity and ":" not in entity else entity


def write_cells(names: tuple[str, ...], cells: Mapping[str, tuple[Item, ...]]) -> str:
    """Cells as JSON, in the order of ``names``: a text for a value, ``[text, entity]`` or, where the two are equal, ``[entity]``."""
    return _encode([[_written(item) for item in cells.get(name, ())] for name in names])


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _written(item: Item) -> str | list[str]:
    if not item.iri:
        return item.text
    entity = short_iri(item.iri)
    return [entity] if entity == item.text else [item.text, entity]


def read_cells(names: tuple[str, ...], text: str) -> dict[str, tuple[Item, ...]]:
    """The cells that were written; columns that hold nothing are left out."""
    return {name: tuple(_read(one) for one in found) for name, found in zip(names, json.loads(text), strict=True) if found}


def _read(written: str | list[str]) -> Item:
    return Item(written) if isinstance(written, str) else _entity(written[0], written[-1])


@lru_cache(_REMEMBERED)
def _entity(text: str, entity: str) -> Item:
    return Item(text, whole_iri(entity))


_folded = lru_cache(_REMEMBERED)(fold)


def hashed(field: int, name: str) -> int:
    """A number for a name of a value of a field; names that differ in case, marks or spelling alone have the same."""
    alike = name.casefold()
    digest = blake2b(f"{field} {_folded(alike) or alike}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
