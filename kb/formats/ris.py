"""RIS: the documents behind a table, for reference managers. The format knows no comments, so notes stand in each record."""

from __future__ import annotations

from collections.abc import Iterator

from kb.formats.cells import one_line
from kb.formats.citations import Citation, distinct, first_and_last_page, read_name
from kb.formats.table import Notes, Table

_TYPES = {"article": "JOUR", "webpage": "ELEC", "dataset": "DATA"}


def _author(author: str) -> str:
    """``Surname, Given, Suffix``."""
    name = read_name(author)
    return ", ".join(part for part in (name.surname, name.given, name.suffix) if part)


def _notes(citation: Citation, notes: Notes) -> Iterator[tuple[str, str]]:
    if citation.et_al:
        yield "N1", "The list of authors is cut short (et al.)."
    # A query of many lines is no note for a reference manager; the address leads to it.
    yield "N1", "; ".join(f"{heading}: {text}" for heading, text in notes.stated() if "\n" not in text)


def _tags(citation: Citation, notes: Notes) -> Iterator[tuple[str, str]]:
    first, last = first_and_last_page(citation.pages)
    yield "ID", citation.key
    for author in citation.authors:
        yield "AU", _author(author)
    yield "TI", citation.title
    yield "T2", citation.journal
    yield "PY", citation.year
    yield "VL", citation.volume
    yield "IS", citation.issue
    yield "SP", first
    yield "EP", last
    yield "DO", citation.doi
    if citation.pmid:
        yield "AN", citation.pmid
        yield "DB", "PubMed"
    yield "UR", citation.url
    yield from _notes(citation, notes)


def _record(citation: Citation, notes: Notes) -> str:
    tags = [(tag, one_line(text)) for tag, text in _tags(citation, notes)]
    lines = [("TY", _TYPES[citation.kind]), *((tag, text) for tag, text in tags if text), ("ER", "")]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)


def stream_ris(table: Table) -> Iterator[bytes]:
    """The RIS file, a document at a time; empty for a table without citations."""
    for number, citation in enumerate(distinct(table.citations)):
        yield ("\r\n" if number else "").encode() + _record(citation, table.notes).encode()
