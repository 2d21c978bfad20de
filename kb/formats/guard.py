"""The guard against formula injection: text that a spreadsheet would run as a formula is given a leading apostrophe.

OWASP's list ("CSV Injection") is followed: ``= + - @``, tab, carriage return and line feed, the full-width forms, and NUL; also
after blanks, since some programs trim cells. Numbers are left alone: a negative value is data, and no program runs it.
Text that already has apostrophes before such a character gets one more, so that taking one away always gives the text back.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*(?:[\t\r\n\0]|[ \u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text; a plain number is none."""
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def guarded(text: str) -> str:
    """The text, made harmless to spreadsheets."""
    return f"'{text}" if looks_like_formula(text) else text
