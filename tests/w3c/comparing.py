"""Comparing an answer with the one that a W3C test expects.

Literals are compared by value, as stores hold them (``1.0`` is ``1``); blank nodes by what is said of them; order where it is asked for.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pyoxigraph as ox
import rdflib
from rdflib.compare import isomorphic
from rdflib.query import Result

RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_IT = ox.NamedNode("urn:it")


def difference(expected: Result, found: Result, ordered: bool) -> str:
    if expected.type == "ASK":
        return "" if found.type == "ASK" and expected.askAnswer == found.askAnswer else f"{found.askAnswer}"
    rows = [[{str(name): _value(term) for name, term in row.items()} for row in one.bindings] for one in (expected, found)]
    plain = [[{name: "_" if isinstance(term, rdflib.BNode) else term for name, term in row.items()} for row in one] for one in rows]
    if ordered and plain[0] != plain[1]:
        return f"in another order, or other rows: {plain[1][:5]}"
    if not any(isinstance(term, rdflib.BNode) for one in rows for row in one for term in row.values()):
        alike = Counter(frozenset(row.items()) for row in rows[0]) == Counter(frozenset(row.items()) for row in rows[1])
    else:
        alike = isomorphic(*map(_as_graph, rows))
    return "" if alike else f"other rows: {plain[1][:5]}, not {plain[0][:5]}"


def _as_graph(rows: list[dict[str, rdflib.term.Node]]) -> rdflib.Graph:
    """Rows as a graph that is like another one if and only if the rows are alike up to the names of blank nodes."""
    graph = rdflib.Graph()
    # A row that stands there several times is told once, with how often: nodes that are all alike are slow to tell apart.
    for row, times in Counter(frozenset(row.items()) for row in rows).items():
        it = rdflib.BNode()
        graph.add((it, RS["index"], rdflib.Literal(times)))
        for name, term in row:
            graph.add((it, rdflib.URIRef(f"urn:variable:{name}"), term))
    return graph


def result_of_graph(graph: rdflib.Graph) -> Result:
    """A result written in the suite's own vocabulary of result sets."""
    boolean = next(graph.objects(None, RS.boolean), None)
    if boolean is not None:
        made = Result("ASK")
        made.askAnswer = boolean.toPython()
        return made
    made = Result("SELECT")
    solutions = sorted(graph.objects(None, RS.solution), key=lambda one: int(graph.value(one, RS["index"]) or 0))
    made.vars = [rdflib.Variable(str(one)) for one in graph.objects(None, RS.resultVariable)]
    made.bindings = [
        {rdflib.Variable(str(graph.value(one, RS.variable))): graph.value(one, RS.value) for one in graph.objects(solution, RS.binding)}
        for solution in solutions
    ]
    return made


def by_value(graph: rdflib.Graph) -> rdflib.Graph:
    made = rdflib.Graph()
    for triple in graph:
        made.add(tuple(map(_value, triple)))
    return made


def _value(term: rdflib.term.Node) -> rdflib.term.Node:
    """A term as a store that keeps values would write it."""
    if not isinstance(term, rdflib.Literal):
        return term
    datatype = ox.NamedNode(str(term.datatype or rdflib.XSD.string))
    written = ox.Literal(str(term), language=term.language) if term.language else ox.Literal(str(term), datatype=datatype)
    store = ox.Store()
    store.add(ox.Quad(_IT, _IT, written))
    (kept,) = (quad.object for quad in store)
    datatype = None if kept.language else rdflib.URIRef(kept.datatype.value)
    return rdflib.Literal(kept.value, lang=kept.language, datatype=datatype, normalize=False)


def table(written: str, suffix: str) -> Counter[frozenset[tuple[str, object]]]:
    """The rows of a file of CSV or TSV by column, since ``SELECT *`` says nothing of the order of columns."""
    if suffix == ".csv":
        head, *lines = csv.reader(io.StringIO(written, newline=""))
        cells = [[_plain(cell) for cell in line] for line in lines]
    else:
        head, *lines = (line.split("\t") for line in written.removesuffix("\n").split("\n"))
        cells = [[_term_of_tsv(cell) for cell in line] for line in lines]
    return Counter(frozenset(zip(head, line, strict=True)) for line in cells)


def _plain(cell: str) -> object:
    """A cell of CSV; the name of a blank node says nothing, a number is compared by value."""
    number = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", cell)
    return "_" if cell.startswith("_:") else float(cell) if number else cell


def _term_of_tsv(cell: str) -> object:
    """A term as Turtle has it; a number by its value."""
    if not cell or cell.startswith("_:"):
        return cell[:2]
    (term,) = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {cell} .", format="turtle").objects()
    return _value(term)
