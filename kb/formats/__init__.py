"""Formats: a table to the bytes of a file, in every format the base exports; the one list of formats stands here.

Importing this is cheap: a writer imports its library (XlsxWriter) only when it runs, since the command line and every page
import the list of formats, and few runs write a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kb.errors import BadInput
from kb.formats.bibtex import write_bib
from kb.formats.citations import Citation
from kb.formats.jsonld import write_jsonld
from kb.formats.jsontext import stream_json, write_json
from kb.formats.latex import write_tex
from kb.formats.lines import Cited, Lines
from kb.formats.markdown import write_md
from kb.formats.ris import write_ris
from kb.formats.separated import stream_csv, stream_tsv, write_csv, write_tsv
from kb.formats.table import Column, Named, Notes, Table
from kb.formats.turtle import write_ttl
from kb.formats.workbook import write_xlsx


@dataclass(frozen=True)
class Format:
    """A kind of file: its name in addresses and commands, its title for people, and its writer; ``stream`` gives it in pieces."""

    name: str
    title: str
    media_type: str
    extension: str
    write: Callable[[Table], bytes]
    stream: Callable[[Table], Iterator[bytes]] | None = None


_ALL = (
    Format("csv", "CSV", "text/csv", "csv", write_csv, stream_csv),
    Format("tsv", "TSV", "text/tab-separated-values", "tsv", write_tsv, stream_tsv),
    Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", write_xlsx),
    Format("md", "Markdown", "text/markdown", "md", write_md),
    Format("tex", "LaTeX", "application/x-tex", "tex", write_tex),
    Format("json", "JSON", "application/json", "json", write_json, stream_json),
    Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", write_jsonld),
    Format("ttl", "Turtle", "text/turtle", "ttl", write_ttl),
    Format("ris", "RIS", "application/x-research-info-systems", "ris", write_ris),
    Format("bib", "BibTeX", "application/x-bibtex", "bib", write_bib),
)

FORMATS: Mapping[str, Format] = MappingProxyType({format_.name: format_ for format_ in _ALL})
"""Every format by its name."""


def write(table: Table, format_name: str) -> bytes:
    """The table as a file of that format."""
    if format_name not in FORMATS:
        raise BadInput(f"'{format_name}' is not a format", "format", f"use one of {', '.join(FORMATS)}")
    return FORMATS[format_name].write(table)


__all__ = ["FORMATS", "Citation", "Cited", "Column", "Format", "Lines", "Named", "Notes", "Table", "write"]
