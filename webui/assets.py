"""Assets: style sheets, scripts, libraries and images, under names that hold the hash of what is in them; sent compressed."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from kb.errors import NotFound

STATIC = Path(__file__).parent / "static"
SHEETS = "style"
"""Folder of the style sheets: all of them are sent as one, in the order of their names."""
FOREVER = "public, max-age=31536000, immutable"
PLAIN = "identity"
ENCODINGS = ("br", "gzip", PLAIN)
"""How a text may be sent, the smallest first."""

_BROTLI_QUALITY = 9
"""A step more costs twenty times the time for a tenth of the size."""

_SOURCE_MAP = re.compile(rb"\s*/[/*][#@] ?sourceMappingURL=\S+(?: ?\*/)?\s*\Z")
"""Where a library's own tools find its source, which does not travel with it: browsers would ask for it in vain."""

routes = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """A file to send: ``name`` as templates call it, ``path`` as browsers ask for it."""

    name: str
    path: str
    media: str
    body: bytes

    @property
    def is_text(self) -> bool:
        """Whether compressing it is worth it."""
        return self.media.startswith("text/") or self.media in ("image/svg+xml", "application/json")


def register(app: Flask) -> None:
    """Read the assets, and give the templates ``asset(name)``: its address, empty where a library was not installed."""
    every = list(_read(STATIC))
    app.extensions["assets"] = {asset.path: asset for asset in every}
    paths = {asset.name: asset.path for asset in every}
    app.jinja_env.globals["asset"] = lambda name: paths.get(name, "")
    app.register_blueprint(routes)


def asset_named(name: str) -> Asset:
    """An asset by the name that templates use."""
    every: dict[str, Asset] = current_app.extensions["assets"]
    return next(asset for asset in every.values() if asset.name == name)


def stamp(app: Flask) -> str:
    """A stamp of all assets: pages that name them change with it."""
    every: dict[str, Asset] = app.extensions["assets"]
    return hashlib.sha256("".join(sorted(every)).encode()).hexdigest()[:8]


def _read(folder: Path) -> Iterator[Asset]:
    sheets = sorted((folder / SHEETS).glob("*.css"))
    yield _asset("style.css", b"\n".join(sheet.read_bytes() for sheet in sheets))
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file not in sheets:
            yield _asset(file.relative_to(folder).as_posix(), file.read_bytes())


def _asset(name: str, body: bytes) -> Asset:
    body = _SOURCE_MAP.sub(b"\n", body)
    stem, _, ending = name.rpartition(".")
    media = "text/javascript" if ending == "js" else mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(name, f"/static/{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}", media, body)


@routes.get("/static/<path:name>")
def asset(name: str) -> ResponseReturnValue:
    """An asset by its hashed name: one name never stands for anything else, so it may be kept for good."""
    found: Asset | None = current_app.extensions["assets"].get(f"/static/{name}")
    if found is None:
        raise NotFound(f"there is no asset '{name[:80]}'")
    kind = f"{found.media}; charset=utf-8" if found.media.startswith("text/") else found.media
    encoding = (request.accept_encodings.best_match(ENCODINGS) or PLAIN) if found.is_text else PLAIN
    response = Response(packed(found, encoding), content_type=kind, headers={"Cache-Control": FOREVER})
    if found.is_text:
        response.vary.add("Accept-Encoding")
    if encoding != PLAIN:
        response.content_encoding = encoding
    response.set_etag(f"{found.path.split('.')[-2]}-{encoding}")
    return response.make_conditional(request)


@cache
def packed(asset: Asset, encoding: str) -> bytes:
    """An asset's bytes in an encoding, made once."""
    match encoding:
        case "br":
            return bytes(brotli.compress(asset.body, quality=_BROTLI_QUALITY))
        case "gzip":
            return gzip.compress(asset.body, mtime=0)
        case _:
            return asset.body
