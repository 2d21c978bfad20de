"""A sheet as a list in memory, chosen, ordered and counted by plain walks over its rows: what the sheets of a release must agree with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from kb.lookup import fold
from kb.tables import Choice, Item, SheetRow, TableSpec
from kb.tables.rows import NUMBERS, Natural, natural


@dataclass(frozen=True)
class PlainSheet:
    """All rows of a table, in their order."""

    spec: TableSpec
    rows: tuple[SheetRow, ...]

    def choose(self, choice: Choice) -> tuple[SheetRow, ...]:
        """The rows that a choice leaves, in its order."""
        rows = [row for row in self.rows if fits(self.spec, row, choice)]
        return tuple(_sorted(rows, choice, self.spec) if choice.sort else rows)

    def facets(self, choice: Choice) -> dict[str, list[tuple[Item, int]]]:
        """For each facet column, how many rows each item would leave, its own filter set aside; the most frequent first, then by text."""
        counts = {}
        for spec in self.spec.columns:
            if spec.facet:
                others = {name: values for name, values in choice.filters.items() if name != spec.name}
                counts[spec.name] = tally(self.choose(replace(choice, filters=others, sort="")), self.spec.found_by(spec.name))
        return counts


def tally(rows: Sequence[SheetRow], column: str) -> list[tuple[Item, int]]:
    counts = Counter(item for row in rows for item in dict.fromkeys(row.cells.get(column, ())))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].text, pair[0].iri))


def fits(spec: TableSpec, row: SheetRow, choice: Choice) -> bool:
    """One value of each filtered column, all words in the row's text; signs that are no word stand in none."""
    for name, wanted in choice.filters.items():
        items = row.cells.get(spec.found_by(name), ())
        if wanted and not any(item.text == value or (item.address and item.address == value) for item in items for value in wanted):
            return False
    words = fold(choice.words).split()
    return bool(words or not choice.words.strip()) and all(text_of(row).count(word) for word in words)


def text_of(row: SheetRow) -> str:
    """All texts of a row, folded; kept by the row's texts, since folding takes longer than everything else here."""
    return folded(" ".join(item.text for items in row.cells.values() for item in items))


folded = cache(fold)


def _sorted(rows: list[SheetRow], choice: Choice, spec: TableSpec) -> list[SheetRow]:
    """Rows in natural order of a column, numbers by size; rows that have nothing there come last, whichever way."""
    column = spec.column(choice.sort)
    numbers = column is not None and column.column.kind in NUMBERS

    def place(row: SheetRow) -> Natural:
        return [(0, Decimal(item.text), "") for item in row.cells[choice.sort]] if numbers else natural(row.text(choice.sort))

    have = [row for row in rows if row.cells.get(choice.sort)]
    lack = [row for row in rows if not row.cells.get(choice.sort)]
    return sorted(have, key=place, reverse=choice.descending) + lack
