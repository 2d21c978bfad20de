"""What may not reach the engine is refused with its place, and nothing else is."""

from __future__ import annotations

import re
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import QueryRefused
from kb.store import check_query, query_form
from kb.store.screen import MAX_BYTES, MAX_DEPTH, MAX_OPERATORS, screen

PREFIXES = "PREFIX e: <http://e/> PREFIX : <http://e/> "

CALLS = {
    "plain": "ASK { SERVICE <http://x> {} }",
    "lower case": "ASK { service silent <http://x> {} }",
    "after a comment": "ASK { # SERVICE\n SERVICE <http://x> {} }",
    "comment between": "ASK { SERVICE# here\n<http://x> {} }",
    "comment ended by a carriage return": "ASK { # '''\r SERVICE <http://x> {} # '''\n }",
    "escaped letter": r"ASK { \u0053ERVICE <http://x> {} }",
    "long escape": r"ASK { SERVIC\U00000045 <http://x> {} }",
    "quote by escape": r'ASK { ?s ?p "\u0022 . SERVICE <http://x> {} # " }',
    "glued to a value": "ASK { ?s ?p trueSERVICE<http://x>{} }",
    "glued to a number": "ASK { ?s ?p 1e5SERVICE<http://x>{} }",
    "after a number's dot": "ASK { ?s ?p 1.SERVICE<http://x>{} }",
    "after a value's dot": "ASK { ?s ?p true.SERVICE<http://x>{} }",
    "glued to silent": "ASK { SERVICESILENT<http://x>{} }",
    "variable": "ASK { VALUES ?x { <http://x> } SERVICE?x{} }",
    "as a prefix": PREFIXES + "ASK { SERVICE:x {} }",
    "glued to a name": PREFIXES + "ASK { SERVICEe:x {} }",
    "prefix of that name": "PREFIX service: <http://e/> " + PREFIXES + "ASK { service:x {} }",
    "after a long string given up for its escape": 'ASK { VALUES ?x { """x" } SERVICE <http://x> {} #\\q"""\n}',
    "after a long string given up for its surrogate": 'ASK { VALUES ?x { """x" } SERVICE <http://x> {} #\\uD800"""\n}',
    "less than, comment": "ASK { FILTER(1<2#>'''\n) SERVICE <http://x> {} #'''\n}",
    "less than an IRI": PREFIXES + 'ASK { FILTER(1<<e:x#>) SERVICE <http://x> {} BIND("""\n)\n""" as ?z) #"""\n}',
    "less than after a triple": "ASK { FILTER(<<(?s ?p ?o)>><?b#>'''\n) SERVICE <http://x> {} #''')\n}",
    "after an escaped quote in a name": PREFIXES + "ASK { ?s ?p e:\u3001\\' . SERVICE <http://x> {} #'\n}",
    "in a sub-select": "SELECT * { { SELECT * { OPTIONAL { SERVICE ?g { ?s ?p ?o } } } } }",
}


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS)
def test_a_call_to_another_server_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match=r"^\d+:\d+: (SERVICE is refused|.* two ways|.* closes or escapes nothing)"):
        screen(query)


HARMLESS = {
    "string": 'SELECT ("SERVICE <http://x> {}" AS ?a) {}',
    "long string": "SELECT ('''it's\n SERVICE <http://x> {}''' AS ?a) {}",
    "string with quotes": 'SELECT ("a \\"SERVICE <http://x> {}\\" b" AS ?a) {}',
    "comment": "SELECT * { } # SERVICE <http://x> {}",
    "IRI": "SELECT * { ?s <http://x/#SERVICE> <http://x/SERVICE> }",
    "variable": "SELECT ?service { ?service ?p $SERVICE }",
    "local name": PREFIXES + "SELECT * { ?s e:service :SERVICE, e:customer-SERVICE }",
    "escapes": r'SELECT ("\u0022 \\u0022 \\" AS ?a) {}',
    "comparisons": "SELECT * { ?a ?b ?c FILTER(?a<?b && ?c>3) FILTER(?a <?b) }",
    "IRIs in rows": 'SELECT * { VALUES (?a ?b) { ("x" <http://x#y>) (UNDEF <urn:uuid:1-2>) (1 <http://x/o\'brien>) } }',
    "lists and paths": PREFIXES + "ASK { ?s e:b/^e:c*|!(e:d|^e:f)+ (1 <http://x#y> [ e:a 'b'@en-GB ]) . ?t a e:x. ?u e:p -1.5e3 }",
    "escaped names": PREFIXES + r"ASK { ?s e:a\#b\'c e:%41 }",
}


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_query_passes(query: str) -> None:
    check_query(query)


