"""Commands that ask: in plain words, by combination, in SPARQL, by name, and as exported tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.printing import FORMAT, put, put_text, table_of, write_file
from kb.errors import BadInput, NotFound
from kb.places import home

if TYPE_CHECKING:
    from kb.answer import Answer
    from kb.base import Base
    from kb.combine import Chip


def _base() -> Base:
    from kb.base import open_base

    return open_base(home())


@click.command()
@click.argument("question", nargs=-1, required=True)
@FORMAT
def ask(question: tuple[str, ...], format_: str) -> None:
    """Answer a QUESTION in plain words, showing how it was understood."""
    from kb.answer import answer

    with _base() as base:
        _put_answer(answer(base, " ".join(question)), format_)


@click.command()
@click.option("--with", "with_", multiple=True, help="A drug, class or target that an arm must hold; repeat for each, 'A or B' for a choice.")
@click.option("--without", multiple=True, help="A drug, class or target that the arm must not hold.")
@click.option("--phase", multiple=True, help="Phase of the trial.")
@click.option("--status", multiple=True, help="Recruitment status.")
@click.option("--line", multiple=True, help="Line of therapy.")
@click.option("--setting", multiple=True, help="Disease setting, such as relapsed-refractory.")
@click.option("--country", multiple=True, help="Country.")
@click.option("--endpoint", multiple=True, help="Primary endpoint.")
@click.option("--biomarker", multiple=True, help="Biomarker of the population.")
@FORMAT
def trials(with_: tuple[str, ...], without: tuple[str, ...], format_: str, **filters: tuple[str, ...]) -> None:
    """Studies whose arms hold a combination of drugs, classes or targets together."""
    from kb.answer import combine
    from kb.combine import Combination

    with _base() as base:
        chosen = {name: tuple(_filter_value(base, name, value) for value in values) for name, values in filters.items() if values}
        combination = Combination(tuple(_chip(base, words) for words in with_), tuple(_chip(base, words) for words in without), chosen)
        _put_answer(combine(base, combination), format_)


def _chip(base: Base, words: str) -> Chip:
    """A chip from words such as ``decitabine or azacitidine``."""
    from kb.combine import Chip
    from kb.combine.chips import KINDS

    return Chip(tuple(_named(base, word.strip(), KINDS) for word in words.split(" or ")))


def _named(base: Base, word: str, kinds: tuple[str, ...]) -> str:
    """``kind/key`` of what a word names, of one of these kinds; suggestions where it names nothing."""
    hits = [hit for hit in base.names.exact(word) if hit.kind in kinds]
    if hits:
        return f"{hits[0].kind}/{hits[0].key}"
    near = [hit.label for hit in base.names.search(word) if hit.kind in kinds] or base.names.near(word, kinds)
    hint = f"did you mean {' or '.join(dict.fromkeys(near[:3]))}?" if near else "see 'kb export agents' and 'kb export classes'"
    raise BadInput(f"'{word}' names no {' or '.join(kinds)}", mend=hint)


def _filter_value(base: Base, name: str, value: str) -> str:
    from kb.combine import FILTERS

    chosen = FILTERS[name]
    hits = [hit for hit in base.names.exact(value) if hit.kind == chosen.kind and hit.key.startswith(chosen.scheme)]
    if not hits:
        raise BadInput(f"'{value}' is no {chosen.title.lower()} that the base knows", f"--{name}")
    return hits[0].key.removeprefix(f"{chosen.scheme}.")


def _put_answer(found: Answer, format_: str) -> None:
    if format_ == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    if format_ != "text":
        put(table_of("answer", found.sentence, found.rows, found.release, found.sparql), format_)
        return
    click.echo(found.sentence, err=True)
    for typed, read in found.understood.corrected:
        click.echo(f"'{typed}' was read as '{read}'.", err=True)
    if found.understood.unknown:
        click.echo(f"Not understood, and left out: {', '.join(found.understood.unknown)}.", err=True)
    _put_rows(found.rows)
    click.echo(f"{len(found.rows)} rows.", err=True)
    if found.near_misses:
        click.echo(f"\nNear misses ({len(found.near_misses)}), which lack one part:", err=True)
        for row in found.near_misses:
            click.echo(f"  {row['nct_id'] or 'no number'}  {row['study']}: no {row['missing']} component stated", err=True)
    if found.sparql:
        click.echo(f"\nSPARQL:\n{_bare(found.sparql)}", err=True)


def _bare(sparql: str) -> str:
    """A query without its prefixes, which every endpoint of ours knows."""
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("PREFIX"))


def _put_rows(rows: Any) -> None:
    names = list(dict.fromkeys(key for row in rows for key in row if key not in ("id", "study_id", "table", "release", "further_arms")))
    put_text(names, [["; ".join(value) if isinstance(value := row.get(name), list) else str(value or "") for name in names] for row in rows])


@click.command()
@click.argument("file")
@FORMAT
def query(file: str, format_: str) -> None:
    """Run the SPARQL query in FILE (``-`` reads standard input, a question's name runs that)."""
    from kb import ask as library
    from kb.base import native
    from kb.store import check_query

    with _base() as base:
        sparql = library.find(file).sparql if file in library.questions() else _read(file)
        from kb.base import with_prefixes

        check_query(with_prefixes(sparql))
        answer = base.select(sparql)
        rows = [dict(zip(answer.variables, map(native, row), strict=True)) for row in answer.rows]
        put(table_of("query", "Answer", rows or [], base.release.version, sparql), format_)
        click.echo(f"{len(rows)} rows{', cut at the limit' if answer.truncated else ''}.", err=True)


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"the query '{file}' cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'})") from None


