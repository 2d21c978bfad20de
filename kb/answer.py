"""Answers: a question in plain words, how it was understood, the SPARQL that was run, the rows, and what nearly fitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.base import Base, entity
from kb.combine import FILTERS, Chip, Combination, Match, NearMiss
from kb.names import mint
from kb.statement_query import statement_sparql
from kb.tables import TABLES, SheetRow
from kb.understand import Understood, understand

NOT_UNDERSTOOD = "I did not understand the question: it names no drug, class, target, outcome or other thing that the base knows."


@dataclass(frozen=True)
class Answer:
    """What ``kb ask`` and the question box give. ``rows`` are flat; for a combination there is one row a study."""

    question: str
    understood: Understood
    sentence: str
    sparql: str
    release: str
    table: str
    rows: tuple[Mapping[str, Any], ...]
    near_misses: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        return {
            "question": self.question,
            "understood": {
                "sentence": self.sentence,
                "kind": self.understood.intent,
                "all_of": [list(chip.any_of) for chip in self.understood.combination.all_of],
                "none_of": [list(chip.any_of) for chip in self.understood.combination.none_of],
                "filters": {name: list(values) for name, values in self.understood.combination.filters.items()},
                "about": {kind: list(found) for kind, found in self.understood.about.items()},
                "corrected": [{"typed": typed, "read_as": read} for typed, read in self.understood.corrected],
                "not_understood": list(self.understood.unknown),
            },
            "sparql": self.sparql,
            "release": self.release,
            "rows": [dict(row) for row in self.rows],
            "near_misses": [dict(row) for row in self.near_misses],
        }


def answer(base: Base, question: str) -> Answer:
    """The answer to a question in plain words; one that is not understood has no rows and says so."""
    understood = understand(question, base.lexicon)
    version = base.release.version
    if understood.empty:
        return Answer(question, understood, NOT_UNDERSTOOD, "", version, "", ())
    if understood.intent == "trials" and not understood.about.keys() & {"study", "term", "family"}:
        return combine(base, understood.combination, question, understood)
    return _statements(base, question, understood)


def combine(base: Base, combination: Combination, question: str = "", understood: Understood | None = None) -> Answer:
    """The studies of a combination, one row a study, each with its reasons and its place."""
    found = base.match(combination)
    told = understood or Understood("trials", combination)
    studies = StudyFacts(base, {one.study for one in (*found.matches, *found.near_misses)})
    rows = _per_study(base, found.matches, studies)
    near = _per_study(base, found.near_misses, studies, combination.all_of)
    return Answer(question, told, in_words(base, told), found.sparql, base.release.version, "trials", rows, near)


class StudyFacts:
    """What is shown of studies beside their reasons: read from the trials' and arms' tables."""

    def __init__(self, base: Base, studies: Iterable[str]) -> None:
        wanted = set(studies)
        self._trials = {entity(row.iri): row for row in base.sheet("trials").rows if entity(row.iri) in wanted}
        self._arms = {entity(row.iri): row for row in base.sheet("arms").rows}

    def row(self, study: str, arm: str) -> dict[str, Any]:
        """The flat facts of a study and the arm that matched."""
        trial, group = self._trials[study], self._arms[arm]
        return {
            "study_id": study,
            "nct_id": trial.text("nct_id") or None,
            "study": trial.text("label"),
            "phase": trial.text("phase") or None,
            "status": trial.text("status") or None,
            "arm": group.text("label"),
            "regimen": group.text("regimen"),
            "source": group.text("source") or trial.text("source"),
            "as_of": trial.text("as_of") or None,
        }


def _per_study(
    base: Base, found: Iterable[Match | NearMiss], studies: StudyFacts, chips: tuple[Chip, ...] = ()
) -> tuple[dict[str, Any], ...]:
    """One row a study: that of its first arm; further arms are named."""
    rows: dict[str, dict[str, Any]] = {}
    anchors = base.labels({_iri(anchor) for one in found for reason in one.reasons for anchor in reason.anchors})
    for one in found:
        if one.study in rows:
            rows[one.study]["further_arms"].append(one.arm)
            continue
        row = studies.row(one.study, one.arm)
        row["why"] = [reason.words(base.hierarchy) for reason in one.reasons]
        places = dict.fromkeys(anchors.get(_iri(anchor), anchor) for reason in one.reasons for anchor in reason.anchors)
        row["anchor"] = list(places)
        row["further_arms"] = []
        if isinstance(one, NearMiss):
            row["missing"] = chip_words(base, chips[one.missing])
        rows[one.study] = row
    return tuple(sorted(rows.values(), key=lambda row: (row["nct_id"] is None, row["nct_id"] or row["study"])))


def _iri(name: str) -> str:
    return mint(*name.split("/", 1))


def _statements(base: Base, question: str, understood: Understood) -> Answer:
    """Rows of the tables of statements that the SPARQL of the question finds."""
    tables, sparql = statement_sparql(understood)
    held = {row[0].text for row in base.store.select(sparql).rows if row[0]}
    rows = tuple(flat(row, table, base.release.version) for table in tables for row in base.sheet(table).rows if row.iri in held)
    return Answer(question, understood, in_words(base, understood, tables), sparql, base.release.version, tables[0], rows)


def flat(row: SheetRow, table: str, release: str) -> dict[str, Any]:
    """A sheet's row as a flat object: the columns that have something, and where it comes from."""
    found: dict[str, Any] = {"id": entity(row.iri), "table": table}
    for spec in TABLES[table].columns:
        found[spec.name] = row.text(spec.name) or None
    return found | {"release": release}


def chip_words(base: Base, chip: Chip) -> str:
    """A chip in words."""
    words = " or ".join(base.hierarchy.label(entity_) for entity_ in chip.any_of)
    without = ", ".join(base.hierarchy.label(entity_) for entity_ in chip.unless)
    return words + (f" (but not {without})" if without else "") + (" (exactly)" if chip.exactly else "")


def in_words(base: Base, understood: Understood, tables: tuple[str, ...] = ("trials",)) -> str:
    """How a question was understood, as one sentence."""
    combination = understood.combination
    title = ", ".join(TABLES[table].title if place == 0 else TABLES[table].title.lower() for place, table in enumerate(tables))
    parts = []
    if combination.all_of:
        parts.append("with " + " and ".join(chip_words(base, chip) for chip in combination.all_of))
    if len(combination.all_of) > 1:
        parts[-1] += " together in one arm"
    if combination.none_of:
        parts.append("without " + " and without ".join(chip_words(base, chip) for chip in combination.none_of))
    for name, values in combination.filters.items():
        parts.append(f"{FILTERS[name].title.lower()}: {' or '.join(_filter_label(base, name, value) for value in values)}")
    labels = base.labels({_iri(one) for found in understood.about.values() for one in found})
    parts += [f"about {', '.join(labels.get(_iri(one), one) for one in found)}" for found in understood.about.values()]
    parts += [f"{scheme}: {', '.join(values)}" for scheme, values in understood.terms.items()]
    parts += [f"grade {', '.join(understood.grades)}"] if understood.grades else []
    parts += [f"reference {', '.join(understood.reference_numbers)}"] if understood.reference_numbers else []
    return title + (", " if parts else "") + "; ".join(parts) + "."


def _filter_label(base: Base, name: str, value: str) -> str:
    chosen = FILTERS[name]
    if chosen.kind == "date":
        return value
    iri = mint(chosen.kind, f"{chosen.scheme}.{value}" if chosen.scheme else value)
    return base.labels([iri]).get(iri, value)


