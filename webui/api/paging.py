"""Paging: what an address asks of a table for programs, and the addresses of the pages beside it."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.datastructures import MultiDict

from kb.errors import BadInput
from kb.tables import TableSpec
from webui.asked import Asked, read_asked

PAGE_SIZE = 100
MOST_ROWS = 500
"""Rows that one answer may hold; whole tables come as files."""

MOST_VALUES = 1000
"""Values that one facet may tell."""


def read(spec: TableSpec, path: str, args: MultiDict[str, str]) -> Asked:
    """What the parameters ask for: those of the list's page, with a size of any number of rows."""
    if "view" in args:
        raise BadInput("there are no views here", "view", "leave it out; rows come as objects")
    others = MultiDict((name, value) for name, value in args.items(multi=True) if name != "size")
    return replace(read_asked(spec, path, others), size=number(args, "size", PAGE_SIZE, MOST_ROWS))


def number(args: MultiDict[str, str], name: str, usual: int, most: int) -> int:
    """A number from 1 to ``most`` that a parameter gives, or the usual one."""
    given = args.get(name, "") or str(usual)
    if not (given.isascii() and given.isdigit() and len(given) < 7 and 1 <= int(given) <= most):
        raise BadInput(f"'{given[:40]}' is no number from 1 to {most}", name, f"leave it out for {usual}")
    return int(given)
