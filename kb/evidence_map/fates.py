"""Fates: what tried, failed, ended early and untried mean, said once for every page, file and question; the studies of each fate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from kb.base import Base, entity
from kb.evidence_map.cells import EvidenceMap
from kb.evidence_map.directions import AGAINST, MIXED, Pointing
from kb.evidence_map.studies import StudyOnMap
from kb.names import mint
from kb.store import in_parts, iri, values_clause
from kb.tables import SheetRow

TRIED = (
    "Tried: an arm of a study in patients gives both, as different components; laboratory and animal work, studies whose kind is not"
    " stated, and studies withdrawn before the first patient are told apart."
)
FAILED = (
    "Failed or ended early: studies in patients, each fate told apart. Spoke against: what is reported of the treatment speaks of no"
    " benefit or of harm, and nothing speaks for it. Ended early: the study was terminated or suspended, with the reason as printed, which"
    " by itself is no verdict on the treatment. Withdrawn: called off before the first patient, so nobody was given it. A component that"
    " may be left out counts only where a claim names it."
)
UNTRIED = (
    "Untried here: no study in patients gives both in one arm; each gap counts once, between a kind of immunotherapy that patients got and"
    " a backbone with drugs of its own, neither of them only a group of others; it tells what these documents do not speak of, not what"
    " nobody has tried."
)


SPOKE_AGAINST, ENDED_EARLY, CALLED_OFF, BOTH_WAYS = "spoke against", "ended early", "withdrawn", "both ways"
"""What may become of a treatment in a study, as the question of the library writes it; the last is no failure."""

_WHY = "SELECT DISTINCT ?study ?why WHERE {{ {studies} ?record aml:recordOf ?study ; aml:whyStopped ?why }} ORDER BY ?study ?why"


@dataclass(frozen=True)
class Fate:
    """A fate, what it is called, and the studies, the furthest first."""

    name: str
    title: str
    studies: tuple[StudyOnMap, ...] = ()


_FATES: tuple[tuple[Fate, Callable[[StudyOnMap], bool]], ...] = (
    (Fate(SPOKE_AGAINST, "Spoke against: harm, or no benefit"), lambda study: study.pointing.verdict in AGAINST),
    (Fate(ENDED_EARLY, "Ended or halted early, which by itself is no verdict"), lambda study: study.stopped),
    (Fate(CALLED_OFF, "Withdrawn before the first patient, so nobody was given it"), lambda study: study.withdrawn),
    (Fate(BOTH_WAYS, "Results point both ways, which is no failure"), lambda study: study.pointing.verdict == MIXED),
)
"""Fates in the order in which they are looked for."""


def fates(made: EvidenceMap) -> tuple[Fate, ...]:
    """The studies in patients, or meant for them, of all rows of a map by fate, each once; fates without a study are left out."""
    left = sorted((study for study in _of_all_rows(made) if study.in_patients or study.withdrawn), key=_furthest)
    found = []
    for fate, fits in _FATES:
        found.append(replace(fate, studies=tuple(study for study in left if fits(study))))
        left = [study for study in left if not fits(study)]
    return tuple(fate for fate in found if fate.studies)


def failed_or_ended(made: EvidenceMap) -> Mapping[str, str]:
    """The studies ``kind/key`` of a map that spoke against an immunotherapy, ended early or were withdrawn, each with its fate."""
    return {study.address: fate.name for fate in fates(made) if fate.name != BOTH_WAYS for study in fate.studies}


def reasons_printed(base: Base, studies: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Why some studies ``kind/key`` ended early or never began, as printed; a study of which no reason is printed is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for some in in_parts([mint(*one.split("/", 1)) for one in sorted(studies)]):
        for study, why in base.select(_WHY.format(studies=values_clause("study", map(iri, some)))).rows:
            if study and why:
                found[entity(study.text)] = (*found.get(entity(study.text), ()), why.text)
    return found


def _of_all_rows(made: EvidenceMap) -> Iterable[StudyOnMap]:
    """Each study with what it tells of the components of any row."""
    found: dict[str, StudyOnMap] = {}
    for study in (study for cell in made.totals.values() for study in cell.studies):
        other = found.get(study.address, study)
        both = Pointing({one: _joined(other.pointing, study.pointing, one) for one in (*other.pointing.claims, *study.pointing.claims)})
        found[study.address] = replace(
            study, pointing=both, stopped=study.stopped or other.stopped, withdrawn=study.withdrawn or other.withdrawn
        )
    return found.values()


def _joined(one: Pointing, other: Pointing, direction: str) -> tuple[SheetRow, ...]:
    rows = (*one.claims.get(direction, ()), *other.claims.get(direction, ()))
    return tuple({row.iri: row for row in rows}.values())


def _furthest(study: StudyOnMap) -> tuple[int, str]:
    return -(study.stage if study.stage is not None else -1), study.name
