"""What the page of an entity shows beside the facts that every entity's page shows, and by which template, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kb.base import Base
from webui.facts import Entity
from webui.service import opened
from webui.views.card import card
from webui.views.discrepancy import TABLE_OF, conflicts, of_document, of_study, rule_meaning
from webui.views.document import Reading, reading, sections, tables
from webui.views.outcome import outcome
from webui.views.study import regimen, study
from webui.views.thing import thing
from webui.views.trial import schema, summary

Further = tuple[str, dict[str, Any]]
"""The name of a template, and what it shows."""


def further(base: Base, found: Entity, section: str) -> Further:
    """What a page shows of an entity; ``section`` is the part of a document that the address asks for."""
    if found.kind == "document":
        return _document(base, found, section)
    return _VIEWS[found.kind](base, found) if found.kind in _VIEWS else ("page", {})


def _document(base: Base, found: Entity, section: str) -> Further:
    if by_table := tables(base, found.key):
        return "document", {"reading": Reading((), ()), "by_table": by_table, "conflicts": ()}
    every = opened().remember(("sections", found.key), lambda: sections(base, found.key))
    return "document", {"reading": reading(every, section), "conflicts": of_document(base, found.key)}


def _card(base: Base, found: Entity) -> Further:
    return "card", {"card": card(base, found.kind, found.key)}


def _thing(base: Base, found: Entity) -> Further:
    return "thing", {"thing": thing(base, found.kind, found.key)}


def _study(base: Base, found: Entity) -> Further:
    shown = study(base, found.key)
    own = {"summary": summary(found, shown), "schema": schema(found, shown.row), "conflicts": of_study(base, found.key)}
    return "study", {"study": shown, **own}


def _regimen(base: Base, found: Entity) -> Further:
    return "regimen", {"regimen": regimen(base, found.key)}


def _outcome(base: Base, found: Entity) -> Further:
    return "outcome", {"outcome": outcome(base, found.key)}


def _discrepancy(base: Base, found: Entity) -> Further:
    (conflict,) = conflicts(base, (found.iri,))
    return "discrepancy", {"conflict": conflict, "rule_meaning": rule_meaning(base, found.key)}


_VIEWS: Mapping[str, Callable[[Base, Entity], Further]] = {
    **dict.fromkeys(TABLE_OF, _card),
    **dict.fromkeys(("agent", "class", "target"), _thing),
    "study": _study,
    "regimen": _regimen,
    "outcome": _outcome,
    "discrepancy": _discrepancy,
}
