"""What tests of recognition share: the dictionary of the vocabulary that ships, and a recogniser that uses it."""

from __future__ import annotations

from functools import lru_cache

from kb.places import resource
from kb.registry import read_source
from loaders.registry.dictionary import Dictionary
from loaders.registry.recognition import Recogniser


@lru_cache(maxsize=1)
def shipped() -> Dictionary:
    return Dictionary.of(read_source("vocabulary", resource("data") / "vocabulary"))


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    return Recogniser(shipped())
