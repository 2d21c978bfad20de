"""The source reader: a place of a document in the user's own copy of its text, with the fragment marked and what rests on it beside."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from kb.base import Base
from kb.check.anchors import nearest
from kb.errors import BadInput, NotFound
from kb.names import ID, mint, parts
from kb.passages import Passages, holds
from kb.store import iri
from kb.tables import Item
from webui.naming import name_of
from webui.service import base, opened
from webui.texts import texts
from webui.views.passage import Anchored, anchors, heads, passage

page = Blueprint("reader", __name__)

_DOCUMENT = """
SELECT ?label ?doi ?file ?hash WHERE {{
  {me} rdfs:label ?label . OPTIONAL {{ {me} bibo:doi ?doi }} OPTIONAL {{ {me} aml:textFile ?file }} OPTIONAL {{ {me} aml:textHash ?hash }}
}}
"""
_RESTING = "SELECT ?it WHERE {{ ?it aml:anchor {me} }} ORDER BY ?it"


@dataclass(frozen=True)
class Paper:
    """A document whose facts the base holds, and the text that its anchors were written against."""

    item: Item
    key: str
    doi: str
    file: str
    sha256: str


@page.get("/documents/<key>/text")
def reader(key: str) -> Response:
    """The section that an anchor (``at``) or a name (``section``) asks for; without the text, the place and where to find it."""
    paper = _paper(base(), key)
    held = opened().remember(("anchors", key), lambda: anchors(base(), key))
    asked = _asked(paper, held.get(request.args.get("at", "")))
    text = texts().of(paper.file)
    shown, names = None, heads(text.passages) if text else ()
    if text:
        head = _head(names, asked)
        shown = passage(text.passages, head, (one for one in held.values() if one.place.head == head), asked)
    html = render_template(
        "reader/page.html",
        paper=paper,
        asked=asked,
        resting=_resting(base(), asked) if asked else (),
        passage=shown,
        heads=names,
        many={name: sum(one.place.head == name for one in held.values()) for name in names},
        around=_around(names, shown.name) if shown else ("", ""),
        same_text=text is not None and text.sha256 == paper.sha256,
        hash=text.sha256 if text else "",
        missing=_missing(text.passages, asked) if text and asked else None,
        has_folder=texts().folder is not None,
    )
    response = make_response(html)
    # The text is the user's own: no cache keeps it, and a page shows it only as long as the folder holds it.
    response.headers["Cache-Control"] = "no-store"
    return response


def _paper(told: Base, key: str) -> Paper:
    """The document of an address; one without a text, such as a cited work, has nothing to read."""
    known = f"{ID}document/{key}"
    rows = told.select(_DOCUMENT.format(me=iri(mint("document", key)))).rows if known in told.all_labels and parts(known) else []
    if not rows:
        raise NotFound(f"the base holds no document '{key[:80]}'")
    label, doi, file, sha256 = (cell.text if cell else "" for cell in rows[0])
    if not file:
        raise NotFound(f"no fact of the base was read in the text of {label}: it is only cited, so there is nothing of it to show")
    return Paper(Item(label, known), key, doi, file, sha256)


def _asked(paper: Paper, found: Anchored | None) -> Anchored | None:
    wanted = request.args.get("at", "")
    if wanted and found is None:
        raise NotFound(f"no fact rests on a place '{wanted[:80]}' of {paper.item.text}")
    if wanted and request.args.get("section"):
        raise BadInput("both a place and a section are asked for", "at, section", "give one of them")
    return found


def _head(names: tuple[str, ...], asked: Anchored | None) -> str:
    """The part of the text to show: that of the place, the one named, or the first."""
    wanted = asked.place.head if asked else request.args.get("section", "") or names[min(1, len(names) - 1)]  # the first is the title
    if wanted in names or asked:
        return wanted
    raise NotFound(f"the text has no part '{wanted[:80]}'; it has {', '.join(names)}")


def _around(names: tuple[str, ...], name: str) -> tuple[str, str]:
    """The parts before and after one; empty at the ends."""
    spot = names.index(name) if name in names else 0
    return names[spot - 1] if spot else "", names[spot + 1] if spot + 1 < len(names) else ""


def _resting(told: Base, asked: Anchored) -> tuple[Item, ...]:
    """Everything in the base that rests on a place."""
    rows = told.select(_RESTING.format(me=iri(mint("anchor", asked.key)))).rows
    return tuple(Item(name_of(told, cell.text), cell.text) for (cell,) in rows if cell)


def _missing(passages: Passages, asked: Anchored) -> str | None:
    """None where the fragment stands at its place in this text; else the nearest place that holds it, in words, or nothing."""
    text = passages.at(asked.place)
    return None if text is not None and holds(text, asked.fragment) else nearest(passages, asked.place, asked.fragment)
