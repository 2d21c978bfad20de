"""Refusals: what an endpoint answered or failed to answer, told as one clear fault."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from kb.errors import KbError, QueryRefused, Unavailable
from kb.store.interface import MIB, Limit, StoppedAt

_AGAIN = frozenset({429, 502, 503, 504})
_OUT_OF_TIME = re.compile(r"S1T00|timed? ?out|time limit|cancell?ed", re.I)
_REFUSED_UPDATE = re.compile(r"permission|denied|not allowed|No permission", re.I)
_SHOWN = 200
_MOVED = "leads elsewhere, which is not followed; set the final address"
_LOCKED = "does not let us in; check the settings for signing in, and the rights there"
_NOWHERE = "has no SPARQL endpoint there; check the address"
_SETTINGS = {401: _LOCKED, 403: _LOCKED} | dict.fromkeys((404, 405, 410), _NOWHERE) | dict.fromkeys((300, 301, 302, 303, 307, 308), _MOVED)
"""What statuses say of the settings."""

_UPDATE = "INSERT"


class TryAgain(KbError):
    """A fault that may pass: the same request can be sent again, after so many seconds."""

    def __init__(self, text: str, after: float = 0.0) -> None:
        self.text, self.after = text, after
        super().__init__(text)


def of_status(status: int, headers: Mapping[str, str], text: str, form: str, url: str) -> KbError:
    """What an answer other than 200 says of a request."""
    told = _told(text)
    if status in _AGAIN:
        return TryAgain(f"the engine at {url} answers {status}, so it is down or overloaded; try again soon", _seconds(headers))
    if status in _SETTINGS:
        return Unavailable(f"the engine at {url} {_SETTINGS[status]} ({status})")
    if form == _UPDATE:
        right = "; give the account the right to update" if _REFUSED_UPDATE.search(text) else ""
        return Unavailable(f"the engine at {url} refused an update ({status}: {told}){right}")
    if status == 408 or _OUT_OF_TIME.search(told):
        return StoppedAt(Limit.TIME, "the engine stopped the query at its own limit of time; join fewer patterns, or add LIMIT")
    if status >= 500:
        return StoppedAt(Limit.CRASH, f"the engine failed on the query ({status}: {told}); ask in another way, or try again")
    return QueryRefused(f"the engine refused the query ({status}: {told})")


def of_connection(reason: object, url: str) -> KbError:
    """What a connection that failed says; one that was refused, or cut before an answer began, may be tried again."""
    if isinstance(reason, TimeoutError):
        # Whoever was silent once will be so again: trying anew would only keep others waiting.
        return TryAgain(f"the engine at {url} does not accept connections; check that it runs", after=math.inf)
    if isinstance(reason, ConnectionRefusedError):
        return TryAgain(f"nothing listens at {url}; start the engine, or check the address")
    if isinstance(reason, ConnectionError):
        return TryAgain(f"the engine at {url} cut the connection; check that it runs well")
    if isinstance(reason, OSError):
        return TryAgain(f"the engine at {url} cannot be reached ({reason.strerror or reason}); check the address and the network")
    return broken(f"it is no proper HTTP ({type(reason).__name__})")


def out_of_time(seconds: float) -> StoppedAt:
    """The fault of an answer that was not there in time."""
    advice = "start from one drug, disease or study, join fewer patterns, or add LIMIT"
    return StoppedAt(Limit.TIME, f"the query was given up after {seconds:g} s, the limit; {advice}")


def too_large(most_bytes: int) -> StoppedAt:
    """The fault of an answer past the limit of size."""
    return StoppedAt(Limit.SIZE, f"the answer is larger than {most_bytes / MIB:g} MiB; add LIMIT and OFFSET, or select fewer columns")


def cut_by_engine(rows: str) -> StoppedAt:
    """The fault of an answer that the engine itself cut."""
    advice = "raise the engine's limit (ResultSetMaxRows in Virtuoso), or ask for fewer rows at a time by LIMIT and OFFSET"
    return StoppedAt(Limit.SIZE, f"the engine gives no more than {rows} rows and there are more; {advice}")


def broken(how: str) -> Unavailable:
    """The fault of an answer that cannot be read, or not wholly."""
    return Unavailable(f"the engine's answer is broken: {how}; try again, and look into the engine's log")


def _seconds(headers: Mapping[str, str]) -> float:
    """What Retry-After asks for in seconds; a date or nonsense there counts as nothing."""
    given = headers.get("retry-after", "").strip()
    return float(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0.0


def _told(text: str) -> str:
    """The engine's own words: those of its first lines, without markup, as a short line."""
    plain = re.sub(r"<[^>]{0,200}>", " ", text.partition("SPARQL query:")[0])
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in plain).split())
    return line[:_SHOWN] or "no reason given"
