"""Posted baseline: sex and age of those who took part, group by group; other characteristics are not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.records import BaselineResult
from loaders.registry.conditions import place, quoted
from loaders.registry.posted_groups import Groups, Named, Size, items, named, sizes, words
from loaders.registry.posted_values import Posted, fields_of
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

MODULE = "baselineCharacteristicsModule"
SEX, AGE = "Sex", "Age"
TITLES = {"sex: female, male": SEX, "sex/gender, customized": SEX, "age": AGE, "age, continuous": AGE}
"""Titles that the registry gives to the two, whatever their groups."""
ALL = "total"
"""The title of the group that all groups together make up."""
OWN = "own"


class PostedBaseline:
    """The table of baseline characteristics of one trial."""

    def __init__(self, trial: Trial, doc: str, groups: Groups, unmatched: Unmatched) -> None:
        module = (trial.results or {}).get(MODULE)
        self.module: Mapping[str, Any] = module if isinstance(module, Mapping) else {}
        self.trial, self.groups, self.unmatched = trial, groups, unmatched
        self.prefix = f"{doc}-{trial.nct_id.lower()}-baseline"
        self.named, self.sizes = named(self.module, "groups", MODULE), sizes(self.module)

    def rows(self) -> Iterator[BaselineResult]:
        """Sex by category, and age, of each group."""
        for n, measure in items(self.module, "measures"):
            characteristic = TITLES.get(words(measure, "title").casefold())
            classes = list(items(measure, "classes"))
            if characteristic is None or len(classes) != 1:
                continue
            path = f"{MODULE}.measures[{n}].classes[{classes[0][0]}]"
            for k, category in items(classes[0][1], "categories"):
                yield from self._cells(measure, category, characteristic, f"{path}.categories[{k}]", f"{n + 1}-{k + 1}")

    def _cells(
        self, measure: Mapping[str, Any], category: Mapping[str, Any], characteristic: str, path: str, number: str
    ) -> Iterator[BaselineResult]:
        of = sizes(measure) or self.sizes
        for m, cell in items(category, "measurements"):
            who = words(cell, "groupId")
            posted = Posted(measure, cell, f"{path}.measurements[{m}]", "")
            if who in self.named:
                yield from self._row(f"{number}-{m + 1}", characteristic, words(category, "title"), posted, self.named[who], of.get(who))

    def _row(
        self, number: str, characteristic: str, category: str, posted: Posted, who: Named, size: Size | None
    ) -> Iterator[BaselineResult]:
        told = fields_of(posted, size.size if size else None, self.unmatched)
        held = {name: value for name, value in told.fields.items() if name in _HELD} if told else {}
        if not told or (held.get("n") is None and held.get("value") is None):
            return
        whole = len(self.named) == 1 or who.title.casefold() == ALL
        at = [
            (place(self.trial, posted.path, name), text) for name, text in told.quoted if not name.endswith("Limit") or "range_low" in held
        ]
        yield BaselineResult(
            key=f"{self.prefix}-{number}",
            study=self.trial.nct_id,
            population=self.groups.whole if whole else self.groups.patients(who, size.size if size else None),
            characteristic=characteristic,
            category=quoted(category) or None,
            partition=characteristic if category else None,
            voice=OWN,
            at=tuple(one for one, _ in at),
            fragment=tuple(text for _, text in at),
            **held,
        )


_HELD = frozenset({"statistic", "n", "denominator", "value", "unit", "range_low", "range_high"})
"""Fields that a baseline characteristic has."""
