"""Every table of the release in every format, read back by other programs: as many rows, the same values, the source of each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import bibtexparser
import pytest
import rispy
from rdflib import URIRef

from kb.base import Base
from kb.formats import FORMATS, Column, Named, Table, write
from kb.formats.terms import predicate
from kb.names import parts
from kb.tables import TABLES
from tests.tables import readers
from tests.tables.conftest import EVERY

every_table = pytest.mark.parametrize("name", EVERY)

# What pylatexenc makes of some commands: raised and lowered digits as plain ones, the circumflex as the modifier letter.
SET_AS = str.maketrans({"^": "ˆ", "µ": "μ", "²": "2", "⁻": "-", "₂": "2", "°": "^∘"})
UNITS = {"mo": "months", "wk": "weeks", "a": "years", "mg/m2": "mg/m²", "mg/m2/d": "mg/m² per day", "1": ""}
SPREADSHEET_MAY_RUN = ("=", "+", "-", "@")


def told(cell: object, mark: str) -> str:
    """A cell as text: numbers with the digits they have, members joined by ``mark``, nothing for what is not reported."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return mark.join(told(member, mark) for member in cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def rows_of(table: Table, mark: str) -> list[list[str]]:
    return [[told(cell, mark) for cell in row] for row in table.rows]


def read_by_people(table: Table) -> list[list[str]]:
    """The rows as Markdown and LaTeX show them: units in words."""
    unit = [column.name for column in table.columns].index("unit") if "unit" in [column.name for column in table.columns] else None
    return [[UNITS.get(text, text) if spot == unit else text for spot, text in enumerate(row)] for row in rows_of(table, "; ")]


def guarded(text: str, column: Column) -> str:
    """With the apostrophe that keeps a spreadsheet from running it."""
    return f"'{text}" if column.kind not in ("integer", "decimal") and text.startswith(SPREADSHEET_MAY_RUN) else text


@every_table
@pytest.mark.parametrize(
    ("format_", "read"),
    [("csv", readers.read_csv), ("csv", readers.read_csv_with_pandas), ("tsv", readers.read_tsv)],
    ids=["csv", "pandas", "tsv"],
)
def test_separated_files_come_back(name: str, format_: str, read: Callable, exported: Callable[[str], Table]) -> None:
    table = exported(name)
    header, rows = read(write(table, format_))
    assert header == [column.name for column in table.columns]
    assert rows == [[guarded(text, column) for text, column in zip(row, table.columns, strict=True)] for row in rows_of(table, "|")]


@every_table
def test_workbooks_come_back(name: str, exported: Callable[[str], Table]) -> None:
    table = exported(name)
    header, rows = readers.read_xlsx(write(table, "xlsx"))
    assert header == [column.heading for column in table.columns]
    assert len(set(header)) == len(header), "two columns have one heading"
    assert rows == rows_of(table, "; ")


@every_table
def test_json_comes_back(name: str, exported: Callable[[str], Table]) -> None:
    table = exported(name)
    names, rows = readers.read_json(write(table, "json"))
    assert names == [column.name for column in table.columns]
    assert rows == rows_of(table, "|")


@every_table
def test_markdown_comes_back(name: str, exported: Callable[[str], Table]) -> None:
    table = exported(name)
    header, rows = readers.read_md(write(table, "md"))
    assert header == [column.heading for column in table.columns]
    assert rows == read_by_people(table)


@every_table
def test_latex_comes_back(name: str, exported: Callable[[str], Table]) -> None:
    table = exported(name)
    header, rows = readers.read_tex(write(table, "tex"))
    assert header == [column.heading.translate(SET_AS) for column in table.columns]
    assert rows == [[text.translate(SET_AS) for text in row] for row in read_by_people(table)]


@every_table
@pytest.mark.parametrize("format_", ["ttl", "jsonld"])
def test_rdf_comes_back(name: str, format_: str, exported: Callable[[str], Table]) -> None:
    """Each row is a resource of its own, with each value of its cells and no other."""
    table = exported(name)
    graph = readers.read_rdf(write(table, format_), format_)
    found = readers.rdf_rows(graph)
    assert len(found) == len(set(found)) == len(table.rows)
    places = {column.name: number for number, column in enumerate(table.columns)}
    for number, row in enumerate(table.rows):
        subject = URIRef(str(row[places["iri"]])) if "iri" in places else None
        subject = subject or next(iri for iri in found if str(iri).endswith(f"#row-{number + 1}"))
        for column, cell in zip(table.columns, row, strict=True):
            if column.name != "iri":
                values = cell if isinstance(cell, tuple) else () if cell is None else (cell,)
                held = {str(value) for value in graph.objects(subject, URIRef(predicate(table, column)))}
                assert held == {lexical(value) for value in values}, column.name


