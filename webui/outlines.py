"""Outlines: the shape and colours of each kind of thing in a drawing, so that kinds differ by more than colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HEIGHT = 24
CUT = 7
"""How far corners are cut or drawn out."""


@dataclass(frozen=True)
class Look:
    """A kind's outline, named by what is done to a box, and its line and ground on white paper."""

    outline: str
    line: str
    ground: str


LOOKS: Mapping[str, Look] = {
    "target": Look("pointed", "#1b7344", "#eef6f1"),
    "class": Look("cut", "#6b3fa0", "#f4f0f9"),
    "agent": Look("round", "#0b5fa5", "#edf4fb"),
    "regimen": Look("slanted", "#0e6b76", "#ebf5f6"),
    "study": Look("plain", "#84490a", "#fbf3ea"),
    "arm": Look("plain", "#84490a", "#fbf3ea"),
    "outcome": Look("flag", "#9c2757", "#fbeff4"),
    "term": Look("notched", "#a3301f", "#fcf0ee"),
    "document": Look("folded", "#565c64", "#f4f4f2"),
}
"""Kinds with a look of their own; the style sheet holds the same colours, and those of the dark page."""

OTHER = Look("soft", "#565c64", "#f6f5f2")


def look(kind: str) -> Look:
    """How a kind is drawn."""
    return LOOKS.get(kind, OTHER)


def corners(kind: str, width: int, height: int = HEIGHT) -> tuple[tuple[int, int], ...]:
    """The corners of a kind's box from its top left, clockwise; none where its corners are rounded."""
    half, right, cut = height // 2, width, CUT
    shapes = {
        "plain": ((0, 0), (right, 0), (right, height), (0, height)),
        "cut": (
            (cut, 0), (right - cut, 0), (right, cut), (right, height - cut),
            (right - cut, height), (cut, height), (0, height - cut), (0, cut),
        ),
        "pointed": ((cut, 0), (right - cut, 0), (right, half), (right - cut, height), (cut, height), (0, half)),
        "slanted": ((cut, 0), (right, 0), (right - cut, height), (0, height)),
        "flag": ((0, 0), (right - cut, 0), (right, half), (right - cut, height), (0, height)),
        "notched": ((0, 0), (right, 0), (right - cut, half), (right, height), (0, height), (cut, half)),
        "folded": ((0, 0), (right - cut, 0), (right, cut), (right, height), (0, height)),
    }  # fmt: skip
    return shapes.get(look(kind).outline, ())


def radius(kind: str) -> int:
    """How round the corners of a kind's box are."""
    return {"round": HEIGHT // 2, "soft": 4}.get(look(kind).outline, 0)
