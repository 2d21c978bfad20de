"""Answers for an assistant: plain objects, short enough to be read whole, each figure and fact with the place that states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kb.answer import Answer, answer, combine
from kb.base import Base
from kb.called import called
from kb.combine import FILTERS, Combination, read_chips, read_filter_value
from kb.errors import BadInput
from kb.names import ID, mint, parts
from kb.show import card, facts_of
from kb.store import Lane, iri, native, values_clause

MOST_ROWS = 50
"""Rows of an answer that are told unless more are asked for."""

CEILING = 200
"""Rows that are told at most; whole tables are exports."""

MOST_PLACES = 100
"""Places that are told beside the rows of a query."""

Told = dict[str, Any]

_PLACES = """
SELECT ?what ?place ?fragment ?document ?doi WHERE {{
  {what} ?what aml:anchor ?anchor . ?anchor rdfs:label ?place ; aml:fragment ?fragment ; oa:hasSource ?source .
  OPTIONAL {{ ?source rdfs:label ?document }} OPTIONAL {{ ?source bibo:doi ?doi }}
}} ORDER BY ?what ?place ?fragment LIMIT {most}
"""


def ask(base: Base, question: str, most: int = MOST_ROWS) -> Told:
    """A question in plain words: how it was understood, rows with their places, and what nearly fits."""
    return _answered(answer(base, question), most)


def trials(base: Base, together: Iterable[str], without: Iterable[str] = (), filters: Mapping[str, list[str]] | None = None) -> Told:
    """Studies that give several things together in one arm, why each matched, and near misses."""
    held, lacking = (
        tuple(chip for words in several for chip in read_chips(base.names, words, False, lambda name: base.lexicon.parts[name].held, place))
        for place, several in (("together", together), ("without", without))
    )
    chosen = {name: tuple(_filter_value(base, name, value) for value in values) for name, values in (filters or {}).items() if values}
    if not (held or lacking or chosen):
        raise BadInput("there is nothing to combine", "together", "name drugs, classes or targets, such as HMA and anti-PD-1")
    return _answered(combine(base, Combination(held, lacking, chosen)), CEILING)


def _filter_value(base: Base, name: str, value: str) -> str:
    if name not in FILTERS:
        raise BadInput(f"there is no filter '{name}'", "filters", f"use {', '.join(FILTERS)}")
    return read_filter_value(base.names, FILTERS[name], value, name)


def show(base: Base, name: str) -> Told:
    """Everything about a thing: a card in words, its facts, and where documents state it."""
    found = called(base, name.strip())
    me = mint(found.kind, found.key)
    return {
        "id": f"{found.kind}/{found.key}",
        "iri": me,
        "remark": found.remark or None,
        "card": card(base, found.kind, found.key),
        "facts": facts_of(base, found.kind, found.key)["out"],
        "anchors": places(base, [me]),
        "release": base.release.version,
    }


def query(base: Base, sparql: str, most: int = MOST_ROWS) -> Told:
    """The first rows of a SELECT or ASK under a visitor's limits, and the places of the statements among them."""
    most = _within(most)
    found = base.select(sparql, Lane.VISITOR)
    rows = found.rows[:most]
    named = dict.fromkeys(cell.text for row in rows for cell in row if cell and cell.text.startswith(ID))
    return {
        "columns": list(found.variables),
        "rows": [dict(zip(found.variables, map(native, row), strict=True)) for row in rows],
        "told": len(rows),
        "found": len(found.rows),
        "cut": found.truncated or len(found.rows) > most,
        "anchors": places(base, named),
        "release": base.release.version,
    }


def places(base: Base, iris: Iterable[str]) -> list[Told]:
    """Where entities are stated: document, place and the fragment that stands there."""
    asked = [iri(one) for one in iris if parts(one)]
    if not asked:
        return []
    found = base.select(_PLACES.format(what=values_clause("what", asked), most=MOST_PLACES)).rows
    names = ("of", "place", "fragment", "document", "doi")
    return [dict(zip(names, map(native, row), strict=True)) for row in found]


def _answered(found: Answer, most: int) -> Told:
    """An answer whose rows are cut to so many, and that says so."""
    most = _within(most)
    told = found.as_json()
    near = told["near_misses"]
    return told | {
        "rows": told["rows"][:most],
        "near_misses": near[:most],
        "told": min(most, len(told["rows"])),
        "found": len(told["rows"]),
        "cut": len(told["rows"]) > most or len(near) > most,
    }


def _within(most: int) -> int:
    if not 1 <= most <= CEILING:
        raise BadInput(f"{most} is no number of rows from 1 to {CEILING}", "most", "leave it out, or take an export for whole tables")
    return most