def lexical(value: object) -> str:
    """What stands for a value in RDF: an entity's IRI, else the literal's text."""
    if isinstance(value, Named):
        return value.iri
    return str(value).lower() if isinstance(value, bool) else told(value, "|")


@pytest.mark.parametrize("name", TABLES)
def test_what_an_export_links_stands_in_the_base(name: str, exported: Callable[[str], Table], base: Base) -> None:
    """Where a column's predicate is one of the base's and leads to entities, each link of the export is a triple of the base."""
    table = exported(name)
    for place, column in enumerate(table.columns):
        if column.predicate and column.name != "iri":
            rows = base.select(f"SELECT ?s ?o WHERE {{ ?s <{column.predicate}> ?o . FILTER(isIRI(?o)) }}").rows
            known = {(s.text, o.text) for s, o in rows if s and o}
            cells = [(row[0], value) for row in table.rows for value in (row[place] if isinstance(row[place], tuple) else (row[place],))]
            assert {(str(iri), value.iri) for iri, value in cells if isinstance(value, Named)} <= known, column.name


@every_table
def test_references_come_back_for_both_kinds_of_manager(name: str, exported: Callable[[str], Table]) -> None:
    table = exported(name)
    records = rispy.loads(write(table, "ris").decode())
    library = bibtexparser.parse_string(write(table, "bib").decode())
    assert not library.failed_blocks
    keys = [citation.key for citation in table.citations]
    assert keys, "a table rests on documents"
    assert [record["id"] for record in records] == keys
    assert [entry.key for entry in library.entries] == keys
    for record, entry, citation in zip(records, library.entries, table.citations, strict=True):
        assert record["title"] == citation.title
        assert record.get("doi", "") == citation.doi
        assert entry.fields_dict["doi"].value == citation.doi if citation.doi else "doi" not in entry.fields_dict


@pytest.mark.parametrize("name", TABLES)
def test_every_row_carries_source_place_and_release(name: str, base: Base, exported: Callable[[str], Table]) -> None:
    """Rows of the vocabulary that no document names carry the public file they were read in."""
    table = exported(name)
    places = {column.name: number for number, column in enumerate(table.columns)}
    for row in table.rows:
        cells = {column: row[number] for column, number in places.items()}
        assert parts(str(cells["iri"])), cells
        assert cells["release"] == base.release.version
        assert cells["source"], f"{cells['iri']} has no source"
        if not cells["anchor"]:
            assert name in ("agents", "classes", "targets"), f"{cells['iri']} has no place"
            assert str(cells["source"]) not in ("lu-2025", "guo-2026", "lu-2025 and guo-2026"), (
                f"{cells['iri']} is said to be of a document: where?"
            )


@pytest.mark.parametrize("name", TABLES)
def test_a_fragment_stands_beside_each_place(name: str, base: Base, exported: Callable[[str], Table]) -> None:
    """As many fragments as places, each the one that the base holds for that place."""
    table = exported(name)
    names = [column.name for column in table.columns]
    rows = base.select("SELECT ?label ?fragment WHERE { ?a a aml:Anchor ; rdfs:label ?label ; aml:fragment ?fragment }").rows
    known = {(label.text, fragment.text) for label, fragment in rows if label and fragment}
    for prefix in {found.removesuffix("anchor") for found in names if found.endswith("anchor")}:
        for row in table.rows:
            here, there = (row[names.index(prefix + part)] for part in ("anchor", "fragment"))
            told_places, told_fragments = (cell if isinstance(cell, tuple) else () if cell is None else (cell,) for cell in (here, there))
            assert set(zip(told_places, told_fragments, strict=True)) <= known


def test_formats_are_those_promised() -> None:
    assert set(FORMATS) == set("csv tsv xlsx md tex json jsonld ttl ris bib".split())


def test_tables_are_those_promised() -> None:
    promised = "trials arms regimens agents classes targets results adverse-events adverse-events-wide baseline claims documents references"
    assert set(EVERY) >= {*promised.split(), "discrepancies"}


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_means(name: str) -> None:
    for column in TABLES[name].columns:
        assert column.column.meaning, f"say what column {column.name} of {name} holds"
