"""Descriptions: drugs that the running text of an arm says are given, or that of an intervention gives with their doses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.registry.entry_parts import REQUIRED
from loaders.registry.recognised import RADIATION, Given
from loaders.registry.recognition import Recogniser
from loaders.registry.titles import FORMER, OTHER_ARM

_UNTIL = re.compile(r"\buntil\b", re.IGNORECASE)
"""What ends a treatment is not a part of it: ``until progression or transplantation``."""

_RADIATED = re.compile(r"\b\d[\d.,]*\s*c?Gy\b")
"""A dose that only radiation has."""

_SENTENCE = re.compile(r"[.;]\s|\n")

_DOSE = (
    r"(?:\s*\([^()]{1,30}\))?\s*[:,(]?\s*(?:(?:at|an?|the|doses?|of|iv|i\.v\.|sc|po|orally|oral)\s+)*"
    r"\d[\d.,]*(?:\s*(?:-|to|or)\s*\d[\d.,]*)?\s*(?:mg|mcg|µg|ug|g|iu|miu|mu|million units|units?|u)\b(?!\s*/\s*[dm]?l\b)"
)
"""A dose as it follows a drug's name: ``MTX: 15mg/m2``, ``idarubicin (IDA) 8 mg/m2``; a concentration (``mg/dL``) is none."""


def described(description: str, recogniser: Recogniser) -> Iterator[Given]:
    """The drugs that an arm's description says are given."""
    for sentence in _own(description):
        for given in recogniser.text(sentence, spelling=False, running=True).given:
            if given.entity.startswith("agent/"):
                yield given


def dosed(description: str, recogniser: Recogniser) -> Iterator[Given]:
    """The drugs that an intervention's description gives with their doses, whatever its name says."""
    for sentence in _own(description):
        for given in recogniser.text(sentence, spelling=False).given if any(sign.isdigit() for sign in sentence) else ():
            if given.entity.startswith("agent/") and re.search(rf"\b{re.escape(given.fragment)}{_DOSE}", sentence, re.IGNORECASE):
                yield given


def _own(description: str) -> Iterator[str]:
    """The sentences of a description, each up to where it turns to other treatment."""
    for sentence in _SENTENCE.split(description):
        former = FORMER.search(sentence) or OTHER_ARM.search(sentence) or _UNTIL.search(sentence)
        yield sentence[: former.start()] if former else sentence


def radiated(label: str) -> Iterator[Given]:
    """Radiation that an arm's label tells only by its dose: ``8 Gy/fludarabine``."""
    if dose := _RADIATED.search(label):
        yield Given(RADIATION, REQUIRED, dose.group())
