"""Measurements: reported statements of one quantity brought together, so that the same figure printed twice is shown once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kb.infer.proportions import measured
from kb.records import AdverseEventResult, Anchored, Arm, BaselineResult, Measured, Measurement, Population, Result
from kb.sources import Holdings
from kb.values import Place

WHOLE_STUDY = "whole-study"
PROPORTION, COUNT, MEDIAN = "proportion", "count", "median"
NOT_STATED = "not-stated"
TREATED = "treated"
"""The outcome that says how many of a population were given a regimen."""
_TABLE, _TEXT, _ABSTRACT, _NOWHERE = range(4)


class Quantity(NamedTuple):
    """What a statement is a figure of. A source that restates others keeps apart what it takes from different references."""

    document: str
    kind: str
    study: str
    arm: str | None
    family: str | None
    population: str | None
    what: tuple[str, ...]
    statistic: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Reported:
    """The statements of one quantity at one time, the best place first: table, text, abstract."""

    quantity: Quantity
    time: str | None
    statements: tuple[Measured, ...]


def entity(statement: Measured) -> str:
    """``kind/key`` of a statement."""
    return f"{statement.kind}/{statement.key}"


class Groups:
    """Whom a statement is about: its arm or family, and its population, told the same way however the source puts it."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        # Only sources that report figures, or whose groups do, matter: the arms of a whole registry need not be gone through.
        about = {("arm", getattr(s, "arm", None)) for s in measured(holdings)} | {("population", s.population) for s in measured(holdings)}
        telling = {(s.kind, s.key) for s in measured(holdings)} | {(kind, key) for kind, key in about if key}
        sources = {holdings.document[entity] for entity in telling}
        records = [row.record for source in holdings.sources if source.graph in sources for row in source.rows]
        self._populations = {record.key: record for record in records if isinstance(record, Population)}
        self._arms = {record.key: record for record in records if isinstance(record, Arm)}
        roots, arms = defaultdict(list), defaultdict(list)
        for population in self._populations.values():
            if not population.part_of:
                roots[self._source(population), population.study].append(population.key)
        for arm in self._arms.values():
            arms[self._source(arm), arm.study].append(arm.key)
        self._roots, self._study_arms = dict(roots), dict(arms)

    def _source(self, record: Population | Arm | Measured) -> str:
        return self._holdings.document[record.kind, record.key]

    def whole(self, document: str, study: str) -> str | None:
        """The one population of a study that is part of no other, as a document tells it."""
        roots = self._roots.get((document, study), [])
        return roots[0] if len(roots) == 1 else None

    def lineage(self, population: str | None) -> Iterator[str]:
        """The population and the groups it is part of, upwards."""
        seen: set[str] = set()
        while population and population not in seen:
            yield population
            seen.add(population)
            group = self._populations.get(population)
            population = group.part_of if group else None

    def _is_whole(self, arm: Arm) -> bool:
        """Whether the arm is all of the study: told so, or the only one."""
        return arm.arm_role == WHOLE_STUDY or len(self._study_arms[self._source(arm), arm.study]) == 1

    def of(self, statement: Measured) -> tuple[str | None, str | None]:
        """Arm (none for the whole study) and population of a statement.

        Of an arm's patients, all belong to the groups that the arm's population is part of: naming such a group adds nothing.
        """
        whole = self.whole(self._source(statement), statement.study)
        arm = self._arms.get(getattr(statement, "arm", None) or "")
        if arm is None:
            return None, statement.population or whole
        own = arm.population or whole
        if self._is_whole(arm):
            return None, statement.population or own
        return arm.key, own if statement.population in (None, *self.lineage(own)) else statement.population

    def size(self, quantity: Quantity) -> int | None:
        """Of how many patients a quantity is a figure, where a source says it: the share treated is one of the population."""
        if (quantity.arm or quantity.family) and quantity.what != (TREATED,):
            return self.arm_size(quantity) if quantity.arm else None
        return self._populations[quantity.population].size if quantity.population else None

    def arm_size(self, quantity: Quantity) -> int | None:
        """How many patients a quantity's arm has, where the population is the arm's own."""
        arm = self._arms[quantity.arm or ""]
        own = arm.population or self.whole(quantity.document, quantity.study)
        return arm.size if quantity.population == own else None


