"""A passage of a document's own text: its paragraphs, rows or entries, with the fragments that facts rest on, and one of them marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base
from kb.names import mint, parts
from kb.passages import Passages, span
from kb.store import iri
from kb.values import PLACE_MARK, Place, read_place

TITLE = "Title"

_ANCHORS = """
SELECT ?anchor ?place ?fragment ?label WHERE {{
  ?anchor oa:hasSource {me} ; aml:place ?place ; aml:fragment ?fragment ; rdfs:label ?label .
}} ORDER BY ?anchor
"""


@dataclass(frozen=True)
class Anchored:
    """A place of a document, with the fragment that facts rest on; ``words`` says the place as a reader would."""

    key: str
    place: Place
    fragment: str
    words: str


@dataclass(frozen=True)
class Run:
    """A run of text: plain, a fragment that leads to what rests on it (``key`` of its anchor), or the one that is asked for."""

    text: str
    key: str = ""
    asked: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Passage:
    """A section, table, caption or list of references. ``rows`` are empty outside tables."""

    name: str
    title: Runs
    paragraphs: tuple[tuple[str, Runs], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Runs, ...]], ...] = ()


def anchors(base: Base, key: str) -> Mapping[str, Anchored]:
    """All anchors in a document, by key."""
    found = {}
    for anchor, place, fragment, label in base.select(_ANCHORS.format(me=iri(mint("document", key)))).rows:
        own = parts(anchor.text) if anchor else None
        if own and place and fragment and label:
            words = label.text.partition(", ")[2] or label.text
            found[own[1]] = Anchored(own[1], read_place(place.text), fragment.text, words)
    return found


def heads(passages: Passages) -> tuple[str, ...]:
    """What a text is made of, in its order: title, sections, tables, captions, references."""
    return tuple(dict.fromkeys((TITLE, *(place.head for place, text in passages.places() if text))))


def passage(passages: Passages, head: str, held: Iterable[Anchored], asked: Anchored | None) -> Passage:
    """One of these, with the fragments that ``held`` anchors name in it; that of ``asked`` is the one marked."""
    at: dict[Place, list[Anchored]] = defaultdict(list)
    for one in sorted(held, key=lambda one: one != asked):  # the asked one first: where two overlap, it is the one to be seen
        at[one.place].append(one)

    def runs(place: Place, text: str) -> Runs:
        return marked(text, at[place], asked)

    title = runs(Place(head), passages.at(Place(head)) or "")
    if head in passages.tables:
        grid = passages.tables[head]
        rows = tuple(
            (
                name,
                tuple(
                    runs(Place(head, 0, (*name.split(PLACE_MARK), column)), cell) for column, cell in zip(grid.columns, cells, strict=True)
                ),
            )
            for name, cells in grid.rows.items()
        )
        return Passage(head, title, (), grid.columns, rows)
    told = [(place, text) for place, text in passages.places() if place.head == head and (place.paragraph or place.steps)]
    return Passage(head, title, tuple((str(place.paragraph or place.steps[0]), runs(place, text)) for place, text in told))


def marked(text: str, held: Iterable[Anchored], asked: Anchored | None) -> Runs:
    """A text cut into runs at the fragments that it holds; of two that overlap, the first given is kept."""
    spans: list[tuple[int, int, Anchored]] = []
    for one in held:
        found = span(text, one.fragment)
        if found and all(found[1] <= start or end <= found[0] for start, end, _ in spans):
            spans.append((*found, one))
    runs, done = [], 0
    for start, end, one in sorted(spans, key=lambda found: found[0]):
        runs += [Run(text[done:start]), Run(text[start:end], one.key, one == asked)]
        done = end
    return tuple(run for run in (*runs, Run(text[done:])) if run.text)
