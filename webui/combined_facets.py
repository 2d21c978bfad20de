"""Facets of a combination: by what its studies can be narrowed, how many each value leaves, and the address that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kb.base import Base
from kb.combine import FILTERS, Combination
from kb.names import ID
from webui.combining import address
from webui.narrowing import Facet, FacetValue

OFFERED = ("phase", "status", "setting", "line", "age", "fitness", "country", "kind")
"""Filters that are offered, in this order; those in force stand above the studies already."""

BEFORE, AFTER = "completed-before", "completed-after"


def facets(base: Base, combination: Combination, studies: Iterable[str]) -> tuple[Facet, ...]:
    """The facets of the studies ``study/key`` that a combination found; values that none of them has are not offered."""
    found = sorted(set(studies))
    if not found:
        return ()
    rows = base.study_facets.rows_of(found)
    made = [_facet(base, combination, name, rows) for name in OFFERED if name not in combination.filters]
    if not {BEFORE, AFTER} & combination.filters.keys():
        made.append(_years(base, combination, rows))
    return tuple(facet for facet in made if facet.values)


def _facet(base: Base, combination: Combination, name: str, studies: int) -> Facet:
    chosen = FILTERS[name]
    counted = {f"{chosen.kind}/{chosen.scheme}.{key}": (key, count) for key, count in base.study_facets.counts(name, studies)}
    ordered = sorted(counted.items(), key=lambda one: (-one[1][1], base.places.get(one[0], len(base.places)), one[0]))
    values = []
    for one, (key, count) in ordered:
        link = address(replace(combination, filters={**combination.filters, name: (key,)}))
        values.append(FacetValue(base.all_labels.get(f"{ID}{one}", key), count, link, False))
    return Facet(name, chosen.title, tuple(values), rule=chosen.rule)


def _years(base: Base, combination: Combination, studies: int) -> Facet:
    """The years in which the studies are or were complete, as the two filters of dates find them."""
    values = []
    for year, count in base.study_facets.completion_years(studies):
        before, after = str(year + 1), str(year - 1)
        link = address(replace(combination, filters={**combination.filters, AFTER: (after,), BEFORE: (before,)}))
        values.append(FacetValue(str(year), count, link, False))
    return Facet("completion", "Year of completion", tuple(values))
