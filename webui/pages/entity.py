"""The page of one entity, and its twins as RDF and JSON, by suffix or by what the reader accepts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotAcceptable

from kb.base import Base
from kb.counting import AtLeast
from kb.graphs import Neighbourhood, neighbourhood, overview
from kb.names import ID, mint, parts, sparql_prologue
from kb.retracted import last_holding
from kb.store import iri, literal
from webui.addresses import entity_path
from webui.description import VOID_PATH
from webui.drawing import Drawing, draw
from webui.facts import Entity, Pointing, read_entity
from webui.faults import GoneAddress, WrongAddress
from webui.markup import markup
from webui.naming import name_of, take_names
from webui.reaching import reach_of
from webui.service import base, opened
from webui.ties import own_ties
from webui.views.further import further
from webui.views.quotes import quotes, reading_path

page = Blueprint("entity", __name__)

TWINS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}
"""Endings of the twins, and their media types."""

PAGE = "text/html"
_FORMS = (PAGE, *TWINS.values(), "application/xhtml+xml")
ENDINGS = ", ".join(f".{ending}" for ending in TWINS)

MOST_POINTING = 60
"""How many of those that point at an entity by one predicate its page names; lists and data hold all."""

MOST_OF_DOCUMENT = 8
"""The same for a document, which nearly everything points at, and whose sections hold it all."""

KEPT = frozenset({"document", "study", "agent", "class", "target", "concept"})
"""Kinds whose pages are made once for a release, since making them takes longest."""

_TRIPLES = """
CONSTRUCT {{ {me} ?p ?o . ?s ?q {me} . ?anchor ?ap ?ao }} WHERE {{
  {{ {me} ?p ?o }} UNION {{ ?s ?q {me} }} UNION {{ {me} aml:anchor ?anchor . ?anchor ?ap ?ao }}
}}
"""
_OWN_TRIPLES = """
CONSTRUCT {{ {me} ?p ?o . ?anchor ?ap ?ao . {here} rdfs:comment {told} }} WHERE {{
  {{ {me} ?p ?o }} UNION {{ {me} aml:anchor ?anchor . ?anchor ?ap ?ao }}
}}
"""
"""The same without what points at an entity, where that is too much for one answer; it says so."""


@page.get("/id/<kind>/<key>")
def entity(kind: str, key: str) -> ResponseReturnValue:
    """An entity as a page, or as data where its address or the reader asks for data."""
    name, _, ending = key.rpartition(".")
    if ending in TWINS and name and f"{ID}{kind}/{key}" not in base().all_labels:
        return _twin(kind, name, ending)
    chosen = _accepted()
    if chosen:
        response = _twin(kind, key, chosen)
        response.headers["Content-Location"] = entity_path(f"{kind}/{key}", chosen)
    else:
        response = _page(kind, key)
    response.vary.add("Accept")
    return response


def _accepted() -> str:
    """The ending of the twin that the reader likes best; empty for the page."""
    accepted = request.accept_mimetypes
    if not accepted:
        return ""
    wanted = accepted.best_match(_FORMS)
    if wanted is None:
        raise NotAcceptable(f"an entity comes as {', '.join(_FORMS)}; accept one of these, or add {ENDINGS} to its address")
    return next((twin for twin, media in TWINS.items() if media == wanted), "")


@page.get("/documents/<key>")
def document(key: str) -> ResponseReturnValue:
    """A document in reading order."""
    return _page("document", key)


def read(kind: str, key: str) -> Entity:
    """The entity of an address, or names that come near it."""
    told = base()
    if f"{ID}{kind}/{key}" in told.all_labels or _well_formed(kind, key):
        found = read_entity(told, kind, key)
        if found:
            return found
    if _well_formed(kind, key) and (before := last_holding(told.release, kind, key)):
        raise GoneAddress(
            f"{kind} '{key[:80]}' was in release {before.version} and is no longer in this one; /history/{kind}/{key} tells when it went",
            near_names(told, key),
        )
    raise WrongAddress(f"the base holds no {kind} '{key[:80]}'", near_names(told, key))


def _well_formed(kind: str, key: str) -> bool:
    return parts(f"{ID}{kind}/{key}") is not None


def near_names(told: Base, text: str) -> tuple[tuple[str, str], ...]:
    """Addresses and labels of entities with a name like a text."""
    words = text.replace("-", " ").replace("_", " ")[:80]
    hits = told.names.search(words, 8)
    hits = hits or told.names.alike(words, limit=8)
    return tuple(dict.fromkeys((f"{hit.kind}/{hit.key}", hit.label) for hit in hits))


def _twin(kind: str, key: str, ending: str) -> Response:
    """The entity as data."""
    found = read(kind, key)
    if ending == "json":
        response = jsonify(as_json(found, base().release.version))
    else:
        left = sum(one.count for one in found.pointing if len(one.iris) < one.count)
        query = _OWN_TRIPLES if left else _TRIPLES
        told = literal(f"Without {left:,} statements that point here; the SPARQL endpoint gives them.")
        here = iri(f"{found.iri}.{ending}")
        body = base().store.serialize(_prefixed(query.format(me=iri(found.iri), here=here, told=told)), TWINS[ending])
        response = Response(body, content_type=f"{TWINS[ending]}; charset=utf-8")
    return _linked(response, kind, key, ending)


def _linked(response: Response, kind: str, key: str, ending: str = "") -> Response:
    """The response with links (RFC 8288) to its other forms, to the entity that it is of, and to what describes it."""
    others = [(entity_path(f"{kind}/{key}"), PAGE), *((path, media) for one, path, media in _twins(f"{kind}/{key}") if one != ending)]
    links = [f'<{path}>; rel="alternate"; type="{media}"' for path, media in others[not ending :]]
    links.append(f'<{mint(kind, key)}>; rel="canonical"')
    about = (entity_path(f"{kind}/{key}", "ttl"), TWINS["ttl"]) if not ending else (f"/{VOID_PATH}", "text/turtle")
    links.append(f'<{about[0]}>; rel="describedby"; type="{about[1]}"')
    response.headers["Link"] = ", ".join(links)
    return response


def _prefixed(sparql: str) -> str:
    return sparql_prologue() + sparql


def _pointing(one: Pointing) -> dict[str, Any]:
    counted = {"count": one.count, "count_is": "at least" if isinstance(one.count, AtLeast) else "exact"}
    return {"kind": one.kind, "by": one.name, **counted, "entities": list(one.iris)}


def as_json(found: Entity, release: str) -> dict[str, Any]:
    """An entity as one JSON object."""
    return {
        "id": found.address,
        "iri": found.iri,
        "kind": found.kind,
        "label": found.label,
        "types": list(found.types),
        "facts": {told.name: [{"text": one.text, "iri": one.iri or None} for one in told.items] for told in found.told},
        "pointing_here": [_pointing(one) for one in found.pointing],
        "sources": [
            {"document": one.document.iri, "place": one.place, "fragment": one.fragment, "doi": one.doi or None, "anchor": one.anchor.iri}
            for one in found.sources
        ],
        "release": release,
    }


def _page(kind: str, key: str) -> Response:
    """An entity's page; the long ones are kept as they are, for a release never changes."""
    if kind in KEPT and set(request.args) <= {"section"}:
        html = opened().remember(("page", kind, key, _section(kind)), lambda: _html(read(kind, key)))
    else:
        html = _html(read(kind, key))
    return _linked(make_response(html), kind, key)


