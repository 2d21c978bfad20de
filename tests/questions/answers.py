"""Answers in one shape, whichever engine gave them, so that rows can be compared with each other and with what a paper prints."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import rdflib

from kb.base import Base

Row = Mapping[str, str | None]
JOINT = " | "
OF_A_REGISTRY = frozenset({"names-not-recognised"})
"""Questions that only a base with a registry answers; they are asked of one in tests.registry."""

_NUMBERS = ("#integer", "#decimal", "#double")


def plain(text: str | None, datatype: str) -> str | None:
    """A cell's text. Numbers lose trailing zeros, which engines write or not; "" is nothing; joined values come in one order."""
    if not text:
        return None
    if datatype.endswith(_NUMBERS):
        number = format(Decimal(text), "f")
        return number.rstrip("0").rstrip(".") if "." in number else number
    return JOINT.join(sorted(text.split(JOINT)))


def by_store(base: Base, sparql: str) -> list[Row]:
    """The rows of the embedded store, in its order."""
    answer = base.store.select(sparql)
    assert not answer.truncated
    return [
        {name: plain(cell.text, cell.datatype or "") if cell else None for name, cell in zip(answer.variables, row, strict=True)}
        for row in answer.rows
    ]


def by_rdflib(dataset: rdflib.Dataset, sparql: str) -> list[Row]:
    """The rows of rdflib's in-memory engine, in its order."""
    found = dataset.query(sparql)
    names = [str(variable) for variable in found.vars or ()]
    rows: list[Any] = list(found)  # rdflib types a row as that of any query form
    return [{name: _rdflib_cell(cell) for name, cell in zip(names, row, strict=True)} for row in rows]


def _rdflib_cell(cell: Any) -> str | None:
    return None if cell is None else plain(str(cell), str(getattr(cell, "datatype", "")))


def fits(cell: str | None, wanted: object) -> bool:
    """Whether a cell is what was wanted: a text (one of those joined in it), ``~part``, ``>=number``, several at once, or nothing."""
    if wanted is None or cell is None:
        return cell is wanted
    if isinstance(wanted, list):
        return all(fits(cell, one) for one in wanted)
    text = str(wanted)
    if text.startswith("~"):
        return text[1:] in cell
    if text.startswith(">="):
        return _number(cell) >= Decimal(text[2:])
    return text == cell or text in cell.split(JOINT)


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise AssertionError(f"'{text}' is no number") from None


def holds(row: Row, wanted: Mapping[str, object]) -> bool:
    """Whether a row has all wanted cells. A column that the answer lacks is a fault of the expectation."""
    for name in wanted:
        assert name in row, f"the answer has no column '{name}'; it has {', '.join(row)}"
    return all(fits(row[name], value) for name, value in wanted.items())
