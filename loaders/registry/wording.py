"""Wordings: the curated lists of words of registry records, and what is found of them in a text, the longest words first."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import BadInput
from kb.places import resource

FOLDER = "registry"
"""The folder of ``data`` that the lists stand in."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A row of a list: what words look like and the terms they stand for; none where they mean nothing that the list is about.

    ``group`` says which list of a file the row belongs to; ``source`` names the records in which the words were read.
    """

    expression: re.Pattern[str]
    terms: tuple[str, ...]
    group: str
    source: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Found:
    """Words found in a text: where, and the terms they stand for."""

    start: int
    end: int
    terms: tuple[str, ...]
    group: str


_BEFORE, _AFTER = "(?<![A-Za-z0-9])", "(?![A-Za-z0-9])"
"""What parts whole words from others."""


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern: whole words only; a blank stands for whatever parts two words, hyphens and brackets too.

    Capitals in a pattern ask for capitals in the text (``ALL`` is not ``all``); a pattern without any takes both.
    """
    capitals = re.search(r"(?<!\\)[A-Z]", pattern)
    body = pattern.replace(" ", r"(?:[\W_]+)")
    return re.compile(f"{_BEFORE}(?:{body}){_AFTER}", 0 if capitals else re.IGNORECASE)


def _row(cells: dict[str, str], origin: str) -> Wording:
    try:
        expression = compiled(cells["pattern"])
    except re.error as error:
        raise BadInput(f"'{cells['pattern']}' is not a pattern ({error})", origin, "write a regular expression") from None
    source = tuple(cells["source"].split("|"))
    return Wording(expression, tuple(filter(None, cells["term"].split("|"))), cells["group"], source, origin)


def list_files() -> tuple[Path, ...]:
    """The files of all lists: what a snapshot is normalised by is an input of it, as its records are."""
    return tuple(sorted((resource("data") / FOLDER).glob("*_words.csv")))


@functools.cache
def wordings(file: str) -> tuple[Wording, ...]:
    """All rows of a list of ``data/registry``; BadInput, with file and line, where one cannot be read."""
    path = resource("data") / FOLDER / file
    with path.open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        if reader.fieldnames != ["pattern", "group", "term", "source"]:
            raise BadInput("the header is not that of a list of words", f"{file}:1", "write pattern,group,term,source")
        return tuple(_row(cells, f"{file}:{reader.line_num}") for cells in reader)


@functools.cache
def of_group(file: str, group: str) -> tuple[Wording, ...]:
    """The rows of one group of a list."""
    return tuple(row for row in wordings(file) if row.group == group)


def _all_found(rows: Iterable[Wording], text: str) -> Iterator[Found]:
    for row in rows:
        for match in row.expression.finditer(text):
            if match[0]:
                yield Found(match.start(), match.end(), row.terms, row.group)


def find(rows: Iterable[Wording], text: str) -> tuple[Found, ...]:
    """What stands in a text, in its order. Of words that overlap only the longest count; of equal ones the row that comes first."""
    kept: list[Found] = []
    for found in sorted(_all_found(rows, text), key=lambda one: one.start - one.end):
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
    return tuple(sorted(kept, key=lambda one: one.start))


@functools.cache
def _any_of(file: str, group: str) -> re.Pattern[str]:
    """One expression for all rows at once: most texts hold none of them, and are done with after one search."""
    rows = of_group(file, group) if group else wordings(file)
    bodies = ((row.expression.pattern.removeprefix(_BEFORE), row.expression.flags & re.IGNORECASE) for row in rows)
    return re.compile(f"{_BEFORE}(?:{'|'.join(body if either else f'(?-i:{body})' for body, either in bodies)})", re.IGNORECASE)


@functools.lru_cache(maxsize=1 << 17)
def found_in(file: str, text: str, group: str = "") -> tuple[Found, ...]:
    """What of a list, or of one group of it, stands in a text; the same texts come again in many records, and are looked at once."""
    if not _any_of(file, group).search(text):
        return ()
    return find(of_group(file, group) if group else wordings(file), text)
