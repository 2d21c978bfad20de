"""Facets of studies, counted as sets of rows, are what the filters of combinations find by SPARQL."""

from __future__ import annotations

import pytest

from kb.combine import FILTERS, Combination, studies_of
from kb.combine.study_facets import COLUMNS
from kb.names import ID


@pytest.mark.parametrize("name", COLUMNS)
def test_every_value_counts_the_studies_that_its_filter_finds(base, name) -> None:
    chosen = FILTERS[name]
    query = f"SELECT ?value (COUNT(DISTINCT ?study) AS ?n) WHERE {{ {chosen.pattern.format(v='value')} }} GROUP BY ?value"
    prefix = f"{ID}{chosen.kind}/{chosen.scheme}."
    plain = {row[0].text.removeprefix(prefix): int(row[1].text) for row in base.select(query).rows if row[0]}
    assert dict(base.study_facets.counts(name)) == plain


@pytest.mark.parametrize(
    "filters",
    [
        {"phase": ("2",)},
        {"phase": ("1/2",)},
        {"phase": ("!1",), "kind": ("clinical-trial",)},
        {"setting": ("relapsed",), "status": ("!recruiting",)},
        {"line": ("salvage", "first")},
        {"country": ("china",), "age": ("adult",)},
    ],
)
def test_filters_let_through_what_a_combination_lets_through(base, filters) -> None:
    rows = base.study_facets.fitting(filters)
    found = set(studies_of(base.match(Combination((), (), filters)).matches))
    assert rows == base.study_facets.rows_of(found)
    assert rows.bit_count() == len(found)


def test_years_of_completion_count_what_the_filters_of_dates_find(base) -> None:
    every = base.study_facets.rows_of(studies_of(base.match(Combination((), (), {"kind": ("clinical-trial",)})).matches))
    years = base.study_facets.completion_years(every)
    assert years
    for year, count in years:
        filters = {"kind": ("clinical-trial",), "completed-before": (str(year + 1),), "completed-after": (str(year - 1),)}
        assert len(studies_of(base.match(Combination((), (), filters)).matches)) == count
