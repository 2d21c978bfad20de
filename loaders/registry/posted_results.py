"""Posted results: the outcome measures of a record with figures, group by group, as reported numbers; what does not fit is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.records import Result
from kb.values import Place
from loaders.registry.conditions import place, quoted
from loaders.registry.endpoints import endpoint_key, planned
from loaders.registry.measures import readings_of
from loaders.registry.posted_analyses import estimate
from loaders.registry.posted_figures import time_of
from loaders.registry.posted_groups import Group, Groups, Size, items, named, sizes, words
from loaders.registry.posted_values import Posted, fields_of
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

MODULE = "outcomeMeasuresModule"
NEGATION = ("no ", "not ", "non-", "without ", "never ")
OWN = "own"


@dataclass(frozen=True, slots=True)
class Measure:
    """One posted outcome measure, its place in the record and its number, from 1."""

    posted: Mapping[str, Any]
    path: str
    number: int

    @property
    def title(self) -> str:
        """What is measured, as posted."""
        return words(self.posted, "title")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a measure's table: its class and category, and what they make of outcome, time and denominators."""

    outcome: str
    category: str | None
    time: str | None
    whole: bool
    """Whether all participants of the group are counted in it, so that the measure's denominators are the row's."""
    places: tuple[tuple[Place, str], ...]
    """Where the outcome is named, and the words."""


def results(trial: Trial, doc: str, groups: Groups, unmatched: Unmatched) -> tuple[Result, ...]:
    """Every posted figure whose measure names an outcome. Measures without one, and figures that do not fit, are told to ``unmatched``."""
    module = (trial.results or {}).get(MODULE)
    found: list[Result] = []
    for n, posted in items(module if isinstance(module, Mapping) else {}, "outcomeMeasures"):
        table = _Table(trial, doc, Measure(posted, f"{MODULE}.outcomeMeasures[{n}]", n + 1), groups, unmatched)
        found += [*table.results(), *table.analyses()]
    return tuple(found)


