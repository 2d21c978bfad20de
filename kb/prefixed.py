"""Prefixed: a query with the project's prefixes before it, and its faults told by the place in the query as given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.errors import QueryRefused
from kb.names import sparql_prologue


def with_prefixes(sparql: str) -> str:
    """The query with our prefixes before it, but for those it declares itself."""
    declared = {word.rstrip(":").lower() for word in _declared(sparql)}
    own = [row for row in sparql_prologue().splitlines() if row.split()[1].rstrip(":") not in declared]
    return "\n".join((*own, sparql))


def moved(fault: QueryRefused, sparql: str) -> QueryRefused:
    """The fault with its line counted in the query as given, without the prefixes put before it."""
    found = re.match(r"(\d+)(?=:\d+: )", str(fault))
    added = with_prefixes(sparql).count("\n") - sparql.count("\n")
    if not found or int(found[1]) <= added:
        return fault
    return type(fault)(f"{int(found[1]) - added}{str(fault)[found.end() :]}")


def _declared(sparql: str) -> Iterable[str]:
    return re.findall(r"(?i)\bprefix\s+([\w.-]*:)", sparql)
