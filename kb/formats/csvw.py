"""CSVW (W3C Tabular Metadata): a data dictionary beside a CSV file: each column with its meaning, unit, predicate, kind and separator."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from kb.formats.table import Column, Table
from kb.names import PREFIXES, expand
from kb.values import LIST_MARK

MEDIA_TYPE = "application/csvm+json"
ENDING = "csv-metadata.json"

# A date is told as far as it is known (2026, 2026-08), and a text may stand for a term of any list: both are text to CSVW.
_DATATYPES: Mapping[str, Any] = MappingProxyType(
    {"integer": "integer", "decimal": "decimal", "flag": {"base": "boolean", "format": "yes|no"}, "iri": "anyURI"}
)


def metadata(table: Table, url: str, lists: Collection[str] = ()) -> dict[str, Any]:
    """The dictionary of the CSV file at ``url``; ``lists`` names the columns whose cells may hold several values."""
    columns = [_column(column, column.name in lists) for column in table.columns]
    schema: dict[str, Any] = {"columns": columns}
    if table.subject:
        schema |= {"aboutUrl": f"{{+{table.subject}}}", "rowTitles": [table.subject]}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": table.title,
        "dc:rights": table.notes.licence,
        "dc:identifier": table.notes.release,
        "dc:description": table.notes.query or table.title,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "lineTerminators": ["\r\n"]},
        "rdfs:comment": "An apostrophe before =, +, - or @ at the start of a text keeps spreadsheets from running it as a formula. "
        "An empty cell means not reported.",
        "tableSchema": schema,
    }


def _column(column: Column, several: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "titles": [column.name], "datatype": _DATATYPES.get(column.kind, "string")}
    meaning = f"{column.heading}: {column.meaning}" if column.meaning else column.heading
    told["dc:description"] = meaning
    if column.unit:
        told["schema:unitText"] = column.unit
    if several:
        told["separator"] = LIST_MARK
    if column.predicate:
        told["propertyUrl"] = _iri(column.predicate)
    return told


def _iri(predicate: str) -> str:
    return expand(predicate) if predicate.partition(":")[0] in PREFIXES else predicate
