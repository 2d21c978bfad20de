"""JSON: one object with the table's notes, its columns and its rows as flat objects; numbers keep their printed digits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kb.formats.table import Column, Table
from kb.values import write_decimal


def encode(value: object) -> str:
    """The JSON text of a value. The standard encoder turns 60.00 into 60.0; here a Decimal is written with the digits it has."""
    if isinstance(value, Decimal):
        return write_decimal(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{encode(str(key))}: {encode(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(encode, value)) + "]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _column(column: Column) -> dict[str, str]:
    return {
        "name": column.name,
        "header": column.header,
        "meaning": column.meaning,
        "unit": column.unit,
        "kind": column.kind,
        "predicate": column.predicate,
    }


def _head(table: Table) -> dict[str, str]:
    notes = table.notes
    return {
        "table": table.name,
        "title": table.title,
        "release": notes.release,
        "licence": notes.licence,
        "query": notes.query,
        "url": notes.url,
        "retrieved": notes.retrieved,
    }


def _members(members: Iterator[str]) -> Iterator[str]:
    """An array's members, a line each."""
    before = "\n    "
    for member in members:
        yield before + member
        before = ",\n    "


def stream_json(table: Table) -> Iterator[bytes]:
    """The JSON file, a row at a time."""
    head = "".join(f'  "{name}": {encode(text)},\n' for name, text in _head(table).items())
    columns = "".join(_members(encode(_column(column)) for column in table.columns))
    yield f'{{\n{head}  "columns": [{columns}\n  ],\n  "rows": ['.encode()
    names = [column.name for column in table.columns]
    for row in _members(encode(dict(zip(names, row, strict=True))) for row in table.rows):
        yield row.encode()
    yield (b"\n  ]\n}\n" if table.rows else b"]\n}\n")
