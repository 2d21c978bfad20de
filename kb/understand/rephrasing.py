"""Rephrasing: what several words of a question say together, put as the one word that asks for the same."""

from __future__ import annotations

import re

_NOT = r"(?:\bnot|n['’]t|\bnever)"
_EVER = r"(?:\s+(?:yet|ever|been|be|to|really|actually))"
_LOOKED = "(?:tried|tested|studied|explored|investigated|examined|evaluated|attempted|looked\\s+(?:at|into))"
_DONE = f"(?:{_LOOKED}|combined|given|done)"
_WORKED = r"(?:work(?:s|ed|ing)?(?:\s+out)?|succeed(?:ed|s)?|successful|pan(?:s|ned)?\s+out|pa(?:y|ys|id)\s+off|deliver(?:ed|s)?)"

_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), word)
    for pattern, word in (
        (r"\bn\s*/\s*n\b", "denominator"),
        (r"\bend[\s-]points?\b", "endpoint"),
        (rf"\b(?:nobody|no[\s-]?(?:one|body))(?:\s+(?:has|have|had|ever|yet|else|so\s+far))*\s+{_DONE}\b", " untried "),
        (rf"\b(?:yet|remains?|remaining|left|still)\s+to\s+(?:be\s+{_DONE}|try|test|study|explore|investigate)\b", " untried "),
        # Without 'been' or 'yet' it may be a part of a longer phrase: 'not tested for FLT3'.
        (rf"{_NOT}{_EVER}+\s+{_LOOKED}\b(?!\s+for\b)", " untried "),
        (rf"{_NOT}{_EVER}*\s+{_WORKED}\b", " failed "),
        (r"\b(?:without|no|little)\s+success\b", " failed "),
        (r"\bdouble[\s-]check", " check"),
    )
)
"""Patterns, each with the word that asks for the same, in the order in which they are looked for."""


def rephrased(text: str) -> str:
    """A question with these words in place of what says the same."""
    for pattern, word in _SAID:
        text = pattern.sub(word, text)
    return text
