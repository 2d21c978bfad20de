"""Faults: every failure becomes one clear sentence with the right status, as a page or as text, with what was asked kept in sight."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from kb.errors import BadInput, KbError, NotFound, NotWritable, QueryForbidden, QueryStopped, Unavailable
from kb.formats import FORMATS
from webui.api.operations import PREFIX
from webui.service import NotInService, service

RETRY_SECONDS = 10

PROBLEM = "application/problem+json"

log = logging.getLogger(__name__)

_TITLES = {
    400: "This cannot be read",
    403: "This is not done here",
    404: "Nothing is here",
    405: "Not possible here",
    406: "Not in this form",
    410: "No longer here",
    413: "Too large",
    415: "Of the wrong kind",
    500: "Something failed",
    503: "Not now",
}
_WORDS = {
    404: "There is no page of this address.",
    405: "This address cannot be asked in this way.",
    500: "Something failed on this side; the fault is written in the server's log. Try again, or ask in another way.",
}


class WrongAddress(NotFound):
    """An entity that is not there, with the names of some that are."""

    def __init__(self, text: str, near: tuple[tuple[str, str], ...] = ()) -> None:
        self.near = near
        super().__init__(text)


class GoneAddress(WrongAddress):
    """An entity that an earlier release held and this one does not."""


def status_of(fault: KbError) -> int:
    """The HTTP status that says what a fault is."""
    if isinstance(fault, QueryStopped | NotInService | Unavailable):
        return 503
    kinds = {GoneAddress: 410, NotFound: 404, QueryForbidden: 403, NotWritable: 406}
    return next((status for kind, status in kinds.items() if isinstance(fault, kind)), 400)


def told(fault: KbError) -> str:
    """What visitors are told of a fault: where the engine stands is for the log only."""
    if not isinstance(fault, Unavailable):
        return str(fault)
    log.warning("%s", fault)
    return "The triple store that this server asks does not answer as it should just now. Nothing is lost; try again in a few seconds."


def register(app: Flask) -> None:
    """Have every fault of the application answered here."""
    app.register_error_handler(KbError, _known)
    app.register_error_handler(HTTPException, _http)


def _known(fault: KbError) -> Response:
    near = fault.near if isinstance(fault, WrongAddress) else ()
    return respond(told(fault), status_of(fault), near, fault.place if isinstance(fault, BadInput) else "")


def _http(fault: HTTPException) -> Response:
    if fault.response is not None:
        return make_response(fault.response)
    status = fault.code or InternalServerError.code
    response = respond(_too_large() if status == 413 else _WORDS.get(status) or (fault.description or fault.name), status)
    for name, value in fault.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _too_large() -> str:
    return f"What was sent is larger than {service().settings.body_kib} kB, the limit; send less."


def respond(text: str, status: int, near: tuple[tuple[str, str], ...] = (), parameter: str = "") -> Response:
    """A fault told in the form that was asked for; ``parameter`` is the one that cannot be read, where it is known."""
    if _of_programs():
        response = make_response(problem(text, status, parameter, near), status, {"Content-Type": PROBLEM})
    elif wants_page():
        page = render_template("fault/page.html", text=text, title=_TITLES.get(status, "Not possible"), status=status, near=near)
        response = make_response(page, status)
    elif request.path.endswith((".json", ".jsonld")):
        response = make_response(jsonify(error=text), status)
    else:
        response = make_response(f"{text}\n", status, {"Content-Type": "text/plain; charset=utf-8"})
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def problem(text: str, status: int, parameter: str = "", near: tuple[tuple[str, str], ...] = ()) -> str:
    """A fault as an object for programs (RFC 9457); ``near`` are addresses and labels of what may have been meant."""
    told: dict[str, object] = {"type": "about:blank", "title": _TITLES.get(status, "Not possible"), "status": status, "detail": text}
    told |= {"parameter": parameter} if parameter else {}
    told |= {"near": [{"id": address, "label": label} for address, label in near]} if near else {}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _of_programs() -> bool:
    """Whether the address is one of the JSON interface, which answers programs only."""
    return request.path.startswith(f"{PREFIX}/")


def wants_page() -> bool:
    """Whether a person with a browser asks, and not a program or for a file."""
    ending = request.path.rpartition("/")[2].rpartition(".")[2]
    if ending in FORMATS or ending in ("nt", "rdf"):
        return False
    return request.accept_mimetypes.best_match(["text/plain", "application/json", "text/html"], "text/plain") == "text/html"
