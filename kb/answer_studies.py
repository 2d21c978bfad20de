"""The studies of an answer: one flat row a study, with the reasons for which it matched, what is said of it, and its places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.answer_words import chip_words
from kb.base import Base, entity
from kb.combine import FILTERS, Chip, Match, NearMiss, Said
from kb.names import mint

SEVERAL = "; "
"""What stands between several documents that tell of one study, and between their dates."""


class StudyFacts:
    """What is shown of studies beside their reasons: read from the trials' and arms' tables."""

    def __init__(self, base: Base, studies: Iterable[str]) -> None:
        wanted = set(studies)
        self._trials = {entity(row.iri): row for row in base.sheet("trials").rows_of(map(_iri, wanted))}
        self._arms = {entity(row.iri): row for row in base.sheet("arms").holding("study", wanted)}

    def row(self, study: str, arm: str) -> dict[str, Any]:
        """The flat facts of a study and the arm that matched (none where the study has no arm)."""
        trial = self._trials[study]
        group = self._arms.get(arm)
        return {
            "study_id": study,
            "nct_id": trial.text("nct_id") or None,
            "study": trial.text("label"),
            "phase": trial.text("phase") or None,
            "status": trial.text("status") or None,
            "completion_date": trial.text("completion_date") or None,
            "country": trial.text("country") or None,
            "arm": group.text("label") if group else None,
            "regimen": group.text("regimen") or None if group else None,
            "population": (group.text("population") if group else "") or trial.text("population") or None,
            "source": (group.text("source") if group else "") or trial.text("source"),
            "source_date": (group.text("source_date") if group else "") or trial.text("as_of") or None,
            "as_of": trial.text("as_of") or None,
        }

    def further(self, row: dict[str, Any], arm: str) -> bool:
        """Tell in a study's row that another document states an arm that matched too; whether it does."""
        group = self._arms.get(arm)
        if group is None or group.text("source") in str(row["source"]).split(SEVERAL):
            return False
        for name in ("source", "source_date"):
            row[name] = SEVERAL.join(filter(None, (row[name], group.text(name))))
        return True

    def places(self, study: str, arm: str) -> list[str]:
        """Where documents state the arm, else the study."""
        group = self._arms.get(arm)
        cells = (group.cells if group and group.cells.get("anchor") else self._trials[study].cells).get("anchor", ())
        return [item.text for item in cells]


def per_study(
    base: Base,
    found: Iterable[Match | NearMiss],
    chips: tuple[Chip, ...] = (),
    said: Iterable[Said] = (),
    unknown: str = "",
) -> tuple[dict[str, Any], ...]:
    """One row a study: that of its first arm; further arms are named. Near misses tell the chip, or the unknown word, they lack."""
    rows: dict[str, dict[str, Any]] = {}
    arms, said = list(found), list(said)
    studies = StudyFacts(base, {one.study for one in arms})
    named = {anchor for one in arms for reason in one.reasons for anchor in reason.anchors} | {a for one in said for a in one.anchors}
    anchors = base.labels({_iri(anchor) for anchor in named})
    for one in arms:
        if one.study in rows:
            rows[one.study]["further_arms"].append(one.arm)
            if studies.further(rows[one.study], one.arm):
                rows[one.study]["anchor"] += [anchors.get(_iri(anchor), anchor) for reason in one.reasons for anchor in reason.anchors]
            continue
        told = [statement for statement in said if statement.study == one.study]
        row = studies.row(one.study, one.arm)
        row["why"] = [reason.words(base.hierarchy) for reason in one.reasons] + [said_words(statement) for statement in told]
        placed = [*(anchor for reason in one.reasons for anchor in reason.anchors), *(a for statement in told for a in statement.anchors)]
        places = dict.fromkeys(anchors.get(_iri(anchor), anchor) for anchor in placed)
        row["anchor"] = list(places) or studies.places(one.study, one.arm)
        row["further_arms"] = []
        if isinstance(one, NearMiss):
            row["missing"] = unknown or ("a second component that is " if one.shared else "") + chip_words(base, chips[one.missing])
        rows[one.study] = row
    return tuple(sorted(rows.values(), key=lambda row: (row["nct_id"] is None, row["nct_id"] or row["study"])))


def said_words(said: Said) -> str:
    """What is said of a study, and which filter asked for it."""
    return f"{FILTERS[said.filter].title.lower()}: {said.label}"


def _iri(name: str) -> str:
    return mint(*name.split("/", 1))
