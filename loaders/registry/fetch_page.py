"""One page of the API's answer, taken apart: each study as the text that came, so that no figure and no escape is written otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from loaders.registry.fetch_web import Passing

NUMBER = r"NCT\d{8}"
_BLANK = re.compile(r"[ \t\r\n]*")
_LINE_END = re.compile(r"[\r\n]+")


class Study(NamedTuple):
    """A study as it came. ``line`` is its JSON text; ``aliases`` are obsolete numbers that the registry knows it by."""

    number: str
    aliases: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Page:
    """Studies of one answer; ``next_token`` asks for the page after it; ``total`` stands on a first page only."""

    studies: tuple[Study, ...]
    next_token: str = ""
    total: int | None = None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def read_page(body: bytes) -> Page:
    """The page of an answer of ``/studies``. Raises Passing where it is not what the API's description says."""
    try:
        text = body.decode()
        return _page(text)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise Passing("its answer is not a page of studies in JSON") from None


def read_version(body: bytes) -> str:
    """The data version of an answer of ``/version``: a UTC time such as ``2025-04-01T09:00:05``."""
    try:
        told = _DECODER.decode(body.decode())["dataTimestamp"]
    except (ValueError, RecursionError, LookupError, TypeError):
        told = None
    if not isinstance(told, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", told):
        raise Passing("it does not tell its data version")
    return told


def read_line(line: str) -> Study:
    """A study from its line. Raises ValueError and its like where it is none."""
    return _study(_DECODER.decode(line), line)


def _page(text: str) -> Page:
    told = _DECODER.decode(text)
    token, total = told.get("nextPageToken", ""), told.get("totalCount")
    if not isinstance(token, str) or isinstance(total, bool) or not isinstance(total, int | None):
        raise ValueError("not a page of studies")
    studies = told["studies"]
    return Page(tuple(map(_study, studies, _texts(text, len(studies)))), token, total)


def _texts(text: str, count: int) -> Iterator[str]:
    """The text of each member of ``studies``, on one line. The whole is known to be JSON, so marks between members are not looked at."""
    spot = _value_of(text, "studies")
    for _ in range(count):
        spot = _skip(text, spot + 1)  # the bracket, or a comma
        _, end = _DECODER.raw_decode(text, spot)
        yield _LINE_END.sub(" ", text[spot:end])
        spot = _skip(text, end)


def _value_of(text: str, wanted: str) -> int:
    """Where the value of a key of the outermost object begins."""
    spot = _skip(text, 0)
    while True:
        key, spot = _DECODER.raw_decode(text, _skip(text, spot + 1))  # the brace, or a comma
        spot = _skip(text, _skip(text, spot) + 1)  # the colon
        if key == wanted:
            return spot
        spot = _skip(text, _DECODER.raw_decode(text, spot)[1])


def _skip(text: str, spot: int) -> int:
    """The next place that is not blank."""
    found = _BLANK.match(text, spot)
    return found.end() if found else spot


def _study(value: Any, line: str) -> Study:
    told = value["protocolSection"]["identificationModule"]
    number, aliases = told["nctId"], told.get("nctIdAliases", [])
    if not re.fullmatch(NUMBER, number):
        raise ValueError(f"{number!r} is no number of a study")
    return Study(number, tuple(map(str, aliases)), line)
