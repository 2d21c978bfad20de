"""Spelled out: the drugs of a regimen that a record lists by a name and explains in its titles, summary or descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.registry.entry_parts import ALTERNATIVE
from loaders.registry.name_lists import closes, list_at, list_before, tells_no_name
from loaders.registry.recognition import PLACEBO, Given, Recognised, Recogniser
from loaders.registry.trial import Intervention, Trial
from loaders.registry.wording import found_in

IDENTIFICATION, DESCRIPTION = "identificationModule", "descriptionModule"

_ACRONYM = re.compile(r"(?<![\w-])(?=(?:[\w+/-]*[A-Z]){2})[A-Za-z0-9][\w+/-]{1,14}(?<![-/+])")
"""A word of two or more capitals: ``TmBU``, ``CLAGE-Ven``."""

_NO_REGIMEN = frozenset("GVHD HLA MRD MTD RP2D DLT IMP CR IV RIC".split())
"""Acronyms of entries that name no regimen."""

_KIND = (
    r"(?:based|conditioning|preparative|chemotherapy|regimens?|protocols?|schemes?|therapy|treatment|group|arm|cohort|combination|induction"
    r"|consolidation|prophylaxis|course)"
)
_KINDS = rf"(?:[\s-]+{_KIND})*"
_WHO = r"(?:(?:the|all|eligible)\s+)?(?:(?:patients|subjects|participants)\s+)?(?:in\s+this\s+\w+\s+)?"
_HOLDS = r"(?:consist\w*\s+(?:of|in)|compris\w+(?:\s+of)?|contain\w+|includ\w+|compos\w+\s+of|made\s+up\s+of)"
_GETS = (
    rf"{_WHO}(?:will\s+|would\s+|should\s+)?(?:be\s+|are\s+|is\s+|was\s+|were\s+)?"
    r"(?:receiv\w+|treated\s+(?:with|by)|given|administered|using|used)"
)
_BRACKET = re.compile(rf"{_KINDS}\s*[(\[]")
_SIGN = re.compile(rf"{_KINDS}\s*(?:\([^()]{{0,40}}\)\s*)?(?:[:=]|\s[-–]\s)\s*(?:{_GETS}\s)?")
_VERB = re.compile(
    rf"{_KINDS}\s*(?:\([^()]{{0,40}}\)\s*)?(?:\s+as(?:\s+\w+){{1,3}}?)?,?\s*(?:which\s+|that\s+)?(?:will\s+)?(?:is\s+|are\s+|was\s+|were\s+)?"
    rf"{_HOLDS}\s"
)
_GROUP = re.compile(rf"{_KINDS}\s*(?:\([^()]{{0,40}}\))?,?\s*{_GETS}\s")
_WITH = re.compile(rf"{_KINDS}\s+(?:with|of|by)\s+(?!or\b|either\b.*\bor without)")
"""What stands between a regimen's name and the list that explains it: a bracket, a sign, a verb, ``with``."""

_CLOSED = re.compile(rf"{_KINDS}\s*[)\]]")
_NAMED_AFTER = re.compile(r"(?:conditioning|regimens?|protocols?|prophylaxis)$", re.IGNORECASE)
"""Names of regimens whose drugs may stand before them: ``fludarabine and busulfan conditioning``."""

_FORMER = re.compile(
    r"\b(?:prior|previous(?:ly)?|refractory\s+to|resistan(?:t|ce)\s+to|fail(?:ed|ing|ures?)(?:\s+(?:of|to|with|after|on))?"
    r"|relapsed?\s+(?:after|from|following)|histor(?:ic|ical|y)|intoleran\w+(?:\s+(?:of|to))?|ineligible|(?:not|un)\s?(?:eligible|fit)|unsuitable"
    r"|published|literature|(?:pre|re)?clinical\s+studies|studies\s+have)\b[^.;:()]{0,40}$",
    re.IGNORECASE,
)
"""Words before a regimen's name by which it is former treatment, or that of other studies."""

