"""Ranges of regimens: what a document says of several regimens together, against what it says of some of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from kb.check.finding import MINOR, finding
from kb.check.words import figures, joined, place, what
from kb.infer.measurements import entity, time_of
from kb.infer.regimens import arm_regimens
from kb.records import Arm, Concept, Discrepancy, Population, Result
from kb.sources import Holdings

RESTATED, RANGE = "restated", "range"


class _Span(NamedTuple):
    """What a document restates of an outcome under some regimens (each with a name): from where to where, in per cent."""

    result: Result
    document: str
    regimens: Mapping[str, str]
    low: Decimal
    high: Decimal

    @property
    def named(self) -> str:
        """The regimens in words."""
        return joined(sorted(self.regimens.values()))


def range_beyond_regimens(holdings: Holdings) -> Iterator[Discrepancy]:
    """A figure of a regimen outside the range that its document gives for that regimen and others together, in the same setting."""
    spans = list(_spans(holdings))
    settings = _Settings(holdings)
    for whole in spans:
        parts = [part for part in spans if _is_part(part, whole, settings) and (part.low < whole.low or part.high > whole.high)]
        if parts and whole.result.statistic == RANGE:
            told = joined(f"{figures(part.result)} under {part.named} in {place(part.result)}" for part in parts)
            label = (
                f"{what(holdings, whole.result)} under {whole.named} together is {figures(whole.result)} "
                f"in {place(whole.result)}, but beyond that under some of them: {told}"
            )
            statements = [entity(span.result) for span in (whole, *parts)]
            found = joined(figures(part.result) for part in parts)
            yield finding("part-beyond-whole", MINOR, label, statements, aspect=RANGE, expected=figures(whole.result), found=found)


def _spans(holdings: Holdings) -> Iterator[_Span]:
    results = [result for result in holdings.all(Result) if result.voice == RESTATED]
    if not any(result.statistic == RANGE for result in results):
        return
    of_arm = {one.key: one.regimen for one in arm_regimens(holdings)}
    of_study: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for arm in holdings.all(Arm):
        if arm.key in of_arm:
            of_study[holdings.document["arm", arm.key], arm.study][of_arm[arm.key]] = arm.label
    for result in results:
        document = holdings.document["result", result.key]
        regimens = {of_arm[result.arm]: holdings.label(f"arm/{result.arm}")} if result.arm in of_arm else {}
        if not result.arm:
            regimens = of_study[document, result.study]
        low, high = (result.percent, result.percent) if result.percent is not None else (result.range_low, result.range_high)
        if regimens and low is not None and high is not None and result.unit in (None, "%"):
            yield _Span(result, document, regimens, low, high)


def _is_part(one: _Span, other: _Span, settings: _Settings) -> bool:
    """Whether one is of some of the other's regimens, and of the same outcome, time and setting."""
    a, b = one.result, other.result
    alike = (one.document, a.outcome, time_of(a)) == (other.document, b.outcome, time_of(b))
    return alike and one.regimens.keys() < other.regimens.keys() and settings.meet(a.population, b.population)


class _Settings:
    """Whether groups of patients may be in the same setting, told by the wider terms of the list."""

    def __init__(self, holdings: Holdings) -> None:
        self._populations = {population.key: population.setting for population in holdings.all(Population)}
        self._broader = {concept.key: concept.broader for concept in holdings.all(Concept)}

    def _above(self, setting: str) -> set[str]:
        found, key = set(), f"setting.{setting}"
        while key and key not in found:
            found.add(key)
            key = self._broader.get(key) or ""
        return found

    def meet(self, one: str | None, other: str | None) -> bool:
        """Whether two populations share a setting or one's lies within the other's; silence agrees with any."""
        a, b = (set(self._populations.get(key or "", ())) for key in (one, other))
        return not a or not b or any(f"setting.{x}" in self._above(y) or f"setting.{y}" in self._above(x) for x in a for y in b)
