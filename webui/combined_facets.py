"""Facets of a combination: by what its studies can be narrowed, how many each value leaves, and the address that asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kb.base import Base, entity
from kb.combine import FILTERS, Combination
from kb.names import ID, mint
from kb.store import iri, values_clause
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
    made = [_facet(base, combination, name, found) for name in OFFERED if name not in combination.filters]
    if not {BEFORE, AFTER} & combination.filters.keys():
        made.append(_years(base, combination, found))
    return tuple(facet for facet in made if facet.values)


def _facet(base: Base, combination: Combination, name: str, studies: list[str]) -> Facet:
    chosen = FILTERS[name]
    pattern = f"{_among(studies)} {chosen.pattern.format(v='value')}"
    rows = base.select(f"SELECT ?value (COUNT(DISTINCT ?study) AS ?n) WHERE {{ {pattern} }} GROUP BY ?value").rows
    prefix = f"{chosen.scheme}." if chosen.scheme else ""
    counted = {entity(row[0].text): int(row[1].text) for row in rows if row[0] and row[1]}
    ordered = sorted(counted, key=lambda one: (-counted[one], base.places.get(one, len(base.places)), one))
    values = []
    for one in ordered:
        key = one.partition("/")[2].removeprefix(prefix)
        link = address(replace(combination, filters={**combination.filters, name: (key,)}))
        values.append(FacetValue(base.all_labels.get(f"{ID}{one}", key), counted[one], link, False))
    return Facet(name, chosen.title, tuple(values), rule=chosen.rule)


def _years(base: Base, combination: Combination, studies: list[str]) -> Facet:
    """The years in which the studies are or were complete, as the two filters of dates find them."""
    days: dict[str, set[str]] = defaultdict(set)
    for study, day in base.select(f"SELECT ?study ?day WHERE {{ {_among(studies)} ?study ^aml:recordOf/aml:completionDate ?day }}").rows:
        if study and day:
            days[study.text].add(day.text)
    values = []
    for year in sorted({int(day[:4]) for told in days.values() for day in told}):
        before, after = str(year + 1), str(year - 1)
        count = sum(any(day < before for day in told) and any(day[:4] > after for day in told) for told in days.values())
        link = address(replace(combination, filters={**combination.filters, AFTER: (after,), BEFORE: (before,)}))
        values.append(FacetValue(str(year), count, link, False))
    return Facet("completion", "Year of completion", tuple(values))


def _among(studies: list[str]) -> str:
    return values_clause("study", [iri(mint(*one.split("/", 1))) for one in studies])
