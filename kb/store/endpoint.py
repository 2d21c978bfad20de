"""An endpoint: the address of a SPARQL service, and how one signs in there; what is secret of it is never shown."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kb.errors import BadInput

WAYS = ("basic", "digest", "bearer")
"""How one can sign in: HTTP Basic and Digest with user and password, or a bearer token."""


@dataclass(frozen=True)
class Endpoint:
    """Where to ask. ``secret`` is a password, or the token of ``bearer``."""

    url: str
    way: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _check_address(self.url)
        if self.way and self.way not in WAYS:
            raise BadInput(f"'{self.way}' is no way to sign in", mend=f"use {', '.join(WAYS)}")
        if self.way and not (self.secret and (self.user or self.way == "bearer")):
            raise BadInput(
                f"signing in by {self.way} needs {'a token' if self.way == 'bearer' else 'a user and a password'}", mend="give it"
            )
        if not (self.user + self.secret).isprintable():
            raise BadInput("the user or the secret of the endpoint holds a character that cannot be sent", mend="check for line ends")

    def headers(self) -> dict[str, str]:
        """What a request carries to sign in; nothing for digest, where the server speaks first."""
        return {"Authorization": f"Bearer {self.secret}"} if self.way == "bearer" else {}

    def handlers(self) -> Iterable[urllib.request.BaseHandler]:
        """What answers the server's question who asks."""
        if self.way != "digest":
            return ()
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, self.url, self.user, self.secret)
        return (urllib.request.HTTPDigestAuthHandler(known),)


def _check_address(url: str) -> None:
    shown = url if len(url) < 200 else f"{url[:200]}..."
    try:
        found = urlsplit(url)
        port_is_right = found.port is None or found.port > 0
    except ValueError:
        raise BadInput(f"'{shown}' is no address of an endpoint", mend="write it such as https://example.org/sparql") from None
    if found.username is not None or found.password is not None:  # not shown: it may hold a password
        raise BadInput("the address of the endpoint holds a user or a password", mend="give these by the settings for signing in")
    if found.scheme not in ("http", "https") or not found.hostname or not port_is_right or not _plain(url):
        raise BadInput(f"'{shown}' is no address of an endpoint", mend="write it such as https://example.org/sparql")
    if found.fragment:
        raise BadInput(f"'{shown}' has a part after '#'", mend="leave it out")


def _plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url
