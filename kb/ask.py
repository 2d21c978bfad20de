"""Questions: find a ``.rq`` file, bind its parameters, run it. One file a question, each runnable as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kb.errors import BadInput, NotFound
from kb.names import BASE, PUBLISHED_BASE, mint, parts, sparql_prologue
from kb.store import iri, literal, values_clause

FOLDER = Path(__file__).parent / "questions"
_HEADER = re.compile(r"^#\s*(title|description|tags):\s*(.+)$", re.M)
_BLOCK = re.compile(r"VALUES\s+\?(\w+)\s*\{[^}]*\}")
_PARAMETER = re.compile(r"^#\s*parameter (\w+):\s*([^;\n]+);\s*(.+)$", re.M)


@dataclass(frozen=True)
class Parameter:
    """A variable that the asker may bind. ``kinds`` are the kinds of entity that fit, or ``text`` for words.

    ``lists`` are the lists that terms must be of; empty where any list will do. A header writes both as ``concept.phase``.
    """

    name: str
    kinds: tuple[str, ...]
    meaning: str
    lists: tuple[str, ...] = ()

    def fits(self, kind: str, key: str) -> bool:
        """Whether an entity is of a kind, and where it is a term of a list, that the parameter takes."""
        return kind in self.kinds and (kind != "concept" or not self.lists or key.partition(".")[0] in self.lists)


@dataclass(frozen=True)
class Question:
    """A question of the library: what it asks in words, what may be bound, and its SPARQL."""

    name: str
    title: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sparql: str


def read_question(path: Path) -> Question:
    """The question in a file; a file without title or description, or whose parameter is not in its query, is refused."""
    text = path.read_text(encoding="utf-8")
    header = {found[1]: found[2].strip() for found in _HEADER.finditer(text)}
    for wanted in ("title", "description"):
        if wanted not in header:
            raise BadInput(f"the question has no '# {wanted}:' line", path.name, "add it at the top")
    parameters = tuple(_parameter(found[1], found[2], found[3].strip()) for found in _PARAMETER.finditer(text))
    blocks = {found[1] for found in _BLOCK.finditer(text)}
    for parameter in parameters:
        if parameter.name not in blocks:
            raise BadInput(f"parameter '{parameter.name}' has no VALUES block", path.name, f"write VALUES ?{parameter.name} {{ ... }}")
    tags = tuple(tag.strip() for tag in header.get("tags", "").split(",") if tag.strip())
    body = "\n".join(row for row in text.splitlines() if not row.startswith("#")).strip()
    body = body.replace(f"<{PUBLISHED_BASE}", f"<{BASE}")
    return Question(path.stem, header["title"], header["description"], tags, parameters, sparql_prologue() + body + "\n")


def _parameter(name: str, kinds: str, meaning: str) -> Parameter:
    """A parameter of a header: ``agent|class``, ``text``, or ``concept.phase`` for terms of one list."""
    split = [kind.strip().partition(".") for kind in kinds.split("|")]
    lists = tuple(list_ for _, _, list_ in split if list_)
    return Parameter(name, tuple(dict.fromkeys(kind for kind, _, _ in split)), meaning, lists)


@cache
def questions() -> Mapping[str, Question]:
    """Every question of the library by name."""
    return {path.stem: read_question(path) for path in sorted(FOLDER.glob("*.rq"))}


def find(name: str) -> Question:
    """The question of a name."""
    if name not in questions():
        raise NotFound(f"there is no question '{name}'; 'kb questions' lists them")
    return questions()[name]


def shipped(question: Question, name: str) -> tuple[str, ...]:
    """The entities ``kind/key`` that a question asks of a parameter unless others are bound."""
    block = next((found[0] for found in _BLOCK.finditer(question.sparql) if found[1] == name), "")
    named = (parts(address) for address in re.findall(r"<([^>]*)>", block))
    return tuple("/".join(found) for found in named if found)


def bind(question: Question, bindings: Mapping[str, Iterable[str]]) -> str:
    """The question's SPARQL with parameters bound. A value is ``kind/key`` for entities, or text for a parameter of kind text.

    Only validated IRIs and escaped literals enter the query.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    clauses: dict[str, str] = {}
    for name, values in bindings.items():
        if name not in known:
            raise BadInput(f"the question '{question.name}' has no parameter '{name}'", mend=f"use {', '.join(known) or 'none'}")
        terms = [_term(known[name], value) for value in values]
        if not terms:
            raise BadInput(f"parameter '{name}' has no value", mend="give at least one")
        clauses[name] = values_clause(name, terms)
    # One pass over the file's own text: a bound value that looks like another parameter's block is never read as one.
    return _BLOCK.sub(lambda found: clauses.get(found[1], found[0]), question.sparql)


def _term(parameter: Parameter, value: str) -> str:
    if parameter.kinds == ("text",):
        return literal(value)
    kind, _, key = value.partition("/")
    if kind not in parameter.kinds:
        raise BadInput(f"'{value}' is not of kind {' or '.join(parameter.kinds)}", parameter.name, "give kind/key, such as class/hma")
    if not parameter.fits(kind, key):
        mend = f"'kb query terms-of-a-list --param asked_scheme={parameter.lists[0]}' lists them"
        raise BadInput(f"'{value}' is no term of the list {' or '.join(parameter.lists)}", parameter.name, mend)
    return iri(mint(kind, key))
