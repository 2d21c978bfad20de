"""Answers: the headers that every response carries, its entity tag, and its compression."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.http import quote_etag

import kb
from kb.formats import FORMATS
from kb.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES
from webui import assets
from webui.service import end_of_request, in_service_since, release_in_service

# Nothing is loaded but our own style sheet, scripts and images; scripts speak to nobody but us.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Location, ETag, Last-Modified, Link, Retry-After",
}
"""Pages of other sites may read data, and what the endpoint says in any form; not our pages, which may show the reader's own documents."""

_OWN = ("text/html", "text/plain", "application/json", "image/svg+xml", "application/atom+xml")
_TEXTS = {*_OWN, *RESULT_MEDIA_TYPES, *GRAPH_MEDIA_TYPES, *(one.media_type for one in FORMATS.values() if one.extension != "xlsx")}
"""Media types that are compressed; a workbook is so already."""


def register(app: Flask) -> None:
    """Have every response of the application finished here."""
    code = f"{kb.__version__}.{CODE_SINCE:x}-{assets.stamp(app)}"
    app.config["COMPRESS_MIMETYPES"] = sorted(_TEXTS)
    app.config["COMPRESS_ALGORITHM"] = ["br", "zstd", "gzip"]
    Compress(app)  # before the rest is registered: what is registered last comes first

    def finish(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.mimetype != "text/html" or request.path.rstrip("/") == "/sparql":
            response.headers.update(OPEN)
        return _tagged(response, code)

    app.after_request(finish)
    app.teardown_appcontext(end_of_request)


def _tagged(response: Response, code: str) -> Response:
    """The response with a tag of release, code and kind of file; not modified where the reader has it already."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or "ETag" in response.headers or request.path == "/healthz":
        return response
    tag = f"{release_in_service()}-{code}-{str(response.mimetype).replace('/', '.')}"
    response.headers["ETag"] = quote_etag(tag, weak=True)
    response.headers.setdefault("Cache-Control", "no-cache")
    if since := in_service_since():  # later than the release was built, where a pointer was set back to it
        response.last_modified = datetime.fromtimestamp(max(since, CODE_SINCE), UTC)
    response.make_conditional(request)
    return response


def _newest_of_code() -> int:
    """When the code that makes the pages was changed last: a page changes with its release or with this, and with nothing else."""
    folders = (Path(__file__).parent, Path(kb.__file__).parent)
    return max(int(file.stat().st_mtime) for folder in folders for file in folder.rglob("*.*") if file.suffix != ".pyc")


CODE_SINCE = _newest_of_code()