PIECES = (
    *(
        "SERVICE",
        "trueSERVICE",
        "SERVICE:x",
        "<http://x>",
        "<http://x#y>",
        "?b",
        "1",
        "true",
        "e:x",
        "VALUES ?x {",
        "{",
        "}",
        "(",
        ")",
        ".",
    ),
    *('"x"', "'", '"', '"""', "'''", "#", "\n", "\r", " ", "\\q", "\\u0022", "\\", "e:\\'", "e:\u3001\\'"),
    *("<", ">", "<?b#>", "<<e:x#>", "<<(", ")>>"),
)
FRAMES = (
    "ASK { %s }",
    "ASK { FILTER(1%s) SERVICE <http://x> {} %s\n}",
    "ASK { FILTER(1<%s) SERVICE <http://x> {} %s\n)\n}",
    "ASK { VALUES ?x { %s } SERVICE <http://x> {} #%s\n}",
)


def parses(query: str) -> bool:
    """Whether the engine takes the text for a query; the wrong graph keeps it from running it."""
    try:
        ox.Store().query(query, default_graph=0)  # type: ignore[arg-type]
    except SyntaxError:
        return False
    except ValueError:
        return True
    raise AssertionError("the query was run")


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(FRAMES), st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=4))
def test_what_the_engine_reads_as_a_call_never_passes(frame: str, first: list[str], second: list[str]) -> None:
    query = PREFIXES + frame % ("".join(first), "".join(second))[: frame.count("%s")]
    # The engine itself tells a call from a string or comment: change the keyword, and only a call no longer parses.
    is_call = parses(query) and not parses(re.sub("SERVICE", "SERVICX", query))
    if is_call:
        with pytest.raises(QueryRefused):
            screen(query)


UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "PREFIX e: <http://e/>\nDELETE WHERE { ?s ?p ?o }",
    "load <http://x>",
    "CLEAR ALL",
    "DROP ALL",
    "WITH <http://g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "COPY <a:a> TO <a:b>",
    "BASE <http://x/> CREATE GRAPH <g>",
]


@pytest.mark.parametrize("update", UPDATES)
def test_an_update_is_refused_and_told_why(update: str) -> None:
    with pytest.raises(QueryRefused, match="only reads"):
        check_query(update)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * {\n  ?s ?p\n}", "3:1"),
        ("SELECT * { ?s ?p 'é' ?x }", "1:22"),
        ("SELECT * {\n ?s ?p ?o", "1:10"),
        ("ASK { ?s ?p ?o ] }", "1:16"),
        ('SELECT *\n{ ?s ?p "open }', "2:9"),
        ('ASK { ?s ?p "\\q" }', "1:13"),
        ("SELECT ?x ?y { ?x foo:bar ?y }", "1:19"),
        ("SELCT ?x {}", "1:1"),
        ("ASK {} ; DROP ALL", "1:8"),
        ("SELECT ?x\n{\n  ?x a ?y .\n  FILTR(?x > 3)\n}", "4:3"),
        ("SELECT ?x { ?x a ?y } LIMIT x", "1:29"),
        ("SELECT ?x {\r\n ?x a ?y FILTER(?x = ) }", "2:22"),
    ],
)
def test_a_syntax_error_names_line_and_column(query: str, place: str) -> None:
    with pytest.raises(QueryRefused, match=f"^{place}: .*syntax error"):
        check_query(query)


def test_an_undeclared_prefix_is_named_as_such() -> None:
    with pytest.raises(QueryRefused, match=r"near '.*foo:bar.*': Prefix not found"):
        check_query("SELECT ?x { ?x foo:bar 1 }")


