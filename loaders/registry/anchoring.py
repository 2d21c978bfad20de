"""Anchoring: each place and fragment of what was written of registry records, looked up again in the records themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.anchors import in_words, is_registered
from kb.check import AnchorReport, BrokenAnchor
from kb.errors import BadInput
from kb.records import Anchored
from kb.sources import Row, Source
from kb.values import Place
from loaders.registry.api import PROTOCOL, RESULTS, nct_id
from loaders.registry.dating import snapshot_date
from loaders.registry.fields import clean
from loaders.registry.files import studies
from loaders.registry.naming import document_key
from loaders.registry.raw import Raw
from loaders.registry.report import Report

_STEP = re.compile(r"([A-Za-z]\w*)|\[(\d+)\]")

Said = tuple[Row, Place, str]
"""A row, one of its places, and the fragment that is to stand there."""


@dataclass(frozen=True)
class _Record:
    """A record of the API's shape, asked by path."""

    study: Mapping[str, Any]

    def text(self, place: Place) -> str | None:
        """What stands in a field: its text, a number's digits, a list's members one after the other; None where it is not there."""
        path = ".".join(place.steps)
        for section in (PROTOCOL, RESULTS):
            value = _at(self.study.get(section), path)
            if value is not None:
                return " ".join(clean(str(one)) for one in (value if isinstance(value, list) else [value]))
        return None


def _at(value: Any, path: str) -> Any:
    for name, number in _STEP.findall(path):
        if name:
            value = value.get(name) if isinstance(value, Mapping) else None
        else:
            value = value[int(number)] if isinstance(value, list) and int(number) < len(value) else None
    return value


def check_registry_anchors(paths: Iterable[Path], as_of: str | None, sources: Iterable[Source]) -> AnchorReport:
    """Look up every anchor of the snapshots' rows in the files that they were read from."""
    waiting = _said(sources)
    total = sum(len(several) for several in waiting.values())
    unlike: dict[tuple[str, str], list[tuple[Said, bool]]] = {}
    for raw in studies(paths, Report()):
        key = _key(raw, as_of)
        if key in waiting:
            # Of two records of one date, either may be the one that was written up.
            unlike[key] = [(one, there) for one, there in _missing(waiting[key], _Record(raw.study))]
            waiting[key] = [one for one, _ in unlike[key]]
    never = [(one, False) for key, several in waiting.items() if key not in unlike for one in several]
    faults = [*never, *(found for several in unlike.values() for found in several)]
    return AnchorReport(total, [_broken(*fault) for fault in faults], [])


def _said(sources: Iterable[Source]) -> dict[tuple[str, str], list[Said]]:
    """What rows say of fields of records, by the trial's number and the snapshot."""
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for source in sources:
        for row in source.rows:
            if isinstance(row.record, Anchored):
                for place, fragment in zip(row.record.at, row.record.fragment, strict=True):
                    if is_registered(place):
                        found[place.head, source.graph].append((row, place, fragment))
    return found


def _key(raw: Raw, as_of: str | None) -> tuple[str, str]:
    """Number and snapshot of a record; of one that is broken, nothing that rows could speak of."""
    try:
        return nct_id(raw.study[PROTOCOL], raw.place), document_key(snapshot_date(raw.study, as_of or "", raw.hint))
    except (BadInput, KeyError, AttributeError):
        return "", ""


def _missing(said: Iterable[Said], record: _Record) -> Iterator[tuple[Said, bool]]:
    """What does not stand where it is said to, and whether the field is there at all."""
    for one in said:
        text = record.text(one[1])
        if text is None or _plain(one[2]) not in _plain(text):
            yield one, text is not None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _broken(said: Said, there: bool) -> BrokenAnchor:
    row, place, fragment = said
    return BrokenAnchor(row.origin, f"{row.record.kind} '{row.record.key}'", in_words(place), fragment, "fragment" if there else "place")
