"""Sections and paragraphs: what a converted paper's text is made of, with page breaks and captions taken out of the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from kb.passages.grid import Grid, header_depth, read_grid
from kb.passages.plain import plain
from kb.values import PLACE_MARK, Place

FRONT = "Front"
REFERENCES = "References"
_TABLE = "Table"
_CONTINUED = "(continued)"
_HEADING = re.compile(r"#+\s+(.+)")
_CAPTION = re.compile(r"\*\*(Table|Fig\.) (\d+)\*\*|(Table|Fig\.) (\d+)\.\s")
_ENTRY = re.compile(r"(?:-\s*)?\[?(\d+)[\].]\s+(.+)", re.S)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.?\s+\S")
# A paper's text begins with one of these headings, or with a numbered one; what stands before is its front matter.
_OPENINGS = {"abstract", "summary", "introduction", "background"}


@dataclass
class Section:
    """A heading and the paragraphs under it, plain. ``name`` is the heading's number where it has one."""

    name: str
    title: str
    paragraphs: list[str] = field(default_factory=list)


@dataclass
class Passages:
    """A document's text, looked up by place."""

    title: str
    sections: dict[str, Section]
    tables: dict[str, Grid]
    captions: dict[str, str]
    references: dict[int, str]

    def at(self, place: Place) -> str | None:
        """The plain text at a place; None where there is no such place."""
        if place.head == REFERENCES and place.steps:
            return self.references.get(int(place.steps[0])) if place.steps[0].isdecimal() else None
        if place.steps:
            grid = self.tables.get(place.head)
            return grid.cell(place.row, place.column) if grid else None
        if not place.paragraph:
            section = self.sections.get(place.head)
            headings = {"Title": self.title, **self.captions}
            return headings.get(place.head) or (section.title if section else None)
        section = self.sections.get(place.head)
        paragraphs = section.paragraphs if section else []
        return paragraphs[place.paragraph - 1] if place.paragraph <= len(paragraphs) else None

    def places(self) -> Iterator[tuple[Place, str]]:
        """Every place with the plain text there, in the order of the text; tables, captions and references last."""
        for name, section in self.sections.items():
            yield Place(name), section.title
            yield from ((Place(name, number), text) for number, text in enumerate(section.paragraphs, 1))
        for name, grid in self.tables.items():
            for row, cells in grid.rows.items():
                yield from ((Place(name, 0, (*row.split(PLACE_MARK), c)), cell) for c, cell in zip(grid.columns, cells, strict=True))
        yield from ((Place(name), caption) for name, caption in self.captions.items())
        yield from ((Place(REFERENCES, 0, (str(number),)), entry) for number, entry in self.references.items())


def _blocks(text: str) -> list[str]:
    """Runs of lines without an empty line between them; a line of a table ends the run before it."""
    blocks: list[str] = []
    previous = ""
    for line in text.replace("\xa0", " ").split("\n"):
        if not line.strip():
            previous = ""
            continue
        joined = previous and ("\t" in previous) == ("\t" in line) and not (_HEADING.match(previous) or _HEADING.match(line))
        if joined:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
        previous = line
    return blocks


def _is_heading(block: str, marked: bool) -> str:
    """The heading's text, or nothing. In a text without marked headings a short line without an end mark is one."""
    if found := _HEADING.fullmatch(block.strip()):
        return plain(found[1])
    short = len(block) < 90 and "\n" not in block and "\t" not in block and block[:1].isupper()
    if not marked and short and not _CAPTION.match(block) and block.rstrip()[-1] not in ".,;:-}":
        return plain(block)
    return ""


def _finished(paragraph: str) -> bool:
    """Whether a paragraph comes to an end mark, reference marks after it left aside."""
    return bool(re.search(r"[.!?:][\"')\]\d,\s-]*$", paragraph))


def _joined(before: str, after: str) -> str:
    """Text that a break cut in two. A hyphen within a word is the break's own; one at a figure (``2-3``) stays."""
    if not before.endswith("-"):
        return f"{before} {after}"
    return before[:-1] + after if before[-2:-1].isalpha() and after[:1].islower() else before + after


