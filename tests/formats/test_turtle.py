"""Turtle and JSON-LD: each read back by rdflib and by Oxigraph, the two formats compared with each other and with the table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kb.errors import BadInput
from kb.formats import Column, Notes, Table, write
from kb.names import AML, BASE

XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
OXIGRAPH = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
RDFLIB = {"ttl": "turtle", "jsonld": "json-ld"}
EXAMPLE = "https://example.org/"


@pytest.fixture(scope="module", autouse=True)
def lexical_forms() -> Iterator[None]:
    """rdflib rewrites literals as it reads them, unless told not to."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


def by_rdflib(written: bytes, format_name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=written.decode(), format=RDFLIB[format_name])


def by_oxigraph(written: bytes, format_name: str) -> set[tuple[str, str, str]]:
    """Triples as N-Triples terms; lexical forms as they stand."""
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in ox.parse(written, format=OXIGRAPH[format_name])}


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{XSD}{datatype}>'


@settings(max_examples=60)
@given(st.data())
def test_both_formats_say_the_same_to_both_readers(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    turtle, jsonld = write(table, "ttl"), write(table, "jsonld")
    assert isomorphic(by_rdflib(turtle, "ttl"), by_rdflib(jsonld, "jsonld"))
    assert by_oxigraph(turtle, "ttl") == by_oxigraph(jsonld, "jsonld")


@settings(max_examples=60)
@given(st.data())
def test_every_text_and_number_comes_back(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    objects = {quad.object.value for quad in ox.parse(write(table, "ttl"), format=ox.RdfFormat.TURTLE)}
    for row in table.rows:
        for cell in row:
            for value in cell if isinstance(cell, tuple) else (cell,):
                if isinstance(value, bool):
                    assert ("true" if value else "false") in objects
                elif value is not None:
                    assert (format(value, "f") if isinstance(value, Decimal) else str(value)) in objects


@pytest.mark.parametrize("format_name", ["ttl", "jsonld"])
def test_the_example_is_exactly_these_triples(format_name: str, example: Table) -> None:
    found = by_oxigraph(write(example, format_name), format_name)
    table, own = f"<{EXAMPLE}results?study=one>", f"<{BASE}table/example#"
    a, b, third = f"<{EXAMPLE}id/result/a>", f"<{EXAMPLE}id/result/b>", f"<{EXAMPLE}results?study=one#row-3>"
    assert found == {
        (table, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<http://www.w3.org/ns/dcat#Dataset>"),
        (table, f"<{DCTERMS}title>", '"Example: n & % of results"'),
        (table, "<http://purl.org/pav/version>", '"0123abcd"'),
        (table, f"<{DCTERMS}license>", '"CC BY 4.0"'),
        (table, f"<{DCTERMS}description>", '"results of study one @ month 3"'),
        (table, f"<{DCTERMS}date>", typed("2026-11-20", "date")),
        *((table, f"<{DCTERMS}hasPart>", row) for row in (a, b, third)),
        (a, f"<{AML}study>", f"<{EXAMPLE}id/study/one>"),
        (a, f"<{EXAMPLE}population>", '"age ≥ 60 | FLT3-ITD <low>\\nα_1 & 50% \\\\ {x}"'),
        (a, f"<{AML}n>", typed("12", "integer")),
        (a, f"<{AML}percent>", typed("60.00", "decimal")),
        (a, f"{own}change>", typed("-1.5", "decimal")),
        (a, f"{own}primary>", typed("true", "boolean")),
        (a, f"<{DCTERMS}issued>", typed("2026-08-31", "date")),
        (a, f"{own}classes>", '"HMA"'),
        (a, f"{own}classes>", '"anti-PD-1"'),
        (b, f"<{AML}study>", f"<{EXAMPLE}id/study/two>"),
        (b, f"<{EXAMPLE}population>", '"=HYPERLINK(\\"https://example.org\\"; \\"x\\")"'),
        (b, f"<{AML}n>", typed("0", "integer")),
        (b, f"<{AML}percent>", typed("66.7", "decimal")),
        (b, f"{own}primary>", typed("false", "boolean")),
        (b, f"<{DCTERMS}issued>", typed("2026", "gYear")),
        (third, f"<{EXAMPLE}population>", '"–"'),
        (third, f"{own}change>", typed("120", "decimal")),
        (third, f"{own}classes>", '"[sic]"'),
    }


def test_context_names_each_column(example: Table) -> None:
    context = json.loads(write(example, "jsonld"))["@context"]
    assert context["percent"] == {"@id": f"{AML}percent", "@type": f"{XSD}decimal"}
    assert list(context) == [column.name for column in example.columns if column.name != "result"]


@pytest.mark.parametrize("format_name", ["ttl", "jsonld"])
def test_values_of_another_type_than_their_column(format_name: str, one_column: Callable[..., Table]) -> None:
    column = Column("x", "X", predicate="aml:x", kind="date")
    cells = (7, 2**60, Decimal("1.10"), True, "soon", "2026-08", "2026-02-31", ("2025", "2026"))
    objects = {o for _, p, o in by_oxigraph(write(one_column(*cells, column=column), format_name), format_name) if p == f"<{AML}x>"}
    assert objects == {
        typed("7", "integer"),
        typed(str(2**60), "integer"),
        typed("1.10", "decimal"),
        typed("true", "boolean"),
        '"soon"',
        typed("2026-08", "gYearMonth"),
        '"2026-02-31"',
        typed("2025", "gYear"),
        typed("2026", "gYear"),
    }


@pytest.mark.parametrize("format_name", ["ttl", "jsonld"])
@pytest.mark.parametrize("text", ["no iri", "https://example.org/a b", "x", "https://example.org/<x>", ""])
def test_what_is_no_iri_is_refused_with_its_place(format_name: str, text: str, one_column: Callable[..., Table]) -> None:
    with pytest.raises(BadInput, match=r"cells row 2, column link: '.*' is not an IRI"):
        write(one_column(None, text, column=Column("link", "Link", kind="iri")), format_name)


def test_a_curie_of_ours_is_written_whole(one_column: Callable[..., Table]) -> None:
    written = write(one_column("id:agent/azacitidine", column=Column("agent", "Agent", predicate="aml:agent", kind="iri")), "ttl")
    assert (f"<{AML}agent>", f"<{BASE}id/agent/azacitidine>") in {(p, o) for _, p, o in by_oxigraph(written, "ttl")}


def test_an_iri_with_an_unknown_scheme_is_not_taken_for_a_curie(one_column: Callable[..., Table]) -> None:
    written = write(one_column("urn:isbn", column=Column("link", "Link", kind="iri")), "ttl")
    assert "<urn:isbn>" in {o for _, _, o in by_oxigraph(written, "ttl")}


@pytest.mark.parametrize("format_name", ["ttl", "jsonld"])
def test_rows_of_different_questions_never_share_an_iri(format_name: str) -> None:
    def subjects(query: str) -> set[str]:
        table = Table("trials", "Trials", (Column("phase", "Phase"),), (("2",),), Notes("r1", "CC0", query))
        return {s for s, _, _ in by_oxigraph(write(table, format_name), format_name)}

    assert not subjects("phase 2") & subjects("phase 3")


@pytest.mark.parametrize("format_name", ["ttl", "jsonld"])
def test_no_rows_is_a_described_empty_table(format_name: str, bare: Table) -> None:
    found = by_rdflib(write(bare, format_name), format_name)
    assert {str(title) for title in found.objects(None, rdflib.DCTERMS.title)} == {"Nothing found"}
    assert not list(found.objects(None, rdflib.DCTERMS.hasPart))


@pytest.mark.parametrize("format_name", ["ttl", "jsonld"])
def test_golden(format_name: str, example: Table, golden: Callable[[str, bytes], None]) -> None:
    golden(f"example.{format_name}", write(example, format_name))
