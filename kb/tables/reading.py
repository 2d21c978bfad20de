"""Reading: a table's rows from the store; columns that go the same way to their values are fetched by one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kb.formats import Citation
from kb.names import expand, parts, sparql_prologue
from kb.store import Cell, Store
from kb.tables.sheet import Item, Sheet, SheetRow, natural
from kb.tables.spec import ColumnSpec, TableSpec

BOOLEAN = expand("xsd:boolean")

Cells = dict[str, list[Item]]
"""Items by column."""


def fetch(
    store: Store,
    spec: TableSpec,
    release: str,
    labels: Mapping[str, str],
    citations: Mapping[str, Citation],
    places: Mapping[str, int] | None = None,
) -> Sheet:
    """All rows of a table, in the order of ``places`` (the place of each ``kind/key``), else by IRI. A cell's items go by their text."""
    found: dict[str, Cells] = defaultdict(lambda: defaultdict(list))
    beside: dict[tuple[str, str, str], Item] = {}
    for query, columns in _queries(spec):
        for row, way, *values in store.select(sparql_prologue() + query).rows:
            for column, value in zip(columns, values, strict=True):
                if row and value:
                    item = _item(value, labels)
                    found[row.text][column.name].append(item)
                    if column.beside and way:
                        beside[row.text, column.name, way.text] = item
    every = store.select(f"{sparql_prologue()}SELECT DISTINCT ?row WHERE {{ ?row a {spec.type_} }}").rows
    iris = sorted((row[0].text for row in every if row[0]), key=lambda iri: (_place(iri, places or {}), natural(iri)))
    rows = (SheetRow(iri, _cells(spec, iri, found[iri], beside)) for iri in iris)
    return Sheet(spec, tuple(rows), release, citations)


def _place(iri: str, places: Mapping[str, int]) -> int:
    return places.get("/".join(parts(iri) or ()), len(places))


def _queries(spec: TableSpec) -> Iterator[tuple[str, list[ColumnSpec]]]:
    """Queries for row, way and the values of some columns, with these columns.

    What is said of the row itself is asked of at once where there is one value at most; several would multiply each other.
    """
    ways: dict[tuple[str, ...], list[ColumnSpec]] = defaultdict(list)
    for column in spec.columns:
        ways[column.path[:-1]].append(column)
    of_row = ways.pop((), [])
    single = [column for column in of_row if not column.many]
    for steps, columns in [*ways.items(), *(((), [column]) for column in of_row if column.many), *([((), single)] if single else [])]:
        yield _query(spec, steps, columns), columns


def _query(spec: TableSpec, steps: tuple[str, ...], columns: list[ColumnSpec]) -> str:
    """The query for columns that are one step from the thing that ``steps`` lead to, or from the row itself."""
    subject, way = ("?way", f"?row {'/'.join(steps)} ?way . ") if steps else ("?row", "")
    wanted = [f"{subject} {column.steps()[-1]} ?v{number} . " for number, column in enumerate(columns)]
    patterns = "".join(wanted if len(wanted) == 1 else (f"OPTIONAL {{ {pattern}}} " for pattern in wanted))
    variables = " ".join(f"?v{number}" for number in range(len(columns)))
    return f"SELECT {'DISTINCT ' if steps else ''}?row ?way {variables} WHERE {{ ?row a {spec.type_} . {way}{patterns}}}"


def _cells(spec: TableSpec, row: str, found: Cells, beside: Mapping[tuple[str, str, str], Item]) -> dict[str, tuple[Item, ...]]:
    """A row's items by column; those of a column beside another stand in the other's order, one for each of its things."""
    cells = {name: _ordered(items) for name, items in found.items()}
    for column in spec.columns:
        if column.beside and column.name in cells:
            keys = [(row, column.name, thing.iri) for thing in cells[column.beside]]
            cells[column.name] = tuple(beside[key] for key in keys if key in beside)
    return cells


def _ordered(items: list[Item]) -> tuple[Item, ...]:
    """The items in natural order, each once; most cells have one."""
    if len(items) == 1:
        return (items[0],)
    return tuple(sorted(dict.fromkeys(items), key=lambda item: (natural(item.text), item.iri)))


def _item(cell: Cell, labels: Mapping[str, str]) -> Item:
    if cell.kind == "iri":
        named = parts(cell.text)
        # A statement has no label of its own: its kind and key are what a reader can look it up by.
        return Item(labels.get(cell.text) or ("/".join(named) if named else cell.text), cell.text)
    if cell.datatype == BOOLEAN:
        return Item("yes" if cell.text in ("true", "1") else "no")
    return Item(cell.text)
