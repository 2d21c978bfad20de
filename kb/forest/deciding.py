"""Deciding: whether figures may be pooled, and if not, why not, in words; each figure's own standing is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kb.forest.patients import Patients
from kb.forest.quantities import Quantity
from kb.pooling import FEWEST_GROUPS, Pooled, pool, too_little

FEWER = "fewer than three"
OVERLAP = "rows overlap: the same patients"
DEFINED = "endpoints are defined differently"
TIMES = "measured at different times"
LINES = "different lines of therapy"
ONE_STUDY = "all of one study, whose own total tells more"

RESTATED = "restated from another work"
UNCOUNTED = "n or N is not reported"
NOT_A_SHARE = "not a proportion of patients"
PART = "part of the patients of another row"
MAY_BE = "could be pooled"
POOLED = "in the pool"


@dataclass(frozen=True)
class Decision:
    """A pool, or the reasons against one; ``standing`` says of each row, by its IRI, how it stands to the pool."""

    pooled: Pooled | None = None
    reasons: tuple[str, ...] = ()
    standing: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Why there is no pool; empty where there is one."""
        return f"Not pooled: {'; '.join(self.reasons)}." if self.reasons else ""


def decide(quantities: Sequence[Quantity], patients: Patients, comparable: frozenset[tuple[str, str]]) -> Decision:
    """Pool the own, counted results of groups that are no part of another, where nothing speaks against it."""
    standing = {quantity.row.iri: _bar(quantity) for quantity in quantities}
    able = [quantity for quantity in quantities if not standing[quantity.row.iri]]
    standing |= {part.row.iri: PART for part in able if any(_part_of(part, other, patients) for other in able)}
    left = [quantity for quantity in able if not standing[quantity.row.iri]]
    counts = [quantity.counts for quantity in left if quantity.counts]
    reasons = _against(left, patients, comparable) or tuple(filter(None, [too_little(counts)]))
    standing |= {quantity.row.iri: MAY_BE if reasons else POOLED for quantity in left}
    return Decision(None if reasons else pool(counts), reasons, standing)


def _bar(quantity: Quantity) -> str:
    """What bars a figure from any pool by itself."""
    if not quantity.own:
        return RESTATED
    if quantity.key("statistic") not in ("proportion", "count"):
        return NOT_A_SHARE
    return "" if quantity.counts else UNCOUNTED


def _part_of(one: Quantity, other: Quantity, patients: Patients) -> bool:
    """Whether one's patients are some of the other's; of two rows on the very same patients neither is a part."""
    return one is not other and patients.within(one.whom, other.whom) and not patients.within(other.whom, one.whom)


def _against(left: Sequence[Quantity], patients: Patients, comparable: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """Everything that speaks against pooling these figures, the plainest first."""
    pairs = list(combinations(left, 2))
    found = {
        FEWER: len(left) < FEWEST_GROUPS,
        OVERLAP: any(not patients.apart(one.whom, other.whom) for one, other in pairs),
        DEFINED: any(not _alike(one, other, comparable) for one, other in pairs),
        TIMES: len({" ".join(quantity.row.text("time_point").casefold().split()) for quantity in left}) > 1,
        LINES: len({quantity.key("line") for quantity in left}) > 1,
        ONE_STUDY: len(left) >= FEWEST_GROUPS and len({quantity.whom.study for quantity in left}) == 1,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _alike(one: Quantity, other: Quantity, comparable: frozenset[tuple[str, str]]) -> bool:
    """Whether two figures are of one endpoint, or of two that are defined alike; what is not defined is like nothing."""
    first, second = one.key("endpoint"), other.key("endpoint")
    if not first or not second:
        return False
    iris = one.row.cells["endpoint"][0].iri, other.row.cells["endpoint"][0].iri
    return iris[0] == iris[1] or iris in comparable
