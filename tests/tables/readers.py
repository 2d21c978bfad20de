"""Files of tables read back by other people's programs: each as rows of texts, empty where nothing is reported."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from functools import cache

import openpyxl
import pandas
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from rdflib import DCTERMS, Graph, URIRef

DASH = "–"

Rows = list[list[str]]


def read_csv(written: bytes) -> tuple[list[str], Rows]:
    header, *rows = csv.reader(io.StringIO(written.decode(), newline=""))
    return header, rows


def read_csv_with_pandas(written: bytes) -> tuple[list[str], Rows]:
    frame = pandas.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
    return list(frame.columns), frame.to_numpy().tolist()


def read_tsv(written: bytes) -> tuple[list[str], Rows]:
    header, *rows = [line.split("\t") for line in written.decode().removesuffix("\n").split("\n")]
    return header, rows


def read_xlsx(written: bytes) -> tuple[list[str], Rows]:
    """Numbers with as many decimals as their format shows, as a reader of the sheet sees them."""
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    header, *rows = sheet.iter_rows()
    assert not [cell for row in rows for cell in row if cell.data_type == "f"], "a cell is a formula"
    return [str(cell.value) for cell in header], [[_shown(cell.value, cell.number_format) for cell in row] for row in rows]


def _shown(value: object, number_format: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.{len(number_format.partition('.')[2])}f}"
    return "" if value is None else str(value)


def read_json(written: bytes) -> tuple[list[str], Rows]:
    """Numbers as the characters that stand in the file."""
    found = json.loads(written, parse_float=str, parse_int=str)
    names = [column["name"] for column in found["columns"]]
    return names, [[_text(row[name]) for name in names] for row in found["rows"]]


def _text(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(_text, value))
    return "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def read_md(written: bytes) -> tuple[list[str], Rows]:
    """Rows of a GitHub table: pipes without a backslash divide cells."""
    lines = [line for line in written.decode().split("\n") if line.startswith("|")]
    header, _, *rows = [[_unescaped(cell) for cell in re.findall(r"((?:\\.|[^\\|])*)\|", line)[1:]] for line in lines]
    return header, [["" if cell == DASH else cell for cell in row] for row in rows]


def _unescaped(cell: str) -> str:
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell.strip(" ").replace("<br>", "\n")))


def read_tex(written: bytes) -> tuple[list[str], Rows]:
    """Rows of a longtable, each cell as pylatexenc sets it."""
    text = re.sub(r"(?m)^%.*\n", "", written.decode())
    _check_balance(text)
    header = text.partition("\\toprule\n")[2].partition("\n")[0]
    body = text.partition("\\endlastfoot\n")[2].partition("\\end{longtable}")[0]
    rows = [_tex_cells(line) for line in body.splitlines()]
    return _tex_cells(header), [["" if cell == DASH else cell for cell in row] for row in rows]


def _check_balance(text: str) -> None:
    depth = 0
    for brace in re.findall(r"\\.|([{}])", text):
        depth += {"{": 1, "}": -1, "": 0}[brace]
        assert depth >= 0, "a brace is closed that was not opened"
    assert depth == 0, "a brace is left open"
    opened, closed = re.findall(r"\\begin\{(\w+)\}", text), re.findall(r"\\end\{(\w+)\}", text)
    assert opened == closed


def _tex_cells(line: str) -> list[str]:
    assert line.endswith(r" \\"), line
    return [_tex_text(cell) for cell in re.split(r" (?<!\\)& ", line.removesuffix(r" \\"))]


@cache
def _converter() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    # Commands of LaTeX's kernel that pylatexenc does not list.
    kernel = {"textless": "<", "textgreater": ">", "textbar": "|", "allowbreak": ""}
    known.add_context_category("kernel", prepend=True, macros=[MacroTextSpec(name, shown) for name, shown in kernel.items()])
    return LatexNodes2Text(known, strict_latex_spaces=True, math_mode="text")


@cache
def _tex_text(latex: str) -> str:
    return str(_converter().latex_to_text(latex))


def read_rdf(written: bytes, format_: str) -> Graph:
    return Graph().parse(data=written, format={"ttl": "turtle", "jsonld": "json-ld"}[format_])


def rdf_rows(graph: Graph) -> list[URIRef]:
    """The resources that a table's own node says are its parts."""
    return [row for row in graph.objects(None, DCTERMS.hasPart) if isinstance(row, URIRef)]
