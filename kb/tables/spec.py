"""What a named table is: the class of its rows, and columns that follow predicates from a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.formats import Column
from kb.names import expand
from kb.records import Record, facts
from kb.triples import AS_PRINTED
from kb.values import DATE, DECIMAL, FLAG, INTEGER

Kind = Literal["text", "integer", "decimal", "flag", "date", "iri", "list"]
_KINDS: dict[str, Kind] = {INTEGER.name: "integer", DECIMAL.name: "decimal", FLAG.name: "flag", DATE.name: "date"}


@dataclass(frozen=True)
class ColumnSpec:
    """A column whose cells are found by ``path``: predicates in order, ``^`` before one that is followed backwards.

    ``facet`` says that pages offer its values as a filter; ``shown`` that pages show it at first.
    """

    column: Column
    path: tuple[str, ...]
    facet: bool = False
    shown: bool = True

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    def sparql_path(self) -> str:
        """The path as SPARQL writes it; a number's printed form is followed, since stores lose its last zeros."""
        last = AS_PRINTED if self.column.kind == "decimal" else ""
        return "/".join(self.path) + last


@dataclass(frozen=True)
class TableSpec:
    """A table that can be listed, filtered and exported."""

    name: str
    title: str
    type_: str
    columns: tuple[ColumnSpec, ...]
    intro: str = ""

    def column(self, name: str) -> ColumnSpec | None:
        """The column of a name, if there is one."""
        return next((spec for spec in self.columns if spec.name == name), None)


def own(record: type[Record], field: str, header: str, *, facet: bool = False, shown: bool = True, name: str = "") -> ColumnSpec:
    """A column that a record's field declares: predicate, meaning, unit and kind come from there."""
    fact = facts(record)[field]
    kind: Kind = "text" if fact.to else _KINDS.get(fact.datatype.name, "text")
    column = Column(name or field, header, fact.meaning, fact.unit, expand(fact.predicate), kind)
    return ColumnSpec(column, (fact.predicate,), facet, shown)


def via(
    name: str, header: str, path: str, meaning: str, *, kind: Kind = "text", facet: bool = False, shown: bool = True, unit: str = ""
) -> ColumnSpec:
    """A column reached over other entities; ``path`` is written with ``/`` and ``^``."""
    steps = tuple(path.split("/"))
    predicate = expand(steps[-1].lstrip("^")) if len(steps) == 1 and not steps[0].startswith("^") else ""
    return ColumnSpec(Column(name, header, meaning, unit, predicate, kind), steps, facet, shown)
