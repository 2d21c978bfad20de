"""Naming: words of the command line to the entities they name; what names nothing is refused with what comes near."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kb.errors import BadInput
from kb.values import read_date

if TYPE_CHECKING:
    from kb.base import Base
    from kb.combine import Chip
    from kb.combine.filters import Filter
    from kb.lookup import Hit

_SHOWN = 12
"""How many known values a message lists."""


def chips(base: Base, words: str, exactly: bool = False) -> list[Chip]:
    """The chips of ``decitabine or azacitidine``, ``HMA except decitabine``, or a regimen's name (a chip for each of its parts)."""
    from kb.combine import Chip

    wanted, *unless = re.split(r"\s+(?:except|but not)\s+", words.strip())
    regimens = [hit for hit in base.names.exact(wanted) if hit.kind == "regimen-name"]
    if regimens and not _of_kinds(base.names.exact(wanted)):
        parts = base.lexicon.parts[f"regimen-name/{regimens[0].key}"]
        return [Chip((part,), (), exactly) for part in parts.held]
    refused = tuple(named(base, one) for text in unless for one in _choices(text))
    return [Chip(tuple(named(base, one) for one in _choices(wanted)), refused, exactly)]


def _choices(words: str) -> list[str]:
    return [one.strip() for one in re.split(r"\s+or\s+|\|", words) if one.strip()] or [words]


def _of_kinds(hits: Iterable[Hit]) -> list[Hit]:
    from kb.combine.chips import KINDS

    return [hit for hit in hits if hit.kind in KINDS]


def named(base: Base, word: str) -> str:
    """``kind/key`` of the drug, class or target that a word names."""
    from kb.combine.chips import KINDS

    kind, _, key = word.partition("/")
    if kind in KINDS and base.names.exact(key) and any(hit.kind == kind and hit.key == key for hit in base.names.exact(key)):
        return word
    hits = _of_kinds(base.names.exact(word))
    if hits:
        return f"{hits[0].kind}/{hits[0].key}"
    near = [hit.label for hit in _of_kinds(base.names.search(word))] or base.names.near(word, KINDS)
    hint = f"did you mean {' or '.join(dict.fromkeys(near[:3]))}?" if near else "see 'kb export agents' and 'kb export classes'"
    raise BadInput(f"'{word}' names no drug, class or target", mend=hint)


def filter_value(base: Base, name: str, value: str) -> str:
    """The value of a filter, as the combination wants it: ``relapsed``, ``1/2``, ``!recruiting``, ``2027-06``."""
    from kb.combine.filters import BOTH, FILTERS, NOT

    chosen = FILTERS[name]
    if chosen.kind == "date":
        return _date(name, value)
    mark = NOT if value.startswith(NOT) else ""
    text = value.removeprefix(NOT)
    whole = _value(base, chosen, text)
    if whole:
        return mark + whole
    parts = [_value(base, chosen, part) for part in text.split(BOTH)]
    if len(parts) > 1 and all(parts):
        return mark + BOTH.join(filter(None, parts))
    raise BadInput(f"'{value}' is no {chosen.title.lower()} that the base knows", f"--{name}", _hint(base, chosen, text))


def _date(name: str, value: str) -> str:
    try:
        return read_date(value)
    except BadInput as fault:
        raise BadInput(fault.what, f"--{name}", fault.mend) from None


def _fits(chosen: Filter, hit: Hit) -> bool:
    return hit.kind == chosen.kind and (not chosen.scheme or hit.key.startswith(f"{chosen.scheme}."))


def _value(base: Base, chosen: Filter, text: str) -> str:
    hits = [hit for hit in (*base.names.exact(f"{chosen.scheme}.{text}"), *base.names.exact(text)) if _fits(chosen, hit)]
    return hits[0].key.removeprefix(f"{chosen.scheme}.") if hits else ""


def _hint(base: Base, chosen: Filter, text: str) -> str:
    """What a filter's value could be: all that there are where they are few, else what comes near."""
    known = list(dict.fromkeys(hit.label for hit in base.names.all() if _fits(chosen, hit)))
    if len(known) <= _SHOWN:
        return f"use {', '.join(known)}"
    near = base.names.near(text, (chosen.kind,))
    return (
        f"did you mean {' or '.join(one for one in near if one in known)}?"
        if set(near) & set(known)
        else f"use such as {', '.join(known[:5])}"
    )
