"""Addresses: the paths of entities and lists, and query strings that stay readable."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

Pairs = Iterable[tuple[str, str]]


def entity_path(address: str, ending: str = "") -> str:
    """The page of ``kind/key``, or its twin of an ending such as ``ttl``."""
    return f"/id/{quote(address, safe='/+~')}" + (f".{ending}" if ending else "")


def with_query(path: str, pairs: Pairs) -> str:
    """A path with its query; a comma, slash, bar and colon are left as people write them."""
    text = urlencode([pair for pair in pairs if pair[1] != ""], quote_via=quote, safe="/|,:!")
    return f"{path}?{text}" if text else path
