"""Curated CSV files to records: one reader for every kind of record, led by the fields' declarations."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import BadInput, BadInputs
from kb.names import mint
from kb.records import Anchored, Record, facts
from kb.records.declare import Fact
from kb.sources import Row
from kb.values import read_list


def read_cell(fact: Fact, cell: str) -> Any:
    """The typed value of one cell; None or the empty tuple for an empty one."""
    if not cell.strip():
        return () if fact.many else None
    return read_list(cell, fact.datatype.read) if fact.many else fact.datatype.read(cell)


def _check_header(kind: type[Record], header: list[str], place: str) -> list[BadInput]:
    declared = facts(kind)
    faults = [BadInput(f"column '{name}' is not known", place, f"use {', '.join(declared)}") for name in header if name not in declared]
    faults += [BadInput(f"column '{name}' stands twice", place) for name in set(header) if header.count(name) > 1]
    missing = [name for name, fact in declared.items() if fact.required and name not in header]
    return faults + [BadInput(f"column '{name}' is missing", place, "add it to the header") for name in missing]


def _read_row(kind: type[Record], cells: dict[str, str], place: str) -> Record | list[BadInput]:
    """The record of one row, or what is wrong with it."""
    faults: list[BadInput] = []
    values: dict[str, Any] = {}
    for name, fact in facts(kind).items():
        try:
            values[name] = read_cell(fact, cells.get(name, ""))
        except BadInput as fault:
            faults.append(BadInput(f"column {name}: {fault.what}", place, fault.mend))
            continue
        if fact.required and values[name] in (None, ()):
            faults.append(BadInput(f"column {name} is empty", place, f"it holds: {fact.meaning}"))
    if not faults:
        faults += _check_key(kind, values["key"], place)
    if issubclass(kind, Anchored) and not faults and len(values["at"]) != len(values["fragment"]):
        faults.append(BadInput("columns at and fragment have different numbers of members", place, "give each place its fragment"))
    return faults or kind(**values)


def _check_key(kind: type[Record], key: str, place: str) -> list[BadInput]:
    try:
        mint(kind.kind, key)
    except BadInput as fault:
        return [BadInput(f"column key: {fault.what}", place, fault.mend)]
    return []


def _text(path: Path, name: str) -> str:
    """The text of a file, without the byte-order mark that spreadsheets put before it."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(f"not UTF-8 (byte {content[error.start]:#x})", f"{name}:{line}", "save the file as CSV in UTF-8") from None


def _lines(path: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(_text(path, name), newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        mend = "close every double quote that opens a cell, and write those within one twice"
        raise BadInput(f"not a CSV file ({error})", f"{name}:{reader.line_num}", mend) from None


def read_table(kind: type[Record], path: Path) -> list[Row]:
    """All records of a CSV file. Every bad row is reported at once, each as ``folder/file:line``."""
    name = f"{path.parent.name}/{path.name}"
    lines = _lines(path, name)
    _, header = next(lines, (1, []))
    faults = _check_header(kind, header, f"{name}:1")
    if faults:
        raise BadInputs(faults)
    rows: list[Row] = []
    for number, cells in lines:
        place = f"{name}:{number}"
        if len(cells) != len(header):
            faults.append(BadInput(f"{len(cells)} cells where the header has {len(header)}", place, "quote cells that hold commas"))
            continue
        record = _read_row(kind, dict(zip(header, cells, strict=True)), place)
        if isinstance(record, list):
            faults += record
        else:
            rows.append(Row(record, place))
    if faults:
        raise BadInputs(faults)
    return rows
