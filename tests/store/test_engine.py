"""Answers of a real small store, asked in process: cells, documents, graphs, and how they are cut or refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib

from kb.errors import BadInput, NotFound, QueryRefused
from kb.store import GRAPH_MEDIA_TYPES, RESULT_MEDIA_TYPES, Cell, Graphs, Limit, StoppedAt, Store, build_embedded, open_embedded
from tests.store.small_store import COUNT, EX, MANY, limits

XSD = "http://www.w3.org/2001/XMLSchema#"


def number(store: Store, pattern: str, **given: Graphs) -> int:
    [(cell,)] = store.select(f"SELECT (COUNT(*) AS ?n) {pattern}", **given).rows
    assert cell is not None
    return int(cell.text)


def test_cells_tell_iris_literals_and_unbound_apart(in_process: Store) -> None:
    answer = in_process.select(
        f"SELECT ?d ?name ?rate ?none ?b {{ ?d <{EX}name> ?name OPTIONAL {{ ?d <{EX}rate> ?rate }} BIND(BNODE() AS ?b) }} ORDER BY ?name"
    )
    assert answer.variables == ("d", "name", "rate", "none", "b")
    assert [row[:4] for row in answer.rows] == [
        (Cell("iri", f"{EX}drug/aza"), Cell("literal", "azacitidine", language="en"), None, None),
        (Cell("iri", f"{EX}drug/ven"), Cell("literal", "venetoclax", language="en"), Cell("literal", "66.7", f"{XSD}decimal"), None),
    ]
    assert {cell.kind for row in answer.rows if (cell := row[4])} == {"bnode"}
    assert not answer.truncated
    assert answer.seconds > 0


@pytest.mark.parametrize(("pattern", "truth"), [("?s ?p ?o", "true"), ("?s <http://x/none> ?o", "false")])
def test_ask_answers_one_cell(in_process: Store, pattern: str, truth: str) -> None:
    answer = in_process.select(f"ASK {{ {pattern} }}")
    assert (answer.variables, answer.rows) == (("ask",), [(Cell("literal", truth, f"{XSD}boolean"),)])


def test_construct_gives_its_triples(in_process: Store) -> None:
    answer = in_process.select(f"CONSTRUCT {{ ?s a <{EX}Drug> }} WHERE {{ ?s <{EX}rate> ?o }}")
    assert answer.variables == ("subject", "predicate", "object")
    assert answer.rows == [
        (Cell("iri", f"{EX}drug/ven"), Cell("iri", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), Cell("iri", f"{EX}Drug"))
    ]


def test_the_default_graph_is_the_union_and_counts_each_fact_once(in_process: Store) -> None:
    assert number(in_process, "{ ?s ?p ?o }") == COUNT
    assert number(in_process, "{ GRAPH ?g { ?s ?p ?o } }") == COUNT
    assert number(in_process, f"{{ ?s <{EX}name> ?n . ?s <{EX}rate> ?r }}") == 1  # facts of two graphs join


def test_from_chooses_graphs(in_process: Store) -> None:
    assert number(in_process, f"FROM <{EX}graph/vocabulary> {{ ?s ?p ?o }}") == 2
    assert number(in_process, f"FROM <{EX}graph/vocabulary> FROM <{EX}graph/paper> {{ ?s ?p ?o }}") == 5
    assert number(in_process, f"FROM NAMED <{EX}graph/paper> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == 3
    assert number(in_process, f"FROM NAMED <{EX}graph/paper> {{ ?s ?p ?o }}") == 0


def test_graphs_given_beside_the_query_replace_its_own(in_process: Store) -> None:
    vocabulary = Graphs(default=(f"{EX}graph/vocabulary",))
    assert number(in_process, "{ ?s ?p ?o }", graphs=vocabulary) == 2
    assert number(in_process, f"FROM <{EX}graph/many> {{ ?s ?p ?o }}", graphs=vocabulary) == 2
    assert number(in_process, "{ GRAPH ?g { ?s ?p ?o } }", graphs=vocabulary) == 0
    assert number(in_process, "{ GRAPH ?g { ?s ?p ?o } }", graphs=Graphs(named=(f"{EX}graph/paper",))) == 3
    with pytest.raises(BadInput):
        in_process.select("ASK {}", graphs=Graphs(default=("no iri",)))


def test_rows_are_cut_and_the_cut_is_told(store_folder: Path) -> None:
    store = open_embedded(store_folder, limits=limits(rows=MANY), isolated=False)
    assert (len((all_of := store.select("SELECT * { ?s ?p ?o }")).rows), all_of.truncated) == (MANY, True)
    assert (len((just := store.select(f"SELECT * {{ ?s <{EX}number> ?o }}")).rows), just.truncated) == (MANY, False)


def test_an_answer_too_large_is_no_answer(store_folder: Path) -> None:
    store = open_embedded(store_folder, limits=limits(answer_bytes=20_000), isolated=False)
    for ask in (
        lambda: store.select("SELECT * { ?s ?p ?o }"),
        lambda: store.serialize("SELECT * { ?s ?p ?o }", "text/csv"),
        lambda: store.serialize("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples"),
    ):
        with pytest.raises(StoppedAt, match=r"larger than .* MiB; add LIMIT") as stopped:
            ask()
        assert stopped.value.limit is Limit.SIZE
    assert len(store.select("SELECT * { ?s ?p ?o } LIMIT 10").rows) == 10


NAMES = f"SELECT ?name ?rate {{ ?d <{EX}name> ?name OPTIONAL {{ ?d <{EX}rate> ?rate }} }} ORDER BY ?name"


def test_results_in_every_format_say_the_same(in_process: Store) -> None:
    as_json = json.loads(in_process.serialize(NAMES, "application/sparql-results+json"))
    assert [row["name"]["value"] for row in as_json["results"]["bindings"]] == ["azacitidine", "venetoclax"]
    rows = list(csv.reader(io.StringIO(in_process.serialize(NAMES, "text/csv").decode())))
    assert rows == [["name", "rate"], ["azacitidine", ""], ["venetoclax", "66.7"]]
    lines = in_process.serialize(NAMES, "text/tab-separated-values").decode().splitlines()
    assert lines == ["?name\t?rate", '"azacitidine"@en\t', '"venetoclax"@en\t66.7']
    root = ElementTree.fromstring(in_process.serialize(NAMES, "application/sparql-results+xml"))  # noqa: S314 -- our own document
    assert [literal.text for literal in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == [
        "azacitidine",
        "venetoclax",
        "66.7",
    ]


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_ask_is_written_too(in_process: Store, media_type: str) -> None:
    assert b"true" in in_process.serialize("ASK {}", media_type)


@pytest.mark.parametrize("media_type", GRAPH_MEDIA_TYPES)
def test_graphs_in_every_format_are_the_same_graph(in_process: Store, media_type: str) -> None:
    document = in_process.serialize(f"CONSTRUCT WHERE {{ <{EX}drug/ven> ?p ?o }}", media_type)
    formats = {"application/ld+json": "json-ld", "application/n-triples": "nt", "application/rdf+xml": "xml", "application/trig": "trig",
               "application/n-quads": "nquads", "text/turtle": "turtle"}  # fmt: skip
    found = set(rdflib.Dataset(default_union=True).parse(data=document, format=formats[media_type]).triples((None, None, None)))
    drug = rdflib.URIRef(f"{EX}drug/ven")
    assert found == {
        (drug, rdflib.URIRef(f"{EX}name"), rdflib.Literal("venetoclax", lang="en")),
        (drug, rdflib.URIRef(f"{EX}rate"), rdflib.Literal("66.7", datatype=rdflib.XSD.decimal)),
    }


def test_turtle_declares_the_prefixes(in_process: Store) -> None:
    assert b"@prefix aml:" in in_process.serialize("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/turtle")


def test_a_carriage_return_survives_xml(in_process: Store) -> None:
    query = f"SELECT ?o {{ ?s <{EX}note> ?o }}"
    root = ElementTree.fromstring(in_process.serialize(query, "application/sparql-results+xml"))  # noqa: S314 -- our own document
    assert [e.text for e in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ['a\r\n"b"\\']
    graph = rdflib.Graph().parse(data=in_process.serialize(f"CONSTRUCT WHERE {{ ?s <{EX}note> ?o }}", "application/rdf+xml"), format="xml")
    assert [str(o) for o in graph.objects()] == ['a\r\n"b"\\']


def test_a_control_character_is_refused_in_xml_and_kept_elsewhere(in_process: Store) -> None:
    query = f"SELECT ?o {{ ?s <{EX}control> ?o }}"
    with pytest.raises(BadInput, match="ask for JSON"):
        in_process.serialize(query, "application/sparql-results+xml")
    bindings = json.loads(in_process.serialize(query, "application/sparql-results+json"))["results"]["bindings"]
    assert bindings[0]["o"]["value"] == "a\bb"


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("ASK {}", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("DESCRIBE <http://x>", RESULT_MEDIA_TYPES[0]),
        ("SELECT * {}", "text/html"),
    ],
)
def test_a_form_the_answer_cannot_have_is_refused(in_process: Store, query: str, media_type: str) -> None:
    with pytest.raises(BadInput, match="ask for"):
        in_process.serialize(query, media_type)


def test_what_only_running_shows_is_refused_in_one_sentence(in_process: Store) -> None:
    with pytest.raises(QueryRefused, match=r"<http://x/f> is not supported"):
        in_process.select("SELECT (<http://x/f>(1) AS ?a) {}")
    with pytest.raises(QueryRefused, match="triple term"):
        in_process.select("SELECT ?t { BIND(<<( <http://x/s> <http://x/p> 1 )>> AS ?t) }")
    with pytest.raises(QueryRefused, match=r"^1:22: syntax error"):
        in_process.select("SELECT * { ?s ?p 'é' ?x }")


def test_a_closed_store_says_so(store_folder: Path) -> None:
    store = open_embedded(store_folder, isolated=False)
    store.close()
    store.close()
    with pytest.raises(StoppedAt, match="closed"):
        store.select("ASK {}")


@pytest.mark.parametrize("isolated", [True, False])
def test_a_missing_store_is_not_found(tmp_path: Path, isolated: bool) -> None:
    with pytest.raises(NotFound, match="kb build"):
        open_embedded(tmp_path / "none", isolated=isolated)
    with pytest.raises(NotFound):
        open_embedded(tmp_path, isolated=isolated)  # a folder, but no store


def test_a_store_is_never_built_over_another(store_folder: Path, tmp_path: Path) -> None:
    dump = store_folder.parent / "dump.nq"
    before = sorted(path.name for path in store_folder.iterdir())
    with pytest.raises(BadInput, match="exists already"):
        build_embedded(store_folder, [dump])
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="exists already"):
        build_embedded(tmp_path / "empty", [dump])
    assert sorted(path.name for path in store_folder.iterdir()) == before


def test_a_broken_dump_leaves_nothing_behind(tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq"
    dump.write_text("<http://x/s> <http://x/p> 'no .\n")
    with pytest.raises(BadInput, match=r"dump\.nq.*line 1"):
        build_embedded(tmp_path / "deep" / "new", [dump])
    with pytest.raises(NotFound, match=r"none\.nq"):
        build_embedded(tmp_path / "new", [tmp_path / "none.nq"])
    assert [path.name for path in tmp_path.rglob("*")] == ["dump.nq", "deep"] or [path.name for path in tmp_path.rglob("*")] == [
        "deep",
        "dump.nq",
    ]


def test_pieces_are_loaded_before_files_that_are_written_meanwhile(tmp_path: Path) -> None:
    line = b"<http://x/s> <http://x/p> <http://x/o%d> <http://x/g> .\n"

    def pieces() -> Iterator[bytes]:
        yield b"# a comment\n" + line % 1 + (line % 2)[:20]
        yield (line % 2)[20:] + b"\n" + line % 1
        (tmp_path / "own.nq").write_bytes(line % 2 + line % 3)

    assert build_embedded(tmp_path / "new", [tmp_path / "own.nq"], pieces()) == 3
    assert number(open_embedded(tmp_path / "new", isolated=False), "{ GRAPH <http://x/g> { ?s ?p ?o } }") == 3


def test_a_file_that_is_lacking_after_the_pieces_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"own\.nq"):
        build_embedded(tmp_path / "new", [tmp_path / "own.nq"], iter([b"<http://x/s> <http://x/p> <http://x/o> .\n"]))
    assert not list(tmp_path.iterdir())


def test_an_empty_dump_makes_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "dump.nq").touch()
    assert build_embedded(tmp_path / "new", [tmp_path / "dump.nq"]) == 0
    assert number(open_embedded(tmp_path / "new", isolated=False), "{ ?s ?p ?o }") == 0


def test_opening_in_process_loads_nothing_heavy() -> None:
    code = "import sys, kb.store; print([m for m in ('pandas', 'flask', 'rdflib', 'networkx', 'numpy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"
