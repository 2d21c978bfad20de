"""Narrowing: facets with live counts, filters in force as pills and as a sentence, and what dropping each would leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.combine import FILTERS
from kb.tables import Choice, Item, Sheet, TableSpec, Value
from webui.asked import Asked

MOST = 100
"""Values that a facet offers; more would be no choice any more, and the field for words finds every one."""


@dataclass(frozen=True)
class Names:
    """Names of the values of a sheet's columns, as addresses have them: ``recruiting`` for ``concept/status.recruiting``."""

    sheet: Sheet

    def of(self, column: str, item: Item) -> str:
        """The short name of an item."""
        return self.sheet.short(column, item)

    def item(self, column: str, value: str) -> Item | None:
        """The item that a value names by its short name, its address or its text, apart from case."""
        found = self.sheet.named(column, value)
        return found.item if found else None

    def text(self, column: str, value: str) -> str:
        """What a value is called."""
        found = self.item(column, value)
        return found.text if found else value


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
    """A column that can be filtered by its values: the most frequent ones.

    ``further`` says that there are others, ``rule`` what values cover.
    """

    name: str
    title: str
    values: tuple[FacetValue, ...]
    further: bool = False
    rule: str = ""

    @property
    def active(self) -> bool:
        """Whether one of its values is chosen."""
        return any(value.active for value in self.values)


def facets(sheet: Sheet, asked: Asked, names: Names) -> list[Facet]:
    """The facets of a sheet with live counts: each counts the rows that the other filters leave."""
    choice = choice_of(asked, names)
    counted = sheet.facets(choice, MOST + 1)
    made = []
    for spec in sheet.spec.columns:
        if counts := counted.get(spec.name):
            values = _facet_values(sheet, spec.name, counts[:MOST], choice, asked, names)
            rule = FILTERS[spec.name].rule if spec.wider and spec.name in FILTERS else ""
            made.append(Facet(spec.name, spec.column.header, values, len(counts) > MOST, rule))
    return made


def _facet_values(
    sheet: Sheet, column: str, counts: Sequence[tuple[Value, int]], choice: Choice, asked: Asked, names: Names
) -> tuple[FacetValue, ...]:
    """The most frequent values; those that are chosen stand among them however rare they are."""
    chosen = {names.item(column, value): value for value in asked.filters.get(column, ())}
    offered = {value.item: (value.short, count) for value, count in counts}
    for item in chosen:
        if item and item not in offered:
            others = {name: values for name, values in choice.filters.items() if name != column}
            count = sheet.count(Choice(others | {column: (_held(item, ""),)}, choice.words))
            if count:
                offered[item] = (names.of(column, item), count)
    return tuple(
        FacetValue(item.text, count, asked.link(filters=asked.toggled(column, chosen.get(item) or short)), item in chosen)
        for item, (short, count) in offered.items()
    )


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
        left = sheet.count(choice_of(fewer, names))
        told = " or ".join(names.text(column, value) for value in values)
        found.append(Drop(_header(sheet.spec, column), told, left, fewer.link()))
    if asked.words:
        fewer = replace(asked, words="", page=1)
        found.append(Drop("Words", asked.words, sheet.count(choice_of(fewer, names)), fewer.link()))
    return found
