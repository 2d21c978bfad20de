"""Parts of an entry: where one thing given ends and the next begins, what is placebo or denied, what may be left out or chosen."""

from __future__ import annotations

import re

REQUIRED, OPTIONAL, ALTERNATIVE = "required", "optional", "alternative"

Span = tuple[int, int]
"""Start and end within a text."""

_SEGMENT = re.compile(r";|,(?!\d)|\s\+\s|\+(?=[A-Za-z])|\s(?:and|plus|or|&)\s", re.IGNORECASE)
"""Between these, one entry speaks of several things; brackets belong to the words before them."""

_JOINT = re.compile(
    r";|,(?!\d)(?!\s*(?:an?|the)\s)|\s\+\s|\+(?=[A-Za-z])|(?<=[A-Za-z)])/(?=[A-Za-z])"
    r"|\s(?:and|plus|or|&|with|without|then|versus|vs\.?|followed by|compared (?:with|to))\s",
    re.IGNORECASE,
)
"""Between these, what is named is given beside the rest; ``drug, an inhibitor`` is one thing."""

_NOT = re.compile(r"(?:\bno[nt]?|\bwithout|\bwith-? ?holding|(?<!with or )\bwithout|-free)[\s-]*$", re.IGNORECASE)
_WITH_OR_WITHOUT_END = re.compile(r"with\s*(?:or|/)\s*without\s*$", re.IGNORECASE)
_BLAMED = re.compile(
    r"(?:\b(?:related|due|refractory|resistant|resistance|sensitive|sensitivity|exposure|intolerant) to|\binduced by|\b89Zr-"
    r"|\b(?:plasma|plasmatic|serum)(?: l-)?|\b(?:derived|generated|isolated|collected|expanded) from(?: \w+){0,3}"
    r"|\b(?:post|pre|peri)-?)\s*$",
    re.IGNORECASE,
)
"""Words before a name by which it is blamed, measured or imaged, not given."""

_MATCHED = re.compile(r"\bmatch(?:ed|ing)(?: to| for)?\s*$", re.IGNORECASE)
"""Words before what a placebo looks like; before a graft they tell of its donor."""

_GRAFTED = re.compile(r"(?:transplant(?:ation)?|graft|infusion|stem cell|marrow|[SH]CT|BMT|PBSC)s?$", re.IGNORECASE)

_CONDITIONED = re.compile(
    r"^\W*conditioning (?:(?:regimens?|therapy|treatment) )?(?:for|before|prior to)(?: [\w-]+){0,3}\s*$", re.IGNORECASE
)
"""An entry up to the transplantation that something prepares for, which is no part of it."""

_MEANT_OTHERWISE = re.compile(
    r"(?:\s*\([^()]{1,15}\))?[\s)-]*(?:levels?|concentrations?|receptors?|syndrome|assays?|sensitivity|toxicity|resistan(?:t|ce)|refractory|na[iï]ve|failures?"
    r"|recipients?|survivors?|induced|related|associated|omitted|excluded|withheld"
    r"|expanded|primed|stimulated|pulsed|derived|mobili[sz]ed|NK|lines?|dependen\w+|independen\w+"
    r"|service|ward|cent(?:er|re)|clinic|team|physician|qualification"
    r"|deficien(?:t|cy)|status|metaboli\w+|pathways?|signall?ing|expression|polymorphisms?|finger|overload"
    r"|(?:PET|CT)\b|scans?|imaging)\b",
    re.IGNORECASE,
)
"""Such words after it."""

_LIST = re.compile(r"[\s,/]*(?:(?:and|or|&)\s+)?", re.IGNORECASE)
"""What parts the names of a list."""

_WITH_OR_WITHOUT = re.compile(r"(?:with\s*(?:or|/)\s*without|\+\s*/\s*-|±|w\s*/\s*wo)", re.IGNORECASE)
_BESIDE_PLACEBO = re.compile(
    r";|,(?!\d)|\s\+\s|\+(?=[A-Za-z])|/"
    r"|\s(?:and|plus|or|&|versus|vs\.?|then|followed by|(?:combined|in combination) with|with(?! match))\s",
    re.IGNORECASE,
)
"""Between these, placebo stands beside a drug: ``midostaurin/placebo``; it is that of a drug in ``placebo for midostaurin``."""

_PLACEBO = re.compile(r"\b(?:placebos?|sham)\b", re.IGNORECASE)


def segment(text: str, at: int, *, joint: bool = False) -> Span:
    """The part of an entry that a place lies in; with ``joint``, the part that speaks of one thing given."""
    return _between(_JOINT if joint else _SEGMENT, text, at)


def _between(marks: re.Pattern[str], text: str, at: int) -> Span:
    start, end = 0, len(text)
    for mark in marks.finditer(text):
        if mark.end() <= at:
            start = mark.end()
        elif mark.start() >= at:
            end = mark.start()
            break
    return start, end


def part_of(text: str, span: Span) -> Span:
    """The part of the entry that a span stands in, without outer blanks."""
    start, end = segment(text, span[0])
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return min(start, span[0]), max(start + len(part.strip()), span[1])


def placebo_parts(text: str) -> list[Span]:
    """The parts of an entry that are placebo."""
    return [_between(_BESIDE_PLACEBO, text, found.start()) for found in _PLACEBO.finditer(text)]


def denied(text: str, span: Span) -> bool:
    """Whether the words beside a name say that it is not given, or is measured or blamed."""
    before = text[: span[0]]
    if _MEANT_OTHERWISE.match(text, span[1]) or _BLAMED.search(before):
        return True
    if (_CONDITIONED if _GRAFTED.search(text[: span[1]]) else _MATCHED).search(before):
        return True
    return bool(_NOT.search(before)) and not _WITH_OR_WITHOUT_END.search(before)


def denied_spans(text: str, spans: list[Span]) -> frozenset[Span]:
    """The names of an entry that are not given, are measured or blamed: of a list too, ``zinc, iron and selenium levels``."""
    found: set[Span] = set()
    measured: Span | None = None
    for span in reversed(spans):
        listed = measured is not None and _LIST.fullmatch(text[span[1] : measured[0]])
        if listed or _MEANT_OTHERWISE.match(text, span[1]):
            measured = span
        if measured == span or denied(text, span):
            found.add(span)
    return frozenset(found)


def options(text: str, spans: list[Span]) -> list[str]:
    """For each name, whether all get it: ``A and/or B``, ``with or without B``, ``A, B or C``; one of several told by the same words."""
    found = [REQUIRED] * len(spans)
    for at in range(len(spans)):
        if spans.count(spans[at]) > 1:
            found[at] = OPTIONAL
            continue
        before = text[spans[at - 1][1] if at else 0 : spans[at][0]]
        if _WITH_OR_WITHOUT.search(before) or re.search(r"\boptional(?:ly)?\b", before, re.IGNORECASE):
            found[at] = OPTIONAL
        elif at and re.search(r"\band\s*/\s*or\b", before, re.IGNORECASE):
            found[at - 1] = found[at] = OPTIONAL
        elif at and re.search(r"\b(?:or|versus|vs)\b", before, re.IGNORECASE):
            for other in _listed(text, spans, at):
                found[other] = ALTERNATIVE
    return found


def _listed(text: str, spans: list[Span], last: int) -> list[int]:
    """The members of a list (``A, B or C``) that ends at ``last``."""
    first = last - 1
    while first and re.fullmatch(r"\W*,\W*", text[spans[first - 1][1] : spans[first][0]]):
        first -= 1
    return list(range(first, last + 1))
