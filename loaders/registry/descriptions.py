"""Descriptions: drugs that the running text of an arm says are given, or that of an intervention gives with their doses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from loaders.registry.entry_parts import REQUIRED
from loaders.registry.recognised import CHEMOTHERAPY, INTRATHECAL, NONE, PART, RADIATION, Given, Recognised
from loaders.registry.recognition import GRAFT, Recogniser
from loaders.registry.titles import FORMER_OF_AN_ARM, OTHER_ARM, WHEN

_UNTIL = re.compile(r"\buntil\b", re.IGNORECASE)
"""What ends a treatment is not a part of it: ``until progression or transplantation``."""

_MAKING = re.compile(r"\bex[- ]?vivo (?:activation|culture|incubation|expansion)\b|\bincubat\w+|\bcultured? (?:with|in)\b", re.IGNORECASE)
"""What cells are made with nobody is given."""

_DENIED = re.compile(r"\b(?:not|never) (?:be |to )?(?:receiv\w+|given|get)\b", re.IGNORECASE)

_WHEN = re.compile(rf"{WHEN.pattern}|\bbefore\b", re.IGNORECASE)
"""Words after which a transplantation tells when something is given."""

_TURN = re.compile("|".join(one.pattern for one in (FORMER_OF_AN_ARM, OTHER_ARM, _UNTIL, _MAKING, _DENIED)), re.IGNORECASE)
"""Where a sentence turns to what is not given: one expression, since each sentence is searched for all."""

_WITHOUT = re.compile(r"(?<!with or )(?<!with/)(?<!and/or )\b(?:without\b|non-(?=\w))", re.IGNORECASE)

_RADIATED = re.compile(r"\b\d[\d.,]*\s*c?Gy\b")
"""A dose that only radiation has."""

_RAYS = re.compile(
    r"\b(?:(?:photon|electron|proton|neutron|gamma[- ]ray|heavy ion|cobalt-60)s?\b(?:[\w -]{0,60}\b(?:therapy|beams?)\b)"
    r"|(?<!non-)(?<!ultraviolet )(?:ir)?radiation\b(?! (?:of (?:blood|cells|products)|exposure|dosimetry|planning))"
    r"|brachytherapy|radiosurgery)",
    re.IGNORECASE,
)

_CHEMOTHERAPY = re.compile(
    r"\b(?P<kind>chemotherapy)\s*(?:\+|plus\b|(?:will be|is|was) (?:given|administered)\b)"
    r"|(?:\+|\b(?:plus|combin(?:ed|ation) with|add(?:ed|ing)(?: [\w-]+){0,3} to|sequential(?:ly)? (?:to|with)))\s*(?:[\w-]+\s){0,4}"
    r"(?P<other>chemotherapy)\b"
    r"|^\W*(?:(?:standard|conventional|intensive|induction|consolidation|and|of|care)\s+)+(?P<first>chemotherapy)\s+(?:with|only|alone)\b",
    re.IGNORECASE,
)

_REMARK = re.compile(r"\([^()]*\)")

_SENTENCE = re.compile(r"[.;]\s|\n")

_AMOUNT = r"\d[\d.,]*(?:\s*(?:-|to|or)\s*\d[\d.,]*)?\s*(?:mg|mcg|µg|ug|g|grams?|iu|miu|mu|million units|units?|u|c?gy)\b(?!\s*/\s*[dm]?l\b)"
"""So much of something; a concentration (``mg/dL``) is none."""

_BEFORE_IT = r"(?:at|an?|the|(?:fixed|total|starting|initial|target|daily|single) dose|doses?|of|iv|i\.v\.|sc|po|orally|oral)"

_DOSE = rf"(?:\s*\([^()]{{1,30}}\))?\s*[:,(]?\s*(?:{_BEFORE_IT}\s+)*{_AMOUNT}"
"""A dose as it follows a drug's name: ``MTX: 15mg/m2``, ``idarubicin (IDA) 8 mg/m2``."""

