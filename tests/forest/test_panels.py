"""Panels hold what shares a scale; groups part them without losing or doubling a row."""

from __future__ import annotations

import pytest

from kb.errors import BadInput
from kb.forest import BY, Quantities, largest_first, panels


def of_outcome(held: Quantities, *outcomes: str) -> list:
    return [quantity for quantity in held.of.values() if quantity.key("outcome") in outcomes]


def test_medians_rates_and_proportions_are_never_mixed(shipped: Quantities) -> None:
    found = panels(shipped, of_outcome(shipped, "os", "crc"))
    assert [panel.name for panel in found] == ["proportions", "medians", "rates"]
    statistics = {panel.name: {row.quantity.key("statistic") for row in panel.rows} for panel in found}
    assert (statistics["proportions"], statistics["medians"]) == ({"proportion"}, {"median"})
    assert statistics["rates"] <= {"rate-at-time", "range"}
    assert all(group.decision is None for panel in found[1:] for group in panel.groups)


def test_a_median_in_weeks_stands_among_months(shipped: Quantities) -> None:
    (medians,) = [panel for panel in panels(shipped, of_outcome(shipped, "os")) if panel.name == "medians"]
    marks = {row.quantity.row.iri.rpartition("/")[2]: row.mark for row in medians.rows}
    assert marks["lu-2025-os-amadori-1991"].at == pytest.approx(36 * 7 / (365.25 / 12))
    # lu-2025, 3.3: 9.99 (range, 1.64-19.61; 95% CI, 2.05-17.92) months
    overall = marks["lu-2025-os-overall"]
    assert (overall.at, overall.low, overall.high, overall.range_low, overall.range_high) == (9.99, 2.05, 17.92, 1.64, 19.61)
    assert marks["lu-2025-os-pre-hsct"].beyond == "unreached"
    assert marks["lu-2025-os-pre-hsct"].at is None
    assert medians.end == 20


def test_own_results_stand_apart_from_restated_ones(shipped: Quantities) -> None:
    for panel in panels(shipped, list(shipped.of.values())):
        for group in panel.groups:
            assert {row.quantity.own for row in group.rows} == {group.own}


@pytest.mark.parametrize("by", ["", *BY])
def test_grouping_loses_no_row(shipped: Quantities, by: str) -> None:
    wanted = of_outcome(shipped, "crc", "cr", "os")
    found = [row.quantity.row.iri for panel in panels(shipped, wanted, by) for row in panel.rows]
    assert set(found) == {quantity.row.iri for quantity in wanted}
    if by not in ("class", "family"):
        assert len(found) == len(wanted)


def test_by_family_the_printed_regimens_stand_under_their_family(shipped: Quantities) -> None:
    (panel,) = panels(shipped, of_outcome(shipped, "crc"), "family")
    sizes = {group.title: len(group.rows) for group in panel.groups}
    # Table 2 has four regimens with Lipo-MIT, Ara-C and CTX, and four with the first two and not the third; text adds two each.
    assert sizes == {"MAC-based": 6, "MA-based": 6, "regimen family not stated": 6}


def test_an_unknown_grouping_is_refused(shipped: Quantities) -> None:
    with pytest.raises(BadInput, match="cannot be grouped by 'colour'"):
        panels(shipped, [], "colour")


def test_the_largest_group_comes_first(shipped: Quantities) -> None:
    counts = [quantity.counts for quantity in largest_first(of_outcome(shipped, "crc")) if quantity.counts]
    assert counts == [(12, 20), (9, 13), (8, 12), (6, 7), (3, 5), (2, 4)]
