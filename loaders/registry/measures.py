"""Measures: from the words of an outcome measure to the outcomes of the vocabulary, the states that count, and named criteria."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from loaders.registry.wording import Found, found_in

OUTCOMES, CRITERIA = "outcome_words.csv", "criteria_words.csv"
COUNTED, IGNORED, STOP, TIE = "outcome", "ignored", "stop", "tie"
"""Groups of the list of outcomes: words for an outcome; words that look like one; words after which no further outcome is named, since
they say in whom or how; words of a measure that looks for ties between things, so that nothing in it is measured for itself."""

REMISSIONS = frozenset({"cr", "cri", "crp", "crh", "mlfs"})
STATES = REMISSIONS | {"crc", "pr"}
"""States of the disease that a wider outcome may be made of."""
WIDER = frozenset(
    {"orr", "crc", "cr-cri", "cr-crh", "cr-cri-pr", "response", "remission", "duration-of-response", "duration-of-remission"}
    | {"time-to-response", "bridging-to-transplant"}
)
"""Outcomes whose states a measure may spell out."""
_NAMED_SETS = {
    frozenset({"cr", "cri"}): "cr-cri",
    frozenset({"cr", "crh"}): "cr-crh",
    frozenset({"cr", "cri", "pr"}): "cr-cri-pr",
}
_YIELDING = {
    "safety": frozenset(
        {"ae", "teae", "trae", "irae", "serious-adverse-event", "dlt", "gvhd", "acute-gvhd", "chronic-gvhd", "early-death"}
    ),
    "gvhd": frozenset({"acute-gvhd", "chronic-gvhd"}),
    "remission": STATES | WIDER - {"remission"},
    "response": frozenset({"orr", "cr", "crc", "pr", "cr-cri", "cr-crh", "mrd-response"}),
    "survival": frozenset({"os", "efs", "mefs", "rfs", "dfs", "pfs", "lfs", "grfs"}),
}
"""Outcomes told loosely, which give way to one of these that the same measure names."""
LOOSE = frozenset({"safety", "tolerability", "efficacy", "feasibility", "response", "survival", "remission"})
"""Outcomes whose measure is not told: what follows ``measured by`` or ``in those who`` may still tell it."""
_JOIN = re.compile(
    r"(?:\s|[()\[\],;]|rates?\b|of\b|the\b|a\b|either\b)*(?P<join>and/or|and|or|plus|[+/&,]|)(?:\s|[()\[\]]|the\b|a\b|either\b)*"
)
_COMPLETE = re.compile(r"\b(?:CR|complete)\b", re.IGNORECASE)
_SPELLS_OUT = re.compile(r"[=:+]|includ|consist|compris|defined|i\.e\.|sum of")


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome that a measure names, where its words stand, and the states that it counts where those are spelt out."""

    outcome: str
    start: int
    end: int
    states: tuple[str, ...] = ()


def _readings(found: Iterable[Found]) -> list[Reading]:
    return [Reading(term, one.start, one.end) for one in found if one.group == COUNTED for term in one.terms]


def _joint(text: str, first: Reading, second: Reading) -> str | None:
    """What joins two neighbouring states: ``+``, ``or``, ``and``; empty for a name and its abbreviation; None where they are apart."""
    between = text[first.end : second.start].casefold()
    match = _JOIN.fullmatch(between)
    return match["join"] if match else None


def _chains(text: str, readings: list[Reading]) -> Iterator[list[Reading]]:
    """Readings with neighbouring states brought together."""
    chain: list[Reading] = []
    for one in readings:
        if chain and one.outcome in STATES and chain[-1].outcome in STATES and _joint(text, chain[-1], one) is not None:
            chain.append(one)
        else:
            if chain:
                yield chain
            chain = [one]
    if chain:
        yield chain


def _one(text: str, chain: list[Reading]) -> list[Reading]:
    """The outcome that states make together, ``CR + CRi`` or ``CR or PR``; the states themselves where they are only listed."""
    states = tuple(dict.fromkeys(one.outcome for one in chain))
    joints = {_joint(text, first, second) for first, second in pairwise(chain) if first.outcome != second.outcome}
    together = frozenset(states)
    listed = bool(joints & {"and", ",", "&"}) and not together <= REMISSIONS
    if len(states) == 1 or listed or "cr" not in together:
        return [replace(chain[0], outcome=state) for state in states]
    name = _NAMED_SETS.get(together) or ("crc" if together <= REMISSIONS | {"crc"} else "orr")
    return [Reading(name, chain[0].start, chain[-1].end, states)]


def _within(text: str, wider: Reading, chain: list[Reading]) -> bool:
    """Whether states are those that a wider outcome before them counts: in brackets after it, or said to make it up."""
    between = text[wider.end : chain[0].start]
    return between.count("(") > between.count(")") or between.count("[") > between.count("]") or bool(_SPELLS_OUT.search(between))


def _composed(text: str, readings: list[Reading]) -> list[Reading]:
    """Readings with states put under the wider outcome that counts them, or made one outcome."""
    composed: list[Reading] = []
    for chain in _chains(text, readings):
        wider = composed[-1] if composed and composed[-1].outcome in WIDER else None
        if chain[0].outcome in STATES - {"crc"} and wider and _within(text, wider, chain):
            own = ("cr",) if _COMPLETE.search(text[wider.start : wider.end]) else ()
            states = dict.fromkeys((*own, *wider.states, *(one.outcome for one in chain)))
            composed[-1] = replace(wider, states=tuple(states))
        elif wider and chain[0].outcome == wider.outcome:
            continue  # its abbreviation, or its name again
        elif len(chain) > 1 and chain[0].outcome == "crc" and {one.outcome for one in chain} <= STATES:
            composed.append(replace(chain[0], states=tuple(dict.fromkeys(one.outcome for one in chain[1:] if one.outcome != "crc"))))
        else:
            composed += _one(text, chain)
    return composed


def _until_stop(found: tuple[Found, ...], readings: list[Reading]) -> list[Reading]:
    """Readings without those that stand after words which say in whom or how; those are kept where nothing is told before."""
    first = next((one.end for one in readings if one.outcome not in LOOSE), None)
    stop = next((one.start for one in found if one.group == STOP and first is not None and one.start >= first), None)
    return [one for one in readings if stop is None or one.start < stop]


@functools.lru_cache(maxsize=65536)
def readings_of(measure: str) -> tuple[Reading, ...]:
    """The outcomes that a measure names, in its order, each once; nothing where no words of the list stand in it."""
    found = found_in(OUTCOMES, measure)
    if any(one.group == TIE for one in found):
        return ()
    readings = _until_stop(found, _composed(measure, _readings(found)))
    named = {one.outcome for one in readings}
    kept: dict[str, Reading] = {}
    for one in readings:
        if not named & _YIELDING.get(one.outcome, frozenset()) and not (one.outcome == "efficacy" and named - LOOSE):
            kept.setdefault(one.outcome, one)
    return tuple(kept.values())


def outcomes_of(measure: str) -> tuple[str, ...]:
    """Keys of the outcomes that the words of a measure name, in their order; empty where they name none that is known."""
    return tuple(one.outcome for one in readings_of(measure))


def criteria_of(text: str) -> tuple[Found, ...]:
    """Response or grading criteria that a text names with their version."""
    return found_in(CRITERIA, text, "criteria")
