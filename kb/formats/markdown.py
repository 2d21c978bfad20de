"""Markdown: a GitHub table with its title above, and below it what the dash means and the table's notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.formats.cells import NOT_REPORTED, missing, one_line, shown
from kb.formats.table import Column, Table

_BREAK = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Inline constructs of CommonMark and GitHub's extensions, mathematics ($) included; HTML is neutralised by its entities.
_SPECIAL = re.compile(r"([\\`*_\[\]|~$#!])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands; line ends become ``<br>``, the only break a table's cell can have."""
    entities = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BREAK.sub("<br>", _SPECIAL.sub(r"\\\1", entities)).replace("\t", " ")


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rule(column: Column) -> str:
    return "---:" if column.kind in {"integer", "decimal"} else "---"


def stream_md(table: Table) -> Iterator[bytes]:
    """The Markdown file, a row at a time."""
    head = (f"# {escaped(one_line(table.title))}", "", _line([escaped(column.heading) for column in table.columns]))
    yield "".join(f"{line}\n" for line in (*head, _line([_rule(column) for column in table.columns]))).encode()
    lacking = False
    for row in table.rows:
        lacking = lacking or any(map(missing, row))
        cells = [escaped(shown(column, cell)) for column, cell in zip(table.columns, row, strict=True)]
        yield f"{_line(cells)}\n".encode()
    if lacking:
        yield f"\n{NOT_REPORTED} = not reported.\n".encode()
    for heading, text in table.notes.stated():
        yield f"\n{heading}: {escaped(one_line(text))}\n".encode()
