"""Dosed: drugs that the description of an intervention gives with their doses, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.registry.recognised import Given
from loaders.registry.recognition import Recogniser
from loaders.registry.titles import FORMER, OTHER_ARM

_SENTENCE = re.compile(r"[.;]\s|\n")

_DOSE = (
    r"(?:\s*\([^()]{1,30}\))?\s*[:,(]?\s*(?:(?:at|an?|the|doses?|of|iv|i\.v\.|sc|po|orally|oral)\s+)*"
    r"\d[\d.,]*(?:\s*(?:-|to|or)\s*\d[\d.,]*)?\s*(?:mg|mcg|µg|ug|g|iu|miu|mu|million units|units?|u)\b"
)
"""A dose as it follows a drug's name: ``MTX: 15mg/m2``, ``idarubicin (IDA) 8 mg/m2``."""


def dosed(description: str, recogniser: Recogniser) -> Iterator[Given]:
    """The drugs of a description that a dose follows, sentence by sentence, each up to where it turns to other treatment."""
    for sentence in _SENTENCE.split(description):
        former = FORMER.search(sentence) or OTHER_ARM.search(sentence)
        own = sentence[: former.start()] if former else sentence
        for given in recogniser.text(own, spelling=False).given if any(sign.isdigit() for sign in own) else ():
            if given.entity.startswith("agent/") and re.search(rf"\b{re.escape(given.fragment)}{_DOSE}", own, re.IGNORECASE):
                yield given