@pytest.mark.parametrize("query", ["", "  \n", "# nothing", "PREFIX e: <http://e/>"])
def test_an_empty_query_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="SELECT, ASK"):
        check_query(query)


def test_a_backslash_outside_strings_and_names_is_refused_before_the_engine_sees_it() -> None:
    with pytest.raises(QueryRefused, match=r"^1:15: .*closes or escapes nothing"):
        screen("ASK { ?s ?p 1 \\' . } #'")


DEEP = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "parentheses": lambda n: "ASK { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "functions": lambda n: "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + ") }",
    "blank nodes": lambda n: "ASK { ?s ?p " + "[ ?p " * n + "1" + "]" * n + "}",
    "hidden in less than": lambda n: "ASK { FILTER(1<" + "(" * n + "1>1" + ")" * n + ") }",
    "exists": lambda n: "ASK " + "{ FILTER EXISTS " * n + "{}" + "}" * n,
}


@pytest.mark.parametrize("form", DEEP)
def test_deep_nesting_is_refused(form: str) -> None:
    with pytest.raises(QueryRefused, match=r"deeper|two ways"):
        check_query(DEEP[form](10_000))
    if form != "hidden in less than":
        check_query(DEEP[form](MAX_DEPTH - 2))


LONG = {
    "or": lambda n: "ASK { FILTER(1" + "||1" * n + ") }",
    "union": lambda n: "ASK { {}" + "UNION{}" * n + " }",
    "path": lambda n: "ASK { ?s <http://x>" + "/<http://x>" * n + " ?o }",
    "patterns": lambda n: "ASK { ?s ?p ?o" + ".?s ?p ?o" * n + " }",
    "names": lambda n: PREFIXES + "ASK { ?s e:p e:o" + ".?s e:p e:o" * n + " }",
    "minus between values": lambda n: "ASK { FILTER(true" + "-true" * n + ") }",
    "minus before a name": lambda n: PREFIXES + "ASK { FILTER(" + "true-" * n + "e:x) }",
    "optionals": lambda n: "ASK { " + "OPTIONAL{?s ?p ?o}" * n + " }",
}


@pytest.mark.parametrize("form", LONG)
def test_endless_chains_are_refused(form: str) -> None:
    with pytest.raises(QueryRefused, match="operators"):
        screen(LONG[form](MAX_OPERATORS + 1))
    check_query(LONG[form](MAX_OPERATORS // 10))


def test_long_lists_of_values_pass() -> None:
    check_query("ASK { VALUES ?x { " + "<http://example.org/x> UNDEF 1 " * 5000 + "} }")


def test_the_size_of_a_query_is_limited() -> None:
    with pytest.raises(QueryRefused, match="256 kB"):
        check_query("ASK {} #" + "é" * (MAX_BYTES // 2))


@pytest.mark.parametrize("piece", ["a.", "true-", "<a", "@a-a", ":.", "%41", '"""a', "?", "\\u0020", "#\n", "1.", "a:b."])
def test_screening_takes_time_in_proportion_to_the_text(piece: str) -> None:
    query = "ASK {" + piece * (MAX_BYTES // len(piece) - 10)
    start = time.process_time()
    with pytest.raises(QueryRefused):
        screen(query)
    assert time.process_time() - start < 3  # a quadratic pattern takes 15 s and more


def test_checking_a_query_does_not_run_it() -> None:
    numbers = " ".join(map(str, range(1000)))
    heavy = "SELECT * { " + "".join(f"VALUES ?v{i} {{ {numbers} }} " for i in range(6)) + "} ORDER BY ?v0"
    start = time.process_time()
    check_query(heavy)  # a sort of 10^18 rows
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("select*{}", "SELECT"),
        ("BASE <http://x/> # DESCRIBE\nASK{}", "ASK"),
        ("DESCRIBE <http://x>", "DESCRIBE"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
    ],
)
def test_the_form_of_a_query(query: str, form: str) -> None:
    assert query_form(query) == form