_PEOPLE = re.compile(r"\b(?:group|arm|cohort)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:combin\w+|compar\w+|add\w+|together)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
"""Words before a regimen's name after which ``with`` names what is given beside it: ``combining chemotherapy with thalidomide``."""

_ONE_OF = re.compile(r"\b(?:one\s+of|either|choice|options?|selected\s+from)\b", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?:[\s-]+(?:regimens?|protocols?|schemes?|treatment|therapy|group|arm))+$", re.IGNORECASE)
_ADDED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Source:
    """Something given, and the field of the record that names it: the item's path and the field within it."""

    given: Given
    path: str
    field: str


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """What the names of regimens in an entry stand for, and the classes of the entry that say no more than that."""

    sources: tuple[Source, ...] = ()
    instead_of: frozenset[str] = frozenset()


def spelled_out(entry: str, found: Recognised, trial: Trial, recogniser: Recogniser, listed: Intervention | None = None) -> SpelledOut:
    """What the record itself says that an entry stands for, where its words are an acronym, or name a regimen but none of its drugs.

    ``listed`` is the intervention that the entry is the name of, if it is one: a title is looked through for acronyms only.
    """
    acronyms = (one for one in _acronyms(entry, found) if not recogniser.text(one, spelling=False).given)
    sources = [one for acronym in acronyms for one in _meaning(acronym, trial, recogniser, acronym=True)]
    if sources or listed is None or found.how == PLACEBO or any(one.entity.startswith("agent/") for one in found.given):
        return SpelledOut(tuple(sources))
    for phrase in _phrases(entry, found, recogniser):
        if told := _meaning(phrase, trial, recogniser):
            return SpelledOut(tuple(told), frozenset(one.entity for one in found.given))
    described = list_at(listed.description, 0, recogniser)
    told = [Source(one, listed.path, "description") for one in described]
    return SpelledOut(tuple(told), frozenset(one.entity for one in found.given) if told else frozenset())


def _acronyms(entry: str, found: Recognised) -> Iterator[str]:
    """The acronyms of an entry that nothing of it is recognised by."""
    for acronym in dict.fromkeys(_ACRONYM.findall(entry)):
        known = any(acronym in given.fragment or given.fragment in acronym for given in found.given)
        other = (
            acronym.upper().lstrip("AC") in _NO_REGIMEN or tells_no_name(acronym) or found_in("population_words.csv", acronym, "disease")
        )
        if not (known or other):
            yield acronym


def _phrases(entry: str, found: Recognised, recogniser: Recogniser) -> Iterator[str]:
    """The words of an entry by which the record may speak of its regimen: the whole entry, else the class of use that it names."""
    if not all(recogniser.names_use(one.entity) for one in found.given):
        return
    whole = " ".join(_ADDED.sub(" ", entry).split()).strip(" .,:;")
    shorter = _LAST_WORD.sub("", whole)
    named = [one.fragment for one in found.given]
    for phrase in dict.fromkeys((whole, *([shorter] if " " in shorter else []), *named)):
        if _ACRONYM.fullmatch(phrase) and phrase not in named:
            continue
        if phrase in named or (len(re.sub(r"\W", "", phrase)) >= _LEAST_LETTERS and not re.fullmatch(_KIND, phrase, re.IGNORECASE)):
            yield phrase


def _meaning(name: str, trial: Trial, recogniser: Recogniser, *, acronym: bool = False) -> list[Source]:
    """What the record gives for a name at the first place where it explains it."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w])", 0 if acronym else re.IGNORECASE)
    for path, field, text in _texts(trial):
        for spot in pattern.finditer(text):
            if not _FORMER.search(text[max(0, spot.start() - 120) : spot.start()]):
                for given in _explained(spot, text, recogniser, acronym):
                    if given:
                        return [Source(one, path, field) for one in given]
    return []


def _texts(trial: Trial) -> Iterator[tuple[str, str, str]]:
    yield IDENTIFICATION, "briefTitle", trial.brief_title
    yield IDENTIFICATION, "officialTitle", trial.official_title
    yield DESCRIPTION, "briefSummary", trial.brief_summary
    yield DESCRIPTION, "detailedDescription", trial.detailed_description
    yield from ((arm.path, "description", arm.description) for arm in trial.arms)
    yield from ((one.path, "description", one.description) for one in trial.interventions)


def _explained(spot: re.Match[str], text: str, recogniser: Recogniser, acronym: bool) -> Iterator[tuple[Given, ...]]:
    """``CAV (cladribine, cytarabine, venetoclax)``, ``CAV regimen consisting of ...``, ``cladribine, cytarabine and venetoclax (CAV)``."""
    least = 2 if acronym else 1
    for way in (_BRACKET, _SIGN, _VERB, _GROUP, _WITH):
        if (start := way.match(text, spot.end())) and _sound(way, spot, start, acronym):
            given = list_at(text, start.end(), recogniser)
            itself = any(one.fragment.casefold() == spot[0].casefold() for one in given)
            if itself or (not acronym and all(recogniser.names_use(one.entity) for one in given)):
                continue  # neither the name itself nor a class of use explains anything
            if len(given) >= least or (way is _BRACKET and given and closes(text, start.end(), given)):
                yield _chosen(given, text[spot.end() : start.end()])
    before = text[: spot.start()].rstrip()
    if before.endswith(("(", "[")) and _CLOSED.match(text, spot.end()):
        before = before[:-1].rstrip()
        given = list_before(text, len(before), recogniser)
        yield _abbreviated(spot[0], given, _touching(before, given)) if acronym else given
    elif not acronym and _NAMED_AFTER.search(spot[0]):
        yield _touching(before, list_before(text, len(before), recogniser))


def _abbreviated(acronym: str, given: tuple[Given, ...], touching: tuple[Given, ...]) -> tuple[Given, ...]:
    """What of a list before an acronym it stands for: the last name alone where it begins as the acronym does and others do not fit in."""
    if len(given) < 2 or not touching:
        return touching
    letters = acronym.casefold()
    begins = [one.fragment[0].casefold() for one in given]
    last_alone = begins[-1] == letters[0] and any(letter not in letters for letter in begins)
    return given[-1:] if last_alone else given


def _sound(way: re.Pattern[str], spot: re.Match[str], start: re.Match[str], acronym: bool) -> bool:
    """Whether words between a name and a list explain the name: patients *of a group* get a drug, and nothing is combined *with* it."""
    text = spot.string
    if way is _GROUP:
        return bool(_PEOPLE.search(text, spot.start(), start.end()))
    return way is not _WITH or not (acronym or _JOINED.search(text[max(0, spot.start() - 60) : spot.start()]))


def _touching(before: str, given: tuple[Given, ...]) -> tuple[Given, ...]:
    """The names of a list, if the last of them stands right before what follows."""
    return given if any(before.endswith((one.fragment, f"{one.fragment}-based", f"{one.fragment} based")) for one in given) else ()


def _chosen(given: tuple[Given, ...], between: str) -> tuple[Given, ...]:
    """The names, as alternatives where the words before the list say that one of them is chosen."""
    return tuple(replace(one, option=ALTERNATIVE) for one in given) if _ONE_OF.search(between) else given
