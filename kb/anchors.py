"""Anchors: where a document says something, minted from the places and fragments of a record."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from kb.names import slug
from kb.records import Anchor, Anchored, Record
from kb.values import Place, write_place

REGISTERED = re.compile(r"NCT\d{8}")
"""A trial's number at ClinicalTrials.gov."""


def anchors_of(record: Record, document: str) -> tuple[Anchor, ...]:
    """A record's anchors, in its own order. The same place with the same fragment is the same anchor."""
    if not isinstance(record, Anchored):
        return ()
    return tuple(_anchor(place, fragment, place.document or document) for place, fragment in zip(record.at, record.fragment, strict=True))


def _anchor(place: Place, fragment: str, document: str) -> Anchor:
    bare = Place(place.head, place.paragraph, place.steps) if place.document else place
    written = write_place(bare)
    digest = hashlib.sha256(f"{written}\n{fragment}".encode()).hexdigest()[:10]
    registered = is_registered(bare)
    # Of a registry's field the place tells all; a registry has millions of them.
    table = place.head if place.steps and not registered else None
    return Anchor(
        key=f"{document}-{_slug(place.head)}-{digest}",
        document=document,
        label=f"{document}, {in_words(bare)}",
        place=bare,
        fragment=fragment,
        section=None if table or registered else place.head,
        paragraph=place.paragraph or None,
        table=table,
        row=place.row or None if table else None,
        column=place.column or None if table else None,
    )


_slug = lru_cache(maxsize=1 << 16)(slug)


def is_registered(place: Place) -> bool:
    """Whether a place is a field of a trial registry's record: its number, the path of an item, and the field within it."""
    return bool(place.steps) and REGISTERED.fullmatch(place.head) is not None


def in_words(place: Place) -> str:
    """A place as a reader would say it."""
    if place.head == "References" and place.steps:
        return f"reference {place.steps[0]}"
    if is_registered(place):
        return f"record {place.head}, {'.'.join(place.steps)}"
    if place.steps:
        return f"{place.head}, row '{place.row}', column '{place.column}'"
    return f"section {place.head}, paragraph {place.paragraph}" if place.paragraph else place.head
