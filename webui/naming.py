"""Naming: a name in words for every entity, also for those that no source names, made of what they tie or measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.base import Base
from kb.names import ID, parts, shorten
from kb.tables import Item, SheetRow
from webui import figures
from webui.service import opened

# Kinds without a label: a query for two things that they tie, and the words between.
_TIES: dict[str, tuple[str, str]] = {
    "component": ("?it aml:componentOf ?two ; aml:agent|aml:agentClass ?one", "in"),
    "membership": ("?it aml:memberAgent ?one ; aml:memberClass ?two", "is a"),
    "targeting": ("?it aml:targetingSubject ?one ; aml:targetingTarget ?two", "acts on"),
    "identifier": (
        "?it aml:identifies ?two ; aml:localIdentifier ?id ; aml:identifierSystem ?system . BIND(CONCAT(?system, ':', ?id) AS ?one)",
        "for",
    ),
    "trial-record": ("?it aml:recordOf ?two . BIND('record' AS ?one)", "of"),
    "computed": ("?it aml:computedFrom ?two . BIND('computed' AS ?one)", "from"),
    "measurement": ("?it aml:mainReport ?two . BIND('the quantity' AS ?one)", "of"),
    "selector": ("?two oa:hasSelector ?it . BIND('quotation' AS ?one)", "from"),
}

_STATEMENTS = {"result": "results", "adverse-event": "adverse-events", "baseline": "baseline", "dose": "doses"}
"""Kinds that are named by what they measured, and the tables that tell it."""

_WHAT = ("outcome", "term", "grade", "characteristic", "category", "agent", "basis")


def name_of(base: Base, iri: str) -> str:
    """What an entity is called; an IRI that is not ours by its short form."""
    kind = (parts(iri) or ("",))[0]
    named = ""
    if kind in _STATEMENTS:
        row = base.sheet(_STATEMENTS[kind]).row(iri)
        named = statement_name(row) if row else ""
    elif kind in _TIES and iri not in base.all_labels:
        # Made kind by kind, since most pages name entities of a few kinds only.
        named = opened().remember(("names of kind", kind), lambda: dict(_tied(base, kind))).get(iri, "")
    return named or base.all_labels.get(iri) or short(iri)


def _tied(base: Base, kind: str) -> Iterator[tuple[str, str]]:
    """Names of the entities of a kind; where one ties several things, the first in order names it."""
    pattern, between = _TIES[kind]
    rows = base.select(f"SELECT ?it ?one ?two WHERE {{ {pattern} }}").rows
    found = [(it.text, one.text, two.text) for it, one, two in rows if it and one and two]
    for it, one, two in sorted(found, reverse=True):  # of several, a dictionary keeps the last
        yield it, f"{name_of(base, one)} {between} {name_of(base, two)}"


def statement_name(row: SheetRow) -> str:
    """What a statement measured, with its figure."""
    return ": ".join(filter(None, (", ".join(texts(row, _WHAT)), figures.reported(row))))


def texts(row: SheetRow, names_: Iterable[str]) -> list[str]:
    """The texts of some columns of a row, those that have something."""
    return [item.text for name in names_ for item in row.cells.get(name, ())]


def item(base: Base, address: str) -> Item:
    """``kind/key`` as an item."""
    return Item(name_of(base, f"{ID}{address}"), f"{ID}{address}")


def short(text: str) -> str:
    """``kind/key`` of an IRI of ours, a CURIE of any other; other text as it is."""
    found = parts(text)
    return "/".join(found) if found else shorten(text)
