"""For machines: health, version, robots, and the small picture of the browser's tab."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

import kb
from kb.errors import KbError, Unavailable
from webui.assets import asset_named
from webui.faults import RETRY_SECONDS, told
from webui.service import base, opened

page = Blueprint("status", __name__)

_ROBOTS = """User-agent: *
Disallow: /sparql
Disallow: /ask
Disallow: /search
Disallow: /*?
"""


@page.get("/healthz")
def health() -> ResponseReturnValue:
    """Whether this server is well. One whose engine elsewhere is away is: to start it anew would mend nothing."""
    try:
        return _answering()
    except Unavailable as fault:
        return jsonify(status="waiting", reason=told(fault))
    except KbError as fault:
        return jsonify(status="failing", reason=str(fault)), 503


@page.get("/readyz")
def readiness() -> ResponseReturnValue:
    """Whether questions can be answered now: a release is in service, and the engine that holds it answers."""
    try:
        return _answering()
    except KbError as fault:
        return jsonify(status="failing", reason=told(fault)), 503, {"Retry-After": str(RETRY_SECONDS)}


def _answering() -> Response:
    answered = base().select("ASK { ?s ?p ?o }").rows[0][0]
    return jsonify(status="ok" if answered and answered.text == "true" else "empty", release=base().release.version)


@page.get("/version.json")
def version() -> Response:
    """What is in service."""
    manifest = opened().base.release.manifest
    told = {name: manifest[name] for name in ("version", "base", "quads", "counts") if name in manifest}
    return jsonify(told | {"software": kb.__version__})


@page.get("/robots.txt")
def robots() -> Response:
    """What crawlers should leave alone: whatever is computed on demand."""
    return Response(_ROBOTS, content_type="text/plain; charset=utf-8")


@page.get("/favicon.ico")
def icon() -> Response:
    """A drop of blood, cells apart."""
    drop = asset_named("icon.svg")
    return Response(drop.body, content_type=drop.media)
