"""Citations: the documents that a table's rows rest on, and how their authors and pages are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kb.errors import BadInput


@dataclass(frozen=True)
class Citation:
    """One document as a reference manager knows it; everything as printed.

    Authors are ``Surname KP``, ``Surname KP Jr``, ``Surname, Given``, ``Given Surname``, or ``{Name of a Group}`` in braces.
    ``et_al`` says that the printed list of authors is cut short.
    """

    key: str
    kind: Literal["article", "webpage", "dataset"]
    authors: tuple[str, ...]
    title: str
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    et_al: bool = False


@dataclass(frozen=True)
class Name:
    """An author's name in parts; a group has a surname only."""

    surname: str
    given: str = ""
    suffix: str = ""
    group: bool = False


def distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Each document once, in order of first mention; two different ones under one key are refused."""
    known: dict[str, Citation] = {}
    for citation in citations:
        if known.setdefault(citation.key, citation) != citation:
            raise BadInput(f"two different documents share the citation key '{citation.key}'", mend="give each its own key")
    return tuple(known.values())


def read_name(author: str) -> Name:
    """The parts of a printed name. ``Fabian KP`` has initials last; without initials or comma the last word is the surname."""
    text = author.strip()
    if text.startswith("{") and text.endswith("}"):
        return Name(text[1:-1].strip(), group=True)
    if "," in text:
        surname, given, *rest = [part.strip() for part in text.split(",")]
        return Name(surname, rest[0], given) if rest else Name(surname, given)
    *words, last = text.split() or [""]
    suffix = last if words and re.fullmatch(r"Jr\.?|Sr\.?|\dnd|\drd|\dth", last) else ""
    if suffix:
        *words, last = words
    if words and _is_initials(last):
        return Name(" ".join(words), _spaced(last), suffix)
    return Name(last, " ".join(words), suffix)


def _is_initials(word: str) -> bool:
    letters = word.replace("-", "")
    return letters.isalpha() and letters.isupper() and len(letters) <= 4


def _spaced(initials: str) -> str:
    """``KP`` as ``K. P.`` and ``J-P`` as ``J.-P.``."""
    return re.sub(r"\.(?=\w)", ". ", re.sub(r"(\w)", r"\1.", initials))


def first_and_last_page(pages: str) -> tuple[str, str]:
    """Both ends of a range, the second written out (``384–6`` ends on 386); a single page or article number has no second."""
    ends = re.split(r"\s*[-\u2010-\u2015]+\s*", pages.strip())
    if len(ends) != 2:
        return pages.strip(), ""
    first, last = ends
    low, high = re.fullmatch(r"([A-Za-z]*)(\d+)", first), re.fullmatch(r"([A-Za-z]*)(\d+)", last)
    if not low or not high:
        return first, last
    left_out = low[2][: max(0, len(low[2]) - len(high[2]))]
    return first, (high[1] or low[1]) + left_out + high[2]
