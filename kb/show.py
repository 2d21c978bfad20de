"""Cards: everything the base says of one entity, for a terminal, as JSON, or as Turtle."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kb.answer import combine
from kb.base import Base, entity
from kb.combine import Chip, Combination
from kb.combine.chips import KINDS
from kb.errors import NotFound
from kb.names import expand, mint, parts, shorten
from kb.records import DERIVED, EVIDENCE, VOCABULARY, facts
from kb.store import Cell, iri
from kb.tables import TABLES, SheetRow
from kb.tables.wide import GRADES, WideRow, pivot, printed
from kb.triples import AS_PRINTED
from kb.values import quantity, unit_words

_NOT_TOLD = frozenset(
    map(
        expand,
        ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:inScheme", "aml:anchor", "aml:statedIn", "aml:matches", "oa:hasSelector"),
    )
)
"""Predicates that a card for people tells in another place, or not at all."""

_TABLE_OF = {
    "study": "trials", "arm": "arms", "result": "results", "adverse-event": "adverse-events", "baseline": "baseline", "claim": "claims",
    "event": "events", "parameter": "parameters", "dose": "doses", "discrepancy": "discrepancies", "regimen": "regimens",
}  # fmt: skip
"""The table that tells entities of a kind in a line."""

_LINES: dict[str, tuple[str, ...]] = {
    "trials": ("nct_id", "study", "phase", "status"),
    "results": ("outcome", "arm", "family", "population", "time_point"),
    "adverse-events": ("term", "grade", "arm"),
    "baseline": ("characteristic", "category", "population"),
    "doses": ("agent", "basis", "population"),
    "claims": ("label",),
}
_REMARKS: dict[str, tuple[str, ...]] = {
    "claims": ("direction", "evidence_kind", "voice"),
    "results": ("voice",),
    "adverse-events": ("voice",),
}

_KIND_ORDER = (
    "trial-record",
    "arm",
    "result",
    "adverse-event",
    "baseline",
    "dose",
    "event",
    "claim",
    "parameter",
    "discrepancy",
    "regimen",
)
"""Kinds in the order in which a card tells what points at an entity; others follow."""

_MACHINERY = frozenset(
    {"trial-record", "selector", "computed", "measurement", "synonym", "identifier", "component", "membership", "targeting"}
)
"""Kinds that a card tells in other words: names, classes, studies that give it, intervals beside figures."""

_ANCHORS = (
    "SELECT ?place ?fragment WHERE {{ {me} aml:anchor ?a . ?a rdfs:label ?place ; aml:fragment ?fragment }} ORDER BY ?place ?fragment"
)
_NAMES = "SELECT ?label WHERE {{ ?name aml:names {me} ; rdfs:label ?label }} ORDER BY ?label"
_IDENTIFIERS = """
SELECT ?system ?id WHERE {{ ?identifier aml:identifies {me} ; aml:identifierSystem ?system ; aml:localIdentifier ?id }} ORDER BY ?system ?id
"""


def facts_of(base: Base, kind: str, key: str) -> dict[str, dict[str, list[str]]]:
    """What is said with an entity as subject (``out``) and as object (``in``), by predicate; other entities by label."""
    found: dict[str, dict[str, list[str]]] = {"out": defaultdict(list), "in": defaultdict(list)}
    for way, predicate, cell in _described(base, kind, key):
        found[way][shorten(predicate)].append(_with_name(base, cell))
    return {way: dict(values) for way, values in found.items()}


def _described(base: Base, kind: str, key: str) -> list[tuple[str, str, Cell]]:
    told = base.describe(kind, key)
    if not told:
        raise NotFound(f"there is no {kind} '{key}'")
    return told


def _with_name(base: Base, cell: Cell) -> str:
    return f"{_name(base, cell)} [{entity(cell.text)}]" if cell.kind == "iri" else cell.text


def meanings() -> dict[str, tuple[int, str]]:
    """What records declare of each predicate: its place among the fields, and its name in words."""
    found: dict[str, tuple[int, str]] = {}
    for record in (*VOCABULARY, *EVIDENCE, *DERIVED):
        for place, (name, fact) in enumerate(facts(record).items()):
            if fact.predicate:
                found.setdefault(expand(fact.predicate), (place, name.replace("_", " ")))
    return found


def card(base: Base, kind: str, key: str) -> str:
    """The card as text: what it is, where that stands, and what is told of it elsewhere, with counts."""
    told = _described(base, kind, key)
    row = _row(base, kind, key)
    label = base.all_labels.get(mint(kind, key)) or (in_a_line(row, _TABLE_OF[kind]) if row else key)
    lines = [f"{label}  ({kind}/{key})"]
    lines += _as_listed(row, _TABLE_OF[kind]) if row else _own(base, [(predicate, cell) for way, predicate, cell in told if way == "out"])
    lines += _asked(base, kind, key)
    lines += _studies(base, kind, key) if kind in KINDS else ()
    lines += _pointing(base, [cell.text for way, _, cell in told if way == "in"])
    return "\n".join(lines)


def _row(base: Base, kind: str, key: str) -> SheetRow | None:
    """The entity as a row of its table, where its kind has one."""
    return base.sheet(_TABLE_OF[kind]).row(mint(kind, key)) if kind in _TABLE_OF else None


def _as_listed(row: SheetRow, table: str) -> Iterator[str]:
    """A row's columns under their headers; what stands where is told by the anchors."""
    for spec in TABLES[table].columns:
        text = row.text(spec.name)
        if text and spec.name not in ("label", "anchor", "fragment"):
            yield f"  {spec.column.heading}: {unit_words(text) if spec.column.holds_units else text}"


