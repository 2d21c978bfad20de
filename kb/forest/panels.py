"""Panels: quantities that share a scale stand in one panel, in groups; proportions, medians and rates at a time are never mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.errors import BadInput
from kb.forest.deciding import Decision, decide
from kb.forest.quantities import Quantities, Quantity
from kb.tables import Item

BY: dict[str, tuple[str, str]] = {
    "outcome": ("outcome", "outcome"),
    "study": ("study", "study"),
    "line": ("line", "line of therapy"),
    "class": ("agent_class", "class"),
    "family": ("in_family", "regimen family"),
    "regimen": ("regimen", "regimen"),
}
"""What figures can be grouped by: the column, and what it is called."""

PROPORTIONS, MEDIANS, RATES, OTHERS = "proportions", "medians", "rates", "others"
TITLES = {
    PROPORTIONS: "Proportions of patients",
    MEDIANS: "Medians of a time",
    RATES: "Rates at a time",
    OTHERS: "Other figures",
}
NOT_POOLED = {
    MEDIANS: "Medians of a time to an event are not pooled: that needs the patients' own times.",
    RATES: "Rates at a time are estimates of a curve, not counts of patients, and are not pooled.",
    OTHERS: "These figures share no scale, and are not pooled.",
}

MONTHS = {"mo": Decimal(1), "wk": Decimal(7) / Decimal("30.4375"), "d": 1 / Decimal("30.4375"), "a": Decimal(12)}
"""Months in a unit of time, as UCUM has them: a month is a twelfth of 365.25 days."""

_BEYOND = {"under": "less", "over": "more", "at-least": "more", "not-reached": "unreached"}


@dataclass(frozen=True)
class Mark:
    """Where a figure stands on its panel's scale: the value, its interval, its range; ``beyond`` tells a bound from a value."""

    at: float | None = None
    low: float | None = None
    high: float | None = None
    range_low: float | None = None
    range_high: float | None = None
    beyond: str = ""


@dataclass(frozen=True)
class Row:
    """A quantity with its mark and how it stands to the pool."""

    quantity: Quantity
    mark: Mark
    standing: str = ""


@dataclass(frozen=True)
class Group:
    """Rows under one heading: own results, or those restated from elsewhere."""

    title: str
    own: bool
    rows: tuple[Row, ...]
    decision: Decision | None = None


@dataclass(frozen=True)
class Panel:
    """Groups on one scale, which ends at ``end``; ``unit`` is empty where there is no scale."""

    name: str
    title: str
    unit: str
    end: float
    groups: tuple[Group, ...]
    note: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all groups."""
        return tuple(row for group in self.groups for row in group.rows)


def panels(held: Quantities, chosen: Sequence[Quantity], by: str = "") -> tuple[Panel, ...]:
    """The panels of some quantities, grouped by one of ``BY``."""
    if by and by not in BY:
        raise BadInput(f"figures cannot be grouped by '{by[:40]}'", "by", f"group by {', '.join(BY)}, or leave it out")
    sorts = {name: [quantity for quantity in chosen if panel_of(quantity) == name] for name in TITLES}
    return tuple(_panel(name, held, quantities, by) for name, quantities in sorts.items() if quantities)


def largest_first(quantities: Iterable[Quantity]) -> list[Quantity]:
    """Quantities by the number of patients they were counted in, the largest first; those without counts last, in their order."""
    return sorted(quantities, key=lambda quantity: -quantity.counts[1] if quantity.counts else 0)


def panel_of(quantity: Quantity) -> str:
    """The panel that a quantity belongs to."""
    statistic, unit = quantity.key("statistic"), quantity.row.text("unit")
    if statistic == "rate-at-time" or (statistic == "range" and unit == "%" and quantity.key("outcome_kind") == "survival"):
        return RATES
    if statistic in ("proportion", "count") or (statistic == "range" and unit == "%"):
        return PROPORTIONS
    return MEDIANS if unit in MONTHS else OTHERS


def _panel(name: str, held: Quantities, quantities: Sequence[Quantity], by: str) -> Panel:
    groups = []
    for own in (True, False):
        several = [quantity for quantity in quantities if quantity.own is own]
        for title, together in _parted(several, by):
            decision = decide(together, held.patients, held.comparable) if name == PROPORTIONS and own else None
            standing = decision.standing if decision else {}
            rows = tuple(Row(one, mark(one, name), standing.get(one.row.iri, "")) for one in together)
            groups.append(Group(title, own, rows, decision))
    unit = {PROPORTIONS: "%", RATES: "%", MEDIANS: "months"}.get(name, "")
    farthest = max((end for group in groups for row in group.rows for end in _ends(row.mark)), default=0.0)
    return Panel(name, TITLES[name], unit, 100.0 if unit == "%" else _round_up(farthest), tuple(groups), NOT_POOLED.get(name, ""))


def _parted(quantities: Sequence[Quantity], by: str) -> list[tuple[str, list[Quantity]]]:
    """Quantities under the items of a column, those without one last. Items that hold the very same quantities share a heading."""
    if not quantities:
        return []
    if not by:
        return [("", list(quantities))]
    column, named = BY[by]
    held: dict[Item | None, list[Quantity]] = {}
    for quantity in quantities:
        for item in quantity.row.cells.get(column, ()) or (None,):
            held.setdefault(item, []).append(quantity)
    titles: dict[tuple[str, ...], list[str]] = {}
    for item in sorted(held, key=lambda item: (item is None, item.text.casefold() if item else "")):
        titles.setdefault(tuple(one.row.iri for one in held[item]), []).append(item.text if item else f"{named} not stated")
    by_iri = {quantity.row.iri: quantity for quantity in quantities}
    return [("; ".join(texts), [by_iri[iri] for iri in iris]) for iris, texts in titles.items()]


def mark(quantity: Quantity, panel: str) -> Mark:
    """The mark of a quantity: the computed figure where n and N are reported, else the printed one."""
    told = _reader(quantity, panel)
    beyond = _BEYOND.get(quantity.key("bound"), "")
    exact = panel == PROPORTIONS and quantity.counts is not None
    at = told("computed_percent") if exact else told("percent")
    at = told("value") if at is None else at
    interval = ("computed_ci_low", "computed_ci_high") if exact else ("ci_low", "ci_high")
    return Mark(at, told(interval[0]), told(interval[1]), told("range_low"), told("range_high"), beyond) if panel != OTHERS else Mark()


def _reader(quantity: Quantity, panel: str) -> Callable[[str], float | None]:
    """What reads a column as a number of the panel's scale."""
    factor = MONTHS.get(quantity.row.text("unit"), Decimal(1)) if panel == MEDIANS else Decimal(1)

    def read(column: str) -> float | None:
        text = quantity.row.text(column)
        return float(Decimal(text) * factor) if text else None

    return read


def _ends(found: Mark) -> Iterable[float]:
    return (end for end in (found.at, found.high, found.range_high) if end is not None)


def _round_up(length: float) -> float:
    """The next length that a scale can be cut into even parts at: 1, 2, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    step = 10.0 ** (len(str(int(length))) - 1)
    return next((step * times for times in (1, 2, 3, 4, 5, 6, 8, 10) if step * times >= length), step * 10)
