"""What an address asks of a table, and the addresses that ask for a little more or less."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from kb.errors import BadInput
from kb.tables import TableSpec
from webui.addresses import with_query

CONTROLS = ("words", "sort", "desc", "columns", "page")
PAGE_SIZE = 50
LONGEST = 300
"""Characters of one value in an address."""


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

    def pairs(self, *, page: bool = True) -> list[tuple[str, str]]:
        """The parameters of the address."""
        found = [(name, value) for name, values in self.filters.items() for value in values]
        found += [("words", self.words), ("sort", self.sort), ("desc", "1" if self.descending else ""), ("columns", ",".join(self.columns))]
        return [pair for pair in [*found, ("page", str(self.page) if page and self.page > 1 else "")] if pair[1]]

    def link(self, **changes: Any) -> str:
        """The address with changes, from its first page on unless a page is named."""
        changed = replace(self, **({"page": 1} | changes))
        return with_query(changed.path, changed.pairs())

    def twin(self, ending: str) -> str:
        """The address of the same rows as a file."""
        return with_query(f"{self.path}.{ending}", self.pairs(page=False))

    def toggled(self, column: str, value: str) -> dict[str, tuple[str, ...]]:
        """The filters with a value of a column added, or taken away where it is there."""
        held = self.filters.get(column, ())
        changed = tuple(one for one in held if one != value) if value in held else (*held, value)
        return {name: values for name, values in (self.filters | {column: changed}).items() if values}

    def without(self, column: str) -> dict[str, tuple[str, ...]]:
        """The filters without those of a column."""
        return {name: values for name, values in self.filters.items() if name != column}


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
    return Asked(path, filters, words, args.get("sort", ""), _flag(args), columns, _page(args))


def _check_length(name: str, values: list[str]) -> None:
    if any(len(value) > LONGEST for value in values) and name != "columns":
        raise BadInput(f"the value of '{name}' is longer than {LONGEST} characters", "address", "shorten it")


def _flag(args: MultiDict[str, str]) -> bool:
    given = args.get("desc", "")
    if given not in ("", "0", "1"):
        raise BadInput(f"'{given[:40]}' is not 0 or 1", "desc", "write desc=1 for descending order")
    return given == "1"


def _page(args: MultiDict[str, str]) -> int:
    given = args.get("page", "") or "1"
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 7 and int(given)):
        raise BadInput(f"'{given[:40]}' is not the number of a page", "page", "count pages from 1")
    return int(given)
