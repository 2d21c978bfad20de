"""Relating: what ties are called, from either end."""

from __future__ import annotations

from kb.graphs import RELATIONS
from kb.names import expand
from webui.facts import predicates
from webui.service import base
from webui.wording import predicate_of


def said(relation: str, forward: bool = True) -> str:
    """A relation in words; a predicate by the name of its field."""
    if relation in RELATIONS:
        return relation if forward else RELATIONS[relation]
    name = predicate_of(expand(relation), predicates(base())).name
    return f"has as {name}" if forward else f"is the {name} of"
