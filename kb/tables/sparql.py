"""A table's rows as one SPARQL query that a reader can take further: the same filters, and a variable for each column."""

from __future__ import annotations

from collections.abc import Iterator

from kb.names import ID, expand, parts
from kb.store.terms import iri, literal
from kb.tables.rows import Choice
from kb.tables.spec import ColumnSpec, TableSpec


def query_of(spec: TableSpec, choice: Choice) -> str:
    """The query, without the project's prefixes, for the rows that a choice leaves and its columns (all where it names none).

    A row with several values in a column comes once for each. Words are looked for in all texts of a row, which SPARQL has no short
    way to say: where the choice holds words, the query says in a comment that it leaves them out.
    """
    columns = [column for column in spec.columns if not choice.columns or column.name in choice.columns]
    variables = " ".join(f"?{column.name}" for column in columns)
    lines = [f"SELECT DISTINCT ?row {variables} WHERE {{", f"  ?row a {spec.type_} ."]
    for name, values in choice.filters.items():
        lines += _filter(spec, name, values)
    lines += [f"  OPTIONAL {{ ?row {_path(column)} ?{column.name} }}" for column in columns]
    if choice.words:
        lines.insert(0, f"# without the words {literal(choice.words)}, which are looked for in every text of a row")
    return "\n".join((*lines, "}", *_order(spec, choice)))


def _path(column: ColumnSpec) -> str:
    return "/".join(column.steps())


def _filter(spec: TableSpec, name: str, values: tuple[str, ...]) -> Iterator[str]:
    """Rows with one of the values in a column: entities by ``kind/key``, else texts, compared as texts."""
    column = spec.column(name)
    if column is None or not values:
        return
    # A text with a slash may look like an entity's kind and key, so every value is also compared as a text.
    tests = [f"STR(?{name}_) IN ({', '.join(literal(_stored(column, value)) for value in values)})"]
    entities = [iri(ID + value) for value in values if parts(ID + value)]
    if entities:
        tests.insert(0, f"?{name}_ IN ({', '.join(entities)})")
    path = _path(column.terms if column.wider else column)
    yield f"  FILTER EXISTS {{ ?row {path} ?{name}_ . FILTER({' || '.join(tests)}) }}"


def _stored(column: ColumnSpec, value: str) -> str:
    return {"yes": "true", "no": "false"}.get(value, value) if column.column.kind == "flag" else value


def _order(spec: TableSpec, choice: Choice) -> tuple[str, ...]:
    if not choice.sort or (choice.columns and choice.sort not in choice.columns):
        return ()
    column = spec.column(choice.sort)
    number = column is not None and column.column.kind in ("integer", "decimal")
    value = f"<{expand('xsd:decimal')}>(?{choice.sort})" if number else f"?{choice.sort}"
    return (f"ORDER BY {'DESC' if choice.descending else 'ASC'}({value})",)
