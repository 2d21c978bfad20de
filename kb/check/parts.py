"""Parts: rules on wholes and what they are made of: categories, subgroups, regimens and families add up, and none goes beyond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kb.check.counts import Count, Counts
from kb.check.finding import MAJOR, finding
from kb.check.members import family_arms, partitions
from kb.check.regimen_ranges import range_beyond_regimens
from kb.check.words import of, subject, what
from kb.infer.measurements import PROPORTION, TREATED, Quantity, Reported, entity
from kb.records import Arm, BaselineResult, Discrepancy, Population
from kb.sources import Holdings


def _sum(parts: list[Count]) -> str:
    return f"{' + '.join(str(part.n) for part in parts)} = {sum(part.n for part in parts)}"


def _conflict(label: str, whole: int, parts: list[Count], entities: list[str]) -> Iterator[Discrepancy]:
    if sum(part.n for part in parts) != whole:
        statements = [*entities, *(part.entity for part in parts)]
        yield finding("parts-of-total", MAJOR, f"{label}: {_sum(parts)}, not {whole}", statements, expected=str(whole), found=_sum(parts))


def parts_of_total(holdings: Holdings) -> Iterator[Discrepancy]:
    """Parts that together make up a whole, against the count of the whole."""
    counts = Counts(holdings)
    yield from _categories(counts)
    yield from _subgroups(counts)
    yield from _regimen_groups(counts)
    yield from _families(counts)


def _categories(counts: Counts) -> Iterator[Discrepancy]:
    """Categories of a baseline characteristic that share a partition."""
    together: dict[tuple[Quantity, str | None, str], list[tuple[BaselineResult, Count | None]]] = defaultdict(list)
    for one in counts.reported:
        first = next((s for s in one.statements if isinstance(s, BaselineResult) and s.partition), None)
        if first and first.partition:
            # The partition takes the place of the category: its categories are then told apart by nothing else.
            together[one.quantity._replace(what=()), first.part_of, first.partition].append((first, counts.count(one)))
    for (_, part_of, _), members in together.items():
        found = [counted for _, counted in members if counted]
        sizes = {counted.denominator for counted in found}
        if len(found) < max(2, len(members)):
            continue
        parent = counts.holdings.get(BaselineResult, part_of) if part_of else None
        whole = parent.n if parent else next(iter(sizes)) if len(sizes) == 1 else None
        if whole is not None:
            name = what(counts.holdings, parent) if parent else members[0][0].characteristic
            yield from _conflict(f"{name}, all its categories", whole, found, [f"baseline/{parent.key}"] if parent else [])


def _subgroups(counts: Counts) -> Iterator[Discrepancy]:
    """A result of subgroups that together make up a group, against the group's own."""
    subgroups = partitions(counts.holdings)
    for whole in counts.reported:
        counted = counts.count(whole)
        for _, members in subgroups.get(whole.quantity.population or "", ()):
            found = [counts.count(counts.find(whole.quantity._replace(population=member), whole)) for member in members]
            parts = [part for part in found if part]
            if counted and len(parts) == len(members):
                label = f"{subject(counts.holdings, whole.statements[0])}, subgroups against the whole"
                yield from _conflict(label, counted.n, parts, [counted.entity])


def _regimen_sets(counts: Counts) -> Iterator[tuple[str, list[Arm]]]:
    """Arms of a study that share out its patients, each patient in one."""
    together: dict[tuple[str, str], list[Arm]] = defaultdict(list)
    for arm in counts.holdings.all(Arm):
        if arm.arm_role == "regimen-group":
            together[counts.holdings.document["arm", arm.key], arm.study].append(arm)
    yield from ((document, arms) for (document, _), arms in together.items() if len(arms) > 1)


def _regimen_groups(counts: Counts) -> Iterator[Discrepancy]:
    """What regimen groups report, arm by arm, against the whole study; their own sizes against the population's."""
    for document, arms in _regimen_sets(counts):
        keys = {arm.key for arm in arms}
        wholes = {
            one.quantity._replace(arm=None): one
            for one in counts.reported
            if one.quantity.document == document and one.quantity.arm in keys and one.quantity.statistic == PROPORTION
        }
        for quantity, like in wholes.items():
            found = [counts.count(counts.find(quantity._replace(arm=arm.key), like)) for arm in arms]
            parts = [part for part in found if part]
            counted = _whole(counts, quantity, like)
            if counted and len(parts) == len(arms):
                label = f"{what(counts.holdings, like.statements[0])}, regimens against {_population(counts.holdings, quantity)}"
                yield from _conflict(label, counted.n, parts, [counted.entity])


def _whole(counts: Counts, quantity: Quantity, like: Reported) -> Count | None:
    """What the parts of a population add up to: everybody, for the share given each regimen; else the population's own count."""
    if quantity.what != (TREATED,):
        return counts.count(counts.find(quantity, like))
    size = counts.groups.size(quantity)
    return Count(size, size, f"population/{quantity.population}") if size is not None else None


def _population(holdings: Holdings, quantity: Quantity) -> str:
    return holdings.label(f"population/{quantity.population}") if quantity.population else "the whole"


