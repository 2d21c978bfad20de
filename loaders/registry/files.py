"""Files, folders and archives to records, one at a time and in a stable order; what looks like a record and cannot be read is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.errors import BadInput
from loaders.registry import csv_export, json_records, legacy_xml
from loaders.registry.aact import aact_records
from loaders.registry.archives import DAMAGED, STUDIES_TABLE, Stored, Tables, damaged, leaves, stored
from loaders.registry.raw import LIMITS, Limits, Raw
from loaders.registry.report import Report

KINDS = (
    "give the API's JSON, also a study or page a line, the registry's CSV or older XML, AACT's tables, or a folder, .zip or .gz of these"
)


def studies(paths: Iterable[Path], report: Report, limits: Limits = LIMITS) -> Iterator[Raw]:
    """Every record of the given files and folders. Files that hold no records are counted; broken ones are counted and told.

    Errors: BadInput for a path that is not there.
    """
    for path in paths:
        if not path.exists():
            raise BadInput("there is no such file or folder", str(path), KINDS)
        before = report.files + report.broken
        for found in _walk(path, limits):
            for leaf in leaves(found, limits) if isinstance(found, Stored) else (found,):
                yield from _records(leaf, report, limits)
        if report.files + report.broken == before:
            report.break_off(BadInput("there are no registry records in it", str(path), KINDS))


def _walk(path: Path, limits: Limits) -> Iterator[Stored | Tables | BadInput]:
    """A file, or the files of a folder and of those within it, by name; hidden ones and linked folders are passed over."""
    root = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    base = root.parent if path.is_dir() else root.parent.parent
    waiting = [root]
    while waiting:
        here = waiting.pop()
        place = here.relative_to(base).as_posix()
        try:
            if here.is_file() or (here.is_symlink() and not here.exists()):  # a link that leads nowhere is told; a pipe would never end
                yield stored(here, place, limits)
            elif here.is_dir() and (here == root or not here.is_symlink()):
                entries = sorted(entry for entry in here.iterdir() if not entry.name.startswith("."))
                if tables := _tables(entries, base, limits):
                    yield Tables(place, here.name, tables)
                    entries = [entry for entry in entries if entry.suffix.lower() != ".txt"]
                waiting += reversed(entries)
        except OSError as error:
            yield damaged(error, place)


def _tables(entries: list[Path], base: Path, limits: Limits) -> dict[str, Stored]:
    """The tables of AACT in a folder, if these are some."""
    found = {entry.name.lower(): entry for entry in entries if entry.suffix.lower() == ".txt" and entry.is_file()}
    if STUDIES_TABLE not in found:
        return {}
    return {name: stored(entry, entry.relative_to(base).as_posix(), limits) for name, entry in found.items()}


def _records(leaf: Stored | Tables | BadInput, report: Report, limits: Limits) -> Iterator[Raw]:
    """The records of one file; a fault in it is told, and the next file is read."""
    if isinstance(leaf, BadInput):
        report.break_off(leaf)
        return
    try:
        if isinstance(leaf, Tables):
            yield from aact_records(leaf, report, limits)
        elif leaf.suffix in json_records.ENDINGS:
            yield from json_records.json_records(leaf, report, limits)
        elif leaf.suffix in csv_export.ENDINGS:
            yield from csv_export.csv_records(leaf, report, limits)
        elif leaf.suffix == legacy_xml.ENDING:
            yield from legacy_xml.xml_records(leaf, report, limits)
        else:
            report.without_records += 1
    except BadInput as fault:
        report.break_off(fault)
    except DAMAGED as error:
        report.break_off(damaged(error, leaf.place))
