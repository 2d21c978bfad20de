"""Explanations: what running text says, in words around the name of a regimen, that the regimen is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.registry.entry_parts import ALTERNATIVE
from loaders.registry.name_lists import closes, list_at, list_before
from loaders.registry.recognised import Given
from loaders.registry.recognition import Recogniser

KIND = (
    r"(?:based|conditioning|preparative|chemotherapy|regimens?|protocols?|schemes?|therapy|treatment|group|arm|cohort|combination|induction"
    r"|consolidation|prophylaxis|course|drugs?|agents?|plan|program(?:me)?)"
)
"""A word that tells what kind of thing a regimen's name is of."""

_KINDS = rf"(?:[\s-]+{KIND})*"
_REMARK = r"(?:\([^()]{0,40}\)\s*)?"
_WHO = r"(?:(?:the|all|eligible)\s+)?(?:(?:patients|subjects|participants)\s+)?(?:in\s+this\s+\w+\s+)?"
_WAS = r"(?:(?:is|are|was|were)\s+)?"
_HOLDS = r"(?:consist\w*\s+(?:of|in)|compris\w+(?:\s+of)?|contain\w+|includ\w+|compos\w+\s+of|made\s+up\s+of|namely|i\.\s?e\.,?)"
"""Verbs after which all of a regimen is named; ``such as`` gives examples, and ``is`` tells of care elsewhere as often."""

_GETS = (
    rf"{_WHO}(?:will\s+|would\s+|should\s+|may\s+)?(?:be\s+)?{_WAS}"
    r"(?:receiv\w+|treated\s+(?:with|by)|given|administered|using|used?|accept(?:s|ed)?|adopt(?:s|ed)?|undergo(?:es)?|underwent|takes?|took)"
)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place of a text where a regimen's name stands."""

    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        return self.text[self.start : self.end]


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(_KINDS + body, re.IGNORECASE)


_BRACKET = _pattern(r"\s*[(\[]")
_SIGN = _pattern(rf"\s*{_REMARK}(?:[:=]|\s[-–]\s)\s*(?:{_GETS}\s)?")
_VERB = _pattern(rf"\s*{_REMARK}(?:\s+as(?:\s+\w+){{1,3}}?)?,?\s*(?:which\s+|that\s+)?(?:will\s+)?{_WAS}{_HOLDS}\s")
_GROUP = _pattern(rf"\s*{_REMARK},?\s*{_GETS}\s")
_WITH = _pattern(r"\s+(?:with|of|by)\s+(?!or\b|either\b.*\bor without)")
"""What stands between a regimen's name and the list that explains it: a bracket, a sign, a verb, ``with``."""

