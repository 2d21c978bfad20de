"""Files: a table sent as a download whose name tells the table and the release."""

from __future__ import annotations

from itertools import chain

from flask import Response

from kb.errors import NotFound
from kb.formats import FORMATS, Format, Lines, Table
from webui.service import hold

_TEXTS = ("text/", "application/json", "application/ld+json", "application/x-tex", "application/x-research", "application/x-bibtex")


def send_table(table: Table, ending: str, release: str, slug: str = "") -> Response:
    """The table in a format, as a download; ``slug`` says in plain letters what was asked for."""
    format_ = FORMATS.get(ending)
    if format_ is None:
        raise NotFound(f"there is no format '{ending}'; there are {', '.join(FORMATS)}")
    kind = f"{format_.media_type}; charset=utf-8" if format_.media_type.startswith(_TEXTS) else format_.media_type
    response = _streamed(table, format_) if isinstance(table.rows, Lines) else Response(format_.write(table))
    response.content_type = kind
    name = "-".join(filter(None, (table.name, slug, release)))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_.extension}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _streamed(table: Table, format_: Format) -> Response:
    """A table that is written while it is sent; what cannot be written is refused before anything was sent."""
    pieces = format_.pieces(table)
    response = Response(chain([next(pieces)], pieces))
    response.implicit_sequence_conversion = False  # or it would be gathered, to tell its length
    response.call_on_close(hold())
    return response
