"""What a named table is: the class of its rows, and columns that follow predicates from a row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

from kb.formats import Column
from kb.names import expand
from kb.records import DERIVED, EVIDENCE, VOCABULARY, Record, facts
from kb.triples import AS_PRINTED
from kb.values import DATE, DECIMAL, FLAG, INTEGER

Kind = Literal["text", "integer", "decimal", "flag", "date", "iri", "list"]
WITHIN = "aml:withinTerm"
"""From a term to itself and the wider terms above it."""

_KINDS: dict[str, Kind] = {INTEGER.name: "integer", DECIMAL.name: "decimal", FLAG.name: "flag", DATE.name: "date"}

_OF_EVERY_RECORD = ("aml:anchor", "aml:statedIn", "oa:hasSource")
"""Predicates that lead from any statement to where it stands; no field declares them."""


@cache
def _pointing() -> frozenset[str]:
    """Predicates whose objects are entities."""
    declared = (fact for kind in (*VOCABULARY, *EVIDENCE, *DERIVED) for fact in facts(kind).values())
    return frozenset((*_OF_EVERY_RECORD, *(fact.predicate for fact in declared if fact.to)))


@dataclass(frozen=True)
class ColumnSpec:
    """A column whose cells are found by ``path``: predicates in order, ``^`` before one that is followed backwards.

    ``facet`` says that pages offer its values as a filter; ``shown`` that pages show it at first; ``beside`` names the column of
    things that its items belong to, one item for each thing, in the same order (a fragment for each place); ``many`` is false
    where a row has one value at most; ``wider`` says that rows are also found and counted by the terms above its
    values: phase 1b by phase 1.
    """

    column: Column
    path: tuple[str, ...]
    facet: bool = False
    shown: bool = True
    beside: str = ""
    many: bool = True
    wider: bool = False

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def of_entities(self) -> bool:
        """Whether its values are entities, which have labels, and not words or numbers."""
        return self.path[-1].startswith("^") or self.path[-1] in _pointing()

    @property
    def terms(self) -> ColumnSpec:
        """The column of its values and of the wider terms above them, by which rows are found; it is stored, and never shown."""
        return replace(self, column=replace(self.column, name=f"{self.name} within"), path=(*self.path, WITHIN), many=True)

    def steps(self) -> tuple[str, ...]:
        """The path to the values; a number's printed form is followed, since stores lose its last zeros."""
        return (*self.path[:-1], self.path[-1] + (AS_PRINTED if self.column.kind == "decimal" else ""))


@dataclass(frozen=True)
class TableSpec:
    """A table that can be listed, filtered and exported.

    ``gathered`` says that several portions of a build may tell something of one row, such as of a drug that many trials give; else all
    that is told of a row stands in one portion.
    """

    name: str
    title: str
    type_: str
    columns: tuple[ColumnSpec, ...]
    intro: str = ""
    gathered: bool = False

    @cached_property
    def reads(self) -> tuple[tuple[tuple[str, ...], tuple[ColumnSpec, ...]], ...]:
        """What is read at once: the way from the row to some thing, and the columns of that thing.

        What is said of the row itself is asked of at once where there is one value at most; several would multiply each other.
        """
        ways: dict[tuple[str, ...], list[ColumnSpec]] = defaultdict(list)
        for column in (*self.columns, *(column.terms for column in self.columns if column.wider)):
            ways[column.path[:-1]].append(column)
        of_row = ways.pop((), [])
        single = tuple(column for column in of_row if not column.many)
        several = (((), (column,)) for column in of_row if column.many)
        return (*((steps, tuple(columns)) for steps, columns in ways.items()), *several, *([((), single)] if single else []))

    @cached_property
    def cell_columns(self) -> tuple[ColumnSpec, ...]:
        """Its columns and those that rows are only found by, in the order in which cells are read."""
        return tuple(column for _, columns in self.reads for column in columns)

    @cached_property
    def in_cells(self) -> tuple[str, ...]:
        """The names of its columns in the order in which cells are read, which is also that of the documents that a row cites."""
        return tuple(column.name for column in self.cell_columns)

    def found_by(self, name: str) -> str:
        """The name, among cells, of what rows are found by in a column."""
        column = self.column(name)
        return column.terms.name if column and column.wider else name

    def column(self, name: str) -> ColumnSpec | None:
        """The column of a name, if there is one."""
        return next((spec for spec in self.columns if spec.name == name), None)


def own(
    record: type[Record], field: str, header: str, *, facet: bool = False, shown: bool = True, name: str = "", wider: bool = False
) -> ColumnSpec:
    """A column that a record's field declares: predicate, meaning, unit and kind come from there."""
    fact = facts(record)[field]
    kind: Kind = "text" if fact.to else _KINDS.get(fact.datatype.name, "text")
    column = Column(name or field, header, fact.meaning, fact.unit, expand(fact.predicate), kind)
    return ColumnSpec(column, (fact.predicate,), facet, shown, many=fact.many, wider=wider)


def via(
    name: str,
    header: str,
    path: str,
    meaning: str,
    *,
    kind: Kind = "text",
    facet: bool = False,
    shown: bool = True,
    unit: str = "",
    beside: str = "",
) -> ColumnSpec:
    """A column of other entities, or of what is said of them; ``path`` is written with ``/`` and ``^``."""
    steps = tuple(path.split("/"))
    predicate = expand(steps[0]) if len(steps) == 1 and not path.startswith("^") else ""
    return ColumnSpec(Column(name, header, meaning, unit, predicate, kind), steps, facet, shown, beside)


def anchored(path: str, header: str, meaning: str, *, prefix: str = "", shown: bool = True) -> tuple[ColumnSpec, ColumnSpec]:
    """Two columns side by side: the places that ``path`` leads to, and the fragment that stands at each."""
    place, printed = f"{prefix}anchor", f"As printed ({header.lower()})" if prefix else "As printed"
    return (
        via(place, header, path, meaning, shown=shown),
        via(f"{prefix}fragment", printed, f"{path}/aml:fragment", "what stands at each of these places", shown=False, beside=place),
    )
