"""Plain text: what a reader sees, without the markup that converters of PDF files leave behind."""

from __future__ import annotations

import re
import unicodedata

# The LaTeX that converters write for single signs; anything else in dollars keeps its letters.
_SIGNS = {r"\geq": "≥", r"\leq": "≤", r"\ge": "≥", r"\le": "≤", r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\times": "×", r"\pm": "±"}
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"</?[a-z]+(?:\s+[a-z-]+=\"[^\"]*\")*\s*/?>")
_RAISED = re.compile(r"[\^_]\{([^{}]*)\}")
_MATH = re.compile(r"\$\s*([^$]+?)\s*\$")
_ESCAPE = re.compile(r"\\([^A-Za-z\s])")
_NUMBER = 24
"""More characters than a printed number has."""
_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "⁻": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'"})


def _math(found: re.Match[str]) -> str:
    return re.sub(r"\\[A-Za-z]+", lambda sign: _SIGNS.get(sign[0], sign[0][1:]), found[1])


def plain(text: str) -> str:
    """Text without tags, emphasis, math marks and raised brackets; signs and blanks unified. Figures and words stay."""
    text = _TAG.sub("", _BREAK.sub(" ", text))
    text = _MATH.sub(_math, text)
    text = _RAISED.sub(r"\1", text)
    text = _ESCAPE.sub(r"\1", text).replace("*", "")
    text = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)
    return " ".join(text.split())


def _cuts_word(left: str, right: str) -> bool:
    """Whether a word or a run of digits goes on from one character to the next."""
    return (left.isdigit() and right.isdigit()) or (left.isalpha() and right.isalpha())


def _cuts_number(left: str, right: str) -> bool:
    """Whether a number goes on over a point or the comma of thousands between two pieces of text (``9.99``, ``1,234``)."""
    thousands = re.search(r"(?<!\d)\d{1,3}(,\d{3})*$", left) and re.match(r",\d{3}(?!\d)", right)
    after_comma = re.search(r"(?<!\d)\d{1,3}(,\d{3})*,$", left) and re.match(r"\d{3}(?!\d)", right)
    after_point = re.search(r"\d\.$", left) and right[:1].isdigit()
    return bool(thousands or after_comma or after_point or (left[-1:].isdigit() and re.match(r"\.\d", right)))


def _cuts(left: str, right: str) -> bool:
    """Whether a cut between two pieces of text goes through a word or a number."""
    return bool(left and right) and (_cuts_word(left[-1], right[0]) or _cuts_number(left[-_NUMBER:], right[:_NUMBER]))


def span(passage: str, fragment: str) -> tuple[int, int] | None:
    """From where to where plain ``passage`` first holds plain ``fragment`` as whole words and numbers (``20`` is not in ``2023``)."""
    wanted = plain(fragment)
    start = passage.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not _cuts(passage[:start], passage[start:]) and not _cuts(passage[:end], passage[end:]):
            return start, end
        start = passage.find(wanted, start + 1)
    return None


def holds(passage: str, fragment: str) -> bool:
    """Whether plain ``passage`` holds plain ``fragment`` as whole words and numbers."""
    return span(passage, fragment) is not None
