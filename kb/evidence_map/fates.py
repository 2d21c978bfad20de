"""Fates: what tried, failed and untried mean, said once for every page, file and question; and the studies of each fate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kb.evidence_map.cells import EvidenceMap
from kb.evidence_map.directions import AGAINST, MIXED, Pointing
from kb.evidence_map.studies import StudyOnMap
from kb.tables import SheetRow

TRIED = (
    "Tried: an arm of a study in patients gives both, as different components; laboratory and animal work, and studies whose kind is not"
    " stated, are told apart."
)
FAILED = (
    "Failed: a study in patients that was terminated, withdrawn or suspended, or in which what is reported of the treatment speaks of no"
    " benefit or of harm and nothing speaks for it; a component that may be left out fails only where a claim names it."
)
UNTRIED = (
    "Untried here: no study in patients gives both in one arm; each gap counts once, between a kind of immunotherapy that patients got and"
    " a backbone with drugs of its own, neither of them only a group of others; it tells what these documents do not speak of, not what"
    " nobody has tried."
)


@dataclass(frozen=True)
class Fate:
    """What may become of a treatment in a study: what that is called, whether it is a failure, and the studies, the furthest first."""

    title: str
    failed: bool
    studies: tuple[StudyOnMap, ...] = ()


_FATES: tuple[tuple[Fate, Callable[[StudyOnMap], bool]], ...] = (
    (Fate("Harm, or no benefit", True), lambda study: study.pointing.verdict in AGAINST),
    (Fate("Ended or halted early", True), lambda study: study.stopped),
    (Fate("Results point both ways, which is no failure", False), lambda study: study.pointing.verdict == MIXED),
)
"""Fates in the order in which they are looked for."""


def fates(made: EvidenceMap) -> tuple[Fate, ...]:
    """The studies in patients of all rows of a map by fate, each once, whatever they give with it; fates without a study are left out."""
    left = sorted((study for study in _of_all_rows(made) if study.in_patients), key=_furthest)
    found = []
    for fate, fits in _FATES:
        found.append(Fate(fate.title, fate.failed, tuple(study for study in left if fits(study))))
        left = [study for study in left if not fits(study)]
    return tuple(fate for fate in found if fate.studies)


def failed(made: EvidenceMap) -> tuple[StudyOnMap, ...]:
    """The studies of a map in which an immunotherapy failed."""
    return tuple(study for fate in fates(made) if fate.failed for study in fate.studies)


def _of_all_rows(made: EvidenceMap) -> Iterable[StudyOnMap]:
    """Each study with what it tells of the components of any row."""
    found: dict[str, StudyOnMap] = {}
    for study in (study for cell in made.totals.values() for study in cell.studies):
        other = found.get(study.address, study)
        both = Pointing({one: _joined(other.pointing, study.pointing, one) for one in (*other.pointing.claims, *study.pointing.claims)})
        found[study.address] = replace(study, pointing=both, stopped=study.stopped or other.stopped)
    return found.values()


def _joined(one: Pointing, other: Pointing, direction: str) -> tuple[SheetRow, ...]:
    rows = (*one.claims.get(direction, ()), *other.claims.get(direction, ()))
    return tuple({row.iri: row for row in rows}.values())


def _furthest(study: StudyOnMap) -> tuple[int, str]:
    return -(study.stage if study.stage is not None else -1), study.name
