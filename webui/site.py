"""Site: the address that visitors use, in place of what a request says of it: no request can have another one written into a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def at_site(inner: WSGIApplication, site: str) -> WSGIApplication:
    """The application at an address such as ``https://aml.example.org``."""
    parts = urlsplit(site)

    def placed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.url_scheme"], environ["HTTP_HOST"] = parts.scheme, parts.netloc
        return inner(environ, start_response)

    return placed
