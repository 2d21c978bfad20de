"""Narrowing: facets with live counts, filters in force as pills and as a sentence, and what dropping each would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb.tables import Choice, Item, Sheet, SheetRow, TableSpec
from webui.asked import Asked


@dataclass(frozen=True)
class Names:
    """Short names of the items of a sheet's columns, for addresses: ``recruiting`` for ``concept/status.recruiting``."""

    short: dict[tuple[str, Item], str]
    items: dict[tuple[str, str], Item]

    def of(self, column: str, item: Item) -> str:
        """The short name of an item."""
        return self.short.get((column, item), item.text)

    def item(self, column: str, value: str) -> Item | None:
        """The item that a value names by its short name, its address or its text, apart from case."""
        return self.items.get((column, value)) or self.items.get((column, value.casefold()))

    def text(self, column: str, value: str) -> str:
        """What a value is called."""
        found = self.item(column, value)
        return found.text if found else value


def read_names(sheet: Sheet) -> Names:
    """The names of all items of a sheet; a short name that two entities of a column share is left for their whole address."""
    short: dict[tuple[str, Item], str] = {}
    items: dict[tuple[str, str], Item] = {}
    for spec in sheet.spec.columns:
        held = dict.fromkeys(item for row in sheet.rows for item in row.cells.get(spec.name, ()))
        often = Counter(_local(item) for item in held)
        for item in held:
            name = _local(item) if often[_local(item)] == 1 else item.address or item.text
            short[spec.name, item] = name
            for alias in (name, item.address, item.text, name.casefold(), item.text.casefold()):
                items.setdefault((spec.name, alias), item)
    return Names(short, items)


def _local(item: Item) -> str:
    kind, _, key = item.address.partition("/")
    return key.partition(".")[2] or key if kind == "concept" else key or item.text


def choice_of(asked: Asked, names: Names) -> Choice:
    """The choice that the sheet understands: values as the addresses of entities, or as texts."""
    filters = {column: tuple(_held(names.item(column, value), value) for value in values) for column, values in asked.filters.items()}
    return Choice(filters, asked.words, asked.sort, asked.descending, asked.columns)


def _held(item: Item | None, value: str) -> str:
    return (item.address or item.text) if item else value


@dataclass(frozen=True)
class FacetValue:
    """A value that a facet offers: how many rows it leaves, and the address that asks for them."""

    text: str
    count: int
    link: str
    active: bool


@dataclass(frozen=True)
class Facet:
    """A column that can be filtered by its values."""

    name: str
    title: str
    values: tuple[FacetValue, ...]

    @property
    def active(self) -> bool:
        """Whether one of its values is chosen."""
        return any(value.active for value in self.values)


def facets(sheet: Sheet, asked: Asked, names: Names) -> list[Facet]:
    """The facets of a sheet with live counts: each counts the rows that the other filters leave."""
    choice = choice_of(asked, names)
    # Words are looked for once; what is left is then filtered anew for each facet that is in use.
    found = replace(sheet, rows=sheet.choose(Choice(words=choice.words)))
    left = found.choose(Choice(choice.filters))
    made = []
    for spec in sheet.spec.columns:
        if spec.facet:
            others = {name: values for name, values in choice.filters.items() if name != spec.name}
            rows = found.choose(Choice(others)) if spec.name in choice.filters else left
            values = _facet_values(spec.name, rows, asked, names)
            if values:
                made.append(Facet(spec.name, spec.column.header, values))
    return made


def _facet_values(column: str, rows: Iterable[SheetRow], asked: Asked, names: Names) -> tuple[FacetValue, ...]:
    counts = Counter(item for row in rows for item in dict.fromkeys(row.cells.get(column, ())))
    chosen = {names.item(column, value): value for value in asked.filters.get(column, ())}
    values = []
    for item, number in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].text)):
        value = chosen.get(item) or names.of(column, item)
        values.append(FacetValue(item.text, number, asked.link(filters=asked.toggled(column, value)), item in chosen))
    return tuple(values)


@dataclass(frozen=True)
class Pill:
    """A filter in force: what it says, and the address without it."""

    title: str
    text: str
    link: str


def pills(spec: TableSpec, asked: Asked, names: Names) -> list[Pill]:
    """The filters in force, each with the address that drops it."""
    found = [
        Pill(_header(spec, column), names.text(column, value), asked.link(filters=asked.toggled(column, value)))
        for column, values in asked.filters.items()
        for value in values
    ]
    return [*found, Pill("Words", asked.words, asked.link(words=""))] if asked.words else found


def _header(spec: TableSpec, column: str) -> str:
    found = spec.column(column)
    return found.column.header if found else column


def sentence(spec: TableSpec, asked: Asked, names: Names, shown: int, total: int, of: str = "rows") -> str:
    """What is shown, as one sentence."""
    parts = [
        f"{_header(spec, column).lower()} is {' or '.join(f'“{names.text(column, value)}”' for value in values)}"
        for column, values in asked.filters.items()
    ]
    if asked.words:
        parts.append(f"some text holds “{asked.words}”")
    which = f"All {total:,} {of}" if shown == total else f"{shown:,} of {total:,} {of}"
    order = f", sorted by {_header(spec, asked.sort).lower()}{', highest first' if asked.descending else ''}" if asked.sort else ""
    return which + (f" where {' and '.join(parts)}" if parts else "") + order + "."


@dataclass(frozen=True)
class Drop:
    """What dropping one filter would leave."""

    title: str
    text: str
    count: int
    link: str


def drops(sheet: Sheet, asked: Asked, names: Names) -> list[Drop]:
    """For each filter, how many rows are left without it: which of them leaves nothing?"""
    found = []
    for column, values in asked.filters.items():
        fewer = replace(asked, filters=asked.without(column), page=1)
        left = len(sheet.choose(choice_of(fewer, names)))
        told = " or ".join(names.text(column, value) for value in values)
        found.append(Drop(_header(sheet.spec, column), told, left, fewer.link()))
    if asked.words:
        fewer = replace(asked, words="", page=1)
        found.append(Drop("Words", asked.words, len(sheet.choose(choice_of(fewer, names))), fewer.link()))
    return found
