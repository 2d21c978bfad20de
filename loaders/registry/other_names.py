"""Other names: what the other names of an intervention tell where its name says nothing, or too little."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from loaders.registry.recognised import OTHER_NAME, PLACEBO, WHOLE, Given, Recognised

_ABBREVIATED = 4
"""Letters of an abbreviation that regimens and drugs share."""


def by_other_names(found: Recognised, others: Iterable[tuple[str, Recognised]], explains: Callable[[str, set[str]], bool]) -> Recognised:
    """What an entry stands for by its name (``found``) and its other names, each with what it names by itself.

    A list of drugs among them tells what ``B arm (DAC)`` means, whatever else goes by that abbreviation; one name counts only where the
    entry's own name says nothing, or only the class of it (``explains``). ``others`` are looked at only where they may tell more.
    """
    if found.how == PLACEBO or not all(map(_says_little, found.given)):
        return found
    known = {one.entity for one in found.given if one.entity.startswith("agent/")}
    others = list(others)
    each = [again.given[0] for _, again in others if len(again.given) == 1 and again.given[0].entity.startswith("agent/")]
    if found.given and len({one.entity for one in each}) > 1 and known.isdisjoint(one.entity for one in each):
        return Recognised(tuple(each), OTHER_NAME)
    for other, again in others:
        if again.lists and known.isdisjoint(one.entity for one in again.given):
            return Recognised(again.given, OTHER_NAME)
        told = {one.entity for one in again.given if one.entity.startswith("agent/")}
        if again.how == WHOLE and (not found.given or (told and all(explains(one.entity, told) for one in found.given))):
            return Recognised(tuple(Given(one.entity, one.option, other) for one in again.given), OTHER_NAME)
    return found


def _says_little(given: Given) -> bool:
    """Whether a name is that of a class, or an abbreviation that regimens and drugs share."""
    return given.entity.startswith("class/") or (given.fragment.isupper() and len(given.fragment) <= _ABBREVIATED)
