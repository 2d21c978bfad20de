"""CSV (RFC 4180) and TSV (IANA text/tab-separated-values), with the columns' names as header and nothing but the table inside.

No comment lines and no byte-order mark: both break readers. Notes travel in the other formats, or as columns of the table.
None and the empty text are both an empty cell. Lists are joined by ``|`` as in the curated files. Text is guarded against
formula injection (``guard``). TSV has no quoting, so tabs and line ends within a cell become a blank: read it with quoting off.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from kb.formats.cells import plain
from kb.formats.guard import guarded
from kb.formats.table import Table

_BREAK = re.compile(r"\r\n|[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def _safe(cell: object) -> str:
    return guarded(plain(cell)) if isinstance(cell, str | tuple) else plain(cell)


def _lines(table: Table) -> Iterator[list[str]]:
    yield [column.name for column in table.columns]
    for row in table.rows:
        yield [_safe(cell) for cell in row]


def stream_csv(table: Table) -> Iterator[bytes]:
    """The CSV file, a line at a time: UTF-8, CRLF, quotes where needed."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for cells in _lines(table):
        writer.writerow(cells)
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def _tab_safe(cell: object) -> str:
    """The blank comes first: what is left may then begin like a formula."""
    return guarded(_BREAK.sub(" ", plain(cell))) if isinstance(cell, str | tuple) else plain(cell)


def stream_tsv(table: Table) -> Iterator[bytes]:
    """The TSV file, a line at a time: UTF-8, LF."""
    yield ("\t".join(column.name for column in table.columns) + "\n").encode()
    for row in table.rows:
        yield ("\t".join(map(_tab_safe, row)) + "\n").encode()
