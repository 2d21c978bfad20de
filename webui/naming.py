"""Naming: a name in words for every entity, also for those that no source names, made of what they tie or measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.base import Base
from kb.names import ID, parts, shorten
from kb.store import in_parts, values_clause
from kb.store import iri as iri_
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

_REMEMBERED = 50_000
"""Names of one kind that are kept."""

_WHAT = ("outcome", "term", "grade", "characteristic", "category", "agent", "basis")


def name_of(base: Base, iri: str) -> str:
    """What an entity is called; an IRI that is not ours by its short form."""
    kind = (parts(iri) or ("",))[0]
    named = ""
    if kind in _STATEMENTS:
        row = base.sheet(_STATEMENTS[kind]).row(iri)
        named = statement_name(row) if row else ""
    elif kind in _TIES and iri not in base.all_labels:
        named = _tied_names(base, kind, (iri,)).get(iri, "")
    return named or base.all_labels.get(iri) or short(iri)


def take_names(base: Base, iris: Iterable[str]) -> None:
    """Read what the names of some entities need, all at once; of a small base all is read anyway."""
    wanted = [] if base.few else list(dict.fromkeys(iris))
    base.all_labels.take(wanted)
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in wanted:
        kind = (parts(one) or ("",))[0]
        if kind in _TIES and one not in base.all_labels:
            kinds[kind].append(one)
    for kind, several in kinds.items():
        _tied_names(base, kind, several)


def _tied_names(base: Base, kind: str, iris: Sequence[str]) -> Mapping[str, str]:
    """Names of entities of a kind without labels: of all where the base is small, since most pages name entities of few kinds only."""
    if base.few:
        return opened().remember(("names of kind", kind), lambda: dict(_tied(base, kind)))
    held: dict[str, str] = opened().remember(("names of kind", kind), dict)
    lacking = [one for one in iris if one not in held]
    if len(held) > _REMEMBERED:
        held.clear()
    for some in in_parts(lacking):
        held |= dict(_tied(base, kind, values_clause("it", map(iri_, some))))
    return held


def _tied(base: Base, kind: str, which: str = "") -> Iterator[tuple[str, str]]:
    """Names of the entities of a kind; where one ties several things, the first in order names it."""
    pattern, between = _TIES[kind]
    rows = base.select(f"SELECT ?it ?one ?two WHERE {{ {which} {pattern} }}").rows
    found = [(it.text, one.text, two.text) for it, one, two in rows if it and one and two]
    base.all_labels.take(end for _, *ends in found for end in ends)
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
