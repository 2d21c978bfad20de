"""Forms of SPARQL that engines read differently or slowly: what a shipped question must not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rdflib.paths import MulPath, NegatedPath, Path
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

_STRING_OR_IRI = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^<>"{}|^`\\\s]*>')
_WORDS = {
    "GRAPH": "names a graph; where facts stand is told by aml:statedIn",
    "MINUS": "uses MINUS; use FILTER NOT EXISTS, or OPTIONAL with !BOUND",
    "SERVICE": "calls another server",
    "FROM": "names its dataset",
    "BNODE": "makes blank nodes",
    "DATATYPE": "asks for a datatype; do it in Python",
    "ENCODE_FOR_URI": "encodes an IRI; do it in Python",
    "NOW": "asks for the time of day",
    "RAND": "asks for a random number",
    "UUID": "asks for a random name",
    "STRUUID": "asks for a random name",
    "SAMPLE": "takes any one of several values",
}
_BARE_GROUP = re.compile(r"GROUP_CONCAT\s*\((?!\s*(?:DISTINCT\s+)?(?:STR|CONCAT|COALESCE)\s*\()", re.I)
_CONSTANT_BIND = re.compile(r'BIND\s*\(\s*(?:"|<|\d|true\b|false\b)', re.I)
_GROUP_CONCAT = re.compile(r"GROUP_CONCAT\b", re.I)


def faults(sparql: str) -> list[str]:
    """What is wrong with a query's forms, in words; empty if nothing."""
    bare = _bare(sparql)
    found = [saying for word, saying in _WORDS.items() if re.search(rf"(?<![?$:\w]){word}\b(?!\s*:)", bare, re.I)]
    if len(_GROUP_CONCAT.findall(bare)) > len(re.findall(r"separator\s*=", bare, re.I)):
        found.append("has a GROUP_CONCAT without separator")
    if _BARE_GROUP.search(bare):
        found.append("has a GROUP_CONCAT of something that is not text; wrap it in STR()")
    if _CONSTANT_BIND.search(sparql):
        found.append("binds a constant; use VALUES")
    if re.search(r"\b(?:TRUE|FALSE)\b", bare):
        found.append("writes a truth value in capitals")
    if re.search(r"SELECT\s+(?:DISTINCT\s+)?\*", bare, re.I):
        found.append("selects whatever there is; name the columns")
    return found + _algebra_faults(sparql)


def _bare(sparql: str) -> str:
    """The query without comments, IRIs, and the insides of strings."""
    return re.sub(r"#.*", "", _STRING_OR_IRI.sub('""', sparql))


def _algebra_faults(sparql: str) -> list[str]:
    algebra = prepareQuery(sparql).algebra
    found = []
    if any(isinstance(path, MulPath) for path in _paths(algebra)):
        found.append("has a path of unknown length (*, + or ?); use the closure predicates")
    if any(isinstance(path, NegatedPath) for path in _paths(algebra)):
        found.append("has a negated path")
    ordered = re.search(r"ORDER\s+BY\s+([^{}]*)$", _bare(sparql).strip(), re.I)
    if not ordered:
        return [*found, "does not end in ORDER BY"]
    projected = {f"?{variable}" for variable in algebra.PV}
    hidden = sorted(set(re.findall(r"\?\w+", ordered[1])) - projected)
    return found + ([f"orders by {', '.join(hidden)}, which it does not select"] if hidden else [])


def _paths(node: Any) -> Iterator[Path]:
    """Every path in an algebra, also those inside other paths."""
    if isinstance(node, Path):
        yield node
        for inner in (*getattr(node, "args", ()), getattr(node, "arg", None), getattr(node, "path", None)):
            yield from _paths(inner)
    elif isinstance(node, CompValue):
        for value in node.values():
            yield from _paths(value)
    elif isinstance(node, list | tuple | set):
        for value in node:
            yield from _paths(value)
