"""What the map comes to, in lists: the studies whose results point against the pair or that ended early, and the pairs nobody gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.evidence_map import EvidenceMap, StudyOnMap
from kb.evidence_map.axes import Line
from kb.evidence_map.directions import HARM, MIXED, NO_BENEFIT

AGAINST = (HARM, NO_BENEFIT)


@dataclass(frozen=True)
class Group:
    """Studies of one fate, those that got furthest first."""

    title: str
    studies: tuple[StudyOnMap, ...]


_FATES: tuple[tuple[str, Callable[[StudyOnMap], bool]], ...] = (
    ("Harm, or no benefit", lambda study: study.pointing.verdict in AGAINST),
    ("Results point both ways", lambda study: study.pointing.verdict == MIXED),
    ("Ended or halted early, no result told against it", lambda study: study.stopped),
)
"""What may have become of a study, in the order in which it is looked for."""


def failed(made: EvidenceMap) -> tuple[Group, ...]:
    """The studies of the map that did not simply succeed, each once, whatever they are given with; groups without a study are left out."""
    every = {study.address: study for cell in (*made.cells.values(), *made.totals.values()) for study in cell.studies}
    left, groups = sorted(every.values(), key=_furthest), []
    for title, fits in _FATES:
        groups.append(Group(title, tuple(study for study in left if fits(study))))
        left = [study for study in left if not fits(study)]
    return tuple(group for group in groups if group.studies)


def _furthest(study: StudyOnMap) -> tuple[int, str]:
    return -(study.stage if study.stage is not None else -1), study.name


def untried(made: EvidenceMap) -> tuple[tuple[Line, tuple[Line, ...]], ...]:
    """For each row that some study gives, the columns with which none does."""
    return tuple((row, lacking) for row in made.rows if row.address in made.totals and (lacking := made.lacking(row.address)))
