"""Printing: tables for people at a terminal, and files in every export format."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import click

from kb.errors import BadInput
from kb.formats import FORMATS, Column, Notes, Table, write
from kb.tables.sheet import LICENCE

FORMAT = click.option("--format", "format_", type=click.Choice(["text", *FORMATS]), default="text", show_default=True, help="How to print.")


def put(table: Table, format_: str) -> None:
    """A table to standard output: aligned text, or the bytes of a format."""
    if format_ == "text":
        put_text([column.heading for column in table.columns], [[_words(cell) for cell in row] for row in table.rows])
        return
    sys.stdout.buffer.write(write(table, format_))
    sys.stdout.buffer.flush()


def put_text(headers: list[str], rows: list[list[str]]) -> None:
    """Aligned columns where they fit the terminal, else one block a row."""
    widths = [max(len(header), *(len(row[spot]) for row in rows), 0) if rows else len(header) for spot, header in enumerate(headers)]
    if sum(widths) + 2 * len(widths) <= shutil.get_terminal_size().columns:
        for line in [headers, *rows]:
            click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
        return
    label = max(map(len, headers), default=0)
    for row in rows:
        for header, cell in zip(headers, row, strict=True):
            if cell:
                click.echo(f"{header.rjust(label)}  {cell}")
        click.echo()


def _words(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "; ".join(map(_words, cell))
    return {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def table_of(name: str, title: str, rows: Iterable[Mapping[str, Any]], release: str, query: str) -> Table:
    """Flat objects as a table whose columns are their keys, in order of appearance."""
    rows = list(rows)
    names = list(dict.fromkeys(key for row in rows for key in row)) or ["release"]
    cells = tuple(tuple(_cell(row.get(key)) for key in names) for row in rows)
    return Table(name, title, tuple(Column(key, key.replace("_", " ")) for key in names), cells, Notes(release, LICENCE, query))


def _cell(value: Any) -> object:
    if isinstance(value, list | tuple):
        return tuple(map(str, value)) or None
    if isinstance(value, float):
        return Decimal(str(value))
    return value


def write_file(table: Table, path: str, format_: str) -> str:
    """Write a table to a file whose name tells the format; the file appears whole or not at all."""
    from pathlib import Path

    target = Path(path)
    chosen = target.suffix.lstrip(".") if format_ == "text" else format_
    if chosen not in FORMATS:
        raise BadInput(f"'{path}' does not tell a format", "-o", f"end the name in one of {', '.join('.' + name for name in FORMATS)}")
    fresh = target.with_name(f".{target.name}.new")
    try:
        fresh.write_bytes(write(table, chosen))
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise BadInput(f"cannot write '{path}': {error.strerror}", "-o", "choose a folder that can be written") from None
    return chosen
