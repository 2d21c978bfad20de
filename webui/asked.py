"""What an address asks of a table, and the addresses that ask for a little more or less."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.errors import BadInput, NotFound
from kb.tables import TableSpec
from webui.addresses import with_query

CONTROLS = ("words", "sort", "desc", "columns", "page", "size", "view")
PAGE_SIZE = 50
SIZES = (25, 50, 100, 200)
"""Rows that a page may hold; 50 where the address does not say."""
CARDS = "cards"
"""The view in which every row is a card; without it, rows stand in a table (on a phone they are cards anyway)."""
LONGEST = 300
"""Characters of one value in an address."""
LONGEST_QUESTION = 500
"""Characters of a question in plain words."""


@dataclass(frozen=True)
class Asked:
    """What an address asks of a table. A filter's value is the short name of an item: the key of an entity, or a text."""

    path: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    page: int = 1
    size: int = PAGE_SIZE
    cards: bool = False

    def pairs(self, *, page: bool = True) -> list[tuple[str, str]]:
        """The parameters of the address; without those of the page, those that choose rows and columns."""
        found = [(name, value) for name, values in self.filters.items() for value in values]
        found += [("words", self.words), ("sort", self.sort), ("desc", "1" if self.descending else ""), ("columns", ",".join(self.columns))]
        if page:
            found += [("size", str(self.size) if self.size != PAGE_SIZE else ""), ("view", CARDS if self.cards else "")]
            found += [("page", str(self.page) if self.page > 1 else "")]
        return [pair for pair in found if pair[1]]

    def link(self, **changes: Any) -> str:
        """The address with changes, from its first page on unless a page is named."""
        changed = replace(self, **({"page": 1} | changes))
        return with_query(changed.path, changed.pairs())

    def twin(self, ending: str, columns: tuple[str, ...] | None = None) -> str:
        """The address of the same rows as a file, with these columns (none: every column) where any are named."""
        asked = self if columns is None else replace(self, columns=columns)
        return with_query(f"{self.path}.{ending}", asked.pairs(page=False))

    @property
    def slug(self) -> str:
        """What is asked for, in a few plain letters, for the name of a file."""
        told = [value for values in self.filters.values() for value in values] + [self.words]
        return re.sub(r"[^a-z0-9]+", "-", " ".join(told).lower()).strip("-")[:60].strip("-")

    def toggled(self, column: str, value: str) -> dict[str, tuple[str, ...]]:
        """The filters with a value of a column added, or taken away where it is there."""
        held = self.filters.get(column, ())
        changed = tuple(one for one in held if one != value) if value in held else (*held, value)
        return {name: values for name, values in (self.filters | {column: changed}).items() if values}

    def without(self, column: str) -> dict[str, tuple[str, ...]]:
        """The filters without those of a column."""
        return {name: values for name, values in self.filters.items() if name != column}


def pages_of(found: int, asked: Asked) -> int:
    """How many pages the rows fill; a page beyond them is refused."""
    pages = max(1, -(-found // asked.size))
    if asked.page > pages:
        raise NotFound(f"there is no page {asked.page}: these rows fill {pages} page{'s' if pages > 1 else ''}")
    return pages


def read_asked(spec: TableSpec, path: str, args: MultiDict[str, str]) -> Asked:
    """What the parameters of an address ask for; one that is unknown, or too long, is refused."""
    known = {column.name for column in spec.columns}
    filters: dict[str, tuple[str, ...]] = {}
    for name, values in args.lists():
        if name not in known and name not in CONTROLS:
            raise BadInput(f"the table '{spec.name}' has no column '{name}'", "address", f"filter by {', '.join(sorted(known))}")
        _check_length(name, values)
        if name in known and (given := tuple(dict.fromkeys(value.strip() for value in values if value.strip()))):
            filters[name] = given
    columns = tuple(dict.fromkeys(name for value in args.getlist("columns") for name in value.split(",") if name))
    for name in (*columns, *filter(None, [args.get("sort", "")])):
        if name not in known:
            raise BadInput(f"the table '{spec.name}' has no column '{name}'", "address", f"use {', '.join(sorted(known))}")
    words = args.get("words", "").strip()
    return Asked(path, filters, words, args.get("sort", ""), _flag(args), columns, read_page(args), _size(args), _cards(args))


def _check_length(name: str, values: list[str]) -> None:
    if any(len(value) > LONGEST for value in values) and name != "columns":
        raise BadInput(f"the value of '{name}' is longer than {LONGEST} characters", "address", "shorten it")


def _flag(args: MultiDict[str, str]) -> bool:
    given = args.get("desc", "")
    if given not in ("", "0", "1"):
        raise BadInput(f"'{given[:40]}' is not 0 or 1", "desc", "write desc=1 for descending order")
    return given == "1"


def read_page(args: MultiDict[str, str]) -> int:
    """The page that an address asks for, the first where it does not say."""
    given = args.get("page", "") or "1"
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 7 and int(given)):
        raise BadInput(f"'{given[:40]}' is not the number of a page", "page", "count pages from 1")
    return int(given)


def _size(args: MultiDict[str, str]) -> int:
    given = args.get("size", "") or str(PAGE_SIZE)
    if given not in map(str, SIZES):
        raise BadInput(f"'{given[:40]}' rows are no page", "size", f"use {', '.join(map(str, SIZES))}")
    return int(given)


def _cards(args: MultiDict[str, str]) -> bool:
    given = args.get("view", "")
    if given not in ("", "table", CARDS):
        raise BadInput(f"there is no view '{given[:40]}'", "view", f"use table or {CARDS}")
    return given == CARDS
