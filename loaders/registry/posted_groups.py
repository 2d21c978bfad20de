"""Posted groups: the groups that figures are posted for, as the arms they are, else as populations of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.records import Population
from loaders.registry.conditions import place, quoted
from loaders.registry.posted_figures import count_of
from loaders.registry.trial import Trial

PARTICIPANTS = "participants"


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a figure is of: an arm, or a population where no arm bears the group's title."""

    arm: str | None
    population: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A group as a table names it, and its place in the record."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Size:
    """How many participants a group has, where within its holder that is posted, and how."""

    size: int
    path: str
    posted: str


def items(holder: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list of the record with their place in it, from 0; what is no object is passed over."""
    listed = holder.get(name)
    yield from ((n, one) for n, one in enumerate(listed if isinstance(listed, list) else ()) if isinstance(one, Mapping))


def words(holder: Mapping[str, Any], name: str) -> str:
    """A text of the record; empty where there is none."""
    value = holder.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def sizes(holder: Mapping[str, Any]) -> dict[str, Size]:
    """How many participants each group has, by its identifier; groups of nobody are left out."""
    found = {}
    for n, denominators in items(holder, "denoms"):
        if words(denominators, "units").casefold() == PARTICIPANTS:
            for k, counted in items(denominators, "counts"):
                if size := count_of(counted.get("value")):
                    found[words(counted, "groupId")] = Size(size, f"denoms[{n}].counts[{k}]", str(counted["value"]).strip())
    return found


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


class Groups:
    """The groups of one trial's posted results, brought together by their titles, since their identifiers hold within one table only.

    Of one title those of one size are one population: who was analysed differs from table to table.
    """

    def __init__(self, trial: Trial, doc: str) -> None:
        self._trial, self._prefix = trial, f"{doc}-{trial.nct_id.lower()}"
        told = Counter(_folded(arm.label) for arm in trial.arms)
        self._arms = {
            _folded(arm.label): f"{self._prefix}-arm-{n}" for n, arm in enumerate(trial.arms, start=1) if told[_folded(arm.label)] == 1
        }
        self._populations: dict[tuple[str, int | None], Population] = {}

    @property
    def whole(self) -> str:
        """The population of the whole trial."""
        return f"{self._prefix}-population"

    @property
    def populations(self) -> tuple[Population, ...]:
        """The groups that are no arm, in the order in which they were met."""
        return tuple(self._populations.values())

    def of(self, named: Named, size: int | None) -> Group:
        """The arm or population that a table's group is; a population is made where a figure first asks for it."""
        folded = _folded(named.title)
        return Group(self._arms[folded], None) if folded in self._arms else Group(None, self.patients(named, size))

    def patients(self, named: Named, size: int | None) -> str:
        """The population of a table's group, also where it is an arm's: what is told of patients is told of populations."""
        key = _folded(named.title), size
        if key not in self._populations:
            self._populations[key] = Population(
                key=f"{self._prefix}-group-{len(self._populations) + 1}",
                label=quoted(named.title) + (f" (N = {size})" if size is not None else ""),
                study=self._trial.nct_id,
                part_of=self.whole,
                size=size,
                at=(place(self._trial, named.path, "title"),),
                fragment=(quoted(named.title),),
            )
        return self._populations[key].key


def named(holder: Mapping[str, Any], name: str, path: str) -> dict[str, Named]:
    """The groups of a table by the identifiers they have there; ``path`` is the table's place in the record."""
    listed = ((n, group, words(group, "title")) for n, group in items(holder, name))
    return {words(group, "id"): Named(title, f"{path}.{name}[{n}]") for n, group, title in listed if title}
