"""Called: the one thing that a name stands for, for those who ask by name, and what else it may have meant."""

from __future__ import annotations

from dataclasses import dataclass

from kb.base import Base
from kb.errors import BadInput, NotFound
from kb.lookup import Hit


@dataclass(frozen=True)
class Called:
    """What a name stands for: ``kind`` and ``key``; ``remark`` says so where the name is not its own, or others have it too."""

    kind: str
    key: str
    remark: str = ""


def called(base: Base, name: str) -> Called:
    """What a name stands for: ``kind/key``, else a name of its own, else a key of a statement, else words of a name."""
    if not name:
        raise BadInput("no name was given", "NAME", "give a drug, class, target, trial number, DOI, PubMed number, or kind/key")
    kind, slash, key = name.partition("/")
    if slash and base.has(kind, key):
        return Called(kind, key)
    exact = base.names.exact(name)
    keyed = [entity.partition("/") for entity in base.places.keyed(name)]
    if not exact and len(keyed) == 1:
        return Called(keyed[0][0], keyed[0][2])
    hits = exact or base.names.search(name, 6)
    if not hits:
        near = base.names.near(name)
        raise NotFound(f"nothing is called '{name}'" + (f"; did you mean {' or '.join(near[:3])}?" if near else ""))
    return Called(hits[0].kind, hits[0].key, _remark(hits, bool(exact)))


def _remark(hits: list[Hit], exact: bool) -> str:
    first = hits[0]
    if len(hits) > 1:
        return f"showing {first.kind}/{first.key}; also found: {', '.join(f'{hit.kind}/{hit.key}' for hit in hits[1:6])}"
    return "" if exact else f"showing {first.kind}/{first.key} ({first.label})"
