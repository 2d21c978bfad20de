"""Studies as the map and timelines know them: phase, status, kind, direction; and how far several of them got."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base, entity
from kb.combine import FILTERS
from kb.evidence_map.directions import Pointing, key_of, read_pointings
from kb.names import ID
from kb.tables import SheetRow

FACETS = ("phase", "line", "setting", "kind")
"""Filters of combinations by which the map may be narrowed, or its cells split."""

STOPPED = frozenset({"terminated", "withdrawn", "suspended"})
"""Statuses of a study that ended, or was halted, before its time."""

IN_PATIENTS = "clinical"
"""The kind of study that all kinds in patients are narrower than."""

_OF_A_PHASE = frozenset({"clinical-trial", "not-stated"})


@dataclass(frozen=True)
class StudyOnMap:
    """A study: ``stage`` orders laboratory work (0) and phases (from 1); None where no phase is stated.

    ``in_patients`` says that its kind is known to be one of studies in patients; ``unphased``
    that a phase would be expected and is not stated: of a trial, or a study of which not even the kind is told.
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


@dataclass(frozen=True)
class StudyBook:
    """All studies of a release, the values that each has of every facet, and all values that occur, with their labels, in order."""

    studies: Mapping[str, StudyOnMap]
    values: Mapping[str, Mapping[str, frozenset[str]]]
    terms: Mapping[str, tuple[tuple[str, str], ...]]

    def has(self, study: str, facet: str, value: str) -> bool:
        """Whether a study has a value of a facet."""
        return value in self.values[facet].get(study, ())


def read_book(base: Base) -> StudyBook:
    """The studies of a release; the same for the whole of its life."""
    values = {facet: _values(base, facet) for facet in FACETS}
    pointings = read_pointings(base)
    found = [_study(base, row, values["kind"].get(entity(row.iri), frozenset()), pointings) for row in base.sheet("trials").rows]
    terms = {facet: _terms(base, facet, held.values()) for facet, held in values.items()}
    return StudyBook({one.address: one for one in found}, values, terms)


def _terms(base: Base, facet: str, held: Iterable[frozenset[str]]) -> tuple[tuple[str, str], ...]:
    """The values that any study has, with their labels, in the order of the vocabulary."""
    chosen = FILTERS[facet]
    addresses = {value: f"{chosen.kind}/{chosen.scheme}.{value}" for value in frozenset[str]().union(*held)}
    ordered = sorted(addresses, key=lambda value: (base.places.get(addresses[value], len(base.places)), value))
    return tuple((value, base.all_labels.get(f"{ID}{addresses[value]}", value)) for value in ordered)


def _study(base: Base, row: SheetRow, kinds: frozenset[str], pointings: Mapping[str, Pointing]) -> StudyOnMap:
    address = entity(row.iri)
    phases = [item for item in row.cells.get("phase", ()) if re.search(r"\d", item.address)]
    phases.sort(key=lambda item: base.places[item.address])
    # The order of phases is that of the list in the vocabulary, counted from its first.
    ranks = [1 + base.places[item.address] - _first_phase(base) for item in phases]
    status = key_of(row, "status").removeprefix("status.")
    return StudyOnMap(
        address,
        row.text("label"),
        row.text("nct_id"),
        row.text("study_kind"),
        IN_PATIENTS in kinds,
        phase_words([item.text for item in phases]),
        max(ranks, default=0 if "preclinical" in kinds else None),
        not phases and key_of(row, "study_kind").removeprefix("study-kind.") in _OF_A_PHASE,
        row.text("status"),
        status in STOPPED,
        row.text("as_of"),
        pointings.get(address, Pointing({})),
    )


def _first_phase(base: Base) -> int:
    return base.places.first("concept", "phase.")


def phase_words(labels: Iterable[str]) -> str:
    """Phases of one study in words: ``Phase 1/2`` for a combined phase."""
    first, *others = list(labels) or [""]
    return "/".join((first, *(re.sub(r"^Phase ", "", other) for other in others)))


def _values(base: Base, facet: str) -> Mapping[str, frozenset[str]]:
    """For each study, the keys of its values of a facet, wider terms included, as the filter of combinations finds them."""
    chosen = FILTERS[facet]
    prefix = f"{ID}{chosen.kind}/{chosen.scheme}."
    found: dict[str, set[str]] = defaultdict(set)
    for study, value in base.select(f"SELECT DISTINCT ?study ?value WHERE {{ {chosen.pattern.format(v='value')} }}").rows:
        if study and value:
            found[entity(study.text)].add(value.text.removeprefix(prefix))
    return {study: frozenset(held) for study, held in found.items()}


def furthest(studies: Iterable[StudyOnMap]) -> tuple[StudyOnMap, ...]:
    """The studies that got furthest: all of the highest stage; where none states a stage, none."""
    staged = [study for study in studies if study.stage is not None]
    highest = max((study.stage for study in staged if study.stage is not None), default=None)
    return tuple(study for study in staged if study.stage == highest)
