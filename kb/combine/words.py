"""Words to chips and filters: what an asker writes for a part of a combination; what names nothing is refused with what comes near."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kb.combine.chips import KINDS, Chip
from kb.combine.filters import BOTH, NOT, Filter
from kb.errors import BadInput, BadInputs
from kb.lookup import Hit, Names
from kb.values import read_date

_SHOWN = 12
"""How many known values a message lists."""

_UNLESS = re.compile(r"!|\s+(?:except|but not)\s+")
_OR = re.compile(r"\||\s+or\s+")
_ALSO = re.compile(r"&|\s+(?:and )?(?:against|targeting|directed (?:at|against)|aimed at|that (?:is|are) also)\s+")
_BETWEEN = re.compile(rf"({_UNLESS.pattern}|{_OR.pattern}|{_ALSO.pattern})")


class UnknownWord(BadInput):
    """A ``word`` that names nothing of the sort asked for; ``near`` are names that could stand in its place."""

    def __init__(self, word: str, what: str, where: str, mend: str, near: Iterable[str] = ()) -> None:
        self.word, self.near = word, tuple(near)
        super().__init__(what, where, mend)


def read_chips(
    names: Names, text: str, exactly: bool = False, parts: Callable[[str], tuple[str, ...]] = lambda _: (), where: str = ""
) -> list[Chip]:
    """The chips of ``decitabine or azacitidine`` (``agent/decitabine|agent/azacitidine``), ``HMA except decitabine`` (``class/hma!…``),
    ``ADC against CD33`` (``class/adc&target/cd33``).

    The name of a regimen gives a chip for each of its ``parts``. Of several words that name nothing, all are refused together.
    """
    wanted, *unless = (part.strip() for part in _UNLESS.split(text.strip()))
    hits = names.exact(wanted)
    regimen = next((hit for hit in hits if hit.kind == "regimen-name"), None)
    if regimen and not _of_kinds(hits):
        return [Chip((part,), (), exactly) for part in parts(f"regimen-name/{regimen.key}")]
    faults: list[BadInput] = []
    # 'Vaccine against infection' is a name by itself.
    wanted, *also = (wanted,) if hits else _ALSO.split(wanted)
    any_of, *choices = (_named(names, _OR.split(part), where, faults) for part in (wanted, *also))
    without = _named(names, (one for words in unless for one in _OR.split(words)), where, faults)
    if faults:
        raise faults[0] if len(faults) == 1 else BadInputs(faults)
    return [Chip(any_of, without, exactly, tuple(choices))]


def with_word(text: str, word: str, better: str) -> str:
    """The text of a chip with one of its words replaced."""
    return "".join(better if part.strip() == word else part for part in _BETWEEN.split(text))


def _named(names: Names, words: Iterable[str], where: str, faults: list[BadInput]) -> tuple[str, ...]:
    """The drugs, classes and targets that words name, each once; words that name none are added to the faults."""
    found: list[str] = []
    for word in filter(None, (word.strip() for word in words)):
        try:
            found += _entities(names, word, where)
        except UnknownWord as fault:
            faults.append(fault)
    return tuple(dict.fromkeys(found))


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
    raise UnknownWord(word, f"'{word}' names no drug, class or target", where, hint, near)


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
    known = list(dict.fromkeys(hit.label for hit in names.all((chosen.kind,)) if _fits(chosen, hit)))
    near = known if len(known) <= _SHOWN else [one for one in names.near(plain, (chosen.kind,)) if one in known]
    raise UnknownWord(text, f"'{text}' is no {chosen.title.lower()} that the base knows", where, _hint(known, near), near)


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


def _hint(known: list[str], near: list[str]) -> str:
    """What a filter's value could be: all that there are where they are few, else what comes near."""
    if near:
        return f"use {', '.join(known)}" if near == known else f"did you mean {' or '.join(near)}?"
    return f"use such as {', '.join(known[:5])}"
