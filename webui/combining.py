"""Combining: a combination read from an address, and the address written from a combination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from kb.base import Base
from kb.combine import FILTERS, Chip, Combination, Filter, read_chips, read_filter_value
from kb.combine.study_facets import COLUMNS
from kb.errors import BadInput, BadInputs
from kb.names import ID
from kb.store import StoppedAt
from webui.addresses import with_query
from webui.asked import LONGEST
from webui.service import opened

CHIPS = ("with", "without")
SWITCHES = ("exact",)
MOST_CHIPS = 8


@dataclass(frozen=True)
class Option:
    """A value that a filter offers, with how many studies it fits."""

    key: str
    label: str
    count: int


def asks_for_combination(args: MultiDict[str, str], columns: set[str]) -> bool:
    """Whether an address asks for a combination, and not only for rows of the table of trials."""
    names = set(args.keys())
    return bool(names & {*CHIPS, *SWITCHES} or (names & FILTERS.keys()) - columns)


@dataclass(frozen=True)
class Wrong:
    """A part of an address that cannot be read: the parameter, its text as given, and the fault."""

    name: str
    text: str
    fault: BadInput


def read_combination(base: Base, args: MultiDict[str, str]) -> Combination:
    """The combination that an address asks for. What names nothing, or is unknown, is refused with what comes near."""
    combination, wrong = attempt(base, args)
    if wrong:
        raise wrong[0].fault if len(wrong) == 1 else BadInputs([one.fault for one in wrong])
    return combination


def attempt(base: Base, args: MultiDict[str, str]) -> tuple[Combination, tuple[Wrong, ...]]:
    """The combination of those parts of an address that can be read, and the parts that cannot."""
    _check(args)
    exactly = args.get("exact", "") == "1"
    wrong: list[Wrong] = []
    chips: dict[str, list[Chip]] = {name: [] for name in CHIPS}
    filters: dict[str, dict[str, None]] = {}
    for name, text in _given(args):
        try:
            if name in CHIPS:
                chips[name] += read_chip_text(base, text, exactly, name)
            else:
                filters.setdefault(name, {})[read_filter_value(base.names, FILTERS[name], text, name)] = None
        except BadInputs as fault:
            wrong += [Wrong(name, text, one) for one in fault.faults]
        except BadInput as fault:
            wrong.append(Wrong(name, text, fault))
    if sum(map(len, chips.values())) > MOST_CHIPS:
        wrong.append(Wrong("", "", BadInput(f"there are more than {MOST_CHIPS} chips", "address", "ask for fewer at a time")))
    made = Combination(tuple(chips["with"]), tuple(chips["without"]), {name: tuple(values) for name, values in filters.items() if values})
    return made, tuple(wrong)


def _given(args: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """The parameters that ask for something, chips first."""
    return ((name, text.strip()) for name in (*CHIPS, *FILTERS) for text in args.getlist(name) if text.strip())


def _check(args: MultiDict[str, str]) -> None:
    """Refuse parameters that no combination has, and those that are overlong."""
    for name, values in args.lists():
        if name not in (*CHIPS, *SWITCHES, *FILTERS):
            known = ", ".join((*CHIPS, *SWITCHES, *FILTERS))
            raise BadInput(f"a combination has no '{name}'", "address", f"use {known}")
        if any(len(value) > LONGEST for value in values):
            raise BadInput(f"the value of '{name}' is longer than {LONGEST} characters", "address", "shorten it")


def read_chip_text(base: Base, text: str, exactly: bool = False, name: str = "") -> list[Chip]:
    """The chips of a text that stands in the parameter ``name``."""
    return read_chips(base.names, text, exactly, lambda regimen: base.lexicon.parts[regimen].held, name)


def options(base: Base, name: str) -> tuple[Option, ...]:
    """The values of a filter that any study has, the most frequent first; none where the base is too large to count them all."""
    if name in COLUMNS:
        chosen = FILTERS[name]
        iris = {key: f"{ID}{chosen.kind}/{chosen.scheme}.{key}" for key, _ in base.study_facets.counts(name)}
        return tuple(Option(key, base.all_labels.get(iris[key], iris[key]), count) for key, count in base.study_facets.counts(name))
    return opened().remember(("options", name), lambda: _read_options(base, FILTERS[name]))


def _read_options(base: Base, chosen: Filter) -> tuple[Option, ...]:
    pattern = chosen.pattern.format(v="value")
    query = f"SELECT ?value (COUNT(DISTINCT ?study) AS ?n) WHERE {{ {pattern} }} GROUP BY ?value ORDER BY DESC(?n) ?value"
    prefix = f"{ID}{chosen.kind}/" + (f"{chosen.scheme}." if chosen.scheme else "")
    try:
        rows = [] if chosen.kind == "date" else base.select(query).rows
    except StoppedAt:
        return ()
    found = [(row[0].text, row[1].text) for row in rows if row[0] and row[1]]
    return tuple(Option(iri.removeprefix(prefix), base.all_labels.get(iri, iri), int(number)) for iri, number in found)


def things(told: Base) -> list[str]:
    """Labels of all that can stand in a combination."""
    return sorted(set(told.hierarchy.labels.values()), key=str.casefold)


def pairs(combination: Combination) -> list[tuple[str, str]]:
    """The parameters that ask for a combination."""
    found = [("with", chip_text(chip)) for chip in combination.all_of] + [("without", chip_text(chip)) for chip in combination.none_of]
    found += [(name, value) for name, values in combination.filters.items() for value in values]
    exactly = any(chip.exactly for chip in (*combination.all_of, *combination.none_of))
    return found + ([("exact", "1")] if exactly else [])


def chip_text(chip: Chip) -> str:
    """A chip as an address writes it."""
    return "&".join("|".join(choice) for choice in (chip.any_of, *chip.also)) + "".join(f"!{entity}" for entity in chip.unless)


def address(combination: Combination, ending: str = "") -> str:
    """The address that asks for a combination."""
    return with_query("/trials" + (f".{ending}" if ending else ""), pairs(combination))


def without_chip(combination: Combination, chip: Chip) -> Combination:
    """The combination with one chip less."""
    return replace(
        combination,
        all_of=tuple(one for one in combination.all_of if one != chip),
        none_of=tuple(one for one in combination.none_of if one != chip),
    )


def with_chip(combination: Combination, old: Chip, new: Chip) -> Combination:
    """The combination with one chip changed."""
    return replace(combination, all_of=tuple(new if one == old else one for one in combination.all_of))


def without_filter(combination: Combination, name: str, value: str = "") -> Combination:
    """The combination without a filter, or without one of its values."""
    left: Mapping[str, tuple[str, ...]] = {
        key: tuple(one for one in values if key != name or (value and one != value)) for key, values in combination.filters.items()
    }
    return replace(combination, filters={key: values for key, values in left.items() if values})