def _families(counts: Counts) -> Iterator[Discrepancy]:
    """A regimen family's count, and the size it is a share of, against those of its regimens."""
    members = family_arms(counts.holdings)
    for one in counts.reported:
        arms, counted = members.get(one.quantity.family or "", []), counts.count(one)
        if not arms or not counted:
            continue
        name = subject(counts.holdings, one.statements[0])
        found = [counts.count(counts.find(one.quantity._replace(arm=arm.key, family=None), one)) for arm in arms]
        parts = [part for part in found if part]
        if len(parts) == len(arms):
            yield from _conflict(f"{name}, regimens of the family", counted.n, parts, [counted.entity])
        sizes = [(arm, counts.arm_size(arm, one.quantity)) for arm in arms]
        known = [Count(size, None, f"arm/{arm.key}") for arm, size in sizes if size is not None]
        if one.quantity.what != (TREATED,) and counted.denominator is not None and len(known) == len(arms):
            yield from _conflict(f"{name}, patients of the family's regimens", counted.denominator, known, [counted.entity])


def population_parts(holdings: Holdings) -> Iterator[Discrepancy]:
    """Sizes of subgroups that together make up a group, against the group's size; and of any one subgroup."""
    sizes = {population.key: population.size for population in holdings.all(Population)}
    for population in holdings.all(Population):
        size, parent = population.size, sizes.get(population.part_of or "")
        if size is not None and parent is not None and size > parent:
            label = f"{population.label}: {size}, more than the group of {parent} that it is part of"
            entities = [f"population/{population.key}", f"population/{population.part_of}"]
            yield finding("population-parts", MAJOR, label, entities, expected=f"at most {parent}", found=str(size))
    for whole, groups in partitions(holdings).items():
        for partition, members in groups:
            parts = [Count(size, None, f"population/{key}") for key in members if (size := sizes[key]) is not None]
            total, expected = sum(part.n for part in parts), sizes.get(whole)
            if expected is not None and len(parts) == len(members) and total != expected:
                label = f"{holdings.label(f'population/{whole}')}, by {partition}: {_sum(parts)}, not {expected}"
                entities = [f"population/{whole}", *(part.entity for part in parts)]
                yield finding("population-parts", MAJOR, label, entities, expected=str(expected), found=_sum(parts))


def part_beyond_whole(holdings: Holdings) -> Iterator[Discrepancy]:
    """A part that counts more than the whole it belongs to, or whose range goes beyond the whole's."""
    yield from range_beyond_regimens(holdings)
    counts = Counts(holdings)
    for one in counts.reported:
        for quantity in _wholes(counts, one.quantity):
            whole = counts.find(quantity, one)
            if whole:
                yield from _beyond(counts, one, whole)
        for part in one.statements:
            if isinstance(part, BaselineResult) and part.part_of:
                parent = counts.holdings.get(BaselineResult, part.part_of)
                if part.n is not None and parent.n is not None and part.n > parent.n:
                    label = f"{subject(holdings, part)}: {part.n}, more than the {parent.n} of {what(holdings, parent)}"
                    entities = [f"baseline/{part.key}", f"baseline/{parent.key}"]
                    yield finding("part-beyond-whole", MAJOR, label, entities, expected=f"at most {parent.n}", found=str(part.n))


def _wholes(counts: Counts, quantity: Quantity) -> Iterator[Quantity]:
    """The same quantity in the groups that a quantity's own group is part of."""
    above = [*counts.groups.lineage(quantity.population)][1:]
    if quantity.arm or quantity.family:
        yield quantity._replace(arm=None, family=None)
    yield from (quantity._replace(population=population) for population in above)


def _beyond(counts: Counts, part: Reported, whole: Reported) -> Iterator[Discrepancy]:
    inner, outer = counts.count(part), counts.count(whole)
    name = subject(counts.holdings, part.statements[0])
    if inner and outer and inner.n > outer.n:
        label = f"{name}: {of(*inner[:2])}, more than the {of(*outer[:2])} of the whole"
        yield finding("part-beyond-whole", MAJOR, label, [inner.entity, outer.entity], expected=f"at most {outer.n}", found=str(inner.n))
    narrow, wide = _range(part), _range(whole)
    if narrow and wide and narrow.unit == wide.unit and (narrow.low < wide.low or narrow.high > wide.high):
        ends, limits = (f"{one.low} to {one.high}" for one in (narrow, wide))
        label = f"{name}: the range {ends} goes beyond that of the whole, {limits}"
        yield finding("part-beyond-whole", MAJOR, label, [narrow.entity, wide.entity], aspect="range", expected=limits, found=ends)


class _Range(NamedTuple):
    low: Decimal
    high: Decimal
    unit: str | None
    entity: str


def _range(one: Reported) -> _Range | None:
    """The range that the best placed report of a quantity prints."""
    ranges = ((s.range_low, s.range_high, s.unit, entity(s)) for s in one.statements)
    return next((_Range(low, high, unit, of_) for low, high, unit, of_ in ranges if low is not None and high is not None), None)
