"""Markdown: a GitHub table with its title above, and below it what the dash means and the table's notes."""

from __future__ import annotations

import re

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


def write_md(table: Table) -> bytes:
    """The Markdown file."""
    lines = [f"# {escaped(one_line(table.title))}", ""]
    lines.append(_line([escaped(column.heading) for column in table.columns]))
    lines.append(_line([_rule(column) for column in table.columns]))
    lines += [_line([escaped(shown(column, cell)) for column, cell in zip(table.columns, row, strict=True)]) for row in table.rows]
    if any(missing(cell) for row in table.rows for cell in row):
        lines += ["", f"{NOT_REPORTED} = not reported."]
    for heading, text in table.notes.stated():
        lines += ["", f"{heading}: {escaped(one_line(text))}"]
    return ("\n".join(lines) + "\n").encode()
