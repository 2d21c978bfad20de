"""What a drawing is made of: boxes, ties, headings and stubs, each with its place, words and address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.graphs import CLAIM
from webui.addresses import entity_path
from webui.outlines import corners, look, radius
from webui.relating import said


@dataclass(frozen=True)
class Links:
    """Where a drawing leads: from a node, from the mark of a node's further neighbours, from the rest of a kind."""

    node: Callable[[str], str] = entity_path
    opening: Callable[[str], str] | None = None
    whole: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Box:
    """A node's place and text; ``more`` neighbours are not drawn, and ``more_path`` draws them."""

    address: str
    path: str
    text: str
    title: str
    kind: str
    x: int
    y: int
    width: int
    centre: bool
    more: int = 0
    more_path: str = ""

    @property
    def corners(self) -> tuple[tuple[int, int], ...]:
        """The corners of its outline in the drawing; none where they are rounded."""
        return tuple((self.x + right, self.y + down) for right, down in corners(self.kind, self.width))

    @property
    def points(self) -> str:
        """Its corners as SVG writes them."""
        return " ".join(f"{right},{down}" for right, down in self.corners)

    @property
    def radius(self) -> int:
        """How round its corners are."""
        return radius(self.kind)

    @property
    def line(self) -> str:
        """Its line's colour on white paper."""
        return look(self.kind).line

    @property
    def ground(self) -> str:
        """Its ground's colour on white paper."""
        return look(self.kind).ground


@dataclass(frozen=True)
class Stub:
    """What stands for those of a kind that did not fit."""

    kind: str
    count: int
    path: str
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Line:
    """A tie between two boxes, as the path of a curve; ``statements`` say it."""

    start: Box
    relation: str
    end: Box
    path: str
    statements: tuple[str, ...] = ()

    @property
    def claimed(self) -> bool:
        """Whether only a claim ties the two."""
        return self.relation == CLAIM

    @property
    def words(self) -> str:
        """What the tie is called."""
        return said(self.relation)

    @property
    def title(self) -> str:
        """The tie as a sentence."""
        return f"{self.start.title} {self.words} {self.end.title}"


@dataclass(frozen=True)
class Heading:
    """What stands above the boxes of a kind."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """All that the template draws, and the ties in the order of a list: those of the centre first."""

    centre: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    ties: tuple[Line, ...]
    left_out: tuple[tuple[str, int], ...] = ()
    stubs: tuple[Stub, ...] = ()
