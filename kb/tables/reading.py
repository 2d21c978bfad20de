"""Reading: a table's rows from the store; columns that go the same way to their values are fetched by one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kb.labels import read_labels
from kb.names import sparql_prologue
from kb.store import Cell, Store, in_parts, iri, values_clause
from kb.tables.cells import cells_of, entity_item, value_item
from kb.tables.rows import Item, SheetRow, natural_key
from kb.tables.spec import ColumnSpec, TableSpec

Labels = Callable[[Iterable[str]], Mapping[str, str]]
"""The labels of some entities, by IRI."""

AT_ONCE = 1000
"""Rows that are read by one query for each way: as many as fit in memory with all that they hold, whatever the table's size."""


def read_rows(store: Store, spec: TableSpec, place: Callable[[str], int], labels: Labels | None = None) -> Iterator[SheetRow]:
    """All rows of a table, by the ``place`` of each entity in the order of reading, then by IRI. A cell's items go by their text."""
    every = store.select(f"{sparql_prologue()}SELECT DISTINCT ?row WHERE {{ ?row a {spec.type_} }}").rows
    iris = sorted((row[0].text for row in every if row[0]), key=lambda one: (place(one), natural_key(one)))
    yield from _in_portions(store, spec, iris, labels)


def rows_of(store: Store, spec: TableSpec, iris: Iterable[str]) -> Iterator[SheetRow]:
    """The rows of a table that some entities have; those without a row are left out."""
    for some in in_parts(sorted(set(iris)), AT_ONCE):
        query = f"SELECT DISTINCT ?row WHERE {{ {values_clause('row', map(iri, some))} ?row a {spec.type_} }}"
        known = [row[0].text for row in store.select(sparql_prologue() + query).rows if row[0]]
        yield from _in_portions(store, spec, known, None)


def _in_portions(store: Store, spec: TableSpec, iris: Sequence[str], labels: Labels | None) -> Iterator[SheetRow]:
    for some in in_parts(iris, AT_ONCE):
        yield from _read(store, spec, some, labels or (lambda wanted: read_labels(store, wanted)))


def _read(store: Store, spec: TableSpec, iris: Sequence[str], labels: Labels) -> Iterator[SheetRow]:
    found: dict[str, dict[str, list[tuple[str, Cell]]]] = defaultdict(lambda: defaultdict(list))
    for query, columns in _queries(spec, iris):
        for row, way, *values in store.select(sparql_prologue() + query).rows:
            for column, value in zip(columns, values, strict=True):
                if row and value:
                    found[row.text][column.name].append((way.text if way else "", value))
    named = labels(cell.text for held in found.values() for cells in held.values() for _, cell in cells if cell.kind == "iri")
    for one in iris:
        yield SheetRow(one, cells_of(spec, {name: [(way, _item(cell, named)) for way, cell in held] for name, held in found[one].items()}))


def _queries(spec: TableSpec, iris: Sequence[str]) -> Iterator[tuple[str, tuple[ColumnSpec, ...]]]:
    """Queries for row, way and the values of some columns, with these columns."""
    rows = values_clause("row", map(iri, iris))
    return ((_query(rows, steps, columns), columns) for steps, columns in spec.reads)


def _query(rows: str, steps: tuple[str, ...], columns: Sequence[ColumnSpec]) -> str:
    """The query for columns that are one step from the thing that ``steps`` lead to, or from the row itself."""
    subject, way = ("?way", f"?row {'/'.join(steps)} ?way . ") if steps else ("?row", "")
    wanted = [f"{subject} {column.steps()[-1]} ?v{number} . " for number, column in enumerate(columns)]
    patterns = "".join(wanted if len(wanted) == 1 else (f"OPTIONAL {{ {pattern}}} " for pattern in wanted))
    variables = " ".join(f"?v{number}" for number in range(len(columns)))
    return f"SELECT {'DISTINCT ' if steps else ''}?row ?way {variables} WHERE {{ {rows} {way}{patterns}}}"


def _item(cell: Cell, labels: Mapping[str, str]) -> Item:
    return entity_item(cell.text, labels) if cell.kind == "iri" else value_item(cell.text, cell.datatype)
