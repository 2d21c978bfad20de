"""Printing: tables for people at a terminal, and files in every export format."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kb.errors import BadInput
from kb.formats import FORMATS, Citation, Column, Notes, Table, write
from kb.tables.sheet import LICENCE

FORMAT = click.option("--format", "format_", type=click.Choice(["text", *FORMATS]), default="text", show_default=True, help="How to print.")

_BINARY = ("xlsx",)


def put(table: Table, format_: str) -> None:
    """A table to standard output: aligned text, or the bytes of a format."""
    if format_ == "text":
        put_text([column.heading for column in table.columns], [[words(cell) for cell in row] for row in table.rows])
        return
    put_bytes(write(table, format_), format_)


def put_bytes(content: bytes, format_: str) -> None:
    """The bytes of a format to standard output; a workbook is kept from a terminal, which it would upset."""
    if format_ in _BINARY and _to_terminal():
        raise BadInput(f"{format_} is not for a terminal", "--format", f"send it to a file: ... --format {format_} > answer.{format_}")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def counted(rows: int, what: str = "row") -> str:
    """How many there are, as a sentence."""
    return f"{rows} {what}{'' if rows == 1 else 's'}."


def _to_terminal() -> bool:
    return sys.stdout.isatty()


def put_text(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns where they fit the terminal, else one block a row; columns that hold nothing are left out."""
    held = [spot for spot in range(len(headers)) if any(row[spot] for row in rows)]
    shown = [headers[spot] for spot in held]
    lines = [[row[spot] for spot in held] for row in rows]
    widths = [max(map(len, column)) for column in zip(shown, *lines, strict=True)]
    if sum(widths) + 2 * len(widths) <= shutil.get_terminal_size().columns:
        for line in [shown, *lines]:
            click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        return
    label = max(map(len, shown), default=0)
    for line in lines:
        for header, cell in zip(shown, line, strict=True):
            if cell:
                click.echo(f"{header.rjust(label)}  {cell}")
        click.echo()


def words(cell: object) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "; ".join(map(words, cell))
    return {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def table_of(
    name: str, title: str, names: Sequence[str], rows: Iterable[Mapping[str, Any]], notes: Notes, citations: tuple[Citation, ...] = ()
) -> Table:
    """Flat objects as a table with columns of these names."""
    columns = tuple(Column(column, column.replace("_", " ")) for column in names) or (Column("empty", "empty"),)
    cells = tuple(tuple(_cell(row.get(column)) for column in names) or (None,) for row in rows)
    return Table(name, title, columns, cells, notes, citations=citations)


def notes(release: str, query: str = "") -> Notes:
    """What a table of the command line says of itself."""
    return Notes(release, LICENCE, query)


def _cell(value: Any) -> object:
    return tuple(map(str, value)) or None if isinstance(value, list | tuple) else value


def write_file(table: Table, path: str, format_: str) -> str:
    """Write a table to a file whose name tells the format; the file appears whole or not at all."""
    target = Path(path)
    chosen = target.suffix.lstrip(".").lower() if format_ == "text" else format_
    if chosen not in FORMATS:
        raise BadInput(f"'{path}' does not tell a format", "-o", f"end the name in one of {', '.join('.' + name for name in FORMATS)}")
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.write_bytes(write(table, chosen))
        fresh.replace(target)
    except OSError as error:
        _forget(fresh)
        raise BadInput(f"cannot write '{path}': {error.strerror}", "-o", "choose a folder that can be written") from None
    return chosen


def _forget(path: Path) -> None:
    """Take away what was begun, where anything was."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
