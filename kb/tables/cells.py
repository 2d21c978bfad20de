"""Cells: what was found for a row, as items in the order in which people read them."""

from __future__ import annotations

from collections.abc import Mapping

from kb.names import expand, parts
from kb.tables.rows import Item, natural_key
from kb.tables.spec import TableSpec

BOOLEAN = expand("xsd:boolean")

Found = dict[str, list[tuple[str, Item]]]
"""By column: the IRI of the thing that each value is said of (empty for the row itself), and the value."""


def cells_of(spec: TableSpec, found: Found) -> dict[str, tuple[Item, ...]]:
    """A row's items by column; those of a column beside another stand in the other's order, one for each of its things."""
    cells = {name: _ordered([item for _, item in held]) for name, held in found.items()}
    for column in spec.columns:
        if column.beside and column.name in cells:
            beside = dict(found[column.name])
            cells[column.name] = tuple(beside[thing.iri] for thing in cells[column.beside] if thing.iri in beside)
    return cells


def _ordered(items: list[Item]) -> tuple[Item, ...]:
    """The items in natural order, each once; most cells have one."""
    if len(items) == 1:
        return (items[0],)
    return tuple(sorted(dict.fromkeys(items), key=lambda item: (natural_key(item.text), item.iri, item.text)))


def entity_item(iri: str, labels: Mapping[str, str]) -> Item:
    """An entity by its label. A statement has none of its own: its kind and key are what a reader can look it up by."""
    named = parts(iri)
    return Item(labels.get(iri) or ("/".join(named) if named else iri), iri)


def value_item(text: str, datatype: str) -> Item:
    """A value as people read it."""
    if datatype == BOOLEAN:
        return Item("yes" if text in ("true", "1") else "no")
    return Item(text)
