"""A question with one restriction less: what can be offered where nothing answers it as asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kb.answer_words import chip_words, filter_words, labels, listed
from kb.base import Base
from kb.combine import FILTERS
from kb.understand import Understood


def one_less(base: Base, understood: Understood) -> Iterator[tuple[str, Understood]]:
    """Each restriction in words, with the question without it; a question that asks nothing more is left out."""
    for words, less in (*_without_treatment(base, understood), *_without_name(base, understood), *_without_figure(understood)):
        if less.limited:
            yield words, less


def _without_treatment(base: Base, understood: Understood) -> Iterator[tuple[str, Understood]]:
    asked = understood.combination
    for chip in asked.all_of:
        fewer = tuple(one for one in asked.all_of if one != chip)
        yield chip_words(base, chip), replace(understood, combination=replace(asked, all_of=fewer))
    for name, values in asked.filters.items():
        told = f"{FILTERS[name].title.lower()} {' or '.join(filter_words(base, name, value) for value in values)}"
        left = {key: kept for key, kept in asked.filters.items() if key != name}
        yield told, replace(understood, combination=replace(asked, filters=left))


def _without_name(base: Base, understood: Understood) -> Iterator[tuple[str, Understood]]:
    for thing in understood.things:
        left = tuple(one for one in understood.things if one != thing)
        yield " or ".join(labels(base, thing.entities[:_NAMED])), replace(understood, things=left)
    for scheme, values in understood.terms.items():
        told = " or ".join(labels(base, [f"concept/{scheme}.{value}" for value in values]))
        kept = {key: keys for key, keys in understood.terms.items() if key != scheme}
        yield f"{scheme.replace('-', ' ')} {told}", replace(understood, terms=kept)


def _without_figure(understood: Understood) -> Iterator[tuple[str, Understood]]:
    if understood.grades:
        yield f"grade {' or '.join(understood.grades)}", replace(understood, grades=())
    if understood.times:
        yield f"the time {' or '.join(understood.times)}", replace(understood, times=())
    if understood.percents:
        yield f"the percentage {' or '.join(understood.percents)}", replace(understood, percents=())
    if understood.beside:
        yield listed(understood.beside), replace(understood, beside=())
    if understood.sought:
        yield f"the figure {' or '.join(sought.words for sought in understood.sought)}", replace(understood, sought=())


_NAMED = 3
"""How many alternatives of a name a sentence tells."""
