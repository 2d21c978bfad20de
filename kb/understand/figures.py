"""Figures: phases, grades, dates, times, percentages, trial and reference numbers, taken out of a question before its words are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from kb.understand.beside import take_beside
from kb.understand.sought import PATTERN, Sought, read_sought
from kb.values import read_date

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_PART_OF = r"(?:(?:the\s+)?(?:end|middle|start|beginning)\s+of\s+)?"
_DATE = rf"(?:{_PART_OF}(?:(?:(\d{{1,2}})\s+)?({_MONTH})\s*,?\s*)?(\d{{4}})(?:-(\d\d)(?:-(\d\d))?)?)"
_WORKS = re.compile(r"\b(?:references?|papers?|publications?|articles?|citations?|published)\b", re.I)
_COMPLETION = re.compile(r"\b(?:complet|finish|end|due|read\s?out|conclud|clos)", re.I)

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_ONE_PHASE = r"(?:[1-4][ab]?|iv|i{1,3}[ab]?)"
_PHASE = re.compile(rf"\bphases?[\s-]*({_ONE_PHASE}(?:\s*(?:/|-|–|,|\bor\b|\band\b|\bto\b)\s*(?:phase\s+)?{_ONE_PHASE})*)\b", re.I)
_GRADE_LIST = r"[1-5](?:\s*(?:-|–|/|,|\bto\b|\bor\b|\band\b)\s*(?:grade\s*)?[1-5])*"
_GRADE = re.compile(
    r"(?<![\w-])(?:grades?\s*|G|ctcae\s*)"
    rf"(?:(>=|≥|>|at least)\s*([1-5])|({_GRADE_LIST})(\s*\+|\s+(?:or|and)\s+(?:higher|above|worse|more|greater))?)(?![\d%]|\.\d)"
    r"|(?:≥|>=)\s*grade\s*([1-5])|\b(?:any|all)[ -]grades?\b(?!\s*\d)|\b(severe)\b(?!\s+toxicit)",
    re.I,
)
_NCT = re.compile(r"\bNCT[\s-]?(\d{8})\b", re.I)
_REFERENCE = re.compile(r"\bref(?:erence)?s?\.?(?:\s*(?:no|number|nr)\.?)?\s*\[?(\d{1,3}(?:\s*(?:,|and|or|-|–)\s*\d{1,3})*)\b\]?", re.I)
_TIME = re.compile(r"\b(\d{1,2}|one|two|three|five)[\s-]*(year|month|day|week)s?\b(?!\s+(?:old|of age))", re.I)
_PLACE = re.compile(r"\btables?\s*(\d{1,2})\b", re.I)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "five": "5"}
_PERCENT = re.compile(
    r"(\b(?:(?:more|greater|higher|less|fewer|lower)(?:\s+[a-z]+){0,2}\s+than|over|above|at least|under|below|at most)\s+|>=|≥|<=|≤|>|<)\s*"
    r"(\d{1,3}(?:\.\d+)?)\s*(?:%|percent|per cent)",
    re.I,
)
_SIGNS = dict.fromkeys(("more", "greater", "higher", "over", "above"), ">")
_SIGNS |= dict.fromkeys(("less", "fewer", "lower", "under", "below"), "<")
_SIGNS |= {sign: sign for sign in (">", "<", ">=", "<=")} | {"≥": ">=", "≤": "<=", "at least": ">=", "at most": "<="}
"""The comparison that a sign, or the word that leads a phrase, stands for."""

_BEFORE = re.compile(rf"\b(?:before|prior to|earlier than)\s+{_DATE}\b", re.I)
_UNTIL = re.compile(rf"\b(?:until|by|through|up to|no later than)\s+{_DATE}\b", re.I)
_AFTER = re.compile(rf"\b(?:after|later than|beyond)\s+{_DATE}\b", re.I)
_SINCE = re.compile(rf"\b(?:since|from|starting)\s+{_DATE}\b", re.I)
_BETWEEN = re.compile(rf"\bbetween\s+{_DATE}\s+and\s+{_DATE}", re.I)
_IN = re.compile(rf"\b(?:in|during)\s+{_DATE}\b", re.I)


@dataclass
class Figures:
    """What the figures of a question say. ``times`` are time points, ``percents`` comparisons (``>= 50``), ``places`` printed tables.

    ``sought`` are figures to look up where they are printed, ``beside`` what is to be printed with the figures.
    """

    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    grades: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    percents: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sought: tuple[Sought, ...] = ()
    beside: tuple[str, ...] = ()


def take_figures(text: str) -> tuple[Figures, str]:
    """The figures of a question, and what is left of it."""
    found = Figures()
    found.beside, text = take_beside(text)
    for pattern, take in _TAKING:
        matches = list(pattern.finditer(text))
        if matches:
            take(found, matches, text)
            text = pattern.sub(" ", text)
    return found, text


def _phases(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    values: list[str] = []
    for match in matches:
        parts = [_ROMAN.get(part.rstrip("ab"), part[:1]) + part.lstrip("iv1234") for part in re.findall(_ONE_PHASE, match[1].lower())]
        combined = len(parts) == 2 and re.search(r"[/–-]", match[1])
        # A study of phase 1/2 is in both phases; 'phase 1 or 2' asks for either.
        values += ["/".join(_plain(part) for part in parts)] if combined else [_plain(part) for part in parts]
    found.filters["phase"] = tuple(dict.fromkeys(values))


def _plain(phase: str) -> str:
    """A phase that the vocabulary has: of the letters only 1b is kept apart."""
    return phase if phase == "1b" else phase[:1]


def _grades(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    grades: list[str] = []
    for match in matches:
        least = match[2] or match[5] or (match[3] if match[4] else None)
        if match[6]:
            grades += ["3-4"]
        elif least:
            grades += _from_grade(int(least[-1]) + (match[1] == ">"))
        elif match[3]:
            grades += _listed_grades(match[3])
        else:
            grades.append("any")
    found.grades = tuple(dict.fromkeys(grades))


def _from_grade(least: int) -> list[str]:
    return [str(grade) for grade in range(least, 6)] + {3: ["3-4", "3-5"]}.get(least, [])


def _listed_grades(text: str) -> list[str]:
    figures = re.findall(r"[1-5]", text)
    if len(figures) == 1:
        return figures
    together = [f"{figures[0]}-{figures[-1]}"]
    return together if not re.search("and|,", text) else [*figures, *together]


def _iso(groups: tuple[str | None, ...]) -> str:
    """The ISO date of five groups: day, month's name, year, month, day. Impossible dates are refused."""
    day, name, year, month, second_day = groups
    number = _MONTHS[name[:3].lower()] if name else int(month) if month else None
    told = day or second_day
    return read_date(str(year) + (f"-{number:02d}" if number else "") + (f"-{int(told):02d}" if told and number else ""))