def _own(base: Base, out: Iterable[tuple[str, Cell]]) -> Iterator[str]:
    """The entity's own facts, in the order of its record's fields; figures as printed."""
    values: dict[str, list[str]] = defaultdict(list)
    triples = list(out)
    printed_ones = {predicate.removesuffix(AS_PRINTED) for predicate, _ in triples if predicate.endswith(AS_PRINTED)}
    for predicate, cell in triples:
        if predicate not in _NOT_TOLD | printed_ones:
            values[predicate.removesuffix(AS_PRINTED)].append(_name(base, cell) if cell.kind == "iri" else cell.text)
    known = meanings()
    for predicate in sorted(values, key=lambda one: known.get(one, (99, shorten(one)))):
        name = known.get(predicate, (0, shorten(predicate).rpartition(":")[2]))[1]
        yield f"  {name}: {'; '.join(values[predicate])}"


def _name(base: Base, cell: Cell) -> str:
    """What another entity is called; our own without a label by kind and key."""
    return base.all_labels.get(cell.text) or (entity(cell.text) if parts(cell.text) else shorten(cell.text))


def _asked(base: Base, kind: str, key: str) -> Iterator[str]:
    """Other names, identifiers, and the places that state it."""
    me = iri(mint(kind, key))
    names = [row[0].text for row in base.select(_NAMES.format(me=me)).rows if row[0]]
    if names:
        yield f"  also called: {'; '.join(dict.fromkeys(names))}"
    identifiers = [f"{row[0].text}:{row[1].text}" for row in base.select(_IDENTIFIERS.format(me=me)).rows if row[0] and row[1]]
    if identifiers:
        yield f"  identifiers: {'; '.join(identifiers)}"
    for place, fragment in base.select(_ANCHORS.format(me=me)).rows:
        if place and fragment:
            yield f"  stated in {place.text}: \u201c{fragment.text}\u201d"


def _studies(base: Base, kind: str, key: str) -> Iterator[str]:
    """The studies that give a drug, a member of a class, or what acts on a target."""
    found = combine(base, Combination((Chip((f"{kind}/{key}",)),))).rows
    if found:
        yield f"studies that give it ({len(found)}):"
    for row in found:
        remarks = ", ".join(filter(None, (row["phase"], row["status"])))
        yield (
            f"  - {row['nct_id'] or 'no number'}  {row['study']}"
            + (f" [{remarks}]" if remarks else "")
            + f" \u2014 {'; '.join(row['why'])}"
        )


