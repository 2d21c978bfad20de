"""Received: the body of an endpoint's answer read as cells, each engine's own way of writing made one, and written in any media type."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kb.store.engine import as_document, cell_from_engine
from kb.store.interface import Cell, Limits
from kb.store.refusals import broken

_XSD = "http://www.w3.org/2001/XMLSchema#"
BOOLEAN = f"{_XSD}boolean"
_TRUTH = {"1": "true", "0": "false", "true": "true", "false": "false"}
_KINDS = {"uri": "iri", "bnode": "bnode", "literal": "literal", "typed-literal": "literal"}
_VIRTUOSO_ASK = "__ASK_RETVAL"

Row = tuple[Cell | None, ...]


def read_table(body: bytes, hidden: str) -> tuple[tuple[str, ...], list[Row]]:
    """Variables and rows of results in JSON; an ASK gives one row of ``ask``. Variables that begin with ``hidden`` are left out."""
    try:
        told = json.loads(body)
        if isinstance(told.get("boolean"), bool):
            return ("ask",), [(_truth(told["boolean"]),)]
        names = [str(name) for name in told["head"]["vars"]]
        if names == [_VIRTUOSO_ASK]:
            # One row for yes, and none at all for no.
            return ("ask",), [(_truth(any(row[_VIRTUOSO_ASK]["value"] == "1" for row in told["results"]["bindings"])),)]
        shown = [name for name in names if not name.startswith(hidden)]
        return tuple(shown), [tuple(_cell(row.get(name)) for name in shown) for row in told["results"]["bindings"]]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        raise broken("it holds no SPARQL results in JSON") from None


def _truth(value: bool) -> Cell:
    return Cell("literal", "true" if value else "false", BOOLEAN)


def _cell(term: Mapping[str, Any] | None) -> Cell | None:
    if term is None:
        return None
    kind, text = _KINDS[term["type"]], term["value"]
    datatype, language = term.get("datatype", ""), term.get("xml:lang", "")
    if not all(isinstance(part, str) for part in (text, datatype, language)):
        raise TypeError
    if datatype == BOOLEAN:
        text = _TRUTH.get(text, text)
    implied = datatype == f"{_XSD}string" or bool(language)
    return Cell(kind, text, "" if implied else datatype, language)  # type: ignore[arg-type] # one of the three, by the table above


def read_triples(body: bytes) -> list[ox.Triple]:
    """The triples of N-Triples, each once and in order: some engines give one twice."""
    try:
        quads = ox.parse(body, ox.RdfFormat.N_TRIPLES, lenient=True)
        return list(dict.fromkeys(quad.triple for quad in quads))
    except (SyntaxError, ValueError):
        raise broken("it holds no N-Triples") from None


def triple_rows(triples: Iterable[ox.Triple]) -> list[Row]:
    """Triples as rows of cells."""
    return [tuple(map(cell_from_engine, (one.subject, one.predicate, one.object))) for one in triples]


def write_table(form: str, variables: tuple[str, ...], rows: Sequence[Row], media_type: str, limits: Limits) -> bytes:
    """The answer of a SELECT or an ASK in a media type, written as the embedded store writes it."""
    told = _truth_as_json(rows[0][0]) if form == "ASK" else _as_json(variables, rows)
    return as_document(ox.parse_query_results(json.dumps(told).encode(), ox.QueryResultsFormat.JSON), media_type, limits)


def write_triples(triples: list[ox.Triple], media_type: str, limits: Limits) -> bytes:
    """Triples in a media type, written as the embedded store writes them."""
    return as_document(triples, media_type, limits)


def _truth_as_json(cell: Cell | None) -> dict[str, Any]:
    return {"head": {}, "boolean": cell is not None and cell.text == "true"}


def _as_json(variables: tuple[str, ...], rows: Iterable[Row]) -> dict[str, Any]:
    bindings = [{name: _term(cell) for name, cell in zip(variables, row, strict=True) if cell} for row in rows]
    return {"head": {"vars": variables}, "results": {"bindings": bindings}}


def _term(cell: Cell) -> dict[str, str]:
    kind = "uri" if cell.kind == "iri" else cell.kind
    more = {"xml:lang": cell.language} if cell.language else {"datatype": cell.datatype} if cell.datatype else {}
    return {"type": kind, "value": cell.text} | more
