"""Snippets: a query as code that runs as it stands, for the shell, Python and R."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

TABLE, ANSWER, GRAPH = "table", "answer", "graph"
"""What a query gives: rows, yes or no, or triples."""

_SIMPLE = re.compile(r'[^\\\r]*[^\\"\r]')


@dataclass(frozen=True)
class Snippet:
    """Code in one language, and what it needs beside the language itself."""

    title: str
    needs: str
    code: str


def snippets(query: str, endpoint: str, form: str) -> list[Snippet]:
    """A query to an endpoint in every language; ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE."""
    kind = {"SELECT": TABLE, "ASK": ANSWER}.get(form, GRAPH)
    query = query.strip()
    found = [Snippet("curl", "", _curl(query, endpoint, kind))]
    if kind == TABLE:
        found.append(Snippet("Python, pandas", "pandas", _pandas(query, endpoint)))
    found.append(
        Snippet("Python, SPARQLWrapper", "SPARQLWrapper" if kind != GRAPH else "SPARQLWrapper, rdflib", _wrapper(query, endpoint, kind))
    )
    if kind == TABLE:
        found.append(Snippet("R", "", _r(query, endpoint)))
    return found


def _curl(query: str, endpoint: str, kind: str) -> str:
    media = {TABLE: "text/csv", ANSWER: "application/sparql-results+json", GRAPH: "text/turtle"}[kind]
    return f"curl --get {_shell(endpoint)} \\\n  --header 'Accept: {media}' \\\n  --data-urlencode {_shell('query=' + query)}\n"


def _shell(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _pandas(query: str, endpoint: str) -> str:
    return f"""from urllib.parse import urlencode

import pandas

query = {_python(query)}
rows = pandas.read_csv({endpoint!r} + "?" + urlencode({{"query": query, "format": "csv"}}))
print(rows)
"""


def _wrapper(query: str, endpoint: str, kind: str) -> str:
    last = {
        TABLE: 'for row in sparql.queryAndConvert()["results"]["bindings"]:\n    print({key: cell["value"] for key, cell in row.items()})',
        ANSWER: 'print(sparql.queryAndConvert()["boolean"])',
        GRAPH: 'graph = Graph().parse(data=sparql.queryAndConvert(), format="turtle")\nprint(len(graph), "triples")',
    }[kind]
    form = "TURTLE" if kind == GRAPH else "JSON"
    head = "from rdflib import Graph\n" if kind == GRAPH else ""
    return f"""{head}from SPARQLWrapper import {form}, SPARQLWrapper

query = {_python(query)}
sparql = SPARQLWrapper({endpoint!r})
sparql.setQuery(query)
sparql.setReturnFormat({form})
{last}
"""


def _python(text: str) -> str:
    """A string of Python that reads well where the text lets it."""
    if '"""' not in text and _SIMPLE.fullmatch(text):
        return f'"""{text}"""'
    return repr(text)


def _r(query: str, endpoint: str) -> str:
    text = query.replace("\\", "\\\\").replace('"', '\\"')
    return f"""query <- "{text}"
rows <- read.csv(paste0("{quote(endpoint, safe=":/[]")}?format=csv&query=", URLencode(query, reserved = TRUE)))
print(rows)
"""
