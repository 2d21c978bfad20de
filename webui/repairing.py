"""Repairing: what was typed into the builder, kept where a part of it cannot be read, and each way to mend that part as an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb.answer_words import chip_words
from kb.base import Base
from kb.combine import FILTERS, UnknownWord, read_filter_value, with_word
from kb.errors import BadInput, BadInputs
from webui.addresses import with_query
from webui.combining import CHIPS, Option, Wrong, options, read_chip_text

BUILDER_FILTERS = ("phase", "status", "line")
"""Filters that the builder offers at once."""

BOXES = 3
"""Boxes for what must be given together, at least."""

_TITLES = {"with": "and with", "without": "but without"}


@dataclass(frozen=True)
class Box:
    """A field of the builder: its parameter, what stands before it, its text, and the ids of the messages about it.

    ``choices`` are the values to choose from, where its text is one of them.
    """

    name: str
    title: str
    text: str = ""
    wrong: tuple[str, ...] = ()
    choices: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Repair:
    """A part that cannot be read: what is wrong with it, names to put in its place, and the address without it."""

    id: str
    title: str
    text: str
    sentence: str
    names: tuple[tuple[str, str], ...]
    drop: str


@dataclass(frozen=True)
class Typed:
    """What stands in the builder's fields."""

    chips: tuple[Box, ...]
    filters: tuple[Box, ...]
    exactly: bool = False


def blank(base: Base) -> Typed:
    """The builder before anything is typed."""
    return _typed(base, MultiDict(), {})


def typed(base: Base, args: MultiDict[str, str], wrong: Iterable[Wrong]) -> Typed:
    """The builder with all that an address asks for, in words where it can be read and else as it was given."""
    about: dict[tuple[str, str], tuple[str, ...]] = {}
    for number, one in enumerate(wrong, start=1):
        about[one.name, one.text] = (*about.get((one.name, one.text), ()), f"wrong-{number}")
    return _typed(base, args, about)


def _typed(base: Base, args: MultiDict[str, str], about: dict[tuple[str, str], tuple[str, ...]]) -> Typed:
    given = {name: [text.strip() for text in args.getlist(name) if text.strip()] for name in CHIPS}
    spots = [("with", text) for text in (*given["with"], *[""] * (BOXES - len(given["with"])))]
    spots += [("without", text) for text in given["without"] or [""]]
    chips = [
        Box(name, _TITLES[name] if spot else "With", _said(base, text), about.get((name, text), ()))
        for spot, (name, text) in enumerate(spots)
    ]
    return Typed(tuple(chips), tuple(_filters(base, args, about)), args.get("exact", "") == "1")


def _said(base: Base, text: str) -> str:
    """A chip by the names of what it holds, where they mean the same; else as it was given."""
    try:
        (chip,) = held = read_chip_text(base, text)
        words = chip_words(base, chip).replace(" (but not ", " but not ").removesuffix(")") if chip.unless else chip_words(base, chip)
        return words if read_chip_text(base, words) == held else text
    except (BadInput, BadInputs, ValueError):
        return text


def _filters(base: Base, args: MultiDict[str, str], about: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[Box]:
    """A field for each filter in force, and for those that the builder always offers."""
    for name, chosen in FILTERS.items():
        values = [value.strip() for value in args.getlist(name) if value.strip()] or ([""] if name in BUILDER_FILTERS else [])
        for value in values:
            try:
                key = read_filter_value(base.names, chosen, value, name) if value else ""
            except BadInput:
                key = value
            offered = options(base, name)
            held = not key or any(option.key == key for option in offered)
            yield Box(name, chosen.title, key, about.get((name, value), ()), offered if held else ())


def repairs(args: MultiDict[str, str], wrong: Iterable[Wrong]) -> tuple[Repair, ...]:
    """Each part that cannot be read, with the addresses that mend it."""
    return tuple(_repair(args, f"wrong-{number}", one) for number, one in enumerate(wrong, start=1))


def _repair(args: MultiDict[str, str], id_: str, one: Wrong) -> Repair:
    fault = one.fault
    chosen = FILTERS.get(one.name)
    title = chosen.title if chosen else one.name
    helped = "; ".join(filter(None, (fault.what, fault.mend)))
    if not isinstance(fault, UnknownWord):
        return Repair(id_, title, one.text, helped, (), _without(args, one))
    names = [(name, _address(args, one, name if chosen else with_word(one.text, fault.word, name))) for name in fault.near]
    return Repair(id_, title, fault.word, fault.what if names else helped, tuple(names), _without(args, one))


def _without(args: MultiDict[str, str], one: Wrong) -> str:
    """The address without a part; empty where no single part is at fault."""
    return _address(args, one, "") if one.name else ""


def _address(args: MultiDict[str, str], one: Wrong, better: str) -> str:
    """The address with a part replaced, or left out."""
    pairs = [(name, better if (name, text.strip()) == (one.name, one.text) else text) for name, text in args.items(multi=True)]
    return with_query("/trials", [(name, text) for name, text in pairs if text.strip()])
