"""Naming: a name in words for every entity, also for those that no source names, made of what they tie or measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kb.base import Base
from kb.names import ID, parts, shorten
from kb.tables import Item, SheetRow
from webui import figures
from webui.service import opened

# Kinds without a label: a query for two things that they tie, and the words between.
_TIES: tuple[tuple[str, str], ...] = (
    ("?it aml:componentOf ?two ; aml:agent|aml:agentClass ?one", "in"),
    ("?it aml:memberAgent ?one ; aml:memberClass ?two", "is a"),
    ("?it aml:targetingSubject ?one ; aml:targetingTarget ?two", "acts on"),
    ("?it aml:identifies ?two ; aml:localIdentifier ?id ; aml:identifierSystem ?system . BIND(CONCAT(?system, ':', ?id) AS ?one)", "for"),
    ("?it aml:recordOf ?two . BIND('record' AS ?one)", "of"),
    ("?it aml:computedFrom ?two . BIND('computed' AS ?one)", "from"),
    ("?it aml:mainReport ?two . BIND('the quantity' AS ?one)", "of"),
    ("?two oa:hasSelector ?it . BIND('quotation' AS ?one)", "from"),
)

_STATEMENTS = ("results", "adverse-events", "baseline", "doses")
_WHAT = ("outcome", "term", "grade", "characteristic", "category", "agent", "basis")


def names(base: Base) -> Mapping[str, str]:
    """A name for every entity by IRI; made once for a release."""
    return opened().remember("all names", lambda: _read(base))


def _read(base: Base) -> Mapping[str, str]:
    found = dict(base.all_labels)
    for table in _STATEMENTS:
        for row in base.sheet(table).rows:
            found[row.iri] = statement_name(row)
    for pattern, between in _TIES:
        for it, one, two in base.select(f"SELECT ?it ?one ?two WHERE {{ {pattern} }} ORDER BY ?it ?one").rows:
            if it and one and two:
                found.setdefault(it.text, f"{_of(found, one.text)} {between} {_of(found, two.text)}")
    return found


def _of(found: Mapping[str, str], text: str) -> str:
    return found.get(text) or short(text)


def statement_name(row: SheetRow) -> str:
    """What a statement measured, with its figure."""
    return ": ".join(filter(None, (", ".join(texts(row, _WHAT)), figures.reported(row))))


def texts(row: SheetRow, names_: Iterable[str]) -> list[str]:
    """The texts of some columns of a row, those that have something."""
    return [item.text for name in names_ for item in row.cells.get(name, ())]


def name_of(base: Base, iri: str) -> str:
    """What an entity is called; an IRI that is not ours by its short form."""
    return _of(names(base), iri)


def item(base: Base, address: str) -> Item:
    """``kind/key`` as an item."""
    return Item(name_of(base, f"{ID}{address}"), f"{ID}{address}")


def short(text: str) -> str:
    """``kind/key`` of an IRI of ours, a CURIE of any other; other text as it is."""
    found = parts(text)
    return "/".join(found) if found else shorten(text)
