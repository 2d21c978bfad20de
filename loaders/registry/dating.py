"""The date of a snapshot: when the registry said what a record says, as far as the record, its file or the user tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kb.errors import BadInput
from kb.values import read_date

VERSION = ("derivedSection", "miscInfoModule", "versionHolder")
"""Where the API puts the date of its data."""

PROVENANCE = "_provenance"
"""What a record in a collection may carry beside the API's fields: where and when it was taken."""

UPDATES = (
    ("protocolSection", "statusModule", "lastUpdatePostDateStruct", "date"),
    ("protocolSection", "statusModule", "lastUpdateSubmitDate"),
)

MONTHS = "January February March April May June July August September October November December".split()
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_ISO = re.compile(r"(?<![\w-])\d{4}-\d\d(-\d\d)?(?![\w-])")
_DAY = re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}}), (?P<year>\d{{4}})\b")
_MONTH_ONLY = re.compile(rf"\b{_MONTH},? (?P<year>\d{{4}})\b")
_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d(?!\d)")


def snapshot_date(study: Mapping[str, Any], given: str = "", hint: str = "") -> str:
    """The ISO date, as far as known, of a record's snapshot; empty where nothing tells.

    In this order: the date that the user gave; the API's own; that of the collection that the record was taken from; ``hint``, which the
    file's name gives; the record's last update, which is the latest day that its words are sure to be of.
    """
    dates = (_day(given), _day(_at(study, VERSION)), _of_collection(study), _day(hint), *(_day(_at(study, path)) for path in UPDATES))
    return next(filter(None, dates), "")


def newest_named(words: str) -> str:
    """The newest date that a phrase names, as far as known: ``2018 (about July 2018)`` gives ``2018-07``; empty where it names none."""
    return max(_named(words), default="")


def written_date(words: str) -> str:
    """The ISO date of ``May 11, 2018`` or ``May 2018``; a text that is no such date comes back as it is."""
    for pattern in (_DAY, _MONTH_ONLY):
        if (found := pattern.fullmatch(words.strip())) and (day := _day(_iso(found))):
            return day
    return words


def _named(words: str) -> Iterator[str]:
    found = [match[0] for match in _ISO.finditer(words)]
    found += [_iso(match) for pattern in (_DAY, _MONTH_ONLY) for match in pattern.finditer(words)]
    # "2020-21" is two years and no month: the earlier is named, so that the record is not taken for newer than it may be.
    found += [match[0] for match in _YEAR.finditer(words)]
    yield from filter(None, map(_day, found))


def _iso(match: re.Match[str]) -> str:
    found = match.groupdict()
    month = f"{found['year']}-{MONTHS.index(found['month']) + 1:02}"
    return f"{month}-{int(found['day']):02}" if "day" in found else month


def _day(value: object) -> str:
    """An ISO date; empty for whatever is none."""
    try:
        return read_date(value) if isinstance(value, str) else ""
    except BadInput:
        return ""


def _at(study: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = study
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _of_collection(study: Mapping[str, Any]) -> str:
    """The date of download, else the newest that the record's sources name."""
    if isinstance(when := _at(study, (PROVENANCE, "download_date")), str) and (day := newest_named(when)):
        return day
    sources = _at(study, (PROVENANCE, "sources"))
    named = [source.get("snapshot") for source in sources if isinstance(source, Mapping)] if isinstance(sources, list) else []
    return max((newest_named(words) for words in named if isinstance(words, str)), default="")
