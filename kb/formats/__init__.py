"""Formats: a table to the bytes of a file, in every format the base exports; the one list of formats stands here.

Importing this is cheap: a writer imports its library (XlsxWriter) only when it runs, since the command line and every page
import the list of formats, and few runs write a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.errors import BadInput
from kb.formats.bibtex import stream_bib
from kb.formats.citations import Citation
from kb.formats.jsonld import stream_jsonld
from kb.formats.jsontext import encode, stream_json
from kb.formats.latex import stream_tex
from kb.formats.lines import Cited, Lines
from kb.formats.markdown import stream_md
from kb.formats.ris import stream_ris
from kb.formats.separated import stream_csv, stream_tsv
from kb.formats.table import Column, Named, Notes, Table
from kb.formats.turtle import stream_ttl
from kb.formats.workbook import stream_xlsx


@dataclass(frozen=True)
class Format:
    """A kind of file: its name in addresses and commands, its title for people, and its writer, which gives it in pieces."""

    name: str
    title: str
    media_type: str
    extension: str
    stream: Callable[[Table], Iterator[bytes]]

    def write(self, table: Table) -> bytes:
        """The whole file."""
        return b"".join(self.stream(table))

    def pieces(self, table: Table) -> Iterator[bytes]:
        """The file in pieces large enough to be sent or written one by one; what cannot be written is refused before the first."""
        held: list[bytes] = []
        size = sent = 0
        for part in self.stream(table):
            held.append(part)
            size += len(part)
            if size >= PIECE:
                yield b"".join(held)
                held, size, sent = [], 0, sent + 1
        if held or not sent:
            yield b"".join(held)


PIECE = 1 << 16
"""Bytes of a piece, or somewhat more."""

_ALL = (
    Format("csv", "CSV", "text/csv", "csv", stream_csv),
    Format("tsv", "TSV", "text/tab-separated-values", "tsv", stream_tsv),
    Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", stream_xlsx),
    Format("md", "Markdown", "text/markdown", "md", stream_md),
    Format("tex", "LaTeX", "application/x-tex", "tex", stream_tex),
    Format("json", "JSON", "application/json", "json", stream_json),
    Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", stream_jsonld),
    Format("ttl", "Turtle", "text/turtle", "ttl", stream_ttl),
    Format("ris", "RIS", "application/x-research-info-systems", "ris", stream_ris),
    Format("bib", "BibTeX", "application/x-bibtex", "bib", stream_bib),
)

FORMATS: Mapping[str, Format] = MappingProxyType({format_.name: format_ for format_ in _ALL})
"""Every format by its name."""


def write(table: Table, format_name: str) -> bytes:
    """The table as a file of that format."""
    if format_name not in FORMATS:
        raise BadInput(f"'{format_name}' is not a format", "format", f"use one of {', '.join(FORMATS)}")
    return FORMATS[format_name].write(table)


__all__ = ["FORMATS", "PIECE", "Citation", "Cited", "Column", "Format", "Lines", "Named", "Notes", "Table", "encode", "write"]
