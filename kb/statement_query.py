"""The SPARQL of a question that asks for statements: reported results, adverse events, claims, doses, references."""

from __future__ import annotations

from kb.combine import Chip
from kb.names import mint, sparql_prologue
from kb.store import iri, literal, values_clause
from kb.tables import TABLES
from kb.understand import Understood

# How a row of each table reaches the components of the arms it is about; a statement without an arm counts by its study.
_COMPONENT = {
    "results": "{ ?row aml:arm/^aml:componentOf ?component } UNION { FILTER NOT EXISTS { ?row aml:arm ?any } ?row aml:study/^aml:armOf/^aml:componentOf ?component }",
    "adverse-events": "{ ?row aml:arm/^aml:componentOf ?component } UNION { FILTER NOT EXISTS { ?row aml:arm ?any } ?row aml:study/^aml:armOf/^aml:componentOf ?component }",
    "baseline": "?row aml:study/^aml:armOf/^aml:componentOf ?component",
    "trials": "?row ^aml:armOf/^aml:componentOf ?component",
}

_ABOUT = {
    ("results", "outcome"): "?row aml:outcome ?{v}",
    ("results", "family"): "?row aml:family ?{v}",
    ("results", "study"): "?row aml:study ?{v}",
    ("results", "regimen"): "?row aml:arm/aml:regimen ?{v}",
    ("adverse-events", "term"): "?row aml:term|aml:group ?{v}",
    ("adverse-events", "study"): "?row aml:study ?{v}",
    ("adverse-events", "regimen"): "?row aml:arm/aml:regimen ?{v}",
    ("baseline", "study"): "?row aml:study ?{v}",
    ("trials", "study"): "FILTER(?row = ?{v})",
    ("parameters", "study"): "?row aml:parameterOf ?{v}",
    ("claims", "study"): "?row aml:study|aml:subject|aml:object ?{v}",
    ("claims", "outcome"): "?row aml:subject|aml:object ?{v}",
    ("claims", "term"): "?row aml:subject|aml:object ?{v}",
    ("claims", "regimen"): "?row aml:study/^aml:armOf/aml:regimen ?{v}",
    ("events", "study"): "?row aml:subject ?{v}",
}
"""How a row of a table is tied to a thing that a question names, by table and kind of thing."""

_TERMS = {
    ("claims", "topic"): "aml:topic",
    ("claims", "direction"): "aml:direction",
    ("claims", "evidence-kind"): "aml:evidenceKind",
    ("discrepancies", "severity"): "aml:severity",
    ("discrepancies", "rule"): "aml:rule",
    ("parameters", "parameter"): "aml:parameter",
    ("events", "event-kind"): "aml:eventKind",
    ("doses", "dose-basis"): "aml:basis",
}


TOGETHER = {"results": ("results", "claims", "events")}
"""Tables that answer one question together: what was reported is figures, qualitative statements and acts of regulators."""


def statement_sparql(understood: Understood) -> tuple[tuple[str, ...], str]:
    """The tables that answer a question, and the query that finds their rows (``?row``)."""
    tables = TOGETHER.get(understood.intent, (understood.intent,))
    groups = [_group(table, understood) for table in tables]
    body = "\n  UNION\n".join(f"  {{\n    {group}\n  }}" for group in groups)
    return tables, f"{sparql_prologue()}SELECT DISTINCT ?row WHERE {{\n{body}\n}}\nORDER BY ?row\n"


def _group(table: str, understood: Understood) -> str:
    """The pattern of one table's rows."""
    lines = [f"?row a {TABLES[table].type_} ."]
    for spot, chip in enumerate(understood.combination.all_of):
        lines.append(_chip(table, chip, spot))
    for spot, chip in enumerate(understood.combination.none_of):
        lines.append(f"FILTER NOT EXISTS {{ {_chip(table, chip, 50 + spot)} }}")
    lines += _about(table, understood)
    if understood.grades and table == "adverse-events":
        lines.append(f"{values_clause('grade', _concepts('grade', understood.grades))} ?row aml:grade ?grade .")
    if understood.reference_numbers:
        lines.append(_references(table, understood.reference_numbers))
    return "\n    ".join(lines)


def _concepts(scheme: str, values: tuple[str, ...]) -> list[str]:
    return [iri(mint("concept", f"{scheme}.{value}")) for value in values]


def _chip(table: str, chip: Chip, spot: int) -> str:
    """A row is about a drug, class or target: its arm has a component that answers to it, or it names it."""
    things = values_clause(f"thing{spot}", [iri(mint(*entity.split("/", 1))) for entity in chip.any_of])
    if table in _COMPONENT:
        component = f"?component{spot}"
        return f"{things} {_COMPONENT[table].replace('?component', component)} {component} aml:matches ?thing{spot} ."
    if table == "doses":
        return f"{things} {{ ?row aml:doseOf ?thing{spot} }} UNION {{ ?row aml:doseOf/aml:inClass ?thing{spot} }}"
    if table in ("claims", "events"):
        ends = "aml:subject|aml:object"
        named = f"{{ ?row {ends} ?thing{spot} }} UNION {{ ?row {ends} ?member{spot} . ?member{spot} aml:inClass ?thing{spot} }}"
        return f"{things} {named}"
    return f"{things} ?row ?anyhow{spot} ?thing{spot} ."


def _about(table: str, understood: Understood) -> list[str]:
    lines = []
    for kind, found in understood.about.items():
        if pattern := _ABOUT.get((table, kind)):
            variable = f"{kind}_named".replace("-", "_")
            clause = values_clause(variable, [iri(mint(*entity.split("/", 1))) for entity in found])
            lines.append(f"{clause} {pattern.format(v=variable)} .".replace(") .", ")"))
    for scheme, values in understood.terms.items():
        if predicate := _TERMS.get((table, scheme)):
            variable = scheme.replace("-", "_")
            lines.append(f"{values_clause(variable, _concepts(scheme, values))} ?row {predicate} ?{variable} .")
    return lines


def _references(table: str, numbers: tuple[str, ...]) -> str:
    """Rows that rest on references of these numbers, or the references themselves."""
    way = "?row" if table in ("references", "documents") else "?row aml:reference ?cited . ?cited"
    return f"{way} aml:referenceNumber ?number . {values_clause('written', [literal(number) for number in numbers])} FILTER(STR(?number) = ?written)"
