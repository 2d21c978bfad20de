"""Titles: what a record's titles say is given, where it lists neither interventions nor arms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.registry.recognised import Given
from loaders.registry.recognition import Recogniser
from loaders.registry.spelled_out import IDENTIFICATION, Source, spelled_out
from loaders.registry.trial import Trial

_FORMER = (
    r"prior(?! to)|previous(?:ly)?|failure (?:of|to)|failed|failing|refractory to|resistant to|intolerant (?:of|to)",
    r"eligible (?:\w+ ){0,3}to|ineligible for|not eligible for|unfit for|unable to|candidates? for",
    r"relapsed? (?:after|from)|progression on|treated with|who (?:have|had|are|were)",
    r"(?:indicated|scheduled) for|awaiting|last (?:\w+ )?(?:course|cycle) of",
)
_WHEN = r"after|following|post|prior to|undergoing|receiving|given an?"

FORMER = re.compile(rf"\b(?:{'|'.join((_WHEN, *_FORMER))})\b", re.IGNORECASE)
"""Words after which a title tells of other treatment than the trial's own."""

FORMER_OF_AN_ARM = re.compile(rf"\b(?:{'|'.join(_FORMER)})\b", re.IGNORECASE)
"""Words after which the description of an arm does."""

WHEN = re.compile(rf"\b(?:{_WHEN})\b", re.IGNORECASE)
"""Words after which a description tells when something is given: after drugs of the same arm, or in the setting of a transplantation."""

OTHER_ARM = re.compile(
    r"\b(?:cross(?:es|ed|ing)?[- ]?over|switch(?:es|ed|ing)?|compared (?:with|to)|versus|vs"
    r"|as in (?:the )?(?:[\w-]+ )?(?:arm|cohort|group))\b",
    re.IGNORECASE,
)
"""Words after which an arm's description tells of another arm."""


def given_by_titles(trial: Trial, recogniser: Recogniser) -> Iterator[Source]:
    """What the titles say is given, up to where they turn to former or other treatment; the arms that they compare count alike.

    Titles explain drugs by their classes: a class above a drug that they name is nothing more that is given.
    """
    found: list[Source] = []
    for field, title in (("briefTitle", trial.brief_title), ("officialTitle", trial.official_title)):
        told = recogniser.text(_own(title, recogniser), spelling=False)
        found += (Source(given, IDENTIFICATION, field) for given in told.given)
        found += spelled_out(_own(title, recogniser), told, trial, recogniser).sources
    entities = {source.given.entity for source in found}
    yield from (source for source in found if not recogniser.explains(source.given.entity, entities))


def _own(title: str, recogniser: Recogniser) -> str:
    """The part of a title that speaks of the trial's own treatment; a name may hold such a word itself (``post-transplant ...``)."""
    given = recogniser.text(title, spelling=False).given
    named = [one for one in given if recogniser.is_name(one.fragment)]
    for former in FORMER.finditer(title):
        if not any(_within(former, title, one) for one in named):
            return title[: former.start()]
    return title


def _within(former: re.Match[str], title: str, given: Given) -> bool:
    start = title.find(given.fragment)
    return start <= former.start() < start + len(given.fragment)
