"""The library of questions: each with its parameters, its SPARQL, its rows, and the rows as files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from kb import ask as library
from kb.errors import BadInput
from kb.formats import FORMATS
from kb.store import Answer, Lane
from webui.addresses import with_query
from webui.asked import LONGEST
from webui.files import send_table
from webui.library import Bound, bound, topics
from webui.pages.sparql import SHOWN, code, shown
from webui.service import base
from webui.tabulating import answer_table
from webui.templating import bare

page = Blueprint("questions", __name__)

_ENDING = f"any({', '.join(map(repr, FORMATS))})"


@page.get("/questions")
def questions() -> str:
    """Questions by topic; those with a tag, or with some words."""
    every = library.questions().values()
    tag, words = request.args.get("tag", "").strip(), request.args.get("words", "").strip()
    if len(words) > LONGEST:
        raise BadInput(f"the words are longer than {LONGEST} characters", "words", "shorten them")
    tags = sorted({tag for question in every for tag in question.tags})
    if tag and tag not in tags:
        raise BadInput(f"no question has the tag '{tag[:60]}'", "tag", f"use one of {', '.join(tags)}")
    kept = [question for question in every if (not tag or tag in question.tags) and _holds(question, words)]
    return render_template("questions/list.html", topics=topics(kept), found=len(kept), total=len(every), tags=tags, tag=tag, words=words)


def _holds(question: library.Question, words: str) -> bool:
    """Whether a question has all the words in its name, title, description or tags."""
    text = " ".join((question.name, question.title, question.description, *question.tags)).casefold()
    return all(word in text for word in words.casefold().split())


@page.get("/questions/<name>")
def question(name: str) -> str:
    """One question with its answer."""
    asked = bound(name, request.args)
    answer = base().store.select(asked.sparql, Lane.OWN)
    return render_template(
        "questions/page.html",
        question=asked.question,
        asked=asked,
        answer=answer,
        rows=[tuple(shown(cell) for cell in row) for row in answer.rows[:SHOWN]],
        limit=SHOWN,
        snippets=code(bare(asked.sparql), "SELECT"),
        files=[(one, _twin(asked, one.name)) for one in FORMATS.values() if one.name not in ("ris", "bib")],
    )


def _twin(asked: Bound, ending: str) -> str:
    return with_query(f"/questions/{asked.question.name}.{ending}", asked.pairs)


@page.get(f"/questions/<name>.<{_ENDING}:ending>")
def file(name: str, ending: str) -> Response:
    """The rows as a file."""
    asked = bound(name, request.args)
    answer: Answer = base().store.select(asked.sparql, Lane.OWN)
    title = asked.question.title
    return send_table(answer_table(base(), f"question-{name}", title, answer, asked.sparql, request.url), ending, base().release.version)
