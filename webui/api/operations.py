"""Operations: what programs can ask, declared once; the routes' description, its page and its tests all read this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kb import ask as library
from kb.combine import FILTERS
from kb.tables import TABLES, TableSpec
from webui.api import schemas
from webui.api.paging import MOST_ROWS, MOST_VALUES, PAGE_SIZE
from webui.asked import LONGEST, LONGEST_QUESTION
from webui.combining import MOST_CHIPS

PREFIX = "/api"
MOST_NAMES = 100
"""Names that a search may give."""

Schema = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A part of an address that may be given. ``many`` says that it may be given more than once; these are alternatives."""

    name: str
    meaning: str
    schema: Schema
    place: str = "query"
    required: bool = False
    many: bool = False
    example: str = ""


@dataclass(frozen=True)
class Operation:
    """Something that can be asked: its path, what it gives, and what may be given with it."""

    name: str
    path: str
    title: str
    meaning: str
    gives: Schema
    topic: str
    parameters: tuple[Parameter, ...] = ()
    example: str = ""
    """A path with query that shows it at work."""
    faults: tuple[int, ...] = field(default=(400,))
    """Statuses of faults that it may answer with, besides 503 of a base that is not in service."""


def operations() -> Iterator[Operation]:
    """Every operation, in the order in which people read of them."""
    yield from _questions()
    for spec in TABLES.values():
        yield _rows(spec)
        yield _facets(spec)
    yield from _things()
    yield from _library()


def _text(longest: int = LONGEST, **more: Any) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest} | more


def _number(usual: int, most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": usual}


def _questions() -> Iterator[Operation]:
    asked = Parameter("q", "the question", _text(LONGEST_QUESTION), required=True, example="which trials combine HMA with anti-PD-1")
    yield Operation(
        "ask",
        f"{PREFIX}/ask",
        "Ask in plain words",
        "How the question was understood, the rows that answer it, and what nearly fits. The rows of a combination are studies;"
        " others are of the table that each names.",
        schemas.ref("Answer"),
        "Questions",
        (asked,),
        f"{PREFIX}/ask?q=which trials combine HMA with anti-PD-1",
    )
    yield Operation(
        "combinations",
        f"{PREFIX}/combinations",
        "Studies that give things together in one arm",
        f"Each 'with' is a drug, class, target or modality that the arm must hold, by any name; at most {MOST_CHIPS} of them."
        " A bar between names means or.",
        schemas.ref("Answer"),
        "Questions",
        (*_chips(), *(_filter(name) for name in FILTERS)),
        f"{PREFIX}/combinations?with=HMA&with=anti-PD-1&phase=2",
    )


def _chips() -> tuple[Parameter, ...]:
    return (
        Parameter("with", "what the arm must hold; given more than once, all of them", _text(), many=True, example="HMA"),
        Parameter("without", "what the arm must not hold", _text(), many=True, example="venetoclax"),
        Parameter("exact", "1: what is named, without what is below it", {"type": "string", "enum": ["1"]}),
    )


def _filter(name: str) -> Parameter:
    told = FILTERS[name]
    kind = "a date, as far as it is given" if told.kind == "date" else f"a name or key; '!' before it excludes; of kind {told.kind}"
    return Parameter(name, f"{told.title}: {kind}", _text(), many=True)


def _rows(spec: TableSpec) -> Operation:
    return Operation(
        f"list_{spec.name.replace('-', '_')}",
        f"{PREFIX}/{spec.name}",
        spec.title,
        f"{spec.intro} Filters are the columns; values of one column are alternatives, columns must all fit.",
        schemas.page_of(spec),
        "Tables",
        (*_of_table(spec), *_paging(spec)),
        f"{PREFIX}/{spec.name}?size=2",
        (400, 404),
    )


def _facets(spec: TableSpec) -> Operation:
    most = Parameter("most", "how many values of a column to tell, the most frequent first", _number(20, MOST_VALUES))
    return Operation(
        f"count_{spec.name.replace('-', '_')}",
        f"{PREFIX}/{spec.name}/facets",
        f"{spec.title}: counts by value",
        "For each column that pages offer as a filter, how many rows each value would leave, its own filter set aside.",
        schemas.ref("Facets"),
        "Tables",
        (*_of_table(spec), most),
        f"{PREFIX}/{spec.name}/facets?most=3",
    )


def _of_table(spec: TableSpec) -> tuple[Parameter, ...]:
    columns = (Parameter(column.name, f"{column.column.header}: {column.column.meaning}", _text(), many=True) for column in spec.columns)
    return (*columns, Parameter("words", "words that must all stand somewhere in the row", _text()))


def _paging(spec: TableSpec) -> tuple[Parameter, ...]:
    names = [column.name for column in spec.columns]
    return (
        Parameter("sort", "column to sort by", {"type": "string", "enum": names}),
        Parameter("desc", "1: highest first", {"type": "string", "enum": ["0", "1"]}),
        Parameter("columns", "fields to give, with commas between; all of them where this is left out", _text(2000)),
        Parameter("page", "which page, from 1", {"type": "integer", "minimum": 1, "maximum": 999_999, "default": 1}),
        Parameter("size", "rows a page", _number(PAGE_SIZE, MOST_ROWS)),
    )


def _things() -> Iterator[Operation]:
    kind = Parameter("kind", "what it is: agent, class, target, study, regimen, document ...", _text(60), "path", True, example="agent")
    key = Parameter("key", "its key, as addresses have it", _text(200), "path", True, example="azacitidine")
    yield Operation(
        "show",
        f"{PREFIX}/entities/{{kind}}/{{key}}",
        "All that is said of a thing",
        "What it is, every fact of it, what points at it, and where documents say so.",
        schemas.ref("Entity"),
        "Things",
        (kind, key),
        f"{PREFIX}/entities/agent/azacitidine",
        (404,),
    )
    yield Operation(
        "search",
        f"{PREFIX}/search",
        "Find things by name",
        "Things with a name, number or synonym that begins so; where there are none, those whose names are spelt much like it.",
        schemas.ref("Names"),
        "Things",
        (
            Parameter("q", "a name, NCT number, PMID, DOI or part of one", _text(200), required=True, example="vidaza"),
            Parameter("most", "how many to give", _number(20, MOST_NAMES)),
        ),
        f"{PREFIX}/search?q=vidaza",
    )
    yield Operation(
        "release",
        f"{PREFIX}/release",
        "The release that answers",
        "Its version, which is the hash of what it holds, and what it counts.",
        schemas.ref("Release"),
        "Things",
        example=f"{PREFIX}/release",
        faults=(),
    )


def _library() -> Iterator[Operation]:
    yield Operation(
        "questions",
        f"{PREFIX}/questions",
        "The library of questions",
        "Worked questions with their parameters and their SPARQL.",
        schemas.ref("Questions"),
        "Library",
        example=f"{PREFIX}/questions",
        faults=(),
    )
    names = sorted(library.questions())
    yield Operation(
        "question",
        f"{PREFIX}/questions/{{name}}",
        "Run a question of the library",
        "Its rows. Parameters are those that the library names for it: entities by kind/key or by name.",
        schemas.ref("Rows"),
        "Library",
        (Parameter("name", "name of the question", {"type": "string", "enum": names}, "path", True, example="agents-of-a-class"),),
        f"{PREFIX}/questions/agents-of-a-class",
        (400, 404),
    )
