"""Printing: tables for people at a terminal, and files in every export format."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import click

from kb.errors import BadInput
from kb.formats import FORMATS, Citation, Column, Notes, Table
from kb.formats.cells import one_line
from kb.tables.sheet import LICENCE
from kb.values import unit_words

FORMAT = click.option("--format", "format_", type=click.Choice(["text", *FORMATS]), default="text", show_default=True, help="How to print.")

_BINARY = ("xlsx",)
_OF_CITATIONS = ("ris", "bib")


def put(table: Table, format_: str) -> None:
    """A table to standard output: aligned text, or the bytes of a format."""
    if format_ == "text":
        cells = [[words(cell, column) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
        put_text([column.heading for column in table.columns], cells)
        return
    put_bytes(_written(table, format_), format_)


def _written(table: Table, format_: str) -> Iterator[bytes]:
    """The table in a format, in pieces. Where rows rest on no document, there is nothing for a reference manager, and no file is made."""
    if format_ in _OF_CITATIONS and table.rows and not table.citations:
        holders = "ask for rows that name documents, such as 'kb export trials' or a query for what aml:statedIn leads to"
        raise BadInput(f"no row names a document, so {format_} would hold nothing", "--format", holders)
    return FORMATS[format_].pieces(table)


def put_bytes(pieces: Iterable[bytes], format_: str) -> None:
    """The bytes of a format to standard output; a workbook is kept from a terminal, which it would upset."""
    if format_ in _BINARY and _to_terminal():
        raise BadInput(f"{format_} is not for a terminal", "--format", f"send it to a file: ... --format {format_} > answer.{format_}")
    if sys.stdout is None:
        raise BadInput("standard output is closed", mend="send it to a file or a program")
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def number(count: int, one: str, many: str = "") -> str:
    """How many there are, with the right form of the word."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def counted(rows: int, what: str = "row") -> str:
    """How many there are, as a sentence."""
    return f"{number(rows, what)}."


def _to_terminal() -> bool:
    return sys.stdout.isatty()


def put_text(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Aligned columns where they fit the terminal, else one block a row; columns that hold nothing are left out."""
    if not rows:
        return
    held = [spot for spot in range(len(headers)) if any(row[spot] for row in rows)]
    shown = [headers[spot] for spot in held]
    lines = [[one_line(row[spot]) for spot in held] for row in rows]
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


def words(cell: object, column: Column | None = None) -> str:
    """A cell as people read it; a unit in words."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return "; ".join(words(member, column) for member in cell)
    if column and column.holds_units:
        return unit_words(str(cell))
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
    pieces = _written(table, chosen)
    first = next(pieces)  # what cannot be written is refused before the file is touched
    try:
        _replace(target.resolve(), chain([first], pieces))
    except (OSError, RuntimeError) as error:  # a link that leads to itself is a RuntimeError
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"cannot write '{path}': {why}", "-o", "choose a file in a folder that can be written") from None
    return chosen


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    """Put the content in the place of a file, or pass it to a pipe or device, which must not be replaced."""
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("wb") as stream:
            stream.writelines(pieces)
        return
    fresh = target.with_name(f".{target.name}.new")
    try:
        with fresh.open("wb") as stream:
            stream.writelines(pieces)
        fresh.replace(target)
    finally:
        _forget(fresh)  # what was begun, where it did not come to stand in its place


def _forget(path: Path) -> None:
    """Take away what was begun, where anything was."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
