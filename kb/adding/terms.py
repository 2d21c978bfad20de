"""Terms of adverse events that go with the last statement that uses them, and the findings that are about nothing but their names."""

from __future__ import annotations

from collections.abc import Iterable

from kb.adding.making import Making
from kb.records import AdverseEventResult, facts
from kb.triples import entity, term

_USES = tuple(fact.predicate for fact in facts(AdverseEventResult).values() if fact.to == "term")
"""What ties a statement to terms."""


def waiting(making: Making, terms: Iterable[str]) -> frozenset[str]:
    """Terms that some trials no longer use, and the findings on their names: what is said of these waits, since others may use them."""
    found = {entity("term", key) for key in terms}
    return frozenset(found.union(*(making.store.subjects(term("aml:inConflict"), one) for one in found)))


def change_terms(making: Making, terms: Iterable[str], kept: frozenset[str]) -> frozenset[str]:
    """Take out those terms that nothing uses any more, with what is said of them and the findings on their names; which these are."""
    gone = frozenset(key for key in terms if not _used(making, entity("term", key)))
    unused = {entity("term", key) for key in gone}
    findings = {finding for one in unused for finding in making.store.subjects(term("aml:inConflict"), one)}
    making.replace(making.about(sorted((unused | findings) & kept)), ())
    return gone


def _used(making: Making, one: str) -> bool:
    return any(True for predicate in _USES for _ in making.store.subjects(term(predicate), one))
