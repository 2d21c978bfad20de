"""Saying: the statements that make a study pass a filter of what is said of it, such as the claims that tell of harm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.combine.chips import iris_of
from kb.combine.filters import BOTH, FILTERS, NOT, filter_term
from kb.combine.reasons import short
from kb.names import sparql_prologue
from kb.store import Lane, Store, in_parts, iri, values_clause


@dataclass(frozen=True)
class Said:
    """A statement for the sake of which a study passes a filter."""

    study: str
    filter: str
    statement: str
    label: str
    anchors: tuple[str, ...]


def statements(store: Store, filters: Mapping[str, tuple[str, ...]], studies: Iterable[str], lane: Lane = Lane.OWN) -> tuple[Said, ...]:
    """What is said of these studies that the filters ask for, filter by filter."""
    wanted = tuple(sorted(set(studies)))
    told: list[Said] = []
    for name, values in filters.items():
        asked = [part for value in values if not value.startswith(NOT) for part in value.split(BOTH)]
        if wanted and asked and FILTERS[name].said:
            told += _of_filter(store, name, asked, wanted, lane)
    return tuple(told)


def _of_filter(store: Store, name: str, values: list[str], studies: tuple[str, ...], lane: Lane) -> list[Said]:
    return [said for some in in_parts(iris_of(studies)) for said in _of_studies(store, name, values, some, lane)]


def _of_studies(store: Store, name: str, values: list[str], studies: Sequence[str], lane: Lane) -> list[Said]:
    chosen = FILTERS[name]
    lines = (
        values_clause("value", [filter_term(chosen, value) for value in values]),
        chosen.pattern.format(v="value"),
        values_clause("study", map(iri, studies)),
        f"?{chosen.said} rdfs:label ?label . OPTIONAL {{ ?{chosen.said} aml:anchor ?anchor . }}",
    )
    body = "\n  ".join(lines)
    told = f"?study ?{chosen.said} ?label ?anchor"
    query = f"{sparql_prologue()}SELECT DISTINCT {told} WHERE {{\n  {body}\n}} ORDER BY {told}"
    found: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for study, statement, label, anchor in store.select(query, lane).rows:
        if study and statement and label:
            anchors = found.setdefault((short(study.text), short(statement.text)), (label.text, []))[1]
            anchors += [short(anchor.text)] if anchor else []
    return [Said(study, name, statement, label, tuple(anchors)) for (study, statement), (label, anchors) in found.items()]