def _section(kind: str) -> str:
    """The section that the address of a document asks for."""
    return request.args.get("section", "") if kind == "document" else ""


def _twins(address: str) -> list[tuple[str, str, str]]:
    """Ending, address and media type of each twin."""
    return [(ending, entity_path(address, ending), media) for ending, media in TWINS.items()]


def _html(found: Entity) -> str:
    template, facts = further(base(), found, _section(found.kind))
    return render_template(
        f"entity/{template}.html",
        entity=found,
        markup=markup(found),
        drawing=_drawing(base(), found),
        twins=_twins(found.address),
        most_pointing=MOST_OF_DOCUMENT if found.kind == "document" else MOST_POINTING,
        quotes=quotes(found.sources),
        reading_path=reading_path,
        **facts,
    )


def _drawing(told: Base, found: Entity) -> Drawing | None:
    """The neighbourhood of an entity: in the overview where it stands there, else by its own ties; None where it has none."""

    def named(node: str) -> str:
        return name_of(told, f"{ID}{node}")

    near = _overview(told, found)
    if near is None:
        terms = frozenset() if found.kind == "concept" else frozenset({"concept"})
        near = neighbourhood(own_ties(found.kind, found.key, found.described), found.address, steps_out=1, without=terms)
        left = Counter(near.left_out) + Counter({one.kind: one.count - len(one.iris) for one in found.pointing if one.kind not in terms})
        near = replace(near, left_out=dict(sorted(left.items())))
    take_names(told, (f"{ID}{node}" for node in near.graph))
    return draw(near, named) if len(near.graph) > 1 else None


def _overview(told: Base, found: Entity) -> Neighbourhood | None:
    """What stands near an entity in the overview, where it stands there."""
    if not told.few:
        return reach_of(told, "overview").near(found.address)
    graph = opened().remember("overview", lambda: overview(told.store))
    return neighbourhood(graph, found.address) if found.address in graph else None
