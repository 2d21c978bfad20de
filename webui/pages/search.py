"""Search by name: an exact name leads to its page, everything else is listed by kind."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb.errors import BadInput
from kb.lookup import Hit
from webui.addresses import entity_path
from webui.pages.entity import near_names
from webui.service import base
from webui.wording import kind_rank

page = Blueprint("search", __name__)

LONGEST = 200
MOST = 80


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
    hits = names.search(text, MOST) if text else []
    groups: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (hit not in exact, kind_rank(hit.kind))):
        groups.setdefault(hit.kind, []).append(hit)
    near = near_names(base(), text) if text and not hits else ()
    return render_template("search/page.html", text=text, groups=groups, count=len(hits), near=near, most=MOST)
