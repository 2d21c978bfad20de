"""How a record is declared: each field names its predicate, its meaning, its kind of value and its unit, once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from kb.values import DATE, DECIMAL, FLAG, INTEGER, PLACE, TEXT, Datatype


@dataclass(frozen=True)
class Fact:
    """What a field means, for the loader (how to read a cell), the graph (which predicate) and the documentation.

    ``to`` is the kind of entity that a reference points at, or ``*`` where the cell says it itself (``agent/azacitidine``);
    ``scheme`` is the concept scheme of a term. ``ordered`` members (authors) keep their order by standing in one literal.
    """

    predicate: str
    meaning: str
    datatype: Datatype = TEXT
    to: str = ""
    scheme: str = ""
    unit: str = ""
    many: bool = False
    required: bool = False
    ordered: bool = False


def _declare(fact: Fact) -> Any:
    """A dataclass field that carries ``fact``; absent is None, or the empty tuple where there may be many."""
    metadata = {"fact": fact}
    if fact.required:
        return field(metadata=metadata)
    return field(default=() if fact.many else None, metadata=metadata)


def text(predicate: str, meaning: str, **more: Any) -> Any:
    """A field that holds words."""
    return _declare(Fact(predicate, meaning, TEXT, **more))


def integer(predicate: str, meaning: str, **more: Any) -> Any:
    """A field that holds a whole number."""
    return _declare(Fact(predicate, meaning, INTEGER, **more))


def decimal(predicate: str, meaning: str, **more: Any) -> Any:
    """A field that holds a number as printed; the graph holds it typed, and its printed form beside it."""
    return _declare(Fact(predicate, meaning, DECIMAL, **more))


def flag(predicate: str, meaning: str, **more: Any) -> Any:
    """A field that holds yes or no."""
    return _declare(Fact(predicate, meaning, FLAG, **more))


def when(predicate: str, meaning: str, **more: Any) -> Any:
    """A field that holds an ISO date as far as it is known."""
    return _declare(Fact(predicate, meaning, DATE, **more))


def place(predicate: str, meaning: str, **more: Any) -> Any:
    """A field that holds places in a document."""
    return _declare(Fact(predicate, meaning, PLACE, **more))


def refer(predicate: str, to: str, meaning: str, **more: Any) -> Any:
    """A field that points at another entity by its key."""
    return _declare(Fact(predicate, meaning, TEXT, to=to, **more))


def coded(predicate: str, scheme: str, meaning: str, **more: Any) -> Any:
    """A field that holds a term of a concept scheme by its key."""
    return _declare(Fact(predicate, meaning, TEXT, to="concept", scheme=scheme, **more))


@dataclass(frozen=True)
class Record:
    """A fact of one kind. ``file`` is the CSV it stands in, ``type_`` its class; ``label_of`` names it for people."""

    kind: ClassVar[str]
    type_: ClassVar[str]
    file: ClassVar[str] = ""
    also: ClassVar[tuple[str, ...]] = ()
    """Further classes of other vocabularies that every record of this kind belongs to."""
    shared: ClassVar[bool] = False
    """True where several sources may describe the same entity; what a second source repeats is then kept once."""

    key: str = field(metadata={"fact": Fact("", "name of the row, unique within its kind, never reused", required=True)})


@dataclass(frozen=True)
class Anchored(Record):
    """A record that a document states: ``at`` and ``fragment`` run side by side, a fragment for each place."""

    at: tuple[Any, ...] = place("", "place in the document", many=True)
    fragment: tuple[str, ...] = text("", "shortest piece of the text there that carries the fact, as printed", many=True)


def facts(record: type[Record] | Record) -> Mapping[str, Fact]:
    """The declaration of each field of a record, by field name, in order: key first, place and fragment last."""
    kind = record if isinstance(record, type) else type(record)
    if kind not in _facts:
        declared = {f.name: f.metadata["fact"] for f in dataclasses.fields(kind)}
        last = {name: declared.pop(name) for name in ("at", "fragment") if name in declared}
        _facts[kind] = MappingProxyType(declared | last)
    return _facts[kind]


_facts: dict[type[Record], Mapping[str, Fact]] = {}


def value_reader(fact: Fact) -> Callable[[str], Any]:
    """The function that reads one member of a cell of this field."""
    return fact.datatype.read
