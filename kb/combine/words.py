"""Words to chips and filters: what an asker writes for a part of a combination; what names nothing is refused with what comes near."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kb.combine.chips import KINDS, Chip
from kb.combine.filters import BOTH, NOT, Filter
from kb.errors import BadInput
from kb.lookup import Hit, Names
from kb.values import read_date

_SHOWN = 12
"""How many known values a message lists."""

_UNLESS = re.compile(r"!|\s+(?:except|but not)\s+")
_OR = re.compile(r"\||\s+or\s+")


def read_chips(
    names: Names, text: str, exactly: bool = False, parts: Callable[[str], tuple[str, ...]] = lambda _: (), where: str = ""
) -> list[Chip]:
    """The chips of ``decitabine or azacitidine`` (``agent/decitabine|agent/azacitidine``), ``HMA except decitabine`` (``class/hma!…``).

    The name of a regimen gives a chip for each of its ``parts``.
    """
    wanted, *unless = (part.strip() for part in _UNLESS.split(text.strip()))
    hits = names.exact(wanted)
    regimen = next((hit for hit in hits if hit.kind == "regimen-name"), None)
    if regimen and not _of_kinds(hits):
        return [Chip((part,), (), exactly) for part in parts(f"regimen-name/{regimen.key}")]
    any_of = _named(names, _OR.split(wanted), where)
    return [Chip(any_of, _named(names, (one for words in unless for one in _OR.split(words)), where), exactly)]


def _named(names: Names, words: Iterable[str], where: str) -> tuple[str, ...]:
    """The drugs, classes and targets that words name, each once."""
    told = (word.strip() for word in words)
    return tuple(dict.fromkeys(entity for word in told if word for entity in _entities(names, word, where)))


def _entities(names: Names, word: str, where: str) -> list[str]:
    """``kind/key`` of what a word names: everything of the kind that comes first."""
    kind, _, key = word.partition("/")
    if kind in KINDS and any((hit.kind, hit.key) == (kind, key) for hit in names.exact(key)):
        return [word]
    hits = _of_kinds(names.exact(word))
    if hits:
        return [f"{hit.kind}/{hit.key}" for hit in hits if hit.kind == hits[0].kind]
    near = like(names, word)
    hint = f"did you mean {' or '.join(near)}?" if near else "see the tables of agents, classes and targets"
    raise BadInput(f"'{word}' names no drug, class or target", where, hint)


def like(names: Names, word: str, most: int = 3) -> list[str]:
    """Drugs, classes and targets whose name begins or is spelt much like a word."""
    begun = [hit.label for hit in _of_kinds(names.search(word))]
    return list(dict.fromkeys(begun or names.near(word, KINDS)))[:most]


def _of_kinds(hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.kind in KINDS]


def read_filter_value(names: Names, chosen: Filter, text: str, where: str) -> str:
    """The value of a filter, as a combination wants it: ``relapsed``, ``1/2`` for both, ``!recruiting`` for otherwise, ``2027-06``."""
    if chosen.kind == "date":
        return _date(text, where)
    mark = NOT if text.startswith(NOT) else ""
    plain = text.removeprefix(NOT).strip()
    if whole := _value(names, chosen, plain):
        return mark + whole
    both = [_value(names, chosen, part) for part in plain.split(BOTH)]
    if len(both) > 1 and all(both):
        return mark + BOTH.join(both)
    raise BadInput(f"'{text}' is no {chosen.title.lower()} that the base knows", where, _hint(names, chosen, plain))


def _date(text: str, where: str) -> str:
    try:
        return read_date(text)
    except BadInput as fault:
        raise BadInput(fault.what, where, fault.mend) from None


def _fits(chosen: Filter, hit: Hit) -> bool:
    return hit.kind == chosen.kind and (not chosen.scheme or hit.key.startswith(f"{chosen.scheme}."))


def _value(names: Names, chosen: Filter, text: str) -> str:
    """The key of a value given as key, address or name; empty where there is none."""
    text = text.removeprefix(f"{chosen.kind}/").removeprefix(f"{chosen.scheme}." if chosen.scheme else "")
    hits = [hit for hit in (*names.exact(f"{chosen.scheme}.{text}"), *names.exact(text)) if _fits(chosen, hit)]
    return hits[0].key.removeprefix(f"{chosen.scheme}." if chosen.scheme else "") if hits else ""


def _hint(names: Names, chosen: Filter, text: str) -> str:
    """What a filter's value could be: all that there are where they are few, else what comes near."""
    known = list(dict.fromkeys(hit.label for hit in names.all((chosen.kind,)) if _fits(chosen, hit)))
    if len(known) <= _SHOWN:
        return f"use {', '.join(known)}"
    near = [one for one in names.near(text, (chosen.kind,)) if one in known]
    return f"did you mean {' or '.join(near)}?" if near else f"use such as {', '.join(known[:5])}"
