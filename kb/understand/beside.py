"""Figures beside a figure: intervals, p values and spreads that a question wants the reported numbers to be printed with."""

from __future__ import annotations

import re

BESIDE = {
    "a confidence interval": r"(?:\d\d(?:\.\d+)?\s*%\s*)?(?:(?i:confidence[ -](?:intervals?|limits?))|CIs?)",
    "a p value": r"(?i:p[ -]?values?)",
    "a standard deviation": r"(?i:standard[ -]deviations?)|SDs?",
    "a standard error": r"(?i:standard[ -]errors?)",
    "an interquartile range": r"(?i:inter-?quartile[ -]ranges?|quartiles)|IQRs?",
}
"""What may be printed beside a figure, and how askers write it; abbreviations in capitals only."""

_LEAD = r"(?i:(?:(?:with|and|plus|including)\s+)?(?:(?:its|their|the|a|an)\s+)?)"
_EACH = {name: re.compile(rf"(?<![\w-]){_LEAD}(?:{words})(?![\w-])") for name, words in BESIDE.items()}


def take_beside(text: str) -> tuple[tuple[str, ...], str]:
    """What a question wants beside the figures, by the names of ``BESIDE``, and what is left of it."""
    found = []
    for name, pattern in _EACH.items():
        text, times = pattern.subn(" ", text)
        if times:
            found.append(name)
    return tuple(found), text
