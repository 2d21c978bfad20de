"""JSON files to records: one study, a page, an array, or one of these on each line; never more than one record in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from kb.errors import BadInput
from loaders.registry.api import PROTOCOL
from loaders.registry.archives import Stored
from loaders.registry.json_text import JsonText, MalformedError, values
from loaders.registry.lines import AGAIN, as_text, lines
from loaders.registry.raw import Limits, Raw
from loaders.registry.report import Report

ENDINGS = (".json", ".ndjson", ".jsonl")
BY_LINE = (".ndjson", ".jsonl")
"""Endings of files with a study or page on each line; a ``.json`` whose first line is a whole object is read so too."""

NO_RECORD = BadInput(f"no registry record: it has no object {PROTOCOL}", mend="give records as the API writes them")
_LONGEST_HEAD = 2**20
_MOST_STRANGERS = 1000


def json_records(item: Stored, report: Report, limits: Limits) -> Iterator[Raw]:
    """The records of a JSON file. A file without any is counted as such; in one with some, whatever else stands among them is broken."""
    seen, strangers, more = False, list[str](), 0
    for found in _found(item, limits):
        if isinstance(found, BadInput):
            report.break_off(found)
        elif isinstance(found.study, Mapping) and PROTOCOL in found.study:
            report.files += not seen
            seen = True
            yield found
        elif len(strangers) < _MOST_STRANGERS:
            strangers.append(found.place)
        else:
            more += 1
    for place in strangers if seen else ():
        report.break_off(BadInput(NO_RECORD.what, place, NO_RECORD.mend))
    report.broken += more if seen else 0
    report.without_records += not seen


def _found(item: Stored, limits: Limits) -> Iterator[Raw | BadInput]:
    """Whatever values a file holds, each with its place, or what is wrong with it."""
    with as_text(item) as stream:
        first = [] if item.suffix in BY_LINE else [stream.readline(_LONGEST_HEAD), stream.readline(_LONGEST_HEAD)]
        if item.suffix in BY_LINE or _by_line(*first):
            yield from _by_lines(chain(first, lines(stream, limits.record)), item.place, limits.record)
        else:
            yield from _as_one(JsonText(stream, limits.record, "".join(first)), item.place, limits.record)


def _by_line(head: str, following: str) -> bool:
    """Whether a text has an object on each line, as its first two lines tell; one that is cut off tells nothing."""
    whole = head.endswith("\n") and (following.endswith("\n") or len(following) < _LONGEST_HEAD)
    return whole and head.startswith("{") and head.rstrip().endswith("}") and following.startswith("{")


def _by_lines(lines: Iterable[str], place: str, limit: int) -> Iterator[Raw | BadInput]:
    """A broken line costs what stands on it, and no more."""
    for number, line in enumerate(lines, start=1):
        here = f"{place}:{number}"
        if len(line) > limit:
            yield BadInput(f"a line of more than {limit} characters", here, AGAIN)
            continue
        try:
            for value, member in values(JsonText(io.StringIO(), limit, line), limit):
                yield Raw(value, f"{here}, study {member}" if member else here)
        except MalformedError as error:
            yield BadInput(error.what, here, AGAIN)


def _as_one(text: JsonText, place: str, limit: int) -> Iterator[Raw | BadInput]:
    """A study, a page or an array; after a fault nothing tells where the next record begins, so that the rest is lost."""
    alone = True
    try:
        for value, member in values(text, limit):
            yield Raw(value, f"{place}, study {member}" if member else place if alone else f"{place}:{text.line}")
            alone = False
    except MalformedError as error:
        yield BadInput(error.what, f"{place}:{error.line}", f"{AGAIN}; what follows in it was not read")
