"""Commands that run SPARQL: a file, standard input, or a question of the library."""

from __future__ import annotations

import difflib
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.opening import opened
from kb.cli.printing import FORMAT, counted, notes, put, put_bytes, table_of
from kb.errors import BadInput, NotFound

if TYPE_CHECKING:
    from kb.ask import Parameter, Question
    from kb.base import Base
    from kb.formats import Citation
    from kb.store import Answer, Cell

_LONGEST = 1_000_000
"""Seconds that stand for no limit: eleven days, since a socket can be told to wait for at most twenty-four."""

_GRAPHS = {"text": "text/turtle", "ttl": "text/turtle", "jsonld": "application/ld+json"}
"""How triples are written where a format is one of graphs; other formats get them as a table."""


@click.command()
@click.argument("file")
@click.option("--param", "params", multiple=True, help="name=value for a parameter of a question of the library; may be repeated.")
@click.option(
    "--timeout", type=click.IntRange(0, _LONGEST), default=60, show_default=True, help="Seconds a query may take; 0 for no limit."
)
@FORMAT
def query(file: str, params: tuple[str, ...], timeout: int, format_: str) -> None:
    """Run the SPARQL query in FILE.

    '-' reads standard input; the name of a question of the library ('kb questions') runs that. The project's prefixes need not
    be declared. SELECT, ASK, CONSTRUCT and DESCRIBE; nothing can be changed.
    """
    from kb import ask as library
    from kb.store import Limit, StoppedAt

    with opened(timeout or _LONGEST) as base:
        if file in library.questions():
            sparql = _bound(base, library.find(file), params)
        elif params:
            raise BadInput(f"'{file}' is no question of the library, so it has no parameters", "--param", "write the values into the query")
        else:
            sparql = _read(file)
        try:
            _run(base, sparql, format_)
        except StoppedAt as fault:
            mend = "or give it more seconds with --timeout, 0 for no limit" if fault.limit is Limit.TIME else ""
            raise BadInput(str(fault), mend=mend) from None


def _run(base: Base, sparql: str, format_: str) -> None:
    from kb.prefixed import with_prefixes
    from kb.store import query_form

    base.check(sparql)
    if query_form(with_prefixes(sparql)) in ("CONSTRUCT", "DESCRIBE") and format_ in _GRAPHS:
        put_bytes([base.store.serialize(with_prefixes(sparql), _GRAPHS[format_])], format_)
        return
    answer = base.select(sparql)
    rows = [dict(zip(answer.variables, map(_value, row), strict=True)) for row in answer.rows]
    put(table_of("query", "Answer", answer.variables, rows, notes(base.release.version, sparql), _cited(base, answer)), format_)
    click.echo(counted(len(rows)) + (" The answer was cut at the limit of rows." if answer.truncated else ""), err=True)


def _cited(base: Base, answer: Answer) -> tuple[Citation, ...]:
    """Documents among the rows, so that they can be written as citations."""
    named = {cell.text for row in answer.rows for cell in row if cell and cell.kind == "iri"}
    return tuple(base.citations[iri] for iri in sorted(named & base.citations.keys()))


def _value(cell: Cell | None) -> object:
    """A cell with its digits as printed."""
    if cell is None:
        return None
    local = cell.datatype.rpartition("#")[2]
    if local == "boolean":
        return cell.text in ("true", "1")
    try:
        if local == "integer":
            return int(cell.text)
        if local in ("decimal", "double") and Decimal(cell.text).is_finite():
            return Decimal(cell.text)
    except (ValueError, InvalidOperation):
        return cell.text
    return cell.text


def _read(file: str) -> str:
    """The text of a query, without the byte-order mark that some editors put before it."""
    if not file.strip():
        raise BadInput("no query was named", "FILE", "give a file, '-', or a name that 'kb questions' lists")
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise NotFound(f"the query '{file}' cannot be read ({why}); give a file, '-', or a name that 'kb questions' lists") from None


def _bound(base: Base, question: Question, params: tuple[str, ...]) -> str:
    """The question's SPARQL, with parameters given by name or by ``kind/key``."""
    from kb import ask as library

    known = {parameter.name: parameter for parameter in question.parameters}
    bindings: dict[str, list[str]] = {}
    for text in params:
        name, equals, value = text.partition("=")
        if not equals or name not in known:
            raise BadInput(
                f"'{text}' is no parameter of '{question.name}'",
                "--param",
                f"write one of {', '.join(f'{one}=...' for one in known) or 'none'}",
            )
        bindings.setdefault(name, []).append(_parameter(base, known[name], value))
    return library.bind(question, bindings)


def _parameter(base: Base, parameter: Parameter, value: str) -> str:
    if parameter.kinds == ("text",) or value.partition("/")[0] in parameter.kinds:
        return value
    written = (value, *(f"{list_}.{value}" for list_ in parameter.lists))
    hits = [hit for text in written for hit in base.names.exact(text) if parameter.fits(hit.kind, hit.key)]
    if not hits:
        near = base.names.near(value, parameter.kinds)
        raise BadInput(
            f"'{value}' names no {' or '.join(parameter.kinds)}",
            f"--param {parameter.name}",
            f"did you mean {' or '.join(near)}?" if near else "give kind/key, such as class/hma",
        )
    return f"{hits[0].kind}/{hits[0].key}"


@click.command()
@click.argument("name", required=False)
@click.option("--tag", help="Only questions with this tag.")
@FORMAT
def questions(name: str | None, tag: str | None, format_: str) -> None:
    """List the questions of the library, or show one NAME with its SPARQL."""
    from kb import ask as library

    if name is not None:
        click.echo(_told(library.questions().get(name) or _missing(name)))
        return
    listed = [one for one in library.questions().values() if tag is None or tag in one.tags]
    if not listed:
        tags = sorted({tag for one in library.questions().values() for tag in one.tags})
        raise BadInput(f"no question has the tag '{tag}'", "--tag", f"use {', '.join(tags)}")
    rows = [{"name": one.name, "title": one.title, "tags": list(one.tags)} for one in listed]
    put(table_of("questions", "Questions of the library", ("name", "title", "tags"), rows, notes("any")), format_)


def _missing(name: str) -> Question:
    from kb import ask as library

    near = difflib.get_close_matches(name, library.questions(), 3, 0.5)
    raise NotFound(f"there is no question '{name}'; " + (f"did you mean {' or '.join(near)}?" if near else "'kb questions' lists them"))


def _told(one: Question) -> str:
    head = [f"# {one.title}", f"# {one.description}"]
    head += [f"# {parameter.name} ({' or '.join(parameter.kinds)}): {parameter.meaning}" for parameter in one.parameters]
    return "\n".join((*head, one.sparql))
