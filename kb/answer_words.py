"""How a question was understood, in words: one sentence that names chips, filters and everything else by what people call it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.base import Base
from kb.combine import FILTERS, Chip
from kb.combine.filters import BOTH, NOT
from kb.names import mint
from kb.tables import TABLES
from kb.understand import Understood

_TITLES = {
    ("figures", True): "Statements of every kind",
    ("references", True): "References, and the statements that they support",
    ("endpoints", False): "Endpoints and how they are defined",
    ("untried", False): "Pairs of immunotherapy and backbone that no study in patients gives in one arm",
    (
        "failed",
        False,
    ): "Studies in patients that spoke against an immunotherapy, or what is named here, or that ended early or were withdrawn",
}
"""What answers of a kind are called that come from many tables or from none, with and without a figure that is looked up."""


def chip_words(base: Base, chip: Chip) -> str:
    """A chip in words."""
    words = _choice(base, chip.any_of)
    words += " and".join(f" {tie(choice)} {_choice(base, choice)}" for choice in chip.also)
    without = ", ".join(base.hierarchy.label(entity_) for entity_ in chip.unless)
    return words + (f" (but not {without})" if without else "") + (" (exactly)" if chip.exactly else "")


def tie(choice: tuple[str, ...]) -> str:
    """What ties a chip to what its component must be too: that acts on a target, or is of a further class."""
    return "against" if all(entity.startswith("target/") for entity in choice) else "that is also"


def _choice(base: Base, entities: tuple[str, ...]) -> str:
    return " or ".join(base.hierarchy.label(entity_) for entity_ in entities)


def in_words(base: Base, understood: Understood, tables: tuple[str, ...] = ("trials",), not_applied: tuple[str, ...] = ()) -> str:
    """How a question was understood, as one sentence."""
    titles = (TABLES[table].title if place == 0 else TABLES[table].title.lower() for place, table in enumerate(tables))
    title = _TITLES.get((understood.intent, bool(understood.sought))) or ", ".join(titles) or _TITLES["endpoints", False]
    parts = [*_combination(base, understood), *_things(base, understood), *_figures(understood)]
    told = title + (", " if parts else "") + "; ".join(parts) + "."
    if not_applied:
        told += f" This table cannot tell {', '.join(dict.fromkeys(_plain(base, name) for name in not_applied))}: that was left out."
    return told


def listed(words: Iterable[str]) -> str:
    """Words in a row, with 'and' before the last."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _plain(base: Base, name: str) -> str:
    """What could not be asked, by its label where it is an entity."""
    names = [one for one in name.split(", ") if "/" in one]
    return " or ".join(labels(base, names)) if names else name


def _combination(base: Base, understood: Understood) -> Iterator[str]:
    combination = understood.combination
    if combination.all_of:
        together = " together in one arm" if len(combination.all_of) > 1 and understood.intent == "trials" else ""
        with_ = "with" if understood.intent == "trials" else "on"
        yield f"{with_} " + " and ".join(chip_words(base, chip) for chip in combination.all_of) + together
    if combination.none_of:
        yield "without " + " and without ".join(chip_words(base, chip) for chip in combination.none_of)
    for name, values in combination.filters.items():
        yield f"{FILTERS[name].title.lower()}: {' or '.join(filter_words(base, name, value) for value in values)}"


def _things(base: Base, understood: Understood) -> Iterator[str]:
    for thing in understood.things:
        yield f"{'not ' if thing.negative else ''}about {' or '.join(labels(base, thing.entities))}"
    for scheme, values in understood.terms.items():
        yield f"{scheme.replace('-', ' ')}: {' or '.join(labels(base, [f'concept/{scheme}.{value}' for value in values]))}"


def _figures(understood: Understood) -> Iterator[str]:
    if understood.grades and understood.intent == "adverse-events":
        yield f"grade {' or '.join(understood.grades)}"
    if understood.reference_numbers:
        yield f"reference {' or '.join(understood.reference_numbers)}"
    yield from (f"at or within {time}" for time in understood.times)
    yield from (f"percentage {comparison}" for comparison in understood.percents)
    yield from (f"year {year}" for year in understood.years)
    yield from (f"figure {sought.words}" for sought in understood.sought)
    yield from (f"printed in {place}" for place in understood.places)
    yield from (f"printed with {figure}" for figure in understood.beside)


def labels(base: Base, entities: Iterable[str]) -> list[str]:
    """Labels of entities, each once."""
    entities = list(entities)
    labels = base.labels({mint(*one.split("/", 1)) for one in entities})
    return list(dict.fromkeys(labels.get(mint(*one.split("/", 1)), one) for one in entities))


def filter_words(base: Base, name: str, value: str) -> str:
    """A value of a filter in words."""
    chosen = FILTERS[name]
    if value.startswith(NOT):
        return "not " + filter_words(base, name, value.removeprefix(NOT))
    if BOTH in value:
        return " and ".join(filter_words(base, name, part) for part in value.split(BOTH))
    if chosen.kind == "date":
        return value
    return labels(base, [f"{chosen.kind}/{chosen.scheme}.{value}" if chosen.scheme else f"{chosen.kind}/{value}"])[0]
