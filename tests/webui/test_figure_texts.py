"""Figures as readable texts."""

from __future__ import annotations

import pytest

from kb.tables import Item, SheetRow
from webui.figures import computed, group_size, reported, told


def row(**cells: str) -> SheetRow:
    return SheetRow("https://example.org/row", {name: (Item(text),) for name, text in cells.items()})


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"n": "8", "denominator": "12", "percent": "66.67"}, "8/12 (66.67 %)"),
        ({"n": "8", "percent": "66.67"}, "8 (66.67 %)"),
        ({"n": "3"}, "3"),
        ({"percent": "30", "bound": "less than"}, "less than 30 %"),
        ({"value": "38.50", "unit": "a", "range_low": "20.00", "range_high": "53.00"}, "38.50 years (range 20.00–53.00)"),
        ({"range_low": "20", "range_high": "24", "unit": "mg/m2"}, "20–24 mg/m²"),
        ({"percent": "60.00", "ci_low": "36.05", "ci_high": "80.88", "ci_level": "95"}, "60.00 % [95 % CI 36.05–80.88]"),
        ({"bound": "not reached"}, "not reached"),
        ({}, ""),
    ],
)
def test_reported(cells: dict[str, str], text: str) -> None:
    assert reported(row(**cells)) == text


def test_computed() -> None:
    assert computed(row(computed_percent="66.67", computed_ci_low="34.89", computed_ci_high="90.08")) == "66.67 % [34.89–90.08]"
    assert computed(row()) == ""


@pytest.mark.parametrize(
    ("cells", "size"),
    [
        ({"percent": "100.00", "arm_size": "1", "population_size": "20"}, "arm of 1"),
        ({"percent": "42.86", "arm_size": "20", "population_size": "7"}, "population of 7"),
        ({"percent": "60.00", "n": "12", "arm_size": "20", "population_size": "20"}, "arm of 20"),
        ({"value": "45", "unit": "%", "population_size": "20"}, "population of 20"),
        ({"percent": "66.67", "n": "8", "denominator": "12", "arm_size": "20"}, ""),
        ({"value": "6.64", "unit": "mo", "arm_size": "20"}, ""),
        ({"percent": "67"}, ""),
        ({"n": "12", "arm_size": "20"}, ""),
    ],
)
def test_the_size_of_a_group_stands_beside_a_share_without_denominator(cells: dict[str, str], size: str) -> None:
    assert group_size(row(**cells)) == size
    assert told(row(**cells)) == reported(row(**cells)) + (f" ({size})" if size else "")