def next_date(text: str) -> str:
    """The year, month or day after one, written as exactly."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return str(parts[0] + 1)
    if len(parts) == 2:
        return f"{parts[0] + 1}-01" if parts[1] == 12 else f"{parts[0]}-{parts[1] + 1:02d}"
    return (date(*parts) + timedelta(days=1)).isoformat()


def previous_date(text: str) -> str:
    """The year, month or day before one, written as exactly."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return str(parts[0] - 1)
    if len(parts) == 2:
        return f"{parts[0] - 1}-12" if parts[1] == 1 else f"{parts[0]}-{parts[1] - 1:02d}"
    return (date(*parts) - timedelta(days=1)).isoformat()


def _same(text: str) -> str:
    return text


def _from(found: Figures, matches: list[re.Match[str]], text: str) -> None:
    """'From 2025' is when a trial starts to be completed, but of works the year of publication."""
    if _WORKS.search(text) and matches[-1][0].lower().startswith("from"):
        found.years = (_iso(matches[-1].groups())[:4],)
    else:
        found.filters["completed-after"] = (previous_date(_iso(matches[-1].groups())),)


def _bound(name: str, turn: Callable[[str], str]) -> Callable[[Figures, list[re.Match[str]], str], None]:
    """Takes the last date of a kind as a bound of the completion date."""

    def take(found: Figures, matches: list[re.Match[str]], _: str) -> None:
        found.filters[name] = (turn(_iso(matches[-1].groups())),)

    return take


def _between(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    first, last = (_iso(matches[-1].groups()[part : part + 5]) for part in (0, 5))
    found.filters |= {"completed-after": (previous_date(first),), "completed-before": (next_date(last),)}


def _in(found: Figures, matches: list[re.Match[str]], text: str) -> None:
    """A date with 'in' is when something is to be completed, or else a year of publication or of an event."""
    told = _iso(matches[-1].groups())
    if _COMPLETION.search(text):
        found.filters |= {"completed-after": (previous_date(told),), "completed-before": (next_date(told),)}
    else:
        found.years = (told[:4],)


def _trials(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    found.trials = tuple(dict.fromkeys(f"NCT{match[1]}" for match in matches))


def _references(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    ranges = [(int(first), int(last or first)) for match in matches for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*(\d+))?", match[1])]
    found.references = tuple(dict.fromkeys(str(number) for first, last in ranges for number in range(first, last + 1)))


def _times(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    found.times = tuple(f"{_NUMBERS.get(match[1].lower(), match[1])} {match[2].lower()}" for match in matches)


def _places(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    found.places = tuple(f"Table {match[1]}" for match in matches)


def _percents(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    found.percents = tuple(f"{_sign(match[1].lower().strip())} {match[2]}" for match in matches)


def _sign(words: str) -> str:
    return _SIGNS.get(words) or _SIGNS[words.split(maxsplit=1)[0]]


def _sought(found: Figures, matches: list[re.Match[str]], _: str) -> None:
    found.sought = tuple(dict.fromkeys(map(read_sought, matches)))


_TAKING: tuple[tuple[re.Pattern[str], Callable[[Figures, list[re.Match[str]], str], None]], ...] = (
    (_NCT, _trials), (_PLACE, _places), (_PHASE, _phases), (_PERCENT, _percents), (_GRADE, _grades), (_REFERENCE, _references),
    (PATTERN, _sought),
    (_BETWEEN, _between), (_BEFORE, _bound("completed-before", _same)), (_UNTIL, _bound("completed-before", next_date)),
    (_AFTER, _bound("completed-after", _same)), (_SINCE, _from), (_IN, _in), (_TIME, _times),
)  # fmt: skip
"""What is looked for, in the order of looking: what is found is taken out of the text."""