class _Table:
    """The table of one outcome measure."""

    def __init__(self, trial: Trial, doc: str, measure: Measure, groups: Groups, unmatched: Unmatched) -> None:
        self.trial, self.doc, self.measure, self.unmatched = trial, doc, measure, unmatched
        self.outcomes = [reading.outcome for reading in readings_of(measure.title)]
        self.groups, self.named = groups, named(measure.posted, "groups", measure.path)
        self.title = (place(trial, measure.path, "title"), quoted(measure.title))

    def results(self) -> Iterator[Result]:
        """A result for each figure."""
        classes = list(items(self.measure.posted, "classes"))
        states = self._names_states(words(one, "title") for _, one in classes)
        for c, one in classes:
            path = f"{self.measure.path}.classes[{c}]"
            outer = self._row(words(one, "title"), path, states, None)
            categories = list(items(one, "categories"))
            parted = len(categories) > 1
            for k, category in categories:
                row = self._row(words(category, "title"), f"{path}.categories[{k}]", parted, outer) if parted else outer
                yield from self._cells(row, one, category, f"{path}.categories[{k}]", f"{c + 1}-{k + 1}")

    def _names_states(self, titles: Iterable[str]) -> bool:
        """Whether classes tell outcomes apart, and not subgroups or times of one."""
        return any(set(_named(title)) - set(self.outcomes) for title in titles)

    def _row(self, title: str, path: str, states: bool, outer: Row | None) -> Row | None:
        """What a class or category is a row of; None where its title names no outcome though others beside it do."""
        named, time = _named(title), time_of(title)
        if len(named) == 1:
            own = (place(self.trial, path, "title"), quoted(title))
            category = f"{outer.category}: {title}" if outer and outer.category else title
            return Row(named[0], quoted(category), outer.time if outer else None, outer.whole if outer else True, (self.title, own))
        if states or len(self.outcomes) != 1:
            return None
        if time:
            return Row(self.outcomes[0], None, time, True, (self.title,))
        return Row(self.outcomes[0], quoted(title) or None, None, not title, (self.title,))

    def _cells(self, row: Row | None, one: Mapping[str, Any], category: Mapping[str, Any], path: str, number: str) -> Iterator[Result]:
        cells = list(items(category, "measurements"))
        if row is None:
            self._left_out(len(cells))
            return
        # Denominators of a class are its own, also where they count no participants, or are not told.
        where = path.rpartition(".categories[")[0] if "denoms" in one else self.measure.path
        of = sizes(one) if "denoms" in one else sizes(self.measure.posted) if row.whole else {}
        for m, cell in cells:
            group, size = self.named.get(words(cell, "groupId")), of.get(words(cell, "groupId"))
            posted = Posted(self.measure.posted, cell, f"{path}.measurements[{m}]", row.outcome)
            if group and (told := fields_of(posted, size.size if size else None, self.unmatched)):
                anchors = [*row.places, *((place(self.trial, posted.path, name), text) for name, text in told.quoted)]
                if size and told.fields["denominator"]:
                    anchors.append((place(self.trial, f"{where}.{size.path}", "value"), size.posted))
                whose = self.groups.of(group, size.size if size else None)
                yield self._result(f"{number}-{m + 1}", row, whose, told.fields, anchors)

    def _left_out(self, cells: int) -> None:
        if not self.outcomes:
            self.unmatched.outcome(self.measure.title)
        else:
            reason = "several outcomes in one measure" if len(self.outcomes) > 1 else "a class or category that names no outcome"
            for _ in range(cells):
                self.unmatched.figure(reason)

    def _result(self, number: str, row: Row, group: Group, fields: Mapping[str, Any], anchors: Iterable[tuple[Place, str]]) -> Result:
        anchors = list(dict.fromkeys(anchors))
        return Result(
            key=f"{self.doc}-{self.trial.nct_id.lower()}-result-{self.measure.number}-{number}",
            study=self.trial.nct_id,
            population=group.population,
            arm=group.arm,
            outcome=row.outcome,
            category=row.category,
            endpoint=self._endpoint(row.outcome),
            time_point=row.time or quoted(words(self.measure.posted, "timeFrame")) or None,
            voice=OWN,
            at=tuple(at for at, _ in anchors),
            fragment=tuple(fragment for _, fragment in anchors),
            **fields,
        )

    def _endpoint(self, outcome: str) -> str | None:
        """The planned endpoint whose measure has the same words."""
        title = self.measure.title.casefold()
        for number, one in planned(self.trial):
            if " ".join(one.measure.split()).casefold() == title and outcome in (r.outcome for r in readings_of(one.measure)):
                return endpoint_key(self.doc, self.trial.nct_id, one.role, number, outcome)
        return None

    def analyses(self) -> Iterator[Result]:
        """A result for each analysis of the measure; of a measure of several outcomes nothing says which of them is meant."""
        listed = list(items(self.measure.posted, "analyses"))
        if len(self.outcomes) != 1:
            for _ in listed:
                self.unmatched.figure("an analysis of a measure of several outcomes, or of none that is known")
            return
        row = Row(self.outcomes[0], None, None, True, (self.title,))
        of, parted = sizes(self.measure.posted), len(list(items(self.measure.posted, "classes"))) > 1
        for n, analysis in listed:
            path = f"{self.measure.path}.analyses[{n}]"
            if told := estimate(analysis, words(self.measure.posted, "unitOfMeasure"), parted, self.unmatched):
                anchors = [*row.places, *((place(self.trial, path, name), quoted(text)) for name, text in told.quoted)]
                yield self._result(f"analysis-{n + 1}", row, Group(None, None), {**told.fields, **self._compared(analysis, of)}, anchors)

    def _compared(self, analysis: Mapping[str, Any], of: Mapping[str, Size]) -> dict[str, Any]:
        """The groups that an analysis is of, as arms and populations, in the order in which they are posted."""
        listed = analysis.get("groupIds")
        known = [one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, str) and one in self.named]
        groups = [self.groups.of(self.named[one], of[one].size if one in of else None) for one in dict.fromkeys(known)]
        return {
            "compared_arms": tuple(group.arm for group in groups if group.arm),
            "compared_populations": tuple(group.population for group in groups if group.population),
        }


def _named(title: str) -> tuple[str, ...]:
    """The outcomes that a class or category names; none where its words deny them."""
    folded = f"{title.casefold()} "
    return () if any(word in folded for word in NEGATION) else tuple(reading.outcome for reading in readings_of(title))
