"""Narrowing: the conditions of an export to the values that a table holds, and what is said of those that it does not hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kb.errors import BadInput
from kb.lookup import fold

if TYPE_CHECKING:
    from kb.tables import Choice, Sheet

_SHOWN = 12
"""How many values of a column a remark lists."""

_LOOKED_AT = 5_000
"""Among how many values of a column a remark looks for what comes near: the most frequent ones."""


def filters(sheet: Sheet, where: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Values by column; a value that differs from one of the table in case or spelling only stands for it."""
    found: dict[str, tuple[str, ...]] = {}
    for condition in where:
        column, equals, value = (part.strip() for part in condition.partition("="))
        if not equals or not value:
            raise BadInput(f"'{condition}' is not column=value", "--where", "write such as phase='Phase 2'")
        found[column] = (*found.get(column, ()), *_meant(sheet, column, value))
    return found


def _meant(sheet: Sheet, column: str, value: str) -> tuple[str, ...]:
    if sheet.spec.column(column) is None or _held(sheet, column, value):
        return (value,)
    return tuple(one.item.text for one in sheet.alike(column, value) if fold(one.item.text) == fold(value)) or (value,)


def _values(sheet: Sheet, column: str) -> list[str]:
    """What stands in a column, the most frequent first."""
    return list(dict.fromkeys(value.item.text for value in sheet.values(column, _LOOKED_AT)))


def _held(sheet: Sheet, column: str, value: str) -> bool:
    """Whether some row holds a text, or the thing that ``kind/key`` names."""
    return any(value in (one.item.text, one.item.address) for one in sheet.alike(column, value))


def remarks(sheet: Sheet, choice: Choice, rows: int) -> Iterator[str]:
    """What is to be said where a condition holds for no row, or all of them together leave none."""
    before = "" if rows else "0 rows: "
    unknown = [(column, value) for column, values in choice.filters.items() for value in values if not _held(sheet, column, value)]
    for column, value in unknown:
        yield f'{before}no {column} is "{value}"; {_instead(_values(sheet, column), value)}'
    if not rows and not unknown:
        words = f'the words "{choice.words}"' if choice.words else ""
        conditions = "all the conditions together" if choice.filters else ""
        yield f"0 rows: no row fits {' and '.join(filter(None, (conditions, words))) or 'the table, which is empty'}"


def _instead(values: list[str], value: str) -> str:
    """The values that there are, or those near the one that was given where there are many."""
    if not values:
        return "the column is empty in every row"
    if len(values) <= _SHOWN:
        return f"there are: {', '.join(sorted(values))}"
    folded = {fold(one): one for one in values}
    near = [folded[one] for one in difflib.get_close_matches(fold(value), folded, 3, 0.6)] or [
        one for one in values if fold(value) and fold(value) in fold(one)
    ][:3]
    if near:
        return f"near it: {', '.join(near)}"
    further = " and more" if len(values) == _LOOKED_AT else ""
    return f"there are {len(values)}{further}, such as: {', '.join(values[:5])}"
