"""The answer to a question in plain words, and to a combination built or addressed: as a page, as JSON, and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from kb.answer import Answer, answer, combine, likenesses
from kb.answer_rows import ORDERS
from kb.answer_table import answer_table
from kb.base import entity
from kb.combine import FILTERS, Combination, Matches, studies_of
from kb.errors import BadInput
from kb.formats import FORMATS, Format, Table
from kb.names import ID
from kb.tables import SheetRow, TableSpec
from webui import combining, layout, matching
from webui.addresses import with_query
from webui.asked import LONGEST_QUESTION, read_page
from webui.combined_facets import facets
from webui.faults import wants_page
from webui.files import send_table
from webui.pages.graph import in_words
from webui.pages.home import EXAMPLES
from webui.repairing import BUILDER_FILTERS, repairs, typed
from webui.service import base, opened

page = Blueprint("ask", __name__)

_ENDING = f"any({', '.join(repr(name) for name in FORMATS if name != 'json')})"


@page.get("/ask")
def ask() -> ResponseReturnValue:
    """A question, how it was understood, and its answer."""
    question = _question()
    if not question:
        return redirect("/")
    found = answered(question)
    if found.matches:
        return render_template("ask/page.html", **_combination_facts(found))
    shown: dict[str, object] = {
        "groups": _groups(found),
        "library": _library(found),
        "files": _files(question),
        "matches": None,
        "offers": _offers(found),
    }
    if found.ways and found.rows:
        shown |= in_words(found.ways.start, found.ways.goal, (found.ways.through,) if found.ways.through else ())
    return render_template("ask/page.html", found=found, question=question, examples=EXAMPLES, **shown)


@page.get("/ask.json")
def ask_json() -> Response:
    """The same answer as one JSON object."""
    question = _question()
    if not question:
        raise BadInput("there is no question", "q", "ask such as /ask.json?q=which trials combine HMA with anti-PD-1")
    return jsonify(answered(question).as_json())


@page.get(f"/ask.<{_ENDING}:ending>")
def ask_file(ending: str) -> Response:
    """The rows of the same answer as a file."""
    question = _question()
    if not question:
        raise BadInput("there is no question", "q", f"ask such as /ask.{ending}?q=which trials combine HMA with anti-PD-1")
    found = answered(question)
    if not found.sparql:
        raise BadInput(found.sentence, "q", "name one of them")
    return _file(found, ending)


def _question() -> str:
    question = request.args.get("q", "").strip()
    if len(question) > LONGEST_QUESTION:
        raise BadInput(f"the question is longer than {LONGEST_QUESTION} characters", "q", "ask for one thing at a time")
    return question


def answered(question: str) -> Answer:
    """The answer to a question, made once for a release."""
    return opened().remember(("ask", question), lambda: answer(base(), question))


def _offers(found: Answer) -> dict[str, list[tuple[str, str]]]:
    """Of hints that name what an unknown word may be, the names, each with the address of the question that has it instead."""
    return {
        hint: [(name, with_query("/ask", [("q", found.question.replace(word, name))])) for name in near]
        for hint, (word, near) in likenesses(base(), found.understood.parts).items()
        if near
    }


def _files(question: str) -> list[tuple[Format, str]]:
    return [(format_, with_query(f"/ask.{format_.name}", [("q", question)])) for format_ in FORMATS.values()]


@dataclass(frozen=True)
class Group:
    """The rows of an answer that stand in one table, with the columns that are shown of them, and how they follow each other."""

    spec: TableSpec
    rows: tuple[SheetRow, ...]
    shown: tuple[layout.Shown, ...]
    order: str


def _groups(found: Answer) -> list[Group]:
    """The rows of an answer table by table, in the order of the answer."""
    made = []
    for table in found.tables:
        sheet = base().sheet(table)
        own = [row["id"] for row in found.rows if row["table"] == table]
        known = {entity(row.iri): row for row in sheet.rows_of(f"{ID}{one}" for one in own)}
        rows = tuple(known[one] for one in own)
        if rows:
            made.append(Group(sheet.spec, rows, layout.columns(sheet.spec, (), rows), ORDERS.get(table, "")))
    return made


def _library(found: Answer) -> Table | None:
    """The rows of a question of the library as a table, where one answered."""
    return answer_table(base(), found) if found.library else None


def combination_page() -> ResponseReturnValue:
    """The studies of the combination that the address asks for; names in it are replaced by addresses, so that links last."""
    args = MultiDict([(name, value) for name, value in request.args.items(multi=True) if name != "page"])
    combination, wrong = combining.attempt(base(), args)
    if wrong and wants_page():
        return _repair_page(wrong)
    combination = combining.read_combination(base(), args)
    if not (combination.all_of or combination.none_of or combination.filters):
        return redirect("/trials")
    address = combining.address(combination)
    if sorted(combining.pairs(combination)) != sorted(args.items(multi=True)):
        return redirect(address)
    return render_template("ask/page.html", **_combination_facts(combined(combination), read_page(request.args)))


def _repair_page(wrong: tuple[combining.Wrong, ...]) -> ResponseReturnValue:
    """The builder with all that was typed, and what could stand where a part cannot be read."""
    told = base()
    shown = {"typed": typed(told, request.args, wrong), "repairs": repairs(request.args, wrong)}
    return render_template("ask/repair.html", things=opened().remember("things", lambda: combining.things(told)), **shown), 400


def combination_file(ending: str) -> Response:
    """The same studies as a file."""
    combination = combining.read_combination(base(), request.args)
    found = combined(combination)
    if ending == "json":
        return jsonify(found.as_json())
    return _file(found, ending)


def _file(found: Answer, ending: str) -> Response:
    """The rows of an answer as a file that tells the address it came from."""
    table = answer_table(base(), found)
    return send_table(replace(table, notes=replace(table.notes, url=request.url)), ending, base().release.version)


def combined(combination: Combination) -> Answer:
    """The studies of a combination, found once for a release."""
    return opened().remember(("combine", combining.address(combination)), lambda: combine(base(), combination))


def _pages(combination: Combination) -> Callable[[int], str]:
    """The address of each page of a combination's studies."""
    return lambda number: with_query("/trials", [*combining.pairs(combination), *([("page", str(number))] if number > 1 else [])])


def _combination_facts(found: Answer, page: int = 1) -> dict[str, object]:
    told, combination = base(), found.understood.combination
    matches = found.matches or Matches(found.sparql, (), ())
    return {
        "found": found,
        "question": found.question,
        "offers": _offers(found),
        "examples": EXAMPLES,
        "matches": matching.several(told, matches.matches, matches.said, page),
        "pages": _pages(combination),
        "near": matching.near(told, matches, combination, found.understood.parts),
        "chips": matching.chips(told, combination),
        "filters": matching.filters(told, combination),
        "drops": () if matches.matches or found.understood.parts else matching.drops(told, combination),
        "facets": facets(told, combination, studies_of(matches.matches)),
        "address": combining.address(combination),
        "kept": combining.pairs(combination),
        "choices": {name: (FILTERS[name].title, combining.options(told, name)) for name in BUILDER_FILTERS},
        "things": opened().remember("things", lambda: combining.things(told)),
        "files": [(format_, combining.address(combination, format_.name)) for format_ in FORMATS.values()],
        "filter_titles": FILTERS,
    }
