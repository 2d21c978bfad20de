"""The SPARQL of a question that asks for statements: reported results, adverse events, claims, doses, references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.combine import FILTERS, Filter
from kb.combine.filters import NOT, filter_term, tied
from kb.names import mint, sparql_prologue
from kb.statement_figures import Restriction, figures
from kb.statement_ties import STUDY, TERMS, TIES, WHOM
from kb.store import iri, values_clause
from kb.tables import TABLES
from kb.understand import Understood

WITH_FIGURES = ("results", "adverse-events", "baseline", "doses", "claims", "events", "parameters")
"""Tables whose rows tell figures."""

TOGETHER: dict[str, tuple[str, ...]] = {
    "results": ("results", "claims", "events"),
    "adverse-events": ("adverse-events", "claims"),
    "overview": ("agents", "trials", "results", "claims", "events"),
    "things": ("agents", "classes", "targets", "regimens"),
    "figures": WITH_FIGURES,
}
"""Tables that answer one question together: what was reported is figures, qualitative statements and acts of regulators."""

_ONLY = {("adverse-events", "claims"): {"topic": ("safety",)}}
"""What else a table that comes along must be about."""

_ABOUT_ITSELF = {"agents": ("agent",), "classes": ("class",), "targets": ("target",), "regimens": ("regimen-name", "family")}
"""The kinds of thing that are rows of a table themselves: a question what something is asks for that row alone."""

_ANY = ("agent", "class", "target", "regimen-name", "family", "study", "document", "outcome", "term", "baseline")
_IN_WORDS = ("events", "parameters", "baseline", "references")
"""Tables that tell about people in words of their own, so that those are searched."""


@dataclass(frozen=True)
class StatementQuery:
    """The tables that answer a question, the query that finds their rows (``?row``), and what none of them could tell."""

    tables: tuple[str, ...]
    sparql: str
    not_applied: tuple[str, ...] = ()


def statement_query(understood: Understood) -> StatementQuery:
    """The query of a question. A table that cannot tell all that is asked is left out; if none can, the first tells what it can."""
    tables = TOGETHER.get(understood.intent, (understood.intent,))
    if understood.intent == "references" and understood.sought:
        tables += WITH_FIGURES
    asked = {table: list(_restrictions(table, understood)) for table in tables}
    able = tuple(table for table in tables if all(one.pattern is not None for one in asked[table]))
    missing = () if able else tuple(one.name for one in asked[tables[0]] if one.pattern is None)
    used = able or tables[:1]
    groups = [_group(table, [one.pattern for one in asked[table] if one.pattern]) for table in used]
    body = "\n  UNION\n".join(f"  {{\n    {group}\n  }}" for group in groups)
    return StatementQuery(used, f"{sparql_prologue()}SELECT DISTINCT ?row WHERE {{\n{body}\n}}\nORDER BY ?row\n", missing)


def _group(table: str, patterns: Sequence[str]) -> str:
    lines = [f"?row a {TABLES[table].type_} .", *patterns]
    # Cited works are documents too, but the papers of the base are meant where none is named.
    if table == "documents" and not patterns:
        lines.append("FILTER NOT EXISTS { ?row a aml:CitedReference }")
    return "\n    ".join(lines)


def _restrictions(table: str, understood: Understood) -> Iterator[Restriction]:
    """All that the question asks of rows of a table; those that the table cannot tell have no pattern."""
    chips = [(choice, False) for chip in understood.combination.all_of for choice in (chip.any_of, *chip.also)] + [
        (chip.any_of, True) for chip in understood.combination.none_of
    ]
    named = [*chips, *((thing.entities, thing.negative) for thing in understood.things)]
    for number, (entities, negative) in enumerate(named, start=1):
        other = understood.intent in ("things", "overview") and entities[0].partition("/")[0] not in _ABOUT_ITSELF.get(table, _ANY)
        pattern = None if other else _named(table, entities, number)
        if pattern and table == "claims" and number <= len(chips) and _is_narrow(understood):
            pattern = _or_given(pattern, entities, number)
        if pattern:
            pattern = _negated(pattern, True) if negative else _one_of(table, pattern) if len(named) > 1 else pattern
        yield Restriction(", ".join(entities), pattern)
    for name, values in understood.combination.filters.items():
        yield Restriction(FILTERS[name].title.lower(), _filter(table, FILTERS[name], values))
    terms = _ONLY.get((understood.intent, table), {}) | dict(understood.terms)
    for scheme, keys in terms.items():
        yield Restriction(scheme.replace("-", " "), _term(table, scheme, keys))
    yield from figures(table, understood)


def _is_narrow(understood: Understood) -> bool:
    """Whether claims of a study may stand in for claims on a drug that it gives: something else must be asked of them too."""
    return understood.intent in TOGETHER and (
        len(understood.combination.all_of) > 1 or bool(understood.things) or understood.intent == "adverse-events"
    )


def _or_given(pattern: str, entities: tuple[str, ...], number: int) -> str:
    """A claim is on a combination too when it is one of a study that gives it, though it names but one drug of it."""
    clause = values_clause(f"given{number}", [iri(mint(*entity.split("/", 1))) for entity in entities])
    return f"{{ {pattern} }} UNION {{ {clause} ?row aml:study/^aml:armOf/^aml:componentOf/aml:matches ?given{number} }}"


def _one_of(table: str, pattern: str) -> str:
    """Rows found in a query of their own: ways to a thing multiply with those to the next where they are tried together."""
    return f"{{ SELECT DISTINCT ?row WHERE {{ ?row a {TABLES[table].type_} . {pattern} }} }}"


def _negated(pattern: str | None, negative: bool) -> str | None:
    return f"FILTER NOT EXISTS {{ {pattern} }}" if pattern and negative else pattern


def _named(table: str, entities: tuple[str, ...], number: int) -> str | None:
    """Rows tied to any of the entities, kind by kind; None where the table has no tie to any of them."""
    ties = TIES.get(table, {})
    by_kind: dict[str, list[str]] = defaultdict(list)
    for entity in entities:
        by_kind[entity.partition("/")[0]].append(entity)
    branches = []
    for place, kind in enumerate(kind for kind in by_kind if kind in ties):
        variable = f"named{number}_{place}"
        clause = values_clause(variable, [iri(mint(*entity.split("/", 1))) for entity in by_kind[kind]])
        branches += _tied_to(clause, ties[kind], variable, f"{number}_{place}")
    return _either(branches)


def _tied_to(clause: str, tie: str, variable: str, number: str) -> list[str]:
    """What is named stands within each way to it, so that an engine starts from there and not from all rows."""
    return [f"{clause} {way}" for way in tie.format(v=variable, n=number).splitlines()]


def _either(branches: list[str]) -> str | None:
    if len(branches) < 2:
        # A triple needs its full stop before what comes next; a filter or a group does without.
        return branches[0] + (" ." if branches[0][-1].isalnum() else "") if branches else None
    return " UNION ".join(f"{{ {branch} }}" for branch in branches)


def _filter(table: str, chosen: Filter, values: tuple[str, ...]) -> str | None:
    """A filter of studies, asked of a row's own people where it is about people, else of its study."""
    wanted = tuple(value for value in values if not value.startswith(NOT))
    avoided = tuple(value.removeprefix(NOT) for value in values if value.startswith(NOT))
    lines = [_tied(table, chosen, wanted, "")] if wanted else []
    lines += [_negated(_tied(table, chosen, avoided, "_not"), True)] if avoided else []
    return None if None in lines else "\n    ".join(line for line in lines if line)