@click.command()
@click.argument("name", required=False)
@click.option("--tag", help="Only questions with this tag.")
@FORMAT
def questions(name: str | None, tag: str | None, format_: str) -> None:
    """List the questions of the library, or show one NAME with its SPARQL."""
    from kb import ask as library

    if name:
        one = library.find(name)
        click.echo(f"# {one.title}\n# {one.description}")
        for parameter in one.parameters:
            click.echo(f"# {parameter.name} ({' or '.join(parameter.kinds)}): {parameter.meaning}")
        click.echo(one.sparql)
        return
    listed = [one for one in library.questions().values() if not tag or tag in one.tags]
    rows = [{"name": one.name, "title": one.title, "tags": list(one.tags)} for one in listed]
    put(table_of("questions", "Questions of the library", rows, "", ""), format_)


@click.command()
@click.argument("name", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json", "ttl"]), default="text", show_default=True, help="How to print.")
def show(name: tuple[str, ...], format_: str) -> None:
    """Show everything about NAME: a drug, class, target, trial number, paper, or kind/key."""
    from kb.show import card, card_json, card_turtle

    with _base() as base:
        kind, key = _find(base, " ".join(name))
        writers = {"text": card, "json": card_json, "ttl": card_turtle}
        click.echo(writers[format_](base, kind, key))


def _find(base: Base, name: str) -> tuple[str, str]:
    kind, slash, key = name.partition("/")
    if slash and " " not in name and base.describe(kind, key):
        return kind, key
    hits = base.names.exact(name) or base.names.search(name, 5)
    if not hits:
        near = base.names.near(name)
        raise NotFound(f"nothing is called '{name}'" + (f"; did you mean {' or '.join(near[:3])}?" if near else ""))
    if len(hits) > 1:
        others = ", ".join(f"{hit.kind}/{hit.key}" for hit in hits[1:6])
        click.echo(f"showing {hits[0].kind}/{hits[0].key}; also found: {others}", err=True)
    return hits[0].kind, hits[0].key


@click.command()
@click.argument("table")
@click.option("-o", "--output", help="File to write; its ending tells the format. Without it the table goes to standard output.")
@click.option("--where", multiple=True, help="column=value, to keep only such rows; may be repeated.")
@click.option("--columns", help="Columns to write, separated by commas.")
@FORMAT
def export(table: str, output: str | None, where: tuple[str, ...], columns: str | None, format_: str) -> None:
    """Write TABLE (trials, arms, regimens, agents, results, adverse-events, claims, references ...) to a file."""
    from kb.tables import Choice

    with _base() as base:
        sheet = base.sheet(table)
        filters: dict[str, tuple[str, ...]] = {}
        for condition in where:
            column, equals, value = condition.partition("=")
            if not equals:
                raise BadInput(f"'{condition}' is not column=value", "--where", "write such as phase='Phase 2'")
            filters[column] = (*filters.get(column, ()), value)
        choice = Choice(filters, columns=tuple(filter(None, (columns or "").split(","))))
        made = sheet.table(sheet.choose(choice), choice, query=f"kb export {table}")
        if output:
            chosen = write_file(made, output, format_)
            click.echo(f"{len(made.rows)} rows of {table} written to {output} ({chosen})", err=True)
        else:
            put(made, format_)