def _pointing(base: Base, iris: Iterable[str]) -> Iterator[str]:
    """What points at the entity, kind by kind, each in a line, in the order of reading."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for text in iris:
        found = parts(text)
        if found and found[0] not in _MACHINERY:
            kinds[found[0]].add(text)
    for kind in sorted(kinds, key=lambda one: (_KIND_ORDER.index(one) if one in _KIND_ORDER else len(_KIND_ORDER), one)):
        members = kinds[kind]
        yield f"{kind.replace('-', ' ')}s that refer to it ({len(members)}):"
        yield from (f"  - {line}" for line in _lines(base, kind, members))


def _lines(base: Base, kind: str, members: set[str]) -> Iterator[str]:
    ordered = sorted(members, key=lambda one: (base.places.get(entity(one), len(base.places)), one))
    table = _TABLE_OF.get(kind, "")
    rows = {row.iri: row for row in base.sheet(table).rows_of(members)} if table else {}
    if kind == "adverse-event":
        yield from map(_by_grade, pivot(rows[one] for one in ordered))
        return
    yield from (in_a_line(rows[one], table) if one in rows else _with_name(base, Cell("iri", one)) for one in ordered)


def _by_grade(row: WideRow) -> str:
    """An adverse event in a line, its grades side by side as printed."""
    cells = (f"{header} {' and '.join(map(printed, row.cells[grade]))}" for grade, _, header in GRADES if grade in row.cells)
    return f"{'; '.join(item.text for item in row.term)}: {', '.join(cells)}" + (f" of {row.denominator}" if row.denominator else "")


def in_a_line(row: SheetRow, table: str) -> str:
    """A row of a table in a line: what it is of, its figures with the recomputed interval, remarks, and its place."""
    named = [text for name in _LINES.get(table, (TABLES[table].columns[0].name,)) if (text := row.text(name))]
    named += [text] if (text := figure(row)) else []
    remarks = [text for name in _REMARKS.get(table, ()) if (text := row.text(name))]
    told = ", ".join(named) + (f" [{', '.join(remarks)}]" if remarks else "")
    return told + (f" \u2014 {place}" if (place := row.text("anchor")) else "")


def figure(row: SheetRow) -> str:
    """A row's figures as printed, with what was computed from them: the percentage, and of an outcome the exact interval."""
    n, size, percent = row.text("n"), row.text("denominator"), row.text("percent")
    told = f"{n}/{size}" if n and size else n
    told += (f" ({percent} %)" if told else f"{percent} %") if percent else ""
    if value := row.text("value"):
        told = f"{row.text('statistic')} {quantity(value, row.text('unit'))}".strip()
    if row.text("range_low"):
        told += f", range {row.text('range_low')} to {quantity(row.text('range_high'), row.text('unit'))}"
    if row.text("ci_low"):
        told += f", {row.text('ci_level')} % CI {row.text('ci_low')} to {row.text('ci_high')}"
    if row.text("computed_percent"):
        told += f", computed {row.text('computed_percent')} %"
    if row.text("computed_ci_low"):
        told += f" [{row.text('computed_ci_low')} to {row.text('computed_ci_high')}]"
    return f"{row.text('bound')} {told}".strip() if row.text("bound") else told.strip()


def card_json(base: Base, kind: str, key: str) -> str:
    """The card as one JSON object."""
    told: dict[str, Any] = {"id": f"{kind}/{key}", "iri": mint(kind, key), "label": base.all_labels.get(mint(kind, key))}
    return json.dumps(told | facts_of(base, kind, key) | {"release": base.release.version}, ensure_ascii=False, indent=1)


def card_turtle(base: Base, kind: str, key: str) -> str:
    """The entity's own triples as Turtle."""
    _described(base, kind, key)
    me = iri(mint(kind, key))
    return base.store.serialize(f"CONSTRUCT {{ {me} ?p ?o }} WHERE {{ {me} ?p ?o }}", "text/turtle").decode()
