"""Names: rules on aliases and acronyms that stand for different things within the base."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, permutations

from kb.check.finding import MINOR, finding
from kb.check.words import joined
from kb.records import AdverseEventTerm, Agent, AgentClass, Discrepancy, Outcome, Record, RegimenName, Synonym, Target
from kb.sources import Holdings

_REMEMBERED = 1 << 15
"""Names that are remembered: those of the vocabulary are held against each other with every portion of a registry."""

_NAMED: tuple[type[Record], ...] = (Agent, AgentClass, Target, Outcome, AdverseEventTerm)


@lru_cache(_REMEMBERED)
def _same(label: str) -> str:
    """A name without what spellings differ in: capitals, blanks, hyphens."""
    return re.sub(r"[\s‐‑-]+", "", label).casefold()


def name_clash(holdings: Holdings) -> Iterator[Discrepancy]:
    """Names of agents, classes, targets and outcomes that name two of a kind; regimen names that stand for different agents."""
    yield from _shared_names(holdings)
    names = holdings.all(RegimenName)
    yield from _one_name(holdings, names)
    yield from _built_on(holdings, names)


def _shared_names(holdings: Holdings) -> Iterator[Discrepancy]:
    """Names of the vocabulary that name two things, and those that name a thing of it and a term that registry records add to it.

    Records post terms in every spelling: they are not held against each other, and each of them makes a finding of its own.
    """
    named: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    added = {row.entity for source in [one for one in holdings.sources if not one.is_document][1:] for row in source.rows}
    for kind in _NAMED:
        for record in holdings.all(kind):
            for name in (getattr(record, "label", None), getattr(record, "abbreviation", None)):
                if name:
                    named[record.kind, _same(name)].setdefault(f"{record.kind}/{record.key}", f"{record.kind}/{record.key}")
    for synonym in holdings.all(Synonym):
        named[synonym.subject.partition("/")[0], _same(synonym.label)].setdefault(synonym.subject, f"synonym/{synonym.key}")
    for (of, name), by in named.items():
        if len(by) < 2:
            continue
        posted = {entity: statement for entity, statement in by.items() if (of, entity.partition("/")[2]) in added}
        known = {entity: statement for entity, statement in by.items() if entity not in posted}
        yield from _clash(holdings, name, known)
        for one, statement in posted.items() if known else ():
            yield from _clash(holdings, name, known | {one: statement})


def _clash(holdings: Holdings, name: str, by: dict[str, str]) -> Iterator[Discrepancy]:
    """The finding for a name, where it names several things; ``by`` gives for each the statement that names it so."""
    if len(by) > 1:
        printed = next((holdings.label(statement) for statement in by.values() if statement.startswith("synonym/")), name)
        label = f"'{printed}' names {len(by)} things: {joined(map(holdings.label, sorted(by)))}"
        yield finding("name-clash", MINOR, label, [*sorted(by.values()), *sorted(by)])


def _stands_for(name: RegimenName) -> set[str]:
    return {*(f"agent/{agent}" for agent in name.agents), *(f"class/{one}" for one in name.classes)}


def _in_words(holdings: Holdings, entities: set[str]) -> str:
    return joined(sorted(map(holdings.label, entities)))


def _one_name(holdings: Holdings, names: list[RegimenName]) -> Iterator[Discrepancy]:
    """One name that two sources expand to different agents."""
    for one, other in combinations(names, 2):
        first, second = _stands_for(one), _stands_for(other)
        if _same(one.label) == _same(other.label) and first and second and first != second:
            label = f"'{one.label}' stands for {_in_words(holdings, first)}, but also for {_in_words(holdings, second)}"
            yield finding("name-clash", MINOR, label, [f"regimen-name/{one.key}", f"regimen-name/{other.key}"])


def _built_on(holdings: Holdings, names: list[RegimenName]) -> Iterator[Discrepancy]:
    """A name made of another by adding to it, such as A-B of A, that lacks an agent that the other stands for."""
    for shorter, longer in permutations(names, 2):
        base, built = _words(shorter.label), _words(longer.label)
        if len(base) >= len(built) or built[: len(base)] != base:
            continue
        missing = _stands_for(shorter) - _stands_for(longer)
        if longer.agents and not shorter.classes and missing:
            label = (
                f"'{longer.label}' stands for {_in_words(holdings, _stands_for(longer))}; "
                f"'{shorter.label}', on which it is built, also holds {_in_words(holdings, missing)}"
            )
            yield finding("name-clash", MINOR, label, [f"regimen-name/{longer.key}", f"regimen-name/{shorter.key}"])


@lru_cache(_REMEMBERED)
def _words(label: str) -> list[str]:
    return [word for word in re.split(r"[\s+‐‑-]+", label.casefold()) if word]
