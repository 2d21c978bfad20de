"""LaTeX: a longtable with booktabs rules to ``\\input``, notes as comments at its head, the dash explained below."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.formats.cells import NOT_REPORTED, missing, one_line, shown
from kb.formats.latex_text import escaped
from kb.formats.table import Column, Table

NARROW = 24
"""Columns up to this many characters are set on one line."""

LONGEST = 120
"""A longer cell asks for no more width than this many characters."""

ROW_END = r" \\"


def _comments(table: Table) -> list[str]:
    """One line each: a line end within a note would end the comment and set the rest as text."""
    packages = r"Preamble: \usepackage{booktabs,longtable,array}; xelatex or lualatex set letters of every script."
    notes = [f"{heading}: {one_line(text)}" for heading, text in table.notes.stated()]
    return [f"% {line}" for line in (one_line(table.title), *notes, packages)]


def _needs(table: Table) -> tuple[list[int], bool]:
    """For each column the characters of its longest cell, and whether any cell holds nothing: what must be known before the first row."""
    needs, lacking = [len(column.heading) for column in table.columns], False
    for row in table.rows:
        lacking = lacking or any(map(missing, row))
        needs = [max(need, len(shown(column, cell))) for need, column, cell in zip(needs, table.columns, row, strict=True)]
    return [min(LONGEST, need) for need in needs], lacking


def _align(column: Column, need: int, whole: int) -> str:
    if column.kind in {"integer", "decimal"}:
        return "r"
    if need <= NARROW:
        return "l"
    return rf">{{\raggedright\arraybackslash}}p{{{max(0.08, 0.9 * need / whole):.2f}\linewidth}}"


def _label(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]+", "-", name)


def _row(cells: list[str]) -> str:
    return " & ".join(cells) + ROW_END


def _cell(column: Column, cell: object) -> str:
    """An IRI has no blanks to break at, so it may break after its slashes."""
    text = escaped(shown(column, cell))
    return text.replace("/", r"/\allowbreak{}") if column.kind == "iri" else text


def stream_tex(table: Table) -> Iterator[bytes]:
    """The LaTeX file, a row at a time; the rows are gone through twice."""
    needs, lacking = _needs(table)
    columns = "".join(_align(column, need, sum(needs)) for column, need in zip(table.columns, needs, strict=True))
    header = [r"\toprule", _row([escaped(column.heading) for column in table.columns]), r"\midrule"]
    head = [
        *_comments(table),
        rf"\begin{{longtable}}{{{columns}}}",
        rf"\caption{{{escaped(table.title)}}}\label{{tab:{_label(table.name)}}}" + ROW_END,
        *header,
        r"\endfirsthead",
        *header,
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
    ]
    yield "".join(f"{line}\n" for line in head).encode()
    for row in table.rows:
        yield (_row([_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)]) + "\n").encode()
    yield b"\\end{longtable}\n"
    if lacking:
        yield rf"\noindent{{\footnotesize {escaped(NOT_REPORTED)} = not reported.\par}}".encode() + b"\n"
