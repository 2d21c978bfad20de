"""Logs: one line a request and one a remark of the server, as text for people or as JSON for programs, on standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from urllib.parse import quote

from webui.watching import Exchange, identifier

log = logging.getLogger("webui.requests")


def told(exchange: Exchange) -> None:
    """Write the line of a request: an error where the server failed, else for information."""
    level = logging.ERROR if exchange.status == 500 else logging.INFO
    log.log(level, "%s", _Line(exchange), extra={"exchange": exchange})


class _Line:
    """A request in words, put together only where somebody reads it."""

    def __init__(self, exchange: Exchange) -> None:
        self._of = exchange

    def __str__(self) -> str:
        of = self._of
        path = quote(of.path, safe="/:@+~,!$&'()*;=", errors="replace")  # an address cannot begin a new line, nor colour a terminal
        return f"{of.method} {path} {of.status} {of.seconds * 1000:.1f} ms {of.size} B release {of.release or '-'} request {of.identifier}"


def set_up(level: str, format_: str) -> None:
    """Have everything of a level and above written to standard error, in one of the formats ``text`` and ``json``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format_ == "json" else _Text())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # Each request that waits is a warning there, and each client that leaves a remark: metrics tell these better.
    logging.getLogger("waitress").setLevel(max(root.level, logging.WARNING))
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Text(logging.Formatter):
    """A line for people; what went wrong follows with its lines."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        request = "" if hasattr(record, "exchange") else identifier()
        text = super().format(record)
        return f"{_time(record)} {record.levelname.lower()} {text}{f' request {request}' if request else ''}"


class _Json(logging.Formatter):
    """One JSON object in one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The object: ``time, level, logger`` and the facts of a request, or a ``message`` with the ``request`` that it is about."""
        line: dict[str, object] = {"time": _time(record), "level": record.levelname.lower(), "logger": record.name}
        exchange = getattr(record, "exchange", None)
        if isinstance(exchange, Exchange):
            line |= {"method": exchange.method, "path": exchange.path, "status": exchange.status}
            line |= {"ms": round(exchange.seconds * 1000, 1), "bytes": exchange.size, "release": exchange.release or None}
            line["request"] = exchange.identifier
        else:
            line["message"] = record.getMessage()
            line |= {"request": identifier()} if identifier() else {}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)
