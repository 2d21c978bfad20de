"""Posted baseline: the characteristics of those who took part, group by group, as far as their units are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.records import BaselineResult
from loaders.registry.conditions import place, quoted
from loaders.registry.posted_groups import Groups, Size, items, named, sizes, words
from loaders.registry.posted_values import Fields, Posted, fields_of
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

MODULE = "baselineCharacteristicsModule"
SEX, AGE = "Sex", "Age"
TITLES = {"sex: female, male": SEX, "sex/gender, customized": SEX, "age": AGE, "age, continuous": AGE}
"""Titles that the registry gives to the two, whatever their groups; any other is told as posted."""
PARTED = (SEX,)
"""Characteristics of which everybody is in one category; of others a person may be in several, or in none."""
NO_CHARACTERISTIC = ("race and ethnicity not collected",)
"""Titles by which the registry says that there is nothing to tell."""
ALL = "total"
"""The title of the group that all groups together make up."""
OWN = "own"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table: its measure's title, its class and category, its place in the record and its number."""

    title: str
    class_: Mapping[str, Any]
    category: Mapping[str, Any]
    path: str
    number: str

    @property
    def characteristic(self) -> str:
        """What is told of the patients."""
        return TITLES.get(self.title.casefold()) or quoted(self.title)

    @property
    def label(self) -> str | None:
        """The category, after the class where there are both."""
        return quoted(": ".join(filter(None, (words(self.class_, "title"), words(self.category, "title"))))) or None


class PostedBaseline:
    """The table of baseline characteristics of one trial."""

    def __init__(self, trial: Trial, doc: str, groups: Groups, unmatched: Unmatched) -> None:
        module = (trial.results or {}).get(MODULE)
        self.module: Mapping[str, Any] = module if isinstance(module, Mapping) else {}
        self.trial, self.groups, self.unmatched = trial, groups, unmatched
        self.prefix = f"{doc}-{trial.nct_id.lower()}-baseline"
        self.named, self.sizes = named(self.module, "groups", MODULE), sizes(self.module)

    def rows(self) -> Iterator[BaselineResult]:
        """Every characteristic with its categories, of each group."""
        for n, measure in items(self.module, "measures"):
            title = words(measure, "title")
            if not title or title.casefold() in NO_CHARACTERISTIC:
                continue
            for c, one in items(measure, "classes"):
                sizes_ = next((sizes(holder) for holder in (one, measure) if "denoms" in holder), self.sizes)
                for k, category in items(one, "categories"):
                    path = f"{MODULE}.measures[{n}].classes[{c}].categories[{k}]"
                    number = f"{n + 1}-{c + 1}-{k + 1}"
                    yield from self._cells(measure, _Row(title, one, category, path, number), sizes_)

    def _cells(self, measure: Mapping[str, Any], row: _Row, of: Mapping[str, Size]) -> Iterator[BaselineResult]:
        for m, cell in items(row.category, "measurements"):
            who = words(cell, "groupId")
            posted = Posted(measure, cell, f"{row.path}.measurements[{m}]", "")
            if who in self.named and (told := fields_of(posted, of[who].size if who in of else None, self.unmatched)):
                yield from self._result(f"{row.number}-{m + 1}", row, told, posted.path, who)

    def _result(self, number: str, row: _Row, told: Fields, path: str, who: str) -> Iterator[BaselineResult]:
        held = {name: value for name, value in told.fields.items() if name in _HELD}
        if all(held.get(name) is None for name in ("n", "value", "percent")):
            return
        group, size = self.named[who], self.sizes.get(who)
        whole = len(self.named) == 1 or group.title.casefold() == ALL
        limited = not held.keys().isdisjoint(_LIMITS)
        at = [(place(self.trial, path, name), text) for name, text in told.quoted if limited or not name.endswith("Limit")]
        yield BaselineResult(
            key=f"{self.prefix}-{number}",
            study=self.trial.nct_id,
            population=self.groups.whole if whole else self.groups.patients(group, size.size if size else None),
            characteristic=row.characteristic,
            category=row.label,
            partition=row.characteristic if row.characteristic in PARTED and row.label else None,
            voice=OWN,
            at=tuple(one for one, _ in at),
            fragment=tuple(text for _, text in at),
            **held,
        )


_LIMITS = frozenset({"q1", "q3", "range_low", "range_high"})
_HELD = frozenset({"statistic", "n", "denominator", "percent", "value", "unit", "sd", "se"}) | _LIMITS
"""Fields that a baseline characteristic has."""
