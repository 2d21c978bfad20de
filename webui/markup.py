"""Markup: an entity as schema.org JSON-LD for search engines, in its page. Only what schema.org has a word for that fits is said."""

from __future__ import annotations

from typing import Any

from kb.names import BASE
from webui.distribution import NAME
from webui.facts import Entity
from webui.layout import OUTSIDE

_TYPES = {
    "document": "ScholarlyArticle",
    "class": "DrugClass",
    "agent": "MedicalEntity",
    "target": "MedicalEntity",
}
"""Types by kind. An agent may be a procedure, so it is not said to be a Drug; studies have a markup of their own; others are Things."""

_SAME = tuple(OUTSIDE.values())


def markup(found: Entity) -> dict[str, Any]:
    """The JSON-LD of an entity. Its addresses are its own, not those of this copy: a page is kept for all who ask, by whatever name."""
    same = [item.iri for told in found.told for item in told.items if item.iri.startswith(_SAME)]
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": _TYPES.get(found.kind, "Thing"),
        "@id": found.iri,
        "name": found.label,
        "url": found.iri,
        "identifier": found.address,
        "sameAs": same,
        "subjectOf": {"@type": "Dataset", "@id": f"{BASE}dataset", "name": NAME},
    }
    return {name: value for name, value in told.items() if value}