def what(statement: Measured) -> tuple[str, ...]:
    """What was measured: an outcome or a part of it, an adverse event by grade and seriousness, or a characteristic's category."""
    if isinstance(statement, AdverseEventResult):
        apart = (statement.seriousness, statement.group or "") if statement.seriousness else ()
        return statement.term, statement.grade, *apart
    if isinstance(statement, BaselineResult):
        return statement.characteristic, statement.category or ""
    if isinstance(statement, Result):
        # Analyses of the same groups differ by model, part and time, which sources tell in words only.
        analysis = statement.key if statement.compared_arms or statement.compared_populations else None
        return tuple(filter(None, (statement.outcome, statement.category, analysis)))
    return ()


def quantity(holdings: Holdings, groups: Groups, statement: Measured) -> Quantity:
    """The quantity that a statement gives a figure of. A number of patients is the numerator of their proportion."""
    arm, population = groups.of(statement)
    counted = statement.statistic == COUNT and statement.n is not None
    return Quantity(
        holdings.document[statement.kind, statement.key],
        statement.kind,
        statement.study,
        arm,
        getattr(statement, "family", None),
        population,
        what(statement),
        PROPORTION if counted else statement.statistic,
        tuple(sorted(statement.references)),
    )


def time_of(statement: Measured) -> str | None:
    """When it was measured, in one spelling; None where the source does not say."""
    time: str | None = getattr(statement, "time_point", None)
    return " ".join(time.casefold().split()) if time else None


def _relatedness(statement: Measured) -> str | None:
    related: str | None = getattr(statement, "relatedness", None)
    return None if related == NOT_STATED else related


def _split(statements: list[Measured], stated: Callable[[Measured], str | None]) -> list[list[Measured]]:
    """Statements apart by what they state. One that states nothing goes with the others only where those agree."""
    apart: dict[str | None, list[Measured]] = defaultdict(list)
    for statement in statements:
        apart[stated(statement)].append(statement)
    return list(apart.values()) if len(apart.keys() - {None}) > 1 else [statements]


def _place_rank(place: Place) -> tuple[int, tuple[int, ...], int]:
    if place.steps:
        return _TABLE, (), 0
    numbers = tuple(map(int, place.head.split("."))) if re.fullmatch(r"\d+(\.\d+)*", place.head) else ()
    return (_ABSTRACT if place.head == "Abstract" else _TEXT), numbers, place.paragraph


def best_place(statement: Anchored) -> Place | None:
    """The place of a statement that is nearest to the data: a table's cell, else the earliest text, else the abstract."""
    return min(statement.at, key=_place_rank, default=None)


def rank(statement: Measured) -> tuple[int, tuple[int, ...], int]:
    """What statements are sorted by, the best placed first."""
    place = best_place(statement)
    return _place_rank(place) if place else (_NOWHERE, (), 0)


def reported(holdings: Holdings) -> list[Reported]:
    """Every quantity that is reported, with its statements."""
    groups = Groups(holdings)
    alike: dict[Quantity, list[Measured]] = defaultdict(list)
    for statement in measured(holdings):
        alike[quantity(holdings, groups, statement)].append(statement)
    return [
        Reported(of, next(filter(None, map(time_of, statements)), None), tuple(sorted(statements, key=rank)))
        for of, together in alike.items()
        for timed in _split(together, time_of)
        for statements in _split(timed, _relatedness)
    ]


def measurements(holdings: Holdings) -> list[Measurement]:
    """A measurement for every quantity; its key and main report are those of its best placed statement."""
    return [
        Measurement(
            key=f"{one.statements[0].kind}-{one.statements[0].key}",
            reports=tuple(map(entity, one.statements)),
            main=entity(one.statements[0]),
        )
        for one in reported(holdings)
    ]
