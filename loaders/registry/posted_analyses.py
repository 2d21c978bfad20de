"""Posted analyses: one statistical analysis of a posted measure, as the fields of a reported number: estimate, interval, p value, test.

Kinds of estimate as records and AACT's column ``param_type`` have them (its most frequent ones are counted in the public description of
a graph made of it, ninglab/CTKG, ``Schema.md``); a kind that is not listed is kept under the words of the record. Terms of hypotheses
and sides as in the registry's OpenAPI description (``ctg-oas-v2.yaml``), and as AACT wrote them before it took over those terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from loaders.registry.posted_figures import figure, in_words, p_value, unit_of
from loaders.registry.posted_groups import words
from loaders.registry.posted_values import SPREADS, Fields, spread
from loaders.registry.unmatched import Unmatched

ESTIMATES = {
    "hazard ratio": "hazard-ratio",
    "odds ratio": "odds-ratio",
    "risk ratio": "risk-ratio",
    "relative risk": "risk-ratio",
    "risk difference": "risk-difference",
    "mean difference": "mean-difference",
    "median difference": "median-difference",
}
"""Words of a kind of estimate, and the statistic that it is."""
_OF_ANOTHER_SCALE = re.compile(r"\b(log|ln|inverse|reciprocal|standardi[sz]ed|percent|reduction)\b")
"""Words that say that the estimate is not the plain one: its logarithm, its inverse, or a part of it."""
OTHER, P_VALUE = "other-estimate", "p-value"
RATIOS = frozenset({"hazard-ratio", "odds-ratio", "risk-ratio"})

HYPOTHESES = {
    "superiority": "superiority",
    "non inferiority": "non-inferiority",
    "equivalence": "equivalence",
    "other": "other",
    "non inferiority or equivalence": "non-inferiority-or-equivalence",
    "superiority or other": "superiority-or-other",
}
SIDES = {"one sided": "one-sided", "1 sided": "one-sided", "two sided": "two-sided", "2 sided": "two-sided"}
SHORT = 100
"""Characters of a description of groups that names a part of the patients; longer ones are sentences about the analysis."""
REFERENCE = "which group is the reference is told in words only"
PARTED = "the measure has several rows; which of them it is of, the record tells in words only"


def estimate(analysis: Mapping[str, Any], unit: str, parted: bool, unmatched: Unmatched) -> Fields | None:
    """What an analysis says; None, with the reason told, where it holds neither an estimate nor a p value.

    ``unit`` is that of its measure as printed, in which differences are told; ``parted`` says that the measure has several rows.
    """
    printed, value, p = words(analysis, "paramType"), figure(analysis.get("paramValue")), p_value(analysis.get("pValue"))
    if value is None and p is None:
        unmatched.figure("an analysis without an estimate or a p value")
        return None
    statistic = kind_of(printed) if value else P_VALUE
    fields: dict[str, Any] = {
        "statistic": statistic,
        "statistic_printed": printed or None,
        "statistical_method": words(analysis, "statisticalMethod") or None,
        "hypothesis": HYPOTHESES.get(in_words(words(analysis, "nonInferiorityType")).removesuffix(" legacy")),
        "note": "; ".join(_notes(analysis, parted)) or None,
    }
    quoted = [(name, text) for name in ("paramType", "statisticalMethod") if (text := words(analysis, name))]
    if 0 < len(part := words(analysis, "groupDescription")) <= SHORT:
        quoted.append(("groupDescription", part))
    if p:
        fields |= {"p_value": p.value, "p_bound": p.bound}
        quoted.append(("pValue", words(analysis, "pValue")))
    if value:
        fields |= {"value": value.value, "bound": value.bound, "unit": _unit(statistic, unit)}
        quoted.append(("paramValue", words(analysis, "paramValue")))
        for more, places in (_interval(analysis, unmatched), _spread(analysis)):
            fields |= more
            quoted += places
    return Fields(fields, tuple(quoted))


def _notes(analysis: Mapping[str, Any], parted: bool) -> Iterator[str]:
    groups = analysis.get("groupIds")
    if isinstance(groups, list) and len(groups) > 1:
        yield REFERENCE
    if parted:
        yield PARTED


def kind_of(printed: str) -> str:
    """The statistic that a kind of estimate is; one of no listed kind, or on another scale, is told as another one."""
    folded = in_words(printed)
    found = {statistic for name, statistic in ESTIMATES.items() if re.search(rf"\b{name}\b", folded)}
    return found.pop() if len(found) == 1 and not _OF_ANOTHER_SCALE.search(folded) else OTHER


def _unit(statistic: str, printed: str) -> str | None:
    """The unit of an estimate: none for ratios, for differences that of the measure, where it is known."""
    if statistic in RATIOS:
        return "1"
    known = unit_of(printed) if statistic in ("mean-difference", "median-difference") else None
    return known.code if known else None


def _interval(analysis: Mapping[str, Any], unmatched: Unmatched) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    level = figure(analysis.get("ciPctValue"))
    limits = {field: figure(analysis.get(name)) for field, name in _LIMITS.items()}
    low, high = limits["ci_low"], limits["ci_high"]
    if low and high and low.value > high.value:
        unmatched.figure("limits in the wrong order")
        return {}, []
    held: dict[str, Any] = {field: one.value for field, one in limits.items() if one}
    if not held:
        return {}, []
    held["ci_level"] = level.value if level and 0 < level.value < Decimal(100) else None
    held["ci_sides"] = SIDES.get(in_words(words(analysis, "ciNumSides")))
    return held, [(name, words(analysis, name)) for field, name in _LIMITS.items() if limits[field]]


def _spread(analysis: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    field = SPREADS.get(in_words(words(analysis, "dispersionType")))
    return spread(analysis, "dispersionValue", field) if field else ({}, [])


_LIMITS = {"ci_low": "ciLowerLimit", "ci_high": "ciUpperLimit"}
