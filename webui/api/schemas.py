"""Schemas: the shape of each answer, in JSON Schema (2020-12)."""

from __future__ import annotations

from typing import Any

from kb.tables import ColumnSpec, TableSpec

Schema = dict[str, Any]

_NUMBERS = {"integer": "integer", "decimal": "number", "flag": "boolean"}


def ref(name: str) -> Schema:
    """A schema of the description's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(of: Schema) -> Schema:
    """A list of things of one shape."""
    return {"type": "array", "items": of}


def told(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), meaning: str = "", closed: bool = True) -> Schema:
    """An object, all of whose fields are there but for the ``optional`` ones."""
    required = [name for name in properties if name not in optional]
    made: Schema = {"type": "object", "properties": properties, "required": required}
    if closed:
        made["additionalProperties"] = False
    return made | ({"description": meaning} if meaning else {})


TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
RELEASE: Schema = {"type": "string", "description": "version of the release that answered"}


def _or_null(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "null"}]}


def _value(column: ColumnSpec) -> Schema:
    return ref("Named") if column.of_entities else {"type": _NUMBERS.get(column.column.kind, "string")}


def _cell(column: ColumnSpec) -> Schema:
    """The field of a column: a list where a row may hold several, else a value or null where nothing is reported."""
    told_ = column.column
    meaning = f"{told_.header}: {told_.meaning}" + (f", in {told_.unit}" if told_.unit else "")
    return (listed(_value(column)) if column.many else _or_null(_value(column))) | {"description": meaning}


def row_name(spec: TableSpec) -> str:
    """What the row of a table is called among the schemas."""
    return "".join(part.capitalize() for part in spec.name.split("-")) + "Row"


def row_of(spec: TableSpec) -> Schema:
    """A row of a table; fields that were not asked for are left out."""
    columns = {column.name: _cell(column) for column in spec.columns}
    return told({"id": TEXT, "iri": TEXT} | columns, optional=tuple(columns), meaning=f"A row of '{spec.name}': {spec.intro}")


def page_of(spec: TableSpec) -> Schema:
    """A page of a table."""
    return told(
        {
            "table": {"const": spec.name},
            "release": RELEASE,
            "query": {"type": "string", "description": "what was asked, as one sentence"},
            "total": COUNT | {"description": "rows of the whole table"},
            "found": COUNT | {"description": "rows that fit"},
            "page": COUNT,
            "pages": COUNT,
            "size": COUNT,
            "next": _or_null({"type": "string", "description": "address of the next page"}),
            "rows": listed(ref(row_name(spec))),
        }
    )


def _answer() -> Schema:
    understood = told(
        {"sentence": TEXT, "kind": TEXT, "not_understood": listed(TEXT)}, meaning="How the question was understood.", closed=False
    )
    rows = listed({"type": "object", "description": "a flat object; fields are those of its table, or of a study of a combination"})
    return told(
        {"question": TEXT, "understood": understood, "sparql": TEXT, "release": RELEASE, "rows": rows, "near_misses": rows},
        meaning="The answer to a question or combination.",
    )


def _entity() -> Schema:
    value = told({"text": TEXT, "iri": _or_null(TEXT)})
    how = {"type": "string", "enum": ["exact", "at least"], "description": "whether all were counted"}
    pointing = told({"kind": TEXT, "by": TEXT, "count": COUNT, "count_is": how, "entities": listed(TEXT)}, closed=False)
    source = told({"document": TEXT, "place": TEXT, "fragment": TEXT, "doi": _or_null(TEXT), "anchor": TEXT}, closed=False)
    return told(
        {
            "id": TEXT,
            "iri": TEXT,
            "kind": TEXT,
            "label": TEXT,
            "types": listed(TEXT),
            "facts": {"type": "object", "additionalProperties": listed(value)},
            "pointing_here": listed(pointing),
            "sources": listed(source),
            "release": RELEASE,
        },
        closed=False,
    )


def _question() -> Schema:
    parameter = told({"name": TEXT, "kinds": listed(TEXT), "meaning": TEXT})
    return told(
        {
            "name": TEXT,
            "title": TEXT,
            "description": TEXT,
            "tags": listed(TEXT),
            "parameters": listed(parameter),
            "sparql": TEXT,
            "path": TEXT,
        }
    )


def _facets() -> Schema:
    value = told({"value": {"type": "string", "description": "as a filter takes it"}, "label": TEXT, "count": COUNT})
    facet = told({"column": TEXT, "title": TEXT, "values": listed(value), "further": {"type": "boolean"}})
    return told({"table": TEXT, "release": RELEASE, "query": TEXT, "found": COUNT, "facets": listed(facet)})


def components() -> dict[str, Schema]:
    """The shapes that several answers share, by name."""
    named = told({"id": _or_null(TEXT), "iri": TEXT, "label": TEXT}, meaning="An entity: 'kind/key' where it is one of this base.")
    name = told({"id": TEXT, "kind": TEXT, "label": TEXT, "name": TEXT, "near": {"type": "boolean"}, "path": TEXT})
    release = told({"version": TEXT, "base": TEXT, "quads": COUNT, "counts": {"type": "object"}, "software": TEXT})
    cell = {"type": ["string", "number", "boolean", "null"]}
    rows = told(
        {
            "question": TEXT,
            "title": TEXT,
            "release": RELEASE,
            "sparql": TEXT,
            "columns": listed(TEXT),
            "truncated": {"type": "boolean", "description": "whether there are more rows than an answer may hold"},
            "rows": listed({"type": "object", "additionalProperties": cell}),
        }
    )
    near = listed(told({"id": TEXT, "label": TEXT})) | {"description": "what may have been meant"}
    problem = told(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT, "parameter": TEXT, "near": near},
        optional=("parameter", "near"),
        meaning="What is wrong, and how to mend it (RFC 9457).",
    )
    return {
        "Named": named,
        "Answer": _answer(),
        "Facets": _facets(),
        "Entity": _entity(),
        "Names": told({"release": RELEASE, "names": listed(name)}),
        "Release": release,
        "Questions": told({"release": RELEASE, "questions": listed(_question())}),
        "Rows": rows,
        "Problem": problem,
    }
