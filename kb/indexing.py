"""Indexing: the index of names of a release, written from its records: every name, number and identifier of every entity."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from kb.lookup import fold
from kb.numbering import number
from kb.records import (
    AdverseEventTerm,
    Agent,
    AgentClass,
    Arm,
    BaselineResult,
    Claim,
    Concept,
    Document,
    Identifier,
    Outcome,
    Population,
    Record,
    Reference,
    Regimen,
    RegimenFamily,
    RegimenName,
    Study,
    Synonym,
    Target,
)
from kb.spelling import SCHEMA, write_spellings
from kb.understand.words import cuts

_KINDS: tuple[type[Record], ...] = (
    Agent, AgentClass, Target, Study, Regimen, RegimenFamily, Outcome, AdverseEventTerm, Document, Concept, Population, Arm, Reference,
    Claim, BaselineResult,
)  # fmt: skip

RANK: dict[type[Record], int] = {kind: rank for rank, kind in enumerate(_KINDS)}
"""Kinds that can be looked up, the most sought-after first."""

_SHORT_NAMED = ("agent", "class", "target", "outcome", "term")
"""Kinds whose names are short enough for one word to stand for the whole."""

_SCHEMA = """
CREATE TABLE name (id INTEGER PRIMARY KEY, rank INTEGER, kind TEXT, key TEXT, label TEXT, name TEXT, folded TEXT);
CREATE INDEX name_folded ON name (folded);
CREATE VIRTUAL TABLE words USING fts5 (folded, content='name', content_rowid='id', prefix='2 3 4', tokenize='unicode61');
CREATE TABLE opening (word TEXT, name INTEGER, PRIMARY KEY (word, name)) WITHOUT ROWID;
CREATE TABLE place (kind TEXT, key TEXT, spot INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""

_INDEXES = """
CREATE INDEX name_kind ON name (kind, key);
CREATE INDEX name_glued ON name (replace(folded, ' ', ''));
CREATE INDEX place_key ON place (key);
"""


NameRow = tuple[int, str, str, str, str]
"""Rank, kind, key, label and one name."""


def _own_names(record: Record) -> Iterator[str]:
    for field in ("label", "abbreviation", "nct_id", "acronym", "doi", "pmid", "gene", "ctcae_term", "title", "characteristic", "category"):
        if name := getattr(record, field, None):
            yield str(name)
    for field in ("alternatives", "names"):
        yield from getattr(record, field, ())


def _label(record: Record) -> str:
    """What an entity is called: its label, a baseline figure by its characteristic and category, else its key."""
    if isinstance(record, BaselineResult):
        return ": ".join(filter(None, (record.characteristic, record.category)))
    return str(getattr(record, "label", record.key))


def name_rows(records: Iterable[Record]) -> Iterator[NameRow]:
    """Rank, kind, key, label and one name, a row for each name of each entity."""
    labels: dict[tuple[str, str], tuple[int, str]] = {}
    records = list(records)
    for record in records:
        if type(record) in RANK:
            label = _label(record)
            labels[record.kind, record.key] = (RANK[type(record)], label)
            for name in dict.fromkeys((*_own_names(record), record.key)):
                yield RANK[type(record)], record.kind, record.key, label, name
    for record in records:
        if isinstance(record, Synonym | Identifier):
            kind, _, key = record.subject.partition("/")
            name = record.label if isinstance(record, Synonym) else record.local_id
            if (kind, key) in labels:
                rank, label = labels[kind, key]
                yield rank, kind, key, label, name
        if isinstance(record, RegimenName):
            yield len(RANK), record.kind, record.key, record.label, record.label


def build_names(path: Path, records: Iterable[Record], placed: Iterable[Record] | None = None) -> int:
    """Write the index of every name of ``records``; the rows go in by rank, so that the order of rows ranks an answer.

    ``place`` keeps the order of ``placed`` (else of all ``records``), which is that of the curated tables and so of reading the documents.
    """
    records = list(records)
    places = {(record.kind, record.key): spot for spot, record in reversed(list(enumerate(records if placed is None else placed)))}
    return write_names(path, name_rows(records), [(*entity, spot) for entity, spot in sorted(places.items())])


def write_names(path: Path, found: Iterable[NameRow], places: Iterable[tuple[str, str, int]]) -> int:
    """Write the index of names, each once, and the places of entities in the order of reading; how many names these are."""
    base = sqlite3.connect(path)
    try:
        base.executescript(_SCHEMA + SCHEMA)
        rows = sorted(set(found))
        lines = ((number(row[0], count), *row, fold(row[4])) for count, row in enumerate(rows))
        base.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)", lines)
        base.execute("INSERT INTO words (words) VALUES ('rebuild')")
        write_spellings(base, chain.from_iterable(spelt(*row) for row in base.execute("SELECT id, kind, folded FROM name ORDER BY id")))
        base.executemany("INSERT INTO opening VALUES (?, ?)", sorted(openings(base.execute("SELECT id, kind, name FROM name"))))
        base.executemany("INSERT INTO place (kind, key, spot) VALUES (?, ?, ?)", places)
        base.executescript(_INDEXES)
        base.commit()
    finally:
        base.close()
    return len(rows)


def openings(rows: Iterable[tuple[int, str, str]]) -> set[tuple[str, int]]:
    """The first words of names of drugs, as questions are cut into words, with the number of the name; rows of number, kind, name."""
    return {(words[0], number_) for number_, kind, name in rows if kind == Agent.kind for words in cuts(name) if words}


def spelt(number_: int, kind: str, folded: str) -> Iterator[tuple[str, int, int]]:
    """How a name is spelt, and what one misspelt word may be a part of: texts, whether they are but a part, and the name's number."""
    yield folded, 0, number_
    if kind in _SHORT_NAMED:
        yield from ((word, 1, number_) for word in folded.split() if len(word) > 4 and word != folded)
