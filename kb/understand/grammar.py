"""Grammar: the words between names. What joins, what excludes, what is asked for, and figures such as phases, grades and dates."""

from __future__ import annotations

import re

JOIN_OR = frozenset({"or"})
EXCLUDE = frozenset({"without", "not", "no", "excluding", "except", "minus", "lacking"})

# Cue words of each intent, folded and stemmed; the first intent with a cue wins.
INTENTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("discrepancies", frozenset("discrepancy discrepancie conflict inconsistency contradict contradiction arithmetic hold error".split())),
    ("adverse-events", frozenset("adverse toxicity toxicitie toxic ae aes irae traes trae side harm".split())),
    ("doses", frozenset("dose dosing dosage dosed schedule".split())),
    ("events", frozenset("approval approved approve hold suspended suspension regulator regulatory fda terminated withdrawn discontinued".split())),
    ("references", frozenset("reference citation cite cited cites citing bibliography ref".split())),
    ("parameters", frozenset("eligibility eligible inclusion exclusion criteria funding funded ethic ethics consent registered registration method software".split())),
    ("baseline", frozenset("baseline characteristic characteristics demographic demographics".split())),
    ("claims", frozenset("claim say said says mechanism why how limitation challenge future direction mechanisms limitations expressed expression express predict".split())),
    ("results", frozenset("reported report result results outcome response rate survival median many achieved efficacy effective follow remission".split())),
    ("trials", frozenset("trial trials study studies combine combines combined combining combination given".split())),
)

# Words that a question is made of and that ask for nothing.
FILLER = frozenset(
    """a about all am an and any are as at base be been being between by can combination combine combined combining combines could database did do does done each
    either evidence find for from gave get give given gives got had has have he her here how i if in into is it its know let list may me more most much must my name
    of off on only other our out paper patient patients people per please receive received receiving report reported reports respond responded result results say
    said says see seen shall should show some study studies such take taken tell test tested testing than that the their them then there these they this those to
    together treat treated treating treatment trial trials under use used uses using was were what when where which who whom whose why will with within would you
    your aml acute myeloid leukemia leukaemia leukaemic leukemic regimen regimens drug drugs agent agents therapy therapies number numbers figure figures table
    data plus + add added adding vs versus against also both same arm arms one question thing things is named mention mentioned mentions containing contain
    contains include includes including involve involving involves combos combo inhibitor antibody happened happen after before since class classes target targets
    rate rates ever tried it's its whats supported supports support published not yet still currently now phase grade event events toxicities outcome outcomes
    many often high low primary endpoint endpoints country countries located location based statement statements printed stand stands do""".split()
)

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "1": "1", "2": "2", "3": "3", "4": "4", "ib": "1b", "1b": "1b"}
_PHASE = re.compile(r"\bphases?\s+((?:i{1,3}|iv|ib|1b|[1-4])(?:\s*(?:/|-|,|or|and)\s*(?:i{1,3}|iv|[1-4]))*)\b", re.I)
_GRADE = re.compile(r"\b(?:grades?\s*|G)(>=|≥)?\s*([1-5])(?:\s*(?:-|–|/|to|or)\s*([1-5]))?\b|\b(any)[ -]grade\b", re.I)  # noqa: RUF001
_BEFORE = re.compile(r"\b(?:before|until|by)\s+(\d{4}(?:-\d\d){0,2})\b", re.I)
_AFTER = re.compile(r"\b(?:after|since|from)\s+(\d{4}(?:-\d\d){0,2})\b", re.I)
_NCT = re.compile(r"\bNCT\d{8}\b", re.I)
_REFERENCE = re.compile(r"\bref(?:erence|s|\.)?\s*\[?(\d{1,3})\]?", re.I)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[list[re.Match[str]], str]:
    """The finds of a pattern, and the text without them."""
    return list(pattern.finditer(text)), pattern.sub(" ", text)


def take_figures(text: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """Phases, grades, dates, NCT numbers and reference numbers of a question, and what is left of it."""
    found: dict[str, tuple[str, ...]] = {}
    phases, text = _cut(_PHASE, text)
    if phases:
        found["phase"] = tuple(_ROMAN[part] for match in phases for part in re.findall(r"iv|i{1,3}b?|1b|[1-4]", match[1].lower()))
    grades, text = _cut(_GRADE, text)
    if grades:
        found["grade"] = tuple(_grade(match) for match in grades)
    for name, pattern in (("completed-before", _BEFORE), ("completed-after", _AFTER)):
        dates, text = _cut(pattern, text)
        if dates:
            found[name] = (dates[-1][1],)
    trials, text = _cut(_NCT, text)
    if trials:
        found["nct"] = tuple(match[0].upper() for match in trials)
    references, text = _cut(_REFERENCE, text)
    if references:
        found["reference"] = tuple(match[1] for match in references)
    return found, text


def _grade(match: re.Match[str]) -> str:
    if match[4]:
        return "any"
    if match[1]:
        return f"{match[2]}-{5 if match[2] == '3' else 4}"
    return f"{match[2]}-{match[3]}" if match[3] else match[2]