def _tied(table: str, chosen: Filter, values: tuple[str, ...], mark: str) -> str | None:
    variable = f"is_{chosen.name.replace('-', '_')}{mark}"
    ways: list[str] = []
    if chosen.whom and table in WHOM:
        ways.append(f"{WHOM[table]} {tied(chosen, chosen.whom, variable, values)}")
    elif table in STUDY and not (chosen.whom and table in _IN_WORDS):
        ways.append(f"{STUDY[table]} {tied(chosen, chosen.pattern, variable, values)}")
    if chosen.whom and table in ("claims", *_IN_WORDS):
        kind = "concept" if chosen.scheme else chosen.kind
        clause = values_clause(f"said_{variable}", [filter_term(chosen, value) for value in values])
        tie = "?row (aml:subject|aml:object)/aml:withinTerm ?{v}" if table == "claims" and kind == "concept" else TIES[table][kind]
        ways += _tied_to(clause, tie, f"said_{variable}", f"_{variable}")
    return _either(ways)


def _term(table: str, scheme: str, keys: tuple[str, ...]) -> str | None:
    predicate = TERMS.get(table, {}).get(scheme)
    if predicate is None:
        return None
    variable = scheme.replace("-", "_")
    return f"{values_clause(variable, _concepts(scheme, keys))} ?row {predicate}/aml:withinTerm ?{variable} ."


def _concepts(scheme: str, values: tuple[str, ...]) -> list[str]:
    return [iri(mint("concept", f"{scheme}.{value}")) for value in values]
