"""Templating: what every template can call, and the facts that every page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from flask import Flask, request

from kb.base import entity
from kb.formats import Format
from kb.names import sparql_prologue
from kb.tables import TABLES, Item, SheetRow
from kb.values import unit_words
from webui import figures, layout
from webui.addresses import entity_path, with_query
from webui.asked import Asked
from webui.heat import heat
from webui.naming import name_of
from webui.service import base, release_in_service
from webui.slim_drawing import slim
from webui.timeline import MOST_CLAIMS, MOST_MOMENTS, MOST_TURNS, directions_of, timeline_of
from webui.wording import kind_name

MENU: tuple[tuple[str, str], ...] = (
    ("/map", "Map"),
    ("/trials", "Trials"),
    ("/regimens", "Regimens"),
    ("/agents", "Drugs"),
    ("/results", "Results"),
    ("/outcomes", "Outcomes"),
    ("/adverse-events-wide", "Adverse events"),
    ("/claims", "Claims"),
    ("/discrepancies", "Discrepancies"),
    ("/documents", "Documents"),
    ("/sparql", "SPARQL"),
)
"""The menu of every page."""

FURTHER_MENU: tuple[tuple[str, str], ...] = (
    ("/classes", "Classes"),
    ("/targets", "Targets"),
    ("/graph", "Graph"),
    ("/questions", "Questions"),
    ("/compare", "Compare"),
    ("/coverage", "Coverage"),
    ("/changes", "What changed"),
    ("/tour", "Tour"),
    ("/api", "JSON"),
    ("/docs", "SPARQL and RDF"),
    ("/about", "About"),
)
"""What the menu folds away."""

MOST_OPEN = 8
"""Rows of one kind that a page of an entity shows at once; where there are more, it folds them in groups."""

LONGEST_CITED = 600
"""Letters of an address that the foot of a page repeats."""


def register(app: Flask) -> None:
    """Give the templates their functions."""
    app.jinja_env.globals.update(
        entity_path=entity_path,
        with_query=with_query,
        item_path=item_path,
        item_text=item_text,
        address_of=entity,
        kind_name=kind_name,
        unit_name=unit_words,
        kept_args=kept_args,
        columns=layout.some,
        figures=figures,
        heat=heat,
        slim_drawing=slim,
        timeline_of=timeline_of,
        timeline_words=directions_of,
        most_claims=MOST_CLAIMS,
        most_moments=MOST_MOMENTS,
        most_open=MOST_OPEN,
        most_turns=MOST_TURNS,
        menu=MENU,
        further_menu=FURTHER_MENU,
        tables=TABLES,
    )
    app.jinja_env.filters.update(sections_in=sections_in, in_groups=in_groups, count=count, twin_of=twin_of, bare=bare)
    app.context_processor(_every_page)


def _every_page() -> dict[str, Any]:
    return {"release": release_in_service(), "here": request.path, "this_page": this_page()}


_SECTION = re.compile(r'<section[^>]*\bid="([^"]+)"[^>]*>\s*<h2[^>]*>(.*?)</h2>', re.S)
_TAG = re.compile(r"<[^>]+>")


def sections_in(html: str) -> list[tuple[str, str]]:
    """The sections of a page that can be jumped to: their marks, and their headings without markup."""
    return [(found[1], " ".join(unescape(_TAG.sub("", found[2])).split())) for found in _SECTION.finditer(html)]


def in_groups(several: Iterable[Any], name: str) -> list[tuple[str, list[Any]]]:
    """Rows by the text of a column, or things by an attribute: groups in the order of the first of each, which is that of importance."""
    groups: dict[str, list[Any]] = {}
    for one in several:
        groups.setdefault(one.text(name) if isinstance(one, SheetRow) else getattr(one, name), []).append(one)
    return list(groups.items())


def this_page() -> str:
    """The address of this page, for a citation; without its query where that is too long to be read."""
    path = request.full_path.rstrip("?")
    return path if len(path) <= LONGEST_CITED else request.path


def item_path(item: Item) -> str:
    """Where an item of a cell leads: to its entity's page, out of the base, or nowhere (empty)."""
    if item.address:
        return entity_path(item.address)
    return item.iri if item.iri.startswith(("http://", "https://")) else ""


def item_text(item: Item) -> str:
    """What an item is called; one that no source labels, and that stands as its IRI, is named by what it is."""
    return name_of(base(), item.iri) if item.address and item.text in (item.iri, item.address) else item.text


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 row``, ``1,204 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def bare(sparql: str) -> str:
    """A query without the project's prefixes, which the endpoint adds itself."""
    prefixes = set(sparql_prologue().splitlines())
    return "\n".join(row for row in sparql.splitlines() if row not in prefixes).strip()


def twin_of(format_: Format, asked: Asked) -> tuple[Format, str]:
    """A format, and the address of a list's rows in it."""
    return format_, asked.twin(format_.name)


def kept_args() -> list[tuple[str, str]]:
    """What the address asked for, shortened, for a page that tells a fault."""
    return [(name[:60], value[:200]) for name, value in list(request.args.items(multi=True))[:20]]
