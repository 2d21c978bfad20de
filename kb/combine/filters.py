"""Filters: what a study must be, besides what it gives. Each is a name, the kind of its values, and a graph pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.errors import BadInput
from kb.names import mint
from kb.store import iri, literal, values_clause


@dataclass(frozen=True)
class Filter:
    """A filter of studies. ``kind`` is the kind of entity of its values, with ``scheme`` for terms, or ``date``."""

    name: str
    title: str
    kind: str
    pattern: str
    scheme: str = ""


_POPULATION = "{{ ?study ^aml:armOf/aml:population ?whom . }} UNION {{ ?study ^aml:recordOf/aml:population ?whom . }}"

FILTERS: Mapping[str, Filter] = {
    f.name: f
    for f in (
        Filter("phase", "Phase", "concept", "?study aml:currentPhase/aml:withinTerm ?{v} .", "phase"),
        Filter("status", "Status", "concept", "?study aml:currentStatus/aml:withinTerm ?{v} .", "status"),
        Filter("country", "Country", "concept", "?study aml:currentCountry/aml:withinTerm ?{v} .", "country"),
        Filter("kind", "Kind of study", "concept", "?study aml:studyKind/aml:withinTerm ?{v} .", "study-kind"),
        Filter("line", "Line of therapy", "concept", f"{_POPULATION} ?whom aml:line/aml:withinTerm ?{{v}} .", "line"),
        Filter("setting", "Disease setting", "concept", f"{_POPULATION} ?whom aml:setting/aml:withinTerm ?{{v}} .", "setting"),
        Filter("age", "Age group", "concept", f"{_POPULATION} ?whom aml:ageGroup/aml:withinTerm ?{{v}} .", "age-group"),
        Filter("fitness", "Fitness", "concept", f"{_POPULATION} ?whom aml:fitness/aml:withinTerm ?{{v}} .", "fitness"),
        Filter("disease", "Disease", "concept", f"{_POPULATION} ?whom aml:disease/aml:withinTerm ?{{v}} .", "disease"),
        Filter("biomarker", "Biomarker", "target", f"{_POPULATION} ?whom aml:biomarker ?{{v}} ."),
        Filter("endpoint", "Primary endpoint", "outcome", "?study aml:currentPrimaryOutcome ?{v} ."),
        Filter("outcome", "Outcome reported", "outcome", "?result aml:study ?study ; aml:outcome ?{v} ."),
        Filter("document", "Document", "document", "?study aml:mentionedIn ?{v} ."),
        Filter("completed-before", "Completion before", "date", "?study ^aml:recordOf/aml:completionDate ?day . FILTER(STR(?day) < ?{v})"),
        Filter("completed-after", "Completion after", "date", "?study ^aml:recordOf/aml:completionDate ?day . FILTER(STR(?day) > ?{v})"),
    )
}


def _term(chosen: Filter, value: str) -> str:
    if chosen.kind == "date":
        return literal(value)
    return iri(mint(chosen.kind, f"{chosen.scheme}.{value}" if chosen.scheme else value))


def filter_pattern(name: str, values: tuple[str, ...]) -> str:
    """The pattern of one filter; its values are alternatives. An unknown name is refused."""
    if name not in FILTERS:
        raise BadInput(f"there is no filter '{name}'", mend=f"use {', '.join(FILTERS)}")
    variable = "is_" + name.replace("-", "_")
    chosen = FILTERS[name]
    clause = values_clause(variable, [_term(chosen, value) for value in values])
    # Wrapped in a sub-select, so that a study with two fitting populations is still one row.
    inner = chosen.pattern.format(v=variable)
    return f"  {{ SELECT DISTINCT ?study WHERE {{ {clause} {inner} }} }}"


