"""Search by name: an exact name leads to its page, everything else is listed by kind."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.errors import BadInput
from kb.lookup import Hit
from webui.addresses import entity_path
from webui.pages.entity import near_names
from webui.service import base
from webui.wording import kind_name, kind_rank

page = Blueprint("search", __name__)

LONGEST = 200
MOST = 20
"""Names of each kind that are listed."""

SUGGESTED = 8
"""Names that are suggested while somebody types."""


@page.get("/search")
def search() -> ResponseReturnValue:
    """The entities of a name."""
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST:
        raise BadInput(f"the text is longer than {LONGEST} characters", "q", "search for a name or number")
    names = base().names
    exact = names.exact(text) if text else []
    # A name of several things is shown with all of them, so that none is hidden.
    if len(exact) == 1:
        return redirect(entity_path(f"{exact[0].kind}/{exact[0].key}"))
    found = names.search_each(text, MOST) if text else {}
    named = {hit.kind for hit in exact}
    groups: dict[str, list[Hit]] = {kind: found[kind] for kind in sorted(found, key=lambda kind: (kind not in named, kind_rank(kind)))}
    near = near_names(base(), text) if text and not groups else ()
    return render_template("search/page.html", text=text, groups=groups, near=near, most=MOST)


@page.get("/suggest.json")
def suggest() -> Response:
    """What a name that is being typed may become: entities with it, else some spelt like it."""
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST:
        raise BadInput(f"the text is longer than {LONGEST} characters", "q", "search for a name or number")
    hits = base().names.search(text, SUGGESTED) if text else []
    found = [(f"{hit.kind}/{hit.key}", hit.label, hit.name) for hit in hits]
    near = [(address, label, label) for address, label in near_names(base(), text)][:SUGGESTED] if text and not hits else []
    return jsonify(
        [
            {"label": label, "kind": kind_name(address.partition("/")[0]), "path": entity_path(address)}
            | ({"name": name} if name != label else {})
            | ({"near": True} if near else {})
            for address, label, name in found or near
        ]
    )
