"""Templating: what every template can call, and the facts that every page shows."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from kb.base import entity
from kb.formats import Format
from kb.names import sparql_prologue
from kb.tables import TABLES, Item
from kb.tables.wide import grades_in, printed
from webui import figures, layout
from webui.addresses import entity_path, with_query
from webui.asked import Asked
from webui.naming import name_of
from webui.service import base, release_in_service
from webui.wording import kind_name, unit_name

MENU: tuple[tuple[str, str], ...] = (
    ("/trials", "Trials"),
    ("/regimens", "Regimens"),
    ("/agents", "Drugs"),
    ("/results", "Results"),
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
    ("/questions", "Questions"),
    ("/about", "About"),
)
"""What the menu folds away."""


def register(app: Flask) -> None:
    """Give the templates their functions."""
    app.jinja_env.globals.update(
        entity_path=entity_path,
        with_query=with_query,
        item_path=item_path,
        item_text=item_text,
        address_of=entity,
        kind_name=kind_name,
        unit_name=unit_name,
        kept_args=kept_args,
        columns=layout.some,
        grades_in=grades_in,
        printed=printed,
        figures=figures,
        menu=MENU,
        further_menu=FURTHER_MENU,
        tables=TABLES,
    )
    app.jinja_env.filters.update(count=count, twin_of=twin_of, bare=bare)
    app.context_processor(_every_page)


def _every_page() -> dict[str, Any]:
    return {"release": release_in_service(), "here": request.path}


def item_path(item: Item) -> str:
    """Where an item of a cell leads: to its entity's page, out of the base, or nowhere (empty)."""
    if item.address:
        return entity_path(item.address)
    return item.iri if item.iri.startswith(("http://", "https://")) else ""


def item_text(item: Item) -> str:
    """What an item is called; one that no source labels, and that stands as its IRI, is named by what it is."""
    return name_of(base(), item.iri) if item.address and item.text == item.iri else item.text


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
