"""How endpoints are defined: by a question of the library, of the studies and outcomes that a question names."""

from __future__ import annotations

from typing import Any

from kb.answer_untried import library_rows
from kb.ask import bind, find
from kb.base import Base, entity
from kb.names import mint
from kb.store import iri, values_clause
from kb.understand import Understood

QUESTION = "endpoints-of-a-study"
_TIES = {"outcome": "aml:outcome", "study": "aml:endpointOf", "document": "aml:statedIn"}


def asks_for_endpoints(understood: Understood) -> bool:
    """Whether a question is about endpoints, or about how an outcome is defined."""
    defining = understood.intent == "parameters" and "definition" in understood.terms.get("parameter", ())
    return understood.intent == "endpoints" or (defining and "outcome" in understood.about)


def endpoint_rows(base: Base, understood: Understood) -> tuple[str, tuple[dict[str, Any], ...]]:
    """The library's question and its rows, of those endpoints that are tied to all that is named; nothing where there are none."""
    lines = ["?endpoint aml:endpointOf ?study ."]
    for kind, predicate in _TIES.items():
        if named := understood.about.get(kind):
            lines.append(f"{values_clause(kind, [iri(mint(*one.split('/', 1))) for one in named])} ?endpoint {predicate} ?{kind} .")
    if roles := understood.terms.get("endpoint-role"):
        clause = values_clause("role", [iri(mint("concept", f"endpoint-role.{role}")) for role in roles])
        lines.append(f"{clause} ?endpoint aml:endpointRole ?role .")
    found = base.select(f"SELECT DISTINCT ?study ?endpoint WHERE {{ {' '.join(lines)} }} ORDER BY ?study").rows
    pairs = [(entity(study.text), endpoint.text) for study, endpoint in found if study and endpoint]
    if not pairs:
        return "", ()
    sparql = bind(find(QUESTION), {"asked_study": dict.fromkeys(study for study, _ in pairs)})
    wanted = {endpoint for _, endpoint in pairs}
    return sparql, tuple(row for row in library_rows(base, sparql) if row["iri"] in wanted)
