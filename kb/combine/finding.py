"""Finding by SPARQL: the query of a combination, the arms that it finds, and those that all chips but one would find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Protocol

from kb.combine.arms import Listed, Place, Places
from kb.combine.chips import Chip, Combination, absent_pattern, chip_pattern, iris_of
from kb.combine.filters import filter_pattern
from kb.combine.reasons import Hierarchy, short
from kb.names import sparql_prologue
from kb.store import Lane, Store, in_parts, iri, values_clause

Lack = tuple[int, bool]
"""The place of the chip that an arm lacks, and whether the arm has what meets it, which is then needed for another chip."""


class Finder(Protocol):
    """What finds the arms of a combination."""

    def found(self, combination: Combination) -> Places:
        """The arms that hold it, by study."""
        ...

    def lacking(self, combination: Combination, studies: Sequence[str]) -> Iterator[tuple[Place, Lack]]:
        """The arms that hold all chips but one, each once for each such chip; but none of these ``studies``, which hold the whole."""
        ...


def combination_sparql(combination: Combination, missing: int | None = None) -> str:
    """The query of a combination; with ``missing`` (a chip's place), that of arms with every other chip."""
    wanted = [spot for spot in range(len(combination.all_of)) if spot != missing]
    variables = " ".join(f"?c{spot} ?thing{spot}" for spot in wanted)
    lines = [f"SELECT DISTINCT ?study ?arm {variables} WHERE {{"]
    lines += [chip_pattern(combination.all_of[spot], spot) for spot in wanted]
    lines += [f"  FILTER(?c{one} != ?c{other})" for one, other in combinations(wanted, 2)]
    if combination.all_of or combination.none_of:
        lines.append("  ?arm a aml:Arm ; aml:armOf ?study .")
    else:
        lines += ["  ?study a aml:Study .", "  OPTIONAL { ?arm a aml:Arm ; aml:armOf ?study . }"]
    lines += [filter_pattern(name, tuple(values)) for name, values in combination.filters.items() if values]
    lines += [absent_pattern(chip, 100 + spot) for spot, chip in enumerate(combination.none_of)]
    lines += ["}", "ORDER BY ?study ?arm"]
    return sparql_prologue() + "\n".join(lines) + "\n"


class BySparql:
    """Finds arms by the queries of combinations."""

    def __init__(self, store: Store, hierarchy: Hierarchy, lane: Lane) -> None:
        self._store, self._hierarchy, self._lane = store, hierarchy, lane

    def found(self, combination: Combination) -> Places:
        """The arms that hold it, by study."""
        return Listed(self._places(combination, None))

    def lacking(self, combination: Combination, studies: Sequence[str]) -> Iterator[tuple[Place, Lack]]:
        """The arms that hold all chips but one."""
        whole, chips = set(studies), combination.all_of
        for missing, chip in enumerate(chips):
            # An arm that holds that chip too is of a study that matches, and so is none of these.
            places = [place for place in self._places(combination, missing) if place[0] not in whole]
            others = (other for spot, other in enumerate(chips) if spot != missing)
            shared = any(_answering(self._hierarchy, chip) & _answering(self._hierarchy, other) for other in others)
            held = self._holding(chip, [arm for _, arm in places]) if shared else set()
            yield from ((place, (missing, place[1] in held)) for place in places)

    def _places(self, combination: Combination, missing: int | None) -> list[Place]:
        """Studies and arms, each once, in the order of their IRIs."""
        answer = self._store.select(combination_sparql(combination, missing), self._lane)
        study, arm = (answer.variables.index(name) for name in ("study", "arm"))
        found = ((row[study], row[arm]) for row in answer.rows)
        return list(dict.fromkeys((short(one.text), short(other.text) if other else "") for one, other in found if one))

    def _holding(self, chip: Chip, arms: list[str]) -> set[str]:
        """Of these arms, those with a component that answers to the chip."""
        found: set[str] = set()
        for some in in_parts(iris_of(arms)):
            query = f"{sparql_prologue()}SELECT DISTINCT ?arm WHERE {{ {values_clause('arm', map(iri, some))}\n{chip_pattern(chip, 0)}\n}}"
            found |= {short(row[0].text) for row in self._store.select(query, self._lane).rows if row[0]}
        return found


def _answering(hierarchy: Hierarchy, chip: Chip) -> set[str]:
    """What a component may name to answer to a chip. Where no name answers to two chips, no component is needed for both."""
    choices = ({one for asked in choice for one in (asked, *hierarchy.below(asked))} for choice in (chip.any_of, *chip.also))
    return set.intersection(*choices)
