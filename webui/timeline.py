"""Timelines, as pages show them: the drawing of years and phases, and the sentences that say where later phases turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kb.evidence_map import NOT_REPORTED, StudyOnMap, read_book
from kb.timeline import Moment, Timeline, timeline
from webui.map_words import DIRECTION_WORDS
from webui.service import base, opened

LEFT, STEP, LANE, TOP, SIDE = 118, 34, 40, 26, 8
LEAST_YEAR, LEAST_TOLD = 46, 72

MOST_MOMENTS = 5
"""Studies that a page lists at once; the others it folds away."""

MOST_TURNS = 3
"""Turns against earlier phases that a page tells openly."""

MOST_CLAIMS = 5
"""Claims of one direction, and figures, that are told of a study here; its own page has them all."""


@dataclass(frozen=True)
class Spot:
    """A study on the drawing: its number in the list, its sign, and what it says in full."""

    number: int
    x: int
    y: int
    direction: str
    title: str
    stopped: bool


@dataclass(frozen=True)
class Label:
    """A year below, or a phase at the left."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class TimelineDrawing:
    """All that the drawing shows; ``lines`` are the heights of its lanes."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    years: tuple[Label, ...]
    lanes: tuple[Label, ...]


@dataclass(frozen=True)
class TimelineShown:
    """A timeline with its drawing."""

    told: Timeline
    drawing: TimelineDrawing | None
    words: Mapping[str, str]


def timeline_of(address: str) -> TimelineShown | None:
    """The timeline of ``kind/key``; None where no study of it tells anything yet."""

    def make() -> TimelineShown | None:
        told = timeline(base(), opened().remember("study book", lambda: read_book(base())), address)
        if not told.moments:
            return None
        return TimelineShown(told, draw_timeline(told.moments) if len(told.moments) > 1 else None, DIRECTION_WORDS)

    return opened().remember(("timeline", address), make)


def draw_timeline(moments: tuple[Moment, ...]) -> TimelineDrawing:
    """Years from left to right, phases from below upwards; studies of one year and phase side by side."""
    lanes = _lanes(moments)
    heights = {reached: TOP + LANE * spot for spot, reached in enumerate(lanes)}
    columns: dict[str, dict[str, list[tuple[int, Moment]]]] = defaultdict(lambda: defaultdict(list))
    for number, moment in enumerate(moments, start=1):
        columns[moment.year][_lane(moment.study)].append((number, moment))
    x, spots, years = LEFT, [], []
    for year in sorted(columns):
        told = all(moment.told for held in columns[year].values() for _, moment in held)
        width = max(LEAST_TOLD if told else LEAST_YEAR, STEP * max(len(held) for held in columns[year].values()) + 14)
        years.append(Label((year or "no year") + (" told" if told else ""), x + 8, TOP + LANE * len(lanes) + 4))
        spots += [
            _spot(number, moment, x + 8 + STEP * place, heights[reached])
            for reached, held in columns[year].items()
            for place, (number, moment) in enumerate(held)
        ]
        x += width
    labels = tuple(Label(reached, 0, height + 5) for reached, height in heights.items())
    return TimelineDrawing(x + SIDE, TOP + LANE * len(lanes) + 14, tuple(spots), tuple(years), labels)


def _lane(study: StudyOnMap) -> str:
    """The lane of a study: laboratory work of whatever kind lies in one."""
    return "laboratory" if study.stage == 0 else study.reached


def _lanes(moments: tuple[Moment, ...]) -> list[str]:
    """The lanes from the latest phase down to the laboratory; studies without a phase stand last."""
    stages = {_lane(moment.study): moment.study.stage for moment in moments}
    return sorted(stages, key=lambda lane: (stages[lane] is None, -(stages[lane] or 0), lane))


def _spot(number: int, moment: Moment, x: int, y: int) -> Spot:
    study = moment.study
    status = f", {study.status}" if study.status else ""
    told = f"{number}. {moment.year}{' (as told)' if moment.told else ''}: {study.name}, {study.reached}{status}; {directions_of(moment)}"
    return Spot(number, x, y, study.pointing.verdict, told, study.stopped)


def directions_of(moment: Moment) -> str:
    """Every direction that claims on a study's results have, in words."""
    return ", ".join(DIRECTION_WORDS[one] for one in DIRECTION_WORDS if one in moment.directions) or DIRECTION_WORDS[NOT_REPORTED]
