"""The library of questions: each with its parameters, its SPARQL, its rows, and the rows as files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from kb import ask as library
from kb.errors import BadInput
from kb.formats import FORMATS
from kb.names import ID
from kb.store import Answer, Lane
from webui.addresses import with_query
from webui.asked import LONGEST
from webui.files import send_table
from webui.pages.sparql import SHOWN, shown
from webui.service import base
from webui.tabulating import answer_table

page = Blueprint("questions", __name__)

_ENDING = f"any({', '.join(map(repr, FORMATS))})"


@page.get("/questions")
def questions() -> str:
    """All questions, each by its title."""
    return render_template("questions/list.html", questions=library.questions().values())


@page.get("/questions/<name>")
def question(name: str) -> str:
    """One question with its answer."""
    found = library.find(name)
    bindings = _bindings(found)
    sparql = library.bind(found, bindings)
    answer = base().store.select(sparql, Lane.OWN)
    pairs = [(key, value) for key, values in bindings.items() for value in values]
    return render_template(
        "questions/page.html",
        question=found,
        sparql=sparql,
        bindings=bindings,
        answer=answer,
        rows=[tuple(shown(cell) for cell in row) for row in answer.rows[:SHOWN]],
        limit=SHOWN,
        files=[
            (format_, with_query(f"/questions/{name}.{format_.name}", pairs))
            for format_ in FORMATS.values()
            if format_.name not in ("ris", "bib")
        ],
    )


@page.get(f"/questions/<name>.<{_ENDING}:ending>")
def file(name: str, ending: str) -> Response:
    """The rows as a file."""
    found = library.find(name)
    sparql = library.bind(found, _bindings(found))
    answer: Answer = base().store.select(sparql, Lane.OWN)
    return send_table(answer_table(base(), f"question-{name}", found.title, answer, sparql, request.url), ending, base().release.version)


def _bindings(found: library.Question) -> dict[str, tuple[str, ...]]:
    """Parameters given in the address: entities as ``kind/key`` or by name."""
    known = {parameter.name: parameter for parameter in found.parameters}
    bindings: dict[str, tuple[str, ...]] = {}
    for name, values in request.args.lists():
        if name not in known:
            raise BadInput(f"the question '{found.name}' has no parameter '{name}'", "address", f"use {', '.join(known) or 'none'}")
        if any(len(value) > LONGEST for value in values):
            raise BadInput(f"the value of '{name}' is longer than {LONGEST} characters", name, "shorten it")
        if given := tuple(_value(known[name], value.strip()) for value in values if value.strip()):
            bindings[name] = given
    return bindings


def _value(parameter: library.Parameter, value: str) -> str:
    if parameter.kinds == ("text",) or f"{ID}{value}" in base().all_labels:
        return value
    hits = [hit for hit in base().names.exact(value) if hit.kind in parameter.kinds]
    if not hits:
        raise BadInput(f"'{value}' names no {' or '.join(parameter.kinds)}", parameter.name, "give a name, or kind/key such as class/hma")
    return f"{hits[0].kind}/{hits[0].key}"
