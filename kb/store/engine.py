"""The Oxigraph engine: runs one screened query over the union of the named graphs and turns its terms into plain cells."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kb.errors import NotFound, NotWritable, QueryForbidden, QueryRefused
from kb.names import BASE, PREFIXES
from kb.store.interface import MIB, Answer, Cell, Limit, Limits, StoppedAt
from kb.store.syntax import refusal
from kb.store.wire import Task

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_XSD = "http://www.w3.org/2001/XMLSchema#"
_IMPLIED_DATATYPES = {f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
_RESULT_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPH_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
_XML_TYPES = {"application/sparql-results+xml", "application/rdf+xml"}
_NO_NAME = b"<oxprefix: "
"""What the engine writes for a predicate whose IRI ends in nothing that is a name in XML; a tag cannot stand within a text."""

_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")

Row = tuple[Cell | None, ...]
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Engine:
    """A store opened for reading. Limits of time and memory are for the process around it to keep, those of size are kept here."""

    def __init__(self, folder: Path) -> None:
        try:
            self._store = ox.Store.read_only(str(folder))
        except (OSError, RuntimeError) as fault:
            raise NotFound(f"no readable store in {folder} ({fault}); build it with 'kb build'") from None

    def table(self, task: Task, limits: Limits) -> Answer:
        """The answer as cells, cut at the row limit."""
        start = time.perf_counter()
        try:
            variables, rows = _rows(self._query(task))
            kept, truncated = _cut(rows, limits)
        except RuntimeError as fault:
            raise _not_evaluable(fault) from None
        return Answer(variables, kept, truncated, time.perf_counter() - start)

    def document(self, task: Task, limits: Limits) -> bytes:
        """The whole answer in the task's media type."""
        try:
            return as_document(self._query(task), task.media_type, limits)
        except RuntimeError as fault:
            raise _not_evaluable(fault) from None

    def _query(self, task: Task) -> Results:
        # A dataset given beside the query replaces the query's own; graphs that it does not list are then not there.
        given = task.graphs
        try:
            return self._store.query(
                task.sparql,
                base_iri=BASE,
                use_default_graph_as_union=not (given or task.names_dataset),
                default_graph=[ox.NamedNode(name) for name in given.default] if given else None,
                named_graphs=[ox.NamedNode(name) for name in given.named] if given else None,
            )
        except SyntaxError:
            raise refusal(task.sparql) from None


def cell_from_engine(term: object) -> Cell:
    """The engine's term as a plain cell."""
    match term:
        case ox.NamedNode():
            return Cell("iri", term.value)
        case ox.BlankNode():
            return Cell("bnode", term.value)
        case ox.Literal():
            datatype = term.datatype.value
            return Cell("literal", term.value, "" if datatype in _IMPLIED_DATATYPES else datatype, term.language or "")
        case _:
            raise QueryRefused("the answer holds a triple term of RDF 1.2, which a table cannot show; select its parts")


def _rows(results: Results) -> tuple[tuple[str, ...], Iterator[Row]]:
    match results:
        case ox.QueryBoolean():
            return ("ask",), iter([(Cell("literal", "true" if results else "false", f"{_XSD}boolean"),)])
        case ox.QueryTriples():
            return ("subject", "predicate", "object"), (_cells((t.subject, t.predicate, t.object)) for t in results)
        case _:
            return tuple(variable.value for variable in results.variables), (_cells(solution) for solution in results)


def _cut(rows: Iterator[Row], limits: Limits) -> tuple[list[Row], bool]:
    """The rows up to the limit, and whether there were more."""
    kept: list[Row] = []
    size = 0
    for row in rows:
        if len(kept) == limits.rows:
            return kept, True
        size += sum(len(cell.text) + len(cell.datatype) + 16 for cell in row if cell)
        if size > limits.answer_bytes:
            raise _too_large(limits.answer_bytes)
        kept.append(row)
    return kept, False


def _cells(terms: Iterable[object]) -> Row:
    return tuple(None if term is None else cell_from_engine(term) for term in terms)


def as_document(results: Results | list[ox.Triple], media_type: str, limits: Limits) -> bytes:
    """Results written whole in a media type, within the limit of size."""
    output = _CappedBytes(limits.answer_bytes)
    if isinstance(results, ox.QueryTriples | list):
        ox.serialize(results, output, _GRAPH_FORMATS[media_type], prefixes=PREFIXES)
    else:
        results.serialize(output, _RESULT_FORMATS[media_type])
    return _as_xml(output.getvalue()) if media_type in _XML_TYPES else output.getvalue()


class _CappedBytes(io.BytesIO):
    """Bytes that refuse to grow past their limit; the exception ends the engine's writing."""

    def __init__(self, allowed: int) -> None:
        super().__init__()
        self._allowed = allowed

    def write(self, data: ReadableBuffer, /) -> int:
        if self.tell() + memoryview(data).nbytes > self._allowed:
            raise _too_large(self._allowed)
        return super().write(data)


def _as_xml(document: bytes) -> bytes:
    """The engine writes control characters raw: a carriage return would be read back as a newline, others are no XML at all."""
    if _NOT_IN_XML.search(document):
        raise NotWritable("the answer holds a control character, which XML cannot carry", mend="ask for JSON, CSV or Turtle")
    if _NO_NAME in document:
        raise NotWritable("the answer has a predicate that no XML element can be named after", mend="ask for Turtle, N-Triples or JSON-LD")
    return document.replace(b"\r", b"&#xD;")


def _too_large(allowed: int) -> StoppedAt:
    """The answer outgrew its limit."""
    return StoppedAt(Limit.SIZE, f"the answer is larger than {allowed / MIB:g} MiB; add LIMIT and OFFSET, or select fewer columns")


def _not_evaluable(fault: RuntimeError) -> QueryForbidden:
    return QueryForbidden(f"the query cannot be evaluated: {fault}")
