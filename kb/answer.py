"""Answers: a question in plain words, how it was understood, the SPARQL that was run, the rows, and what nearly fitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.answer_words import chip_words, in_words
from kb.base import Base, entity
from kb.combine import Chip, Combination, Match, NearMiss
from kb.names import mint
from kb.statement_query import statement_query
from kb.tables import TABLES, SheetRow
from kb.understand import Understood, understand

NOT_UNDERSTOOD = "I did not understand the question: it names no drug, class, target, outcome or other thing that the base knows."

__all__ = ["Answer", "StudyFacts", "answer", "chip_words", "combine", "flat", "in_words"]


@dataclass(frozen=True)
class Answer:
    """What ``kb ask`` and the question box give. ``rows`` are flat; for a combination there is one row a study.

    ``not_applied`` names what was understood but could not be asked of the table that answers.
    """

    question: str
    understood: Understood
    sentence: str
    sparql: str
    release: str
    table: str
    rows: tuple[Mapping[str, Any], ...]
    near_misses: tuple[Mapping[str, Any], ...] = ()
    tables: tuple[str, ...] = ()
    not_applied: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        told = self.understood
        return {
            "question": self.question,
            "understood": {
                "sentence": self.sentence,
                "kind": told.intent,
                "all_of": [list(chip.any_of) for chip in told.combination.all_of],
                "none_of": [list(chip.any_of) for chip in told.combination.none_of],
                "filters": {name: list(values) for name, values in told.combination.filters.items()},
                "about": {kind: list(found) for kind, found in told.about.items()},
                "terms": {scheme: list(found) for scheme, found in told.terms.items()},
                "grades": list(told.grades),
                "references": list(told.reference_numbers),
                "figures": [*told.times, *told.percents, *told.years, *told.places],
                "corrected": [{"typed": typed, "read_as": read} for typed, read in told.corrected],
                "not_understood": list(told.unknown),
                "not_applied": list(self.not_applied),
            },
            "sparql": self.sparql,
            "release": self.release,
            "rows": [dict(row) for row in self.rows],
            "near_misses": [dict(row) for row in self.near_misses],
        }


def answer(base: Base, question: str) -> Answer:
    """The answer to a question in plain words; one that is not understood has no rows and says so."""
    # Half a character, as a shell may hand it on, could not be written back.
    question = question.encode("utf-8", "replace").decode()
    understood = understand(question, base.lexicon)
    if understood.empty:
        return Answer(question, understood, NOT_UNDERSTOOD, "", base.release.version, "", ())
    if understood.intent == "trials" and not understood.things:
        return combine(base, understood.combination, question, understood)
    return _statements(base, question, understood)


def combine(base: Base, combination: Combination, question: str = "", understood: Understood | None = None) -> Answer:
    """The studies of a combination, one row a study, each with its reasons and its place."""
    found = base.match(combination)
    told = understood or Understood("trials", combination)
    arms: list[Match | NearMiss] = [*found.matches, *found.near_misses]
    studies = StudyFacts(base, {one.study for one in arms})
    rows = _per_study(base, found.matches, studies)
    near = _per_study(base, found.near_misses, studies, combination.all_of)
    return Answer(question, told, in_words(base, told), found.sparql, base.release.version, "trials", rows, near, ("trials",))


class StudyFacts:
    """What is shown of studies beside their reasons: read from the trials' and arms' tables."""

    def __init__(self, base: Base, studies: Iterable[str]) -> None:
        wanted = set(studies)
        self._trials = {entity(row.iri): row for row in base.sheet("trials").rows if entity(row.iri) in wanted}
        self._arms = {entity(row.iri): row for row in base.sheet("arms").rows}

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
            "as_of": trial.text("as_of") or None,
        }

    def places(self, study: str, arm: str) -> list[str]:
        """Where documents state the arm, else the study."""
        group = self._arms.get(arm)
        cells = (group.cells if group and group.cells.get("anchor") else self._trials[study].cells).get("anchor", ())
        return [item.text for item in cells]


def _per_study(
    base: Base, found: Iterable[Match | NearMiss], studies: StudyFacts, chips: tuple[Chip, ...] = ()
) -> tuple[dict[str, Any], ...]:
    """One row a study: that of its first arm; further arms are named."""
    rows: dict[str, dict[str, Any]] = {}
    arms = list(found)
    anchors = base.labels({_iri(anchor) for one in arms for reason in one.reasons for anchor in reason.anchors})
    for one in arms:
        if one.study in rows:
            rows[one.study]["further_arms"].append(one.arm)
            continue
        row = studies.row(one.study, one.arm)
        row["why"] = [reason.words(base.hierarchy) for reason in one.reasons]
        places = dict.fromkeys(anchors.get(_iri(anchor), anchor) for reason in one.reasons for anchor in reason.anchors)
        row["anchor"] = list(places) or studies.places(one.study, one.arm)
        row["further_arms"] = []
        if isinstance(one, NearMiss):
            row["missing"] = ("a second component that is " if one.shared else "") + chip_words(base, chips[one.missing])
        rows[one.study] = row
    return tuple(sorted(rows.values(), key=lambda row: (row["nct_id"] is None, row["nct_id"] or row["study"])))


def _iri(name: str) -> str:
    return mint(*name.split("/", 1))


def _statements(base: Base, question: str, understood: Understood) -> Answer:
    """Rows of the tables of statements that the SPARQL of the question finds, the most telling first."""
    query = statement_query(understood)
    held = {row[0].text for row in base.store.select(query.sparql).rows if row[0]}
    rows = tuple(
        flat(row, table, base.release.version)
        for table in query.tables
        for row in in_order(base, table, (row for row in base.sheet(table).rows if row.iri in held), understood.named)
    )
    sentence = in_words(base, understood, query.tables, query.not_applied)
    return Answer(
        question, understood, sentence, query.sparql, base.release.version, query.tables[0], rows, (), query.tables, query.not_applied
    )


def in_order(base: Base, table: str, rows: Iterable[SheetRow], named: frozenset[str] = frozenset()) -> list[SheetRow]:
    """Rows that name most of what was asked for first, each kind of them in the order of reading.

    Adverse events come by how many had them, a document's own before those it restates.
    """
    last = len(base.places)
    ordered = sorted(rows, key=lambda row: base.places.get(entity(row.iri), last))
    if table == "adverse-events":
        own = _label_of(base, "concept/voice.own")
        return sorted(ordered, key=lambda row: (row.text("voice") != own, _frequency(row)))
    return sorted(ordered, key=lambda row: -len(named & {item.address for items in row.cells.values() for item in items}))


def _label_of(base: Base, name: str) -> str:
    """What an entity is called in tables."""
    return base.all_labels.get(_iri(name), name)


def _frequency(row: SheetRow) -> tuple[int, float]:
    """Shares before bare numbers, and those that are nought last, so that they do not hide the others."""
    share, number = row.text("percent") or row.text("computed_percent"), row.text("n")
    if share and float(share):
        return 0, -float(share)
    if number and int(number):
        return 1, -float(number)
    return 2, 0.0


def flat(row: SheetRow, table: str, release: str) -> dict[str, Any]:
    """A sheet's row as a flat object: its columns, and where it comes from."""
    found: dict[str, Any] = {"id": entity(row.iri), "table": table}
    for spec in TABLES[table].columns:
        found[spec.name] = row.text(spec.name) or None
    return found | {"release": release}
