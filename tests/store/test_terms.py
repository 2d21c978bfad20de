"""Terms written as text come back from the engine as they were, and nothing breaks out of its quotes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.store import check_query, in_parts, iri, literal, values_clause

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TRICKY = st.lists(
    st.sampled_from(["\\", '"', "'", "u0022", "U00000022", "\n", "\r", "\t", "\0", "n", "}", "#", "é", "\u2028", "\U0001f9ec"])
).map("".join)


def read_back(term: str) -> object:
    return next(iter(ox.Store().query(f"SELECT ?x {{ {values_clause('x', [term])} }}")))["x"]


@settings(deadline=None)
@given(TEXT | TRICKY)
@example("\\u0022 . } SERVICE <http://x> {} #")
@example('" } DROP ALL #')
def test_a_literal_survives_sparql_and_ntriples(text: str) -> None:
    found = read_back(literal(text))
    assert isinstance(found, ox.Literal)
    assert found.value == text
    line = f"<http://x/s> <http://x/p> {literal(text)} .\n"
    assert [q.object.value for q in ox.parse(line, ox.RdfFormat.N_TRIPLES)] == [text]


@settings(deadline=None)
@given(TRICKY)
def test_a_literal_is_one_literal_to_an_engine_that_applies_codepoint_escapes_first(text: str) -> None:
    # The grammar of SPARQL 1.1, section 19.2, lets an engine replace \\u escapes before it reads tokens; rdflib does.
    rows = list(rdflib.Graph().query(f"SELECT ?x {{ VALUES ?x {{ {literal(text)} }} }}"))
    assert [str(row[0]) for row in rows] == [text]  # type: ignore[index]


def test_language_and_datatype_are_kept() -> None:
    assert read_back(literal("chat", language="fr-CA")) == ox.Literal("chat", language="fr-ca")
    decimal = "http://www.w3.org/2001/XMLSchema#decimal"
    assert read_back(literal("1.5", datatype=decimal)) == ox.Literal("1.5", datatype=ox.NamedNode(decimal))


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_an_iri_is_refused_or_comes_back_or_is_a_syntax_error_but_never_two_terms(path: str) -> None:
    try:
        written = iri(f"http://example.org/{path}")
    except BadInput:
        assert any(character in '<>"{}|^`\\' or ord(character) <= 0x20 or 0x7F <= ord(character) < 0xA0 for character in path)
        return
    try:
        assert read_back(written) == ox.NamedNode(f"http://example.org/{path}")
    except SyntaxError:
        with pytest.raises(ValueError, match="IRI"):
            ox.NamedNode(f"http://example.org/{path}")


@pytest.mark.parametrize(
    "bad", ["http://x/ y", "http://x/>", "http://x/{", "http://x/\\u003E", "http://x/\n", 'http://x/"', "relative", "", "http://x/\ud800"]
)
def test_a_bad_iri_is_refused(bad: str) -> None:
    with pytest.raises(BadInput):
        iri(bad)


@pytest.mark.parametrize(
    ("text", "datatype", "language"),
    [("a", "http://x/d", "en"), ("a", "", "e n"), ("a", "no iri", ""), ("\udc00", "", ""), ("a", "", "en> ")],
)
def test_a_bad_literal_is_refused(text: str, datatype: str, language: str) -> None:
    with pytest.raises(BadInput):
        literal(text, datatype, language)


@pytest.mark.parametrize(
    "term", ["?y", "ex:a", '"a" "b"', '"a"@en } #', "<http://x/a> <http://x/b>", "<relative>", "1", '"\n"', '"a\\"', ""]
)
def test_values_take_only_written_terms(term: str) -> None:
    with pytest.raises(BadInput, match=r"\?x"):
        values_clause("x", [term])


@pytest.mark.parametrize("variable", ["", "?", "a b", "x} #", "é", "1a", "?x\n"])
def test_values_take_only_names_of_variables(variable: str) -> None:
    with pytest.raises(BadInput, match="variable"):
        values_clause(variable, [])


def test_values_of_nothing_match_nothing() -> None:
    check_query(f"SELECT * {{ {values_clause('?x', [])} }}")
    assert list(ox.Store().query(f"SELECT * {{ {values_clause('?x', [])} }}")) == []


@given(st.lists(st.text(alphabet="ab", min_size=1, max_size=2000), max_size=200), st.integers(1, 50))
def test_names_in_parts_are_all_of_them_in_order_and_never_too_many(names: list[str], most: int) -> None:
    parts = list(in_parts(names, most))
    assert [name for part in parts for name in part] == names
    assert all(0 < len(part) <= most for part in parts)


def test_long_names_come_fewer_at_a_time() -> None:
    names = [f"https://example.org/{'x' * 1000}{number}" for number in range(1000)]
    assert max(sum(map(len, part)) for part in in_parts(names)) < 200_000
