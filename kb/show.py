"""Cards: everything the base says of one entity, for a terminal, as JSON, or as Turtle."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from kb.base import Base, entity
from kb.errors import NotFound
from kb.names import mint, shorten
from kb.store import iri


def facts_of(base: Base, kind: str, key: str) -> dict[str, dict[str, list[str]]]:
    """What is said with an entity as subject (``out``) and as object (``in``), by predicate; other entities by label."""
    found: dict[str, dict[str, list[str]]] = {"out": defaultdict(list), "in": defaultdict(list)}
    for way, predicate, cell in base.describe(kind, key):
        told = f"{base.all_labels.get(cell.text, shorten(cell.text))} [{entity(cell.text)}]" if cell.kind == "iri" else cell.text
        found[way][shorten(predicate)].append(told)
    if not found["out"] and not found["in"]:
        raise NotFound(f"there is no {kind} '{key}'")
    return {way: dict(values) for way, values in found.items()}


def card(base: Base, kind: str, key: str) -> str:
    """The card as text: facts first, then what points here, with counts."""
    told = facts_of(base, kind, key)
    lines = [f"{base.all_labels.get(mint(kind, key), key)}  ({kind}/{key})"]
    for predicate, values in told["out"].items():
        lines += [f"  {predicate.rpartition(':')[2]}: {value}" for value in values]
    for predicate, values in told["in"].items():
        lines.append(f"  {len(values)} by {predicate.rpartition(':')[2]}:")
        lines += [f"    {value}" for value in values]
    return "\n".join(lines)


def card_json(base: Base, kind: str, key: str) -> str:
    """The card as one JSON object."""
    told: dict[str, Any] = {"id": f"{kind}/{key}", "iri": mint(kind, key), "label": base.all_labels.get(mint(kind, key))}
    return json.dumps(told | facts_of(base, kind, key) | {"release": base.release.version}, ensure_ascii=False, indent=1)


def card_turtle(base: Base, kind: str, key: str) -> str:
    """The entity's own triples as Turtle."""
    facts_of(base, kind, key)
    me = iri(mint(kind, key))
    return base.store.serialize(f"CONSTRUCT {{ {me} ?p ?o }} WHERE {{ {me} ?p ?o }}", "text/turtle").decode()
