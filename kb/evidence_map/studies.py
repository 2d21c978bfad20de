"""Studies as the map and timelines know them: phase, status, kind, direction; and how far several of them got."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from kb.base import Base, entity
from kb.combine import FILTERS
from kb.evidence_map.axes import ROWS, read_axis
from kb.evidence_map.directions import Pointing, key_of, read_pointings
from kb.evidence_map.pairs import Mixture, Pairs, pairs_of, read_mixtures, things_of
from kb.evidence_map.pairs import Part as MixturePart
from kb.evidence_map.parts import Part
from kb.names import ID
from kb.postings import set_of
from kb.tables import SheetRow

FACETS = ("phase", "line", "setting", "kind")
"""Filters of combinations by which the map may be narrowed, or its cells split."""

STOPPED = frozenset({"terminated", "suspended"})
"""Statuses of a study that ended, or was halted, before its time."""

WITHDRAWN = "withdrawn"
"""The status of a study that was called off before its first participant, so that nobody was given anything."""

IN_PATIENTS = "clinical"
"""The kind of study that all kinds in patients are narrower than."""

_TOLD = ("label", "nct_id", "study_kind", "phase", "status", "as_of")
"""Columns of the table of trials that are read of each study."""

_OF_A_PHASE = frozenset({"clinical-trial", "not-stated"})


@dataclass(frozen=True)
class StudyOnMap:
    """A study: ``stage`` orders laboratory work (0) and phases (from 1); None where no phase is stated.

    ``in_patients`` says that its kind is known to be one of studies in patients, and that it was not ``withdrawn`` before the
    first of them; ``unphased`` that a phase would be expected and is not stated: of a trial, or a study of which not even the
    kind is told.
    """

    address: str
    label: str
    nct_id: str
    kind: str
    in_patients: bool
    phase: str
    stage: int | None
    unphased: bool
    status: str
    stopped: bool
    withdrawn: bool
    as_of: str
    pointing: Pointing

    @property
    def name(self) -> str:
        """Its registry number, else its label."""
        return self.nct_id or self.label

    @property
    def reached(self) -> str:
        """How far it got, in words: its phase, else what kind of study it is."""
        return self.phase or ("phase not stated" if self.unphased else self.kind)


class StudyBook:
    """The studies of a release that were asked for, each read once; the values that studies have of every facet, and their labels."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._facets = base.study_facets
        self.studies = _Studies(self)
        self._places: dict[str, int] = {}
        self._parts: dict[MixturePart, Part] = {}
        self._packed: dict[str, tuple[tuple[str, bytes], ...]] = {}

    @cached_property
    def _pointings(self) -> Mapping[str, Pointing]:
        return read_pointings(self._base)

    @property
    def claimed(self) -> Set[str]:
        """The studies of which a claim on their results is told."""
        return self._pointings.keys()

    @cached_property
    def _first_phase(self) -> int:
        return self._base.places.first("concept", "phase.")

    @cached_property
    def terms(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The values that any study has of each facet, with their labels, in the order of the vocabulary."""
        return {facet: _terms(self._base, facet, self._facets.holding(facet)) for facet in FACETS}

    @cached_property
    def _mixtures(self) -> Mapping[Mixture, frozenset[str]]:
        rows = {line.address for axis in ROWS.values() for line in read_axis(self._base, axis)}
        return read_mixtures(self._base, sorted(rows))

    def pairs(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> Pairs:
        """The studies that give rows of the map alone, and with its columns in one arm."""
        return pairs_of(self._base, self._mixtures, rows, columns)

    def part(self, part: MixturePart) -> Part:
        """What must be known of a component to tell which claims speak of it."""
        if part not in self._parts:
            self._parts[part] = Part(bool(part.class_), not part.required, things_of(self._base, part))
        return self._parts[part]

    def take(self, addresses: Iterable[str]) -> None:
        """Read these studies, those that were not read yet, all at once."""
        wanted = [f"{ID}{one}" for one in set(addresses) - self.studies.keys()]
        places = self._facets.sheet.index.places(wanted)
        self._places |= {entity(iri): place for iri, place in places.items()}
        index = self._base.sheet("trials").index
        for row in index.narrow(set_of(places.values(), index.room), *_TOLD):
            address = entity(row.iri)
            self.studies[address] = _study(self._base, row, self.values("kind", address), self._pointings, self._first_phase)

    def values(self, facet: str, study: str) -> frozenset[str]:
        """The values that a study which was read has of a facet, wider terms included, as the filter of combinations finds them."""
        if facet not in self._packed:
            size = -(-self._facets.sheet.index.room // 8)
            self._packed[facet] = tuple((value, rows.to_bytes(size, "little")) for value, rows in self._facets.holding(facet).items())
        spot, bit = divmod(self._places[study], 8)
        return frozenset(value for value, held in self._packed[facet] if held[spot] >> bit & 1)

    def counts(self, studies: Iterable[str], facet: str) -> Mapping[str, int]:
        """How many of some studies that were read have each value of a facet."""
        among = set_of((self._places[one] for one in studies), self._facets.sheet.index.room)
        return dict(self._facets.counts(facet, among))

    def fitting(self, studies: Iterable[str], filters: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """Those of the studies that pass some filters."""
        size = -(-self._facets.sheet.index.room // 8)
        held = self._facets.fitting(filters).to_bytes(size, "little")
        return frozenset(one for one in studies if held[self._places[one] >> 3] >> (self._places[one] & 7) & 1)


class _Studies(dict[str, StudyOnMap]):
    """Studies by address; one that was not read yet is read when it is asked for."""

    def __init__(self, book: StudyBook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, address: str) -> StudyOnMap:
        self._book.take([address])
        if address not in self:
            raise KeyError(address)
        return self[address]


def read_book(base: Base) -> StudyBook:
    """The studies of a release; the same for the whole of its life."""
    return StudyBook(base)


def _terms(base: Base, facet: str, held: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Values with their labels, in the order of the vocabulary."""
    chosen = FILTERS[facet]
    addresses = {value: f"{chosen.kind}/{chosen.scheme}.{value}" for value in held}
    ordered = sorted(addresses, key=lambda value: (base.places.get(addresses[value], len(base.places)), value))
    return tuple((value, base.all_labels.get(f"{ID}{addresses[value]}", value)) for value in ordered)


def _study(base: Base, row: SheetRow, kinds: frozenset[str], pointings: Mapping[str, Pointing], first_phase: int) -> StudyOnMap:
    address = entity(row.iri)
    phases = [item for item in row.cells.get("phase", ()) if re.search(r"\d", item.address)]
    phases.sort(key=lambda item: base.places[item.address])
    # The order of phases is that of the list in the vocabulary, counted from its first.
    ranks = [1 + base.places[item.address] - first_phase for item in phases]
    status = key_of(row, "status").removeprefix("status.")
    for_patients = IN_PATIENTS in kinds
    return StudyOnMap(
        address,
        row.text("label"),
        row.text("nct_id"),
        row.text("study_kind"),
        for_patients and status != WITHDRAWN,
        phase_words([item.text for item in phases]),
        max(ranks, default=0 if "preclinical" in kinds else None),
        not phases and key_of(row, "study_kind").removeprefix("study-kind.") in _OF_A_PHASE,
        row.text("status"),
        status in STOPPED,
        for_patients and status == WITHDRAWN,
        row.text("as_of"),
        pointings.get(address, Pointing({})),
    )


def phase_words(labels: Iterable[str]) -> str:
    """Phases of one study in words: ``Phase 1/2`` for a combined phase."""
    first, *others = list(labels) or [""]
    return "/".join((first, *(re.sub(r"^Phase ", "", other) for other in others)))


def furthest(studies: Iterable[StudyOnMap]) -> tuple[StudyOnMap, ...]:
    """The studies that got furthest: all of the highest stage; where none states a stage, none."""
    staged = [study for study in studies if study.stage is not None]
    highest = max((study.stage for study in staged if study.stage is not None), default=None)
    return tuple(study for study in staged if study.stage == highest)
