"""The JSON interface: every table, question, combination and thing for programs, its description, and a page about it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

import kb
from kb import ask as library
from kb.base import entity
from kb.errors import BadInput
from kb.formats import encode
from kb.lookup import Hit
from kb.store import Cell, Lane, native
from kb.tables import TABLES
from webui.addresses import entity_path
from webui.api import paging
from webui.api.openapi import description
from webui.api.operations import MOST_NAMES, PREFIX, operations
from webui.api.rows import written
from webui.asked import LONGEST_QUESTION, pages_of
from webui.combining import read_combination
from webui.library import bound
from webui.pages.ask import answered, combined
from webui.pages.entity import as_json, near_names, read
from webui.pages.lists import View, chosen
from webui.service import base
from webui.templating import bare

page = Blueprint("api", __name__)

_TABLE = f"any({', '.join(map(repr, TABLES))})"


@page.get("/openapi.json")
def openapi() -> Response:
    """The description of all that follows."""
    return _send(description(request.url_root))


@page.get(PREFIX)
def guide() -> str:
    """What programs can ask, for those who write them."""
    topics: dict[str, list[Any]] = {}
    for one in operations():
        topics.setdefault(one.topic, []).append(one)
    return render_template("api/page.html", topics=topics)


@page.get(f"{PREFIX}/ask")
def ask() -> Response:
    """The answer to a question in plain words."""
    _known(request.args, ("q",))
    question = _text(request.args, "q", LONGEST_QUESTION, "which trials combine HMA with anti-PD-1")
    return _send(answered(question).as_json())


@page.get(f"{PREFIX}/combinations")
def combinations() -> Response:
    """The studies of a combination."""
    wanted = read_combination(base(), request.args)
    if not (wanted.all_of or wanted.none_of or wanted.filters):
        raise BadInput("there is nothing to combine", "with", f"ask such as {PREFIX}/combinations?with=HMA&with=anti-PD-1")
    return _send(combined(wanted).as_json())


@page.get(f"{PREFIX}/<{_TABLE}:table>")
def rows(table: str) -> Response:
    """A page of a table."""
    asked = paging.read(TABLES[table], f"{PREFIX}/{table}", request.args)
    seen = chosen(base().sheet(table, listed=True), asked)
    pages = pages_of(len(seen.rows), asked)
    first = (asked.page - 1) * asked.size
    held = [written(seen.sheet.spec, row, asked.columns) for row in seen.rows[first : first + asked.size]]
    return _send(_head(table, seen) | {"page": asked.page, "pages": pages, "size": asked.size, "next": _next(seen, pages), "rows": held})


def _head(table: str, seen: View) -> dict[str, Any]:
    told = {"table": table, "release": base().release.version, "query": seen.sentence()}
    return told | {"total": len(seen.sheet.rows), "found": len(seen.rows)}


def _next(seen: View, pages: int) -> str | None:
    return seen.asked.link(page=seen.asked.page + 1) if seen.asked.page < pages else None


@page.get(f"{PREFIX}/<{_TABLE}:table>/facets")
def facets(table: str) -> Response:
    """How many rows each value of a table's facets would leave."""
    others = MultiDict((name, value) for name, value in request.args.items(multi=True) if name != "most")
    if wrong := next((name for name in ("sort", "desc", "columns", "page", "size", "view") if name in others), ""):
        raise BadInput(f"counts have no '{wrong}'", wrong, "leave it out")
    most = paging.number(request.args, "most", 20, paging.MOST_VALUES)
    seen = chosen(base().sheet(table, listed=True), paging.read(TABLES[table], f"{PREFIX}/{table}/facets", others))
    counted = seen.sheet.facets(seen.choice, most + 1)
    told = [
        {
            "column": name,
            "title": column.column.header if (column := TABLES[table].column(name)) else name,
            "values": [{"value": value.short, "label": value.item.text, "count": count} for value, count in counts[:most]],
            "further": len(counts) > most,
        }
        for name, counts in counted.items()
    ]
    return _send({"table": table, "release": base().release.version, "query": seen.sentence(), "found": len(seen.rows), "facets": told})


@page.get(f"{PREFIX}/entities/<kind>/<key>")
def show(kind: str, key: str) -> Response:
    """All that is said of a thing."""
    return _send(as_json(read(kind, key), base().release.version))


@page.get(f"{PREFIX}/search")
def search() -> Response:
    """Things by name."""
    _known(request.args, ("q", "most"))
    text = _text(request.args, "q", 200, "vidaza")
    most = paging.number(request.args, "most", 20, MOST_NAMES)
    hits = base().names.search(text, most)
    near = () if hits else near_names(base(), text)
    return _send(
        {
            "release": base().release.version,
            "names": [_hit(hit) for hit in hits] + [_name(address, label, label, near=True) for address, label in near[:most]],
        }
    )


def _hit(hit: Hit) -> dict[str, Any]:
    return _name(f"{hit.kind}/{hit.key}", hit.label, hit.name)


def _name(address: str, label: str, name: str, *, near: bool = False) -> dict[str, Any]:
    kind = address.partition("/")[0]
    return {"id": address, "kind": kind, "label": label, "name": name, "near": near, "path": entity_path(address)}


@page.get(f"{PREFIX}/release")
def release() -> Response:
    """The release that answers."""
    manifest = base().release.manifest
    told = {name: manifest[name] for name in ("version", "base", "quads", "counts")}
    return _send(told | {"software": kb.__version__})


@page.get(f"{PREFIX}/questions")
def questions() -> Response:
    """The library of questions."""
    told = [
        {
            "name": one.name,
            "title": one.title,
            "description": one.description,
            "tags": one.tags,
            "parameters": [{"name": each.name, "kinds": each.kinds, "meaning": each.meaning} for each in one.parameters],
            "sparql": bare(one.sparql),
            "path": f"{PREFIX}/questions/{one.name}",
        }
        for one in library.questions().values()
    ]
    return _send({"release": base().release.version, "questions": told})


@page.get(f"{PREFIX}/questions/<name>")
def question(name: str) -> Response:
    """The rows of a question."""
    asked = bound(name, request.args)
    found = base().store.select(asked.sparql, Lane.OWN)
    told = [{column: _cell(cell) for column, cell in zip(found.variables, row, strict=True)} for row in found.rows]
    return _send(
        {
            "question": name,
            "title": asked.question.title,
            "release": base().release.version,
            "sparql": bare(asked.sparql),
            "columns": found.variables,
            "truncated": found.truncated,
            "rows": told,
        }
    )


def _known(args: MultiDict[str, str], names: tuple[str, ...]) -> None:
    if wrong := next((name for name in args if name not in names), ""):
        raise BadInput(f"there is no '{wrong[:60]}' here", "address", f"use {', '.join(names)}")


def _text(args: MultiDict[str, str], name: str, longest: int, example: str) -> str:
    """The text of a parameter that must be given."""
    text = args.get(name, "").strip()
    if not text:
        raise BadInput(f"there is no '{name}'", name, f"ask such as ?{name}={example}")
    if len(text) > longest:
        raise BadInput(f"it is longer than {longest} characters", name, "shorten it")
    return text


def _send(told: Mapping[str, Any]) -> Response:
    return Response(f"{encode(told)}\n", content_type="application/json")


def _cell(cell: Cell | None) -> object:
    """A cell as JSON has it; a number with the digits that the store gives, an entity as ``kind/key``."""
    told = native(cell)
    if cell is not None and isinstance(told, float):
        return Decimal(cell.text) if isfinite(told) else cell.text
    return entity(told) if cell is not None and cell.kind == "iri" else told