class _Reader:
    """Goes through the blocks once, keeping the section it is in and the paragraph that a page break cut."""

    def __init__(self, blocks: list[str]) -> None:
        self.marked = any(_HEADING.match(block) for block in blocks)
        self.section = Section(FRONT, "")
        self.sections = {FRONT: self.section}
        self.headings: list[str] = []
        self.captions: dict[str, str] = {}
        self.lines: dict[str, list[str]] = {}
        self.table = ""
        self.open: int | None = None

    def take(self, block: str) -> None:
        if "\t" in block:
            self._take_table(block)
        elif found := _CAPTION.match(block.strip()):
            self._take_caption(f"{found[1] or found[3]} {found[2] or found[4]}", plain(block))
        elif heading := _is_heading(block, self.marked):
            self._take_heading(heading)
        else:
            self._take_paragraph(plain(block))

    def _take_caption(self, name: str, caption: str) -> None:
        if name.startswith(_TABLE):
            self.table = name
        before = self.captions.get(name)
        self.captions[name] = f"{before} {caption}" if before and not caption.endswith(_CONTINUED) else before or caption

    def _take_table(self, block: str) -> None:
        lines = block.split("\n")
        known = self.lines.setdefault(self.table or _TABLE, [])
        # A table that goes on after a page break repeats its header: the repeated lines are dropped.
        header = known[: header_depth(known)]
        known += lines[len(header) :] if lines[: len(header)] == header else lines

    def _take_heading(self, heading: str) -> None:
        number = _NUMBERED.match(heading)
        if self.section.name == FRONT and not number and heading.lower() not in _OPENINGS:
            self.headings.append(heading)
            return
        name = number[1] if number else heading
        self.open = None
        self.section = self._section(name, heading)

    def _section(self, name: str, title: str) -> Section:
        """The section of that name and title: one there is, or a new one, with a number where another title has its name."""
        own = next(
            own for n in count(1) if (own := name if n == 1 else f"{name}[{n}]") not in self.sections or self.sections[own].title == title
        )
        return self.sections.setdefault(own, Section(own, title))

    def _take_paragraph(self, paragraph: str) -> None:
        if self.open is not None and paragraph[:1].islower():
            self.section.paragraphs[self.open] = _joined(self.section.paragraphs[self.open], paragraph)
            if _finished(paragraph):
                self.open = None
            return
        self.section.paragraphs.append(paragraph)
        # The first unfinished paragraph is the one a page break cut; notes of tables, unfinished too, come after it.
        if self.open is None and not _finished(paragraph) and self.section.name != FRONT:
            self.open = len(self.section.paragraphs) - 1


def _references(lines: list[str]) -> dict[int, str]:
    """Numbered entries; a line that does not bring the next number goes on with the entry before it."""
    entries: dict[int, str] = {}
    for line in filter(str.strip, lines):
        found = _ENTRY.match(line.strip())
        if found and int(found[1]) == len(entries) + 1:
            entries[int(found[1])] = plain(found[2])
        elif entries:
            entries[len(entries)] = _joined(entries[len(entries)], plain(line.strip().removeprefix("- ")))
    return entries


def read_text(text: str) -> Passages:
    """The passages of a paper's text as converters write it (headings marked or not, tables as tab-separated lines)."""
    body, *tail = re.split(rf"^(?:#+\s+)?{REFERENCES}\s*$", text, maxsplit=1, flags=re.M)
    reader = _Reader(blocks := _blocks(body))
    for block in blocks:
        reader.take(block)
    tables = {name: read_grid(name, lines) for name, lines in reader.lines.items()}
    for name, grid in tables.items():
        reader.captions[name] = " ".join(filter(None, (reader.captions.get(name), *grid.header)))
    reader.sections[FRONT].title = " ".join(reader.headings) or FRONT
    title = max(reader.headings, key=len, default="")
    return Passages(title, reader.sections, tables, reader.captions, _references(tail[0].split("\n") if tail else []))
