"""Timelines: the studies of a regimen, drug, class or target in time order, and where later phases turn against earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base, entity
from kb.combine import Chip, Combination
from kb.evidence_map import StudyBook, StudyOnMap
from kb.evidence_map.directions import AGAINST, SUPPORTS, key_of
from kb.names import mint
from kb.tables import Item, SheetRow

Parts = frozenset[str]
"""What a regimen always holds: agents, and classes of which no agent is named."""


@dataclass(frozen=True)
class Moment:
    """A study on a timeline. ``year`` is that of its first report, or where none is cited (``told``) of the document that speaks of it.

    ``regimens`` are those for which it stands here, each with what it has more or less than the subject's own.
    """

    study: StudyOnMap
    year: str
    told: bool
    regimens: tuple[Item, ...]
    differs: tuple[str, ...]
    parts: frozenset[Parts]
    results: tuple[SheetRow, ...]

    @property
    def directions(self) -> frozenset[str]:
        """Every direction that a claim on its results has."""
        return self.study.pointing.all


@dataclass(frozen=True)
class Happening:
    """A regulatory event; ``told`` says that the year is that of the document, since none is stated."""

    row: SheetRow
    year: str
    told: bool


@dataclass(frozen=True)
class Turn:
    """A study that points against studies of earlier phases of the same regimen, or of one that differs by a single part."""

    later: Moment
    earlier: tuple[Moment, ...]


@dataclass(frozen=True)
class Timeline:
    """Moments in time order. ``silent`` are studies of which no direction, figure or early end is told.

    ``turns`` are by results; ``stops`` are later studies that ended before their time, whatever their results;
    ``apart`` are pairs of one regimen that point in different directions though neither phase is the later one.
    """

    moments: tuple[Moment, ...]
    silent: tuple[Moment, ...]
    happenings: tuple[Happening, ...]
    turns: tuple[Turn, ...]
    stops: tuple[Turn, ...]
    apart: tuple[tuple[Moment, Moment], ...]


def timeline(base: Base, book: StudyBook, subject: str) -> Timeline:
    """The timeline of ``kind/key``: of a regimen and those that differ from it by a single part, or of a drug, class or target."""
    every = sorted(_moments(base, book, subject), key=_order)
    telling = [one for one in every if one.directions or one.results or one.study.stopped]
    supported = [one for one in telling if SUPPORTS in one.directions]
    turned = [one for one in telling if one.directions & AGAINST and SUPPORTS not in one.directions]
    ended = [one for one in telling if one.study.stopped and one not in turned]
    return Timeline(
        tuple(telling),
        tuple(one for one in every if one not in telling),
        tuple(_happenings(base, subject, {one.study.address for one in every})),
        tuple(_turns(turned, supported)),
        tuple(_turns(ended, supported)),
        tuple((one, other) for one in supported for other in turned if _alike(one, other) and not later(other, one)),
    )


def _order(moment: Moment) -> tuple[str, int, str]:
    return moment.year, -1 if moment.study.stage is None else moment.study.stage, moment.study.name


def _turns(candidates: Iterable[Moment], supported: list[Moment]) -> Iterable[Turn]:
    for one in candidates:
        before = tuple(other for other in supported if _alike(one, other) and later(one, other))
        if before:
            yield Turn(one, before)


def later(one: Moment, other: Moment) -> bool:
    """Whether a study is of a later phase, and not reported before."""
    if one.study.stage is None or other.study.stage is None:
        return False
    return one.study.stage > other.study.stage and one.year >= other.year


def _alike(one: Moment, other: Moment) -> bool:
    return any(near(mine, yours) for mine in one.parts for yours in other.parts)


def near(one: Parts, other: Parts) -> bool:
    """Whether two regimens are the same, or share two parts or more and one of them holds a single part beside."""
    return one == other or (len(one & other) >= 2 and (one < other or other < one) and len(one ^ other) == 1)


def _moments(base: Base, book: StudyBook, subject: str) -> Iterable[Moment]:
    parts = {row.iri: _parts(row) for row in base.sheet("regimens").rows}
    own = parts.get(mint(*subject.split("/", 1))) if subject.startswith("regimen/") else None
    arms = None if own is not None else {one.arm for one in base.match(Combination((Chip((subject,)),))).matches}
    given: dict[str, dict[str, Item]] = {}
    for row in base.sheet("arms").rows:
        for regimen in row.cells.get("regimen", ()):
            wanted = entity(row.iri) in arms if arms is not None else own is not None and near(parts[regimen.iri], own)
            for item in row.cells.get("study", ()) if wanted else ():
                given.setdefault(item.address, {})[regimen.iri] = regimen
    years, results = _Years(base), _results(base)
    for address, regimens in given.items():
        study = book.studies[address]
        year, told = years.of_study(study)
        held = {iri: parts[iri] for iri in regimens}
        differs = tuple(_difference(base, own, one) for one in held.values() if own is not None and one != own)
        yield Moment(study, year, told, tuple(regimens.values()), differs, frozenset(held.values()), results.get(address, ()))


def _parts(row: SheetRow) -> Parts:
    return frozenset(item.address for name in ("agents", "classes") for item in row.cells.get(name, ()))


def _difference(base: Base, own: Parts, other: Parts) -> str:
    """What another regimen has more or less, in words."""
    more, less = (", ".join(sorted(base.hierarchy.label(one) for one in held)) for held in (other - own, own - other))
    return "; ".join(filter(None, (f"with {more} in addition" if more else "", f"without {less}" if less else "")))


def _results(base: Base) -> Mapping[str, tuple[SheetRow, ...]]:
    """Reported figures by study."""
    found: dict[str, list[SheetRow]] = {}
    for row in base.sheet("results").rows:
        for item in row.cells.get("study", ()):
            found.setdefault(item.address, []).append(row)
    return {study: tuple(rows) for study, rows in found.items()}


class _Years:
    """When studies were reported: by the works cited for them, else by the documents that speak of them."""

    def __init__(self, base: Base) -> None:
        self._documents = {entity(row.iri): row.text("year") for row in base.sheet("documents").rows}
        self._studies = {entity(row.iri): row for row in base.sheet("trials").rows}

    def of_study(self, study: StudyOnMap) -> tuple[str, bool]:
        """The year of its first report: a work cited for it, a document that reports it as its own, or a work cited for its claims.

        Where there is none of these, the year of the last document to speak of it, and that it is only told there.
        """
        row = self._studies[study.address]
        claims = [claim for rows in study.pointing.claims.values() for claim in rows]
        own = [year for claim in claims if key_of(claim, "voice") == "voice.own" for year in self._years(claim, "source")]
        cited = [year for claim in claims for year in self._years(claim, "references")]
        reported = self._years(row, "references") or own or cited
        return (min(reported), False) if reported else (max(self._years(row, "source"), default=""), True)

    def _years(self, row: SheetRow, column: str) -> list[str]:
        return [year for item in row.cells.get(column, ()) if (year := self._documents.get(item.address, ""))]

    def of_event(self, row: SheetRow) -> tuple[str, bool]:
        """When an event occurred; else the year of the document that tells of it."""
        occurred = row.text("occurred")
        return (occurred[:4], False) if occurred else (max(self._years(row, "source"), default=""), True)


def _happenings(base: Base, subject: str, studies: set[str]) -> Iterable[Happening]:
    """Events on the subject, on what lies below it or belongs to it, or on its studies; in time order."""
    row = base.sheet("regimens").row(mint(*subject.split("/", 1)))
    wanted = {subject, *base.hierarchy.below(subject), *(_parts(row) if row else ()), *studies}
    years = _Years(base)
    found = []
    for event in base.sheet("events").holding("subject", wanted):
        year, told = years.of_event(event)
        found.append(Happening(event, year, told))
    return sorted(found, key=lambda one: (one.year, base.places.get(entity(one.row.iri), 0)))
