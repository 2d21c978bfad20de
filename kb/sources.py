"""Sources: what loaders hand to the build. Rows with their origin, held together so that each can be found by kind and key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kb.errors import BadInput, BadInputs
from kb.records import Anchored, Component, Record, Study, facts
from kb.records.declare import Fact
from kb.values import DOCUMENT_KEY

R = TypeVar("R", bound=Record)
Entity = tuple[str, str]
"""``(kind, key)``."""

VOCABULARY_GRAPH = "vocabulary"
DERIVED_GRAPH = "derived"
RELEASE_GRAPH = "release"


@dataclass(frozen=True)
class Row:
    """A record and the ``file:line`` it was read from."""

    record: Record
    origin: str

    @property
    def entity(self) -> Entity:
        """``(kind, key)`` of the record."""
        return self.record.kind, self.record.key


@dataclass(frozen=True)
class Source:
    """The rows of one source. ``graph`` names its graph: the vocabulary's, or a document's key."""

    graph: str
    rows: tuple[Row, ...]
    files: tuple[Path, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    """How often the loader met something that no record can hold, by what it was."""

    @property
    def is_document(self) -> bool:
        """Whether the rows are statements of a document (their keys then begin with its name)."""
        return self.graph != VOCABULARY_GRAPH


@dataclass
class Holdings:
    """All rows of all sources of a build, found by kind and key; ``document`` tells which source stated an entity."""

    sources: list[Source]
    rows: dict[Entity, Row] = field(init=False, default_factory=dict)
    document: dict[Entity, str] = field(init=False, default_factory=dict)
    _kinds: dict[type[Record], list[Record]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for source in self.sources:
            for row in source.rows:
                if row.entity not in self.rows:
                    self.rows[row.entity] = row
                    self.document[row.entity] = source.graph
                    self._kinds[type(row.record)].append(row.record)

    def all(self, kind: type[R]) -> list[R]:
        """Every record of a kind, in the order of reading."""
        return [record for record in self._kinds[kind] if isinstance(record, kind)]

    def get(self, kind: type[R], key: str) -> R:
        """The record of a kind with a key; KeyError where there is none (references are checked before)."""
        record = self.rows[kind.kind, key].record
        if not isinstance(record, kind):
            raise KeyError(key)
        return record

    def label(self, entity: str) -> str:
        """The label of ``kind/key``, else the name itself."""
        kind, _, key = entity.partition("/")
        row = self.rows.get((kind, key))
        return str(getattr(row.record, "label", entity)) if row else entity


def pointers(record: Record) -> Iterator[tuple[str, str, str]]:
    """``(column, kind, key)`` for each reference that a record makes."""
    for name, fact in _pointing(type(record)):
        value = getattr(record, name)
        for member in value if fact.many else () if value is None else (value,):
            yield (name, *point(fact.to, fact.scheme, member))


_known: dict[type[Record], tuple[tuple[str, Fact], ...]] = {}


def _pointing(kind: type[Record]) -> tuple[tuple[str, Fact], ...]:
    """The fields of a kind of record that point at others."""
    if kind not in _known:
        _known[kind] = tuple((name, fact) for name, fact in facts(kind).items() if fact.to)
    return _known[kind]


def point(to: str, scheme: str, member: str) -> Entity:
    """The entity that a member of a reference cell names."""
    if scheme:
        return "concept", f"{scheme}.{member}"
    if to == "*":
        kind, _, key = member.partition("/")
        return kind, key
    return to, member


def unresolved(rows: Iterable[Row], known: set[Entity], beside: Container[Entity] = ()) -> Iterator[BadInput]:
    """References that lead nowhere."""
    for row in rows:
        for column, kind, key in pointers(row.record):
            if (kind, key) not in known and (kind, key) not in beside:
                yield BadInput(f"column {column}: there is no {kind} '{key}'", row.origin, f"add it, or correct the key in {column}")


Standing = Mapping[Entity, tuple[Source, Row]]
"""The rows of sources that were found to be right, by entity, each with its source."""


def standing(source: Source) -> Standing:
    """The rows of a source that was checked, so that others can be checked beside it."""
    return {row.entity: (source, row) for row in source.rows}


def repeated(sources: Iterable[Source], beside: Standing) -> Iterator[BadInput]:
    """Keys that stand twice within a kind. Of a kind that sources may share, a key may stand once in each source."""
    first: dict[Entity, tuple[Source, Row]] = {}
    for source in sources:
        for row in source.rows:
            owner, other = beside.get(row.entity) or first.setdefault(row.entity, (source, row))
            if other is not row and not (row.record.shared and owner is not source):
                yield BadInput(f"key '{row.record.key}' is taken by {other.origin}", row.origin, "give each row its own key")


def unanchored(source: Source) -> Iterator[BadInput]:
    """Statements of a document that do not say where it states them."""
    for row in source.rows if source.is_document else ():
        if isinstance(row.record, Anchored) and not row.record.at:
            yield BadInput("columns at and fragment are empty", row.origin, "say where the document states it, and what stands there")


def named_twice(source: Source) -> Iterator[BadInput]:
    """Components of one arm that name one thing: an arm holds two chips of a combination by two things that it names."""
    first: dict[tuple[str, str | None, str | None], Row] = {}
    for row in source.rows:
        if isinstance(one := row.record, Component):
            other = first.setdefault((one.arm, one.agent, one.agent_class), row)
            if other is not row:
                named = one.agent or one.agent_class
                yield BadInput(f"{other.origin} gives arm '{one.arm}' '{named}' too", row.origin, "make one component of the two")


def misplaced(source: Source) -> Iterator[BadInput]:
    """Keys of a document's rows that do not begin with the document's key, so that two papers could clash; of studies, those that
    another document could not know."""
    for row in source.rows if source.is_document else ():
        key = row.record.key
        if isinstance(row.record, Study):
            yield from _misnamed(row.record, row.origin)
        elif key != source.graph and not key.startswith(f"{source.graph}-"):
            yield BadInput(f"key '{key}' does not begin with '{source.graph}-'", row.origin, "begin it with the document's key")


def _misnamed(study: Study, origin: str) -> Iterator[BadInput]:
    """The key of a study is its NCT number, else first author, year and a word on it."""
    if study.nct_id and study.key != study.nct_id:
        yield BadInput(f"key '{study.key}' is not the trial's number", origin, f"write {study.nct_id}")
    if not study.nct_id and not re.fullmatch(rf"NCT\d{{8}}|{DOCUMENT_KEY}(-.+)?", study.key):
        mend = "begin it with first author and year, such as doe-2020-azacitidine, or give the trial's number in nct_id"
        yield BadInput(f"key '{study.key}' is no study's key", origin, mend)


def check_sources(sources: Iterable[Source], beside: Standing = MappingProxyType({})) -> None:
    """Raise every repeated key, misplaced key and reference that leads nowhere, each with its file and line.

    ``beside`` are rows that were checked before, which these may point at and must not repeat.
    """
    sources = list(sources)
    rows = [row for source in sources for row in source.rows]
    known = {row.entity for row in rows}
    own = [fault for source in sources for check in (misplaced, unanchored, named_twice) for fault in check(source)]
    faults = [*repeated(sources, beside), *own, *unresolved(rows, known, beside)]
    if faults:
        raise BadInputs(faults)
