"""Facts: triples in memory, laid out so that the paths of columns can be followed without a store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from kb.tables.catalogue import TABLES
from kb.tables.cells import Found, entity_item, value_item
from kb.tables.rows import Item
from kb.tables.spec import TableSpec
from kb.triples import TYPE, Quad, term

LABELS = (term("rdfs:label"), term("skos:prefLabel"))

_ESCAPED = re.compile(r"\\U([0-9A-Fa-f]{8})|\\u([0-9A-Fa-f]{4})|\\(.)")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

Pairs = dict[str, list[str]]
"""What a step leads to, by what it starts from; terms stand as N-Quads writes them."""


@cache
def _steps() -> dict[str, str]:
    """Every step of a column of the catalogue, by what it is written as: its predicate, ``^`` before it where it goes backwards."""
    written = {step for spec in TABLES.values() for column in spec.cell_columns for step in column.steps()}
    return {step: ("^" if step.startswith("^") else "") + term(step.removeprefix("^")) for step in sorted(written)}


@cache
def _plan(name: str) -> tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]:
    """How a table's columns are found: the steps to some thing, and the names of its columns with their last step."""
    steps = _steps()
    return tuple(
        (tuple(steps[step] for step in way), tuple((column.name, steps[column.steps()[-1]]) for column in columns))
        for way, columns in TABLES[name].reads
    )


class Facts:
    """The triples of some records, and behind them those of the ``ground`` that they stand on (vocabulary and papers)."""

    def __init__(self, quads: Iterable[Quad], ground: Facts | None = None) -> None:
        self._ground = ground
        self._led: dict[str, Pairs] = {step: {} for step in (*_steps().values(), *LABELS, f"^{TYPE}")}
        self._items: dict[str, Item] = {}
        both = {predicate: (self._led.get(predicate), self._led.get(f"^{predicate}")) for predicate in (s.lstrip("^") for s in self._led)}
        for subject, predicate, value, _ in quads:
            if (wanted := both.get(predicate)) is not None:
                ahead, back = wanted
                if ahead is not None:
                    ahead.setdefault(subject, []).append(value)
                if back is not None:
                    back.setdefault(value, []).append(subject)

    def rows(self, spec: TableSpec) -> Iterator[str]:
        """The rows of a table that these facts tell something of: those that they type, and those of the ground that they touch."""
        type_ = term(spec.type_)
        own = dict.fromkeys(self._led[f"^{TYPE}"].get(type_, ()))
        yield from own
        if self._ground and spec.gathered:
            first = [self._led[step] for way, columns in _plan(spec.name) for step in way[:1] or [last for _, last in columns]]
            known = dict.fromkeys(self._ground._led[f"^{TYPE}"].get(type_, ()))
            yield from (row for row in known if row not in own and any(row in pairs for pairs in first))

    def found(self, spec: TableSpec, row: str) -> Found:
        """What the columns' paths lead to from a row."""
        ways: dict[tuple[str, ...], list[str]] = {(): [row]}
        found: Found = {}
        for steps, columns in _plan(spec.name):
            if reached := self._reached(steps, ways):
                for name, last in columns:
                    pairs = [(way[1:-1] if steps else "", self.item(value)) for way in reached for value in self._next(last, way)]
                    if pairs:
                        found[name] = pairs
        return found

    def _reached(self, steps: tuple[str, ...], ways: dict[tuple[str, ...], list[str]]) -> list[str]:
        """Where some steps lead; ``ways`` remembers where their beginnings do."""
        if steps not in ways:
            before = self._reached(steps[:-1], ways)
            ways[steps] = list(dict.fromkeys(end for start in before for end in self._next(steps[-1], start)))
        return ways[steps]

    def _next(self, step: str, start: str) -> Iterable[str]:
        own = self._led[step].get(start)
        behind = self._ground._led[step].get(start) if self._ground else None
        return [*own, *behind] if own and behind else own or behind or ()

    def item(self, written: str) -> Item:
        """A term as an item of a cell: an entity by its label, a value as it reads."""
        item = self._items.get(written)
        if item is None:
            item = self._items[written] = self._item(written)
        return item

    def _item(self, written: str) -> Item:
        if written[0] != "<":
            return value_item(*_text(written))
        labels = [label for step in LABELS for label in self._next(step, written)]
        iri = written[1:-1]
        return entity_item(iri, {iri: _text(labels[-1])[0]} if labels else {})


def _text(written: str) -> tuple[str, str]:
    """A literal's text and datatype, of its form in N-Quads; as our own dumps write it, canonical in its digits."""
    end = written.rindex('"')
    text = written[1:end]
    if "\\" in text:
        text = _ESCAPED.sub(_unescaped, text)
    return text, written[end + 4 : -1] if written[end + 1 : end + 3] == "^^" else ""


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _LETTERS.get(found[3], found[3])
