"""The library of questions as addresses ask for it: a question with its parameters bound, and questions by topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kb import ask as library
from kb.ask import Parameter, Question
from kb.base import entity
from kb.errors import BadInput
from kb.names import ID
from webui.addresses import with_query
from webui.asked import LONGEST
from webui.naming import name_of
from webui.service import base

_SHIPPED = re.compile(r'<([^<>]*)>|"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Bound:
    """A question with the values that were given for its parameters, and its SPARQL with these in place."""

    question: Question
    given: Mapping[str, tuple[str, ...]]
    sparql: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was given, for an address."""
        return [(name, value) for name, values in self.given.items() for value in values]

    @property
    def path(self) -> str:
        """The address of its page in the library, with what was given."""
        return with_query(f"/questions/{self.question.name}", self.pairs)

    @property
    def sparql_path(self) -> str:
        """The address of the same in the SPARQL page."""
        return with_query("/sparql", [("question", self.question.name), *self.pairs])

    def values(self, parameter: Parameter) -> list[tuple[str, str]]:
        """What a parameter stands at, given or shipped: the value as an address gives it, and its name."""
        given = self.given.get(parameter.name)
        return [(value, _name(value, parameter)) for value in (shipped(self.question, parameter) if given is None else given)]

    def field(self, parameter: Parameter) -> str:
        """What stands in a parameter's field: the name of its one value if the name finds it again, else ``kind/key``; none for several."""
        values = self.values(parameter)
        if len(values) != 1:
            return ""
        value, name = values[0]
        return name if parameter.kinds == ("text",) or _found(parameter, name) == value else value


def bound(name: str, given: MultiDict[str, str]) -> Bound:
    """A question of the library with parameters taken from an address: entities as ``kind/key`` or by name."""
    found = library.find(name)
    known = {parameter.name: parameter for parameter in found.parameters}
    bindings: dict[str, tuple[str, ...]] = {}
    for key, values in given.lists():
        if key not in known:
            shown = ", ".join(known) or "none, it has no parameters"
            raise BadInput(f"the question '{found.name}' has no parameter '{key[:60]}'", "address", f"use {shown}")
        if any(len(value) > LONGEST for value in values):
            raise BadInput(f"the value of '{key}' is longer than {LONGEST} characters", key, "shorten it")
        if taken := tuple(_value(known[key], value.strip()) for value in values if value.strip()):
            bindings[key] = taken
    return Bound(found, bindings, library.bind(found, bindings))


def shipped(question: Question, parameter: Parameter) -> list[str]:
    """The values that a question's file gives a parameter."""
    block = re.search(rf"VALUES\s+\?{parameter.name}\s*\{{([^}}]*)\}}", question.sparql)
    return [entity(iri) if iri else text for iri, text in _SHIPPED.findall(block[1] if block else "")]


def topics(questions: Iterable[Question]) -> list[tuple[str, list[Question]]]:
    """Questions under the first of their tags, in the order of the topics' names."""
    found: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda one: one.title.casefold()):
        found.setdefault(question.tags[0] if question.tags else "other", []).append(question)
    return sorted(found.items())


def _value(parameter: Parameter, value: str) -> str:
    kind, _, key = value.partition("/")
    if parameter.kinds == ("text",) or f"{ID}{value}" in base().all_labels or (kind in parameter.kinds and base().has(kind, key)):
        return value
    found = _found(parameter, value)
    if not found:
        raise BadInput(f"'{value}' names no {' or '.join(parameter.kinds)}", parameter.name, "give a name, or kind/key such as class/hma")
    return found


def _found(parameter: Parameter, name: str) -> str:
    """The first entity of a name that fits a parameter; empty where there is none."""
    return next((f"{hit.kind}/{hit.key}" for hit in base().names.exact(name) if parameter.fits(hit.kind, hit.key)), "")


def _name(value: str, parameter: Parameter) -> str:
    return value if parameter.kinds == ("text",) else name_of(base(), f"{ID}{value}")
