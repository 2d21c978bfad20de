"""Timelines: the studies of a regimen, drug, class or target in time order, and where later phases turn against earlier ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from kb.base import Base, entity
from kb.combine import Chip
from kb.evidence_map import StudyBook, StudyOnMap
from kb.evidence_map.directions import AGAINST, SUPPORTS, key_of
from kb.evidence_map.studies import STOPPED
from kb.names import mint
from kb.postings import at_least, members, set_of
from kb.tables import Item, SheetRow

MOST = 100
"""Studies that a timeline names."""

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

    Of very many studies (more than ``MOST``) only the first are moments, those with a claim before those with figures and those that
    ended early: ``further`` is how many more tell something, ``unnamed`` how many of the silent are not named.

    ``turns`` are by results; ``stops`` are later studies that ended before their time, whatever their results;
    ``apart`` are pairs of one regimen that point in different directions though neither phase is the later one.
    """

    moments: tuple[Moment, ...]
    silent: tuple[Moment, ...]
    happenings: tuple[Happening, ...]
    turns: tuple[Turn, ...]
    stops: tuple[Turn, ...]
    apart: tuple[tuple[Moment, Moment], ...]
    further: int = 0
    unnamed: int = 0


def timeline(base: Base, book: StudyBook, subject: str) -> Timeline:
    """The timeline of ``kind/key``: of a regimen and those that differ from it by a single part, or of a drug, class or target."""
    own, arms = _arms(base, subject)
    chosen = _chosen(base, book, arms)
    every = sorted(_moments(base, book, own, arms, chosen.named), key=_order)
    telling = [one for one in every if one.directions or one.results or one.study.stopped]
    supported = [one for one in telling if SUPPORTS in one.directions]
    turned = [one for one in telling if one.directions & AGAINST and SUPPORTS not in one.directions]
    ended = [one for one in telling if one.study.stopped and one not in turned]
    return Timeline(
        tuple(telling),
        tuple(one for one in every if one not in telling),
        tuple(_happenings(base, subject, chosen.every)),
        tuple(_turns(turned, supported)),
        tuple(_turns(ended, supported)),
        tuple((one, other) for one in supported for other in turned if _alike(one, other) and not later(other, one)),
        chosen.further,
        chosen.unnamed,
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


@dataclass(frozen=True)
class _Chosen:
    """Studies ``kind/key`` of some arms, and which of them a timeline names."""

    every: frozenset[str]
    named: frozenset[str]
    further: int = 0
    unnamed: int = 0


def _chosen(base: Base, book: StudyBook, arms: int) -> _Chosen:
    """All studies where they are few; else some of those that tell something, which sets of the table of trials say of all at once."""
    every = frozenset(study for _, ((study,),) in base.sheet("arms").index.beside(arms, "study"))
    if len(every) <= MOST:
        return _Chosen(every, every)
    facets, index = base.study_facets, base.sheet("trials").index
    rows, claimed = facets.rows_of(every), facets.rows_of(every & book.claimed)
    ended = reduce(or_, (facets.holding("status").get(status, 0) for status in STOPPED), 0)
    telling, named = rows & (claimed | ended | index.filled("outcome")), 0
    for some in (claimed, index.filled("outcome"), ended):
        left = members(telling & some & ~named, index.room)[: MOST - named.bit_count()]
        named |= set_of(left, index.room)
    further = telling.bit_count() - named.bit_count()
    return _Chosen(every, frozenset(index.entities(named)), further, len(every) - telling.bit_count())


def _moments(base: Base, book: StudyBook, own: Parts | None, arms: int, studies: Collection[str]) -> Iterable[Moment]:
    index, given = base.sheet("arms").index, dict[str, dict[str, Item]]()
    for row in index.narrow(arms & index.holding("study", studies), "study", "regimen"):
        for regimen in row.cells.get("regimen", ()):
            for item in row.cells.get("study", ()):
                given.setdefault(item.address, {})[regimen.iri] = regimen
    named = {iri for regimens in given.values() for iri in regimens}
    parts = {row.iri: _parts(row) for row in base.sheet("regimens").rows_of(named)}
    book.take(given)
    years, results = _Years(base, given), _results(base, given)
    for address, regimens in given.items():
        study = book.studies[address]
        year, told = years.of_study(study)
        held = {iri: parts[iri] for iri in regimens}
        differs = tuple(_difference(base, own, one) for one in held.values() if own is not None and one != own)
        yield Moment(study, year, told, tuple(regimens.values()), differs, frozenset(held.values()), results.get(address, ()))


def _arms(base: Base, subject: str) -> tuple[Parts | None, int]:
    """What a regimen holds (None for anything else), and the set of arms that get it, one near to it, or the drug, class or target."""
    row = base.sheet("regimens").row(mint(*subject.split("/", 1))) if subject.startswith("regimen/") else None
    if row is None:
        return None, base.arm_sets.meeting(Chip((subject,)))
    own, index = _parts(row), base.sheet("regimens").index
    # What is near to a regimen is the same, or shares two parts with it and all of its own or all of the other's but one.
    holding = [index.holding("agents", [part]) | index.holding("classes", [part]) for part in own]
    sharing = index.narrow(at_least(max(min(2, len(own)), len(own) - 1), holding), "agents", "classes") if own else ()
    wanted = {subject, *(entity(other.iri) for other in sharing if near(_parts(other), own))}
    return own, base.sheet("arms").index.holding("regimen", wanted)


def _parts(row: SheetRow) -> Parts:
    return frozenset(item.address for name in ("agents", "classes") for item in row.cells.get(name, ()))


def _difference(base: Base, own: Parts, other: Parts) -> str:
    """What another regimen has more or less, in words."""
    more, less = (", ".join(sorted(base.hierarchy.label(one) for one in held)) for held in (other - own, own - other))
    return "; ".join(filter(None, (f"with {more} in addition" if more else "", f"without {less}" if less else "")))


def _results(base: Base, studies: Iterable[str]) -> Mapping[str, tuple[SheetRow, ...]]:
    """Reported figures of some studies."""
    found: dict[str, list[SheetRow]] = {}
    for row in base.sheet("results").holding("study", studies):
        for item in row.cells.get("study", ()):
            found.setdefault(item.address, []).append(row)
    return {study: tuple(rows) for study, rows in found.items()}


class _Years:
    """When studies were reported: by the works cited for them, else by the documents that speak of them."""

    def __init__(self, base: Base, studies: Iterable[str] = ()) -> None:
        self._sheet = base.sheet("documents")
        self._documents: dict[str, str] = {}
        told = base.sheet("trials").index.narrow(base.study_facets.rows_of(studies), "references", "source")
        self._studies = {entity(row.iri): row for row in told}

    def _year(self, document: str) -> str:
        if document not in self._documents:
            row = self._sheet.row(mint(*document.split("/", 1)))
            self._documents[document] = row.text("year") if row else ""
        return self._documents[document]

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
        return [year for item in row.cells.get(column, ()) if (year := self._year(item.address))]

    def of_event(self, row: SheetRow) -> tuple[str, bool]:
        """When an event occurred; else the year of the document that tells of it."""
        occurred = row.text("occurred")
        return (occurred[:4], False) if occurred else (max(self._years(row, "source"), default=""), True)


def _happenings(base: Base, subject: str, studies: Collection[str]) -> Iterable[Happening]:
    """Events on the subject, on what lies below it or belongs to it, or on its studies; in time order."""
    row = base.sheet("regimens").row(mint(*subject.split("/", 1)))
    wanted = {subject, *base.hierarchy.below(subject), *(_parts(row) if row else ()), *studies}
    # Few things have events, and very many studies may be asked for.
    wanted &= {value.item.address for value in base.sheet("events").values("subject")}
    years = _Years(base)
    found = []
    for event in base.sheet("events").holding("subject", wanted):
        year, told = years.of_event(event)
        found.append(Happening(event, year, told))
    return sorted(found, key=lambda one: (one.year, base.places.get(entity(one.row.iri), 0)))
