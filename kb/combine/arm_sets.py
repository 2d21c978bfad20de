"""Arms as sets: which arms name what, as rows of the table of arms; so that a combination over a whole registry is a few joins of sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import combinations
from operator import and_, itemgetter, or_

from kb.combine.arms import Listed, Place, Places
from kb.combine.chips import Chip, Combination
from kb.combine.finding import Lack
from kb.combine.reasons import Hierarchy
from kb.combine.study_facets import COLUMNS, StudyFacets
from kb.postings import at_least
from kb.tables import Sheet, Value

NAMING = ("agent", "agent_class")
"""Columns of the table of arms that hold what components name."""

Given = tuple[str, tuple[str, ...]]
"""A regimen, and all that its arm names: drugs, and classes of which no drug is named."""

_MOST_CHIPS = 8
"""Chips of a combination whose arms are found as sets; the work doubles with each."""

_MOST = 200_000
"""Arms or studies of a combination that are found as sets; one of more is left to the store, which stops where its limits are."""

_REMEMBERED = 64


class ArmSets:
    """Finds the arms of combinations. A set of arms is an integer, as in ``kb.postings``: bit r stands for row r of the table of arms.

    The components of an arm name different things, so that an arm can meet some chips by as many components if, of any of the chips,
    it names as many things that answer to one of them (Hall's marriage theorem).
    """

    def __init__(self, arms: Sheet, facets: StudyFacets, hierarchy: Hierarchy) -> None:
        self.index = arms.index
        self._facets, self._hierarchy = facets, hierarchy
        self._values: Mapping[str, Value] = {value.item.address: value for column in NAMING for value in arms.values(column)}
        self.meeting = lru_cache(_REMEMBERED)(self._meeting)

    def naming(self, entity: str) -> int:
        """The arms of which a component names this itself."""
        value = self._values.get(entity)
        return self.index.with_value(value) if value else 0

    def answering(self, chip: Chip) -> frozenset[str]:
        """What of all that arms name answers to a chip."""
        refused = self._under(chip.unless)
        wanted = frozenset(chip.any_of) if chip.exactly else self._under(chip.any_of)
        return reduce(and_, map(self._under, chip.also), wanted - refused) & self._values.keys()

    def _under(self, entities: Iterable[str]) -> frozenset[str]:
        return frozenset(one for entity in entities for one in (entity, *self._hierarchy.below(entity)))

    def _meeting(self, chip: Chip) -> int:
        """The arms with a component that answers to a chip."""
        return reduce(or_, map(self.naming, self.answering(chip)), 0)

    def holding(self, chips: Sequence[Chip]) -> int:
        """The arms that hold some chips, each by a component of its own."""
        rows = self.index.every
        for chip in chips:
            rows &= self.meeting(chip)
        answering = [self.answering(chip) for chip in chips]
        for size in range(2, len(chips) + 1):
            for some in combinations(answering, size):
                if _entangled(some):
                    rows &= at_least(size, map(self.naming, frozenset[str]().union(*some)))
        return rows

    def finds(self, combination: Combination) -> bool:
        """Whether the arms of a combination, and its near misses, can be found as sets."""
        filters = [name for name, values in combination.filters.items() if values]
        if not COLUMNS.keys() >= set(filters):
            return False
        if not combination.all_of:
            return bool(filters) and not combination.none_of and self._facets.fitting(combination.filters).bit_count() <= _MOST
        few = sum(self.meeting(chip).bit_count() for chip in combination.all_of) <= _MOST
        return len(combination.all_of) <= _MOST_CHIPS and few

    def found(self, combination: Combination) -> Places:
        """The arms that hold it, by study."""
        if not combination.all_of:
            return _OfStudies(self, tuple(sorted(self._facets.sheet.index.entities(self._facets.fitting(combination.filters)))))
        return Listed(self._passing(self._without(combination, self.holding(combination.all_of)), combination))

    def lacking(self, combination: Combination, studies: Sequence[str]) -> Iterator[tuple[Place, Lack]]:
        """The arms that hold all chips but one."""
        whole, chips = set(studies), combination.all_of
        held = self.holding(chips)
        for missing, chip in enumerate(chips):
            rows = self._without(combination, self.holding([*chips[:missing], *chips[missing + 1 :]])) & ~held
            meeting = self.meeting(chip)
            found = (
                (shared, place)
                for shared, some in ((False, rows & ~meeting), (True, rows & meeting))
                for place in self._passing(some, combination)
            )
            yield from ((place, (missing, shared)) for shared, place in sorted(found, key=itemgetter(1)) if place[0] not in whole)

    def _without(self, combination: Combination, rows: int) -> int:
        for chip in combination.none_of:
            rows &= ~self.meeting(chip)
        return rows

    def _passing(self, rows: int, combination: Combination) -> list[Place]:
        found = self.places(rows)
        if not any(combination.filters.values()):
            return found
        passing = self._facets.passing({study for study, _ in found}, combination.filters)
        return [place for place in found if place[0] in passing]

    def places(self, rows: int) -> list[Place]:
        """Studies and arms ``kind/key`` of a set, in the order of their IRIs."""
        return sorted((study, arm) for arm, ((study,),) in self.index.beside(rows, "study"))

    def given(self, rows: int) -> Mapping[Given, frozenset[str]]:
        """What the arms of a set are given, with the studies of the arms that are given the same."""
        found: dict[Given, set[str]] = defaultdict(set)
        for _, ((study,), regimen, agents, classes) in self.index.beside(rows, "study", "regimen", *NAMING):
            found["".join(regimen), (*agents, *classes)].add(study)
        return {given: frozenset(studies) for given, studies in found.items()}

    def of_studies(self, studies: Iterable[str]) -> int:
        """The arms of some studies ``kind/key``."""
        return self.index.holding("study", studies)


class _OfStudies:
    """All arms of some studies, read when they are asked for; a study without arms stands without one."""

    def __init__(self, arms: ArmSets, studies: tuple[str, ...]) -> None:
        self._arms, self.studies = arms, studies

    @cached_property
    def every(self) -> Sequence[Place]:
        """All of the arms."""
        return self.of(self.studies)

    def of(self, studies: Sequence[str]) -> Sequence[Place]:
        """The arms of some of the studies."""
        found = self._arms.places(self._arms.of_studies(studies))
        told = {study for study, _ in found}
        return sorted((*found, *((study, "") for study in studies if study not in told)))


def _entangled(some: Sequence[frozenset[str]]) -> bool:
    """Whether each of some chips shares an answer with another; one that shares none needs no look beside the others."""
    return all(any(one & other for spot, other in enumerate(some) if spot != own) for own, one in enumerate(some))
