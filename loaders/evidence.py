"""Folders of curated CSV files to sources: the vocabulary, and one folder for each document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from kb import records
from kb.errors import BadInput, BadInputs
from kb.records import Record
from kb.sources import VOCABULARY_GRAPH, Row, Source
from kb.values import DOCUMENT_KEY
from loaders.tables import read_table


def read_folder(path: Path, kinds: Iterable[type[Record]], graph: str) -> Source:
    """Every table of a folder; files that are no known table, and every bad row of every table, are reported together."""
    if not path.is_dir():
        raise BadInput("there is no such folder", str(path), "give a folder of curated CSV files")
    known = {kind.file: kind for kind in kinds}
    faults = [
        BadInput("no such table is known", f"{path.name}/{file.name}", f"use {', '.join(known)}")
        for file in sorted(path.iterdir())
        if file.suffix.lower() == ".csv" and file.name not in known
    ]
    # A link that leads nowhere is listed too: reading it then says so.
    present = {path / file: kind for file, kind in known.items() if (path / file).exists() or (path / file).is_symlink()}
    rows: list[Row] = []
    for file, kind in present.items():
        try:
            rows += read_table(kind, file)
        except BadInputs as several:
            faults += several.faults
        except BadInput as one:
            faults.append(one)
    if faults:
        raise BadInputs(faults)
    return Source(graph, tuple(rows), tuple(present))


def read_vocabulary(path: Path) -> Source:
    """The vocabulary's folder."""
    return read_folder(path, records.VOCABULARY, VOCABULARY_GRAPH)


def read_document(path: Path) -> Source:
    """One document's folder, whose name is the document's key; it must hold the document itself."""
    document = path.absolute().name  # also where the folder is given as '.'
    if not re.fullmatch(DOCUMENT_KEY, document):
        raise BadInput(f"'{document}' is no document's key", str(path), "name the folder by first author and year, such as doe-2020")
    source = read_folder(path, records.EVIDENCE, document)
    if not any(row.entity == ("document", document) for row in source.rows):
        raise BadInput(f"no document '{document}'", f"{document}/document.csv", "give the document the folder's name as its key")
    return source