_HOW_MUCH = re.compile(_AMOUNT, re.IGNORECASE)


def described(description: str, recogniser: Recogniser) -> Iterator[Given]:
    """The drugs that an arm's description says are given, and chemotherapy by the route that it tells."""
    for sentence in _own(description):
        when = _WHEN.search(sentence)
        for given in recogniser.text(sentence, spelling=False, running=True).given:
            timed = when and sentence.find(given.fragment) > when.start()
            named = given.entity.startswith("agent/") or given.entity == INTRATHECAL
            if named and not (timed and recogniser.is_a(given.entity, GRAFT)):
                yield given


def dosed(description: str, recogniser: Recogniser) -> Iterator[Given]:
    """The drugs that an intervention's description gives with their doses, whatever its name says."""
    for sentence in _own(description):
        for given in recogniser.text(sentence, entry=True).given if _HOW_MUCH.search(sentence) else ():
            if given.entity.startswith("agent/") and _has_dose(given.fragment, sentence):
                yield given


def accompanied(description: str, recogniser: Recogniser) -> Iterator[Given]:
    """The drugs that an intervention's description says go with it: ``along with mesna``, ``with dilantin prophylaxis``."""
    for sentence in _own(description):
        for given in recogniser.text(sentence, spelling=False, running=True).given:
            beside = rf"\b(?:with|plus|using)\s(?:(?!by\b|or\b|for\b|after\b|before\b)[\w/-]+\s){{0,5}}{re.escape(given.fragment)}\b"
            if given.entity.startswith("agent/") and re.search(beside, sentence, re.IGNORECASE):
                yield given


def _has_dose(name: str, sentence: str) -> bool:
    """Whether a dose stands beside a drug's name: behind it, or before it (``60 mg/m2/d daunorubicin``)."""
    name = rf"\b{re.escape(name)}"
    return bool(re.search(rf"{name}{_DOSE}|{_AMOUNT}(?:/[\w²^]+)*\s+(?:(?:of|oral|iv)\s+)?{name}", sentence, re.IGNORECASE))


def beside_chemotherapy(description: str) -> Iterator[Given]:
    """Chemotherapy without a name that a description adds to what is named: ``Standard AML chemotherapy plus sorafenib``."""
    for sentence in _own(description) if "hemotherapy" in description or "HEMOTHERAPY" in description else ():
        if added := _CHEMOTHERAPY.search(sentence):
            yield Given(CHEMOTHERAPY, REQUIRED, next(filter(None, added.groups())))


@lru_cache(maxsize=1 << 10)
def _own(description: str) -> tuple[str, ...]:
    """The sentences of a description, each up to where it turns to other treatment; asked for several times in a row."""
    sentences = _SENTENCE.split(_REMARK.sub(_unturned, description))
    return tuple(sentence[: found.start()] if (found := _TURN.search(sentence)) else sentence for sentence in sentences)


def _unturned(remark: re.Match[str]) -> str:
    """A remark in brackets; none where it turns to other treatment, so that the sentence around it goes on."""
    return " " if _TURN.search(remark.group()) else remark.group()


def denied(label: str, recogniser: Recogniser) -> Iterator[str]:
    """What an arm's label says that the arm does not get: ``EMA without GM-CSF``."""
    for lacking in _WITHOUT.finditer(label):
        yield from (given.entity for given in recogniser.text(label[lacking.end() :]).given)


def by_rays(name: str) -> Recognised:
    """Radiation that an entry tells by its rays or by what is irradiated: ``low-LET photon therapy``, ``craniospinal irradiation``."""
    rays = _RAYS.search(name)
    return Recognised((Given(RADIATION, REQUIRED, rays.group()),), PART) if rays else Recognised((), NONE)


def radiated(label: str) -> Iterator[Given]:
    """Radiation that an arm's label tells only by its dose: ``8 Gy/fludarabine``."""
    if dose := _RADIATED.search(label):
        yield Given(RADIATION, REQUIRED, dose.group())