_CLOSED = _pattern(r"\s*[)\]]")
_AS = re.compile(r"\s(?:(?:is|are|was|were|will\s+be)\s+)?(?:(?:given|used|administered)\s+)?as\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
"""``modified BUCY as conditioning regimen``: a name after the list that it is explained by."""

_NAMED_AFTER = re.compile(r"(?:conditioning|regimens?|protocols?|prophylaxis)$", re.IGNORECASE)
"""Names of regimens whose drugs may stand right before them: ``fludarabine and busulfan conditioning``."""

_FORMER = re.compile(
    r"\b(?:prior|previous(?:ly)?|refractory\s+to|resistan(?:t|ce)\s+to|fail(?:ed|ing|ures?)(?:\s+(?:of|to|with|after|on))?"
    r"|relapsed?\s+(?:after|from|following)|histor(?:ic|ical|y)|intoleran\w+(?:\s+(?:of|to))?|ineligible|(?:not|un)\s?(?:eligible|fit)"
    r"|unsuitable|published|literature|(?:pre|re)?clinical\s+studies|studies\s+have)\b[^.;:()]{0,40}$",
    re.IGNORECASE,
)
"""Words before a regimen's name by which it is former treatment, or that of other studies."""

_ELSEWHERE = re.compile(r"standard|best|usual|conventional|routine", re.IGNORECASE)
"""Beginnings of names that speak of care in general: what is given as standard treatment is so elsewhere too."""

_PEOPLE = re.compile(r"\b(?:group|arm|cohort)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:combin\w+|compar\w+|add\w+|together)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
"""Words before a regimen's name after which ``with`` names what is given beside it: ``combining chemotherapy with thalidomide``."""

_ONE_OF = re.compile(r"\b(?:one\s+of|either|choice|options?|selected\s+from)\b", re.IGNORECASE)


def explained(name: str, text: str, recogniser: Recogniser, *, acronym: bool) -> tuple[Given, ...]:
    """What a text gives for a regimen's name at the first place where it explains it.

    ``CAV (cladribine, cytarabine, venetoclax)``, ``CAV regimen consisting of ...``, ``cladribine, cytarabine and venetoclax (CAV)``.
    """
    for spot in _spots(name, text, acronym):
        if not _FORMER.search(text[max(0, spot.start - 120) : spot.start]):
            for given in (*_after(spot, recogniser, acronym), *_before(spot, recogniser, acronym)):
                if given:
                    return given
    return ()


def _spots(name: str, text: str, acronym: bool) -> Iterator[_Spot]:
    """Where a text has a name as a word of its own; an acronym only in its own case."""
    lower = text if acronym or len(text.lower()) != len(text) else text.lower()
    sought = name if lower is text else name.lower()
    start = lower.find(sought)
    while start >= 0:
        end = start + len(sought)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or before in ("-", "_") or after.isalnum() or after == "_"):
            yield _Spot(text, start, end)
        start = lower.find(sought, start + 1)


def _after(spot: _Spot, recogniser: Recogniser, acronym: bool) -> Iterator[tuple[Given, ...]]:
    text = spot.text
    for way in (_BRACKET, _SIGN, _VERB, _GROUP, _WITH):
        if (start := way.match(text, spot.end)) and _sound(way, spot, start, acronym):
            given = list_at(text, start.end(), recogniser)
            itself = any(one.fragment.casefold() == spot.name.casefold() for one in given)
            if itself or (not acronym and all(recogniser.names_use(one.entity) for one in given)):
                continue  # neither the name itself nor a class of use explains anything
            if len(given) > acronym or (way is _BRACKET and given and closes(text, start.end(), given)):
                yield _chosen(given, text[spot.end : start.end()])


def _before(spot: _Spot, recogniser: Recogniser, acronym: bool) -> Iterator[tuple[Given, ...]]:
    before = spot.text[: spot.start].rstrip()
    if before.endswith(("(", "[")) and _CLOSED.match(spot.text, spot.end):
        before = before[:-1].rstrip()
        given = list_before(before, len(before), recogniser)
        yield _abbreviated(spot.name, given, _touching(before, given)) if acronym else given
    elif not acronym and not _ELSEWHERE.match(spot.name) and (as_that := _AS.search(spot.text[: spot.start])):
        yield _touching(before[: as_that.start()], list_before(before, as_that.start(), recogniser))
    elif not acronym and _NAMED_AFTER.search(spot.name):
        yield _touching(before, list_before(before, len(before), recogniser))


def _abbreviated(acronym: str, given: tuple[Given, ...], touching: tuple[Given, ...]) -> tuple[Given, ...]:
    """What of a list before an acronym it stands for: the last name alone where it begins as the acronym does and others do not fit in."""
    if len(given) < 2 or not touching:
        return touching
    letters = acronym.casefold()
    begins = [one.fragment[0].casefold() for one in given]
    last_alone = begins[-1] == letters[0] and any(letter not in letters for letter in begins)
    return given[-1:] if last_alone else given


def _sound(way: re.Pattern[str], spot: _Spot, start: re.Match[str], acronym: bool) -> bool:
    """Whether words between a name and a list explain the name: patients *of a group* get a drug, and nothing is combined *with* it."""
    text = spot.text
    if way is _GROUP:
        return bool(_PEOPLE.search(text, spot.start, start.end()))
    return way is not _WITH or not (acronym or _JOINED.search(text[max(0, spot.start - 60) : spot.start]))


def _touching(before: str, given: tuple[Given, ...]) -> tuple[Given, ...]:
    """The names of a list, if the last of them stands right before what follows."""
    return given if any(before.endswith((one.fragment, f"{one.fragment}-based", f"{one.fragment} based")) for one in given) else ()


def _chosen(given: tuple[Given, ...], between: str) -> tuple[Given, ...]:
    """The names, as alternatives where the words before the list say that one of them is chosen."""
    return tuple(replace(one, option=ALTERNATIVE) for one in given) if _ONE_OF.search(between) else given
