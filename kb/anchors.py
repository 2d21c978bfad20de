"""Anchors: where a document says something, minted from the places and fragments of a record."""

from __future__ import annotations

import hashlib
import re

from kb.names import slug
from kb.records import Anchor, Anchored, Record
from kb.values import Place, write_place

REGISTERED = re.compile(r"NCT\d{8}")
"""A place in a trial registry's record: its number, the path of an item, and the field within it."""


def anchors_of(record: Record, document: str) -> tuple[Anchor, ...]:
    """A record's anchors, in its own order. The same place with the same fragment is the same anchor."""
    if not isinstance(record, Anchored):
        return ()
    return tuple(_anchor(place, fragment, place.document or document) for place, fragment in zip(record.at, record.fragment, strict=True))


def _anchor(place: Place, fragment: str, document: str) -> Anchor:
    bare = Place(place.head, place.paragraph, place.steps)
    digest = hashlib.sha256(f"{write_place(bare)}\n{fragment}".encode()).hexdigest()[:10]
    table = place.head if place.steps else None
    return Anchor(
        key=f"{document}-{slug(place.head)}-{digest}",
        document=document,
        label=f"{document}, {in_words(bare)}",
        place=bare,
        fragment=fragment,
        section=None if table else place.head,
        paragraph=place.paragraph or None,
        table=table,
        row=place.row or None,
        column=place.column or None,
    )


def in_words(place: Place) -> str:
    """A place as a reader would say it."""
    if place.head == "References" and place.steps:
        return f"reference {place.steps[0]}"
    if place.steps and REGISTERED.fullmatch(place.head):
        return f"record {place.head}, {'.'.join(place.steps)}"
    if place.steps:
        return f"{place.head}, row '{place.row}', column '{place.column}'"
    return f"section {place.head}, paragraph {place.paragraph}" if place.paragraph else place.head
