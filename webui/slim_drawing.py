"""Slim drawing: a drawing laid out anew in one column, for a sheet as narrow as a telephone; its ties bow out at the right."""

from __future__ import annotations

from dataclasses import replace

from webui.drawn import Box, Drawing, Heading, Line, Stub
from webui.outlines import HEIGHT

WIDTH, SIDE, ROW, ROOM = 334, 6, 31, 52
"""The sheet's width, its edge, the height of a row, and the room for ties at the right, in pixels."""
LETTER, BOLD, PADDING, BADGE = 6.3, 7.1, 12, 28
_BOX = WIDTH - 2 * SIDE - ROOM

_Piece = Box | Heading | Stub


def slim(drawing: Drawing) -> Drawing:
    """The same boxes, headings, stubs and ties: what is asked about first, then column by column from the left."""
    boxes: dict[str, Box] = {}
    headings, stubs = [], []
    pieces = [piece for group in _groups(drawing) for piece in group]
    for spot, piece in enumerate(pieces):
        top = SIDE + spot * ROW
        if isinstance(piece, Box):
            boxes[piece.address] = replace(piece, x=SIDE, y=top, width=_BOX, text=_shortened(piece))
        elif isinstance(piece, Stub):
            stubs.append(replace(piece, x=SIDE, y=top, width=_BOX))
        else:
            headings.append(replace(piece, x=SIDE, y=top + 18))
    lines = tuple(_bow(line, boxes[line.start.address], boxes[line.end.address]) for line in drawing.lines)
    height = SIDE + len(pieces) * ROW + SIDE
    return replace(
        drawing, width=WIDTH, height=height, boxes=tuple(boxes.values()), lines=lines, headings=tuple(headings), stubs=tuple(stubs)
    )


def _groups(drawing: Drawing) -> list[list[_Piece]]:
    """Headings with what stands below them, from the left; where there is one centre, it comes first."""
    groups: list[list[_Piece]] = []
    pieces: list[_Piece] = [*drawing.headings, *drawing.boxes, *drawing.stubs]
    for piece in sorted(pieces, key=lambda one: (one.x, one.y)):
        if isinstance(piece, Heading) or not groups:
            groups.append([])
        groups[-1].append(piece)
    centres = [box for box in drawing.boxes if box.centre]
    if len(centres) == 1:
        for group in groups:
            group.sort(key=lambda one: (not isinstance(one, Heading), one not in centres))
        groups.sort(key=lambda group: centres[0] not in group)
    return groups


def _shortened(box: Box) -> str:
    letters = int((_BOX - 2 * PADDING - (BADGE if box.more else 0)) / (BOLD if box.centre else LETTER))
    return box.title if len(box.title) <= letters else f"{box.title[: letters - 1].rstrip()}…"


def _bow(line: Line, start: Box, end: Box) -> Line:
    """A tie as a bow at the right, the wider the further apart its ends are."""
    x, y1, y2 = SIDE + _BOX, start.y + HEIGHT // 2, end.y + HEIGHT // 2
    # A curve reaches three quarters of the way to its control points.
    out = x + min(ROOM * 4 // 3, 16 + abs(y2 - y1) // 12)
    return replace(line, start=start, end=end, path=f"M{x},{y1} C{out},{y1} {out},{y2} {x},{y2}")
