"""Rows for programs: flat objects whose fields are those of the table, each always of the same shape."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kb.base import entity
from kb.tables import ColumnSpec, Item, SheetRow, TableSpec


def written(spec: TableSpec, row: SheetRow, columns: tuple[str, ...] = ()) -> dict[str, Any]:
    """A row as an object: ``id``, ``iri`` and a field a column. A column that may hold several is a list; what is not reported is null."""
    told: dict[str, Any] = {"id": entity(row.iri), "iri": row.iri}
    for column in chosen(spec, columns):
        told[column.name] = _cell(column, row.cells.get(column.name, ()))
    return told


def chosen(spec: TableSpec, columns: tuple[str, ...]) -> Iterable[ColumnSpec]:
    """The columns that are asked for, in the table's order; none asked for means all."""
    return (column for column in spec.columns if not columns or column.name in columns)


def _cell(column: ColumnSpec, items: tuple[Item, ...]) -> object:
    values = [value(column, item) for item in items]
    if column.many:
        return values
    return values[0] if values else None


def value(column: ColumnSpec, item: Item) -> object:
    """One value: a number with the digits it was printed with, a flag, an entity with its label, or a text."""
    if column.of_entities:
        return {"id": item.address or None, "iri": item.iri, "label": item.text}
    kind = column.column.kind
    if kind == "integer":
        return int(item.text)
    if kind == "decimal":
        return Decimal(item.text)
    return item.text == "yes" if kind == "flag" else item.text
