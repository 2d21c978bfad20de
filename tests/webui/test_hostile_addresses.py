"""Made-up and hostile addresses over every route and parameter: no failure, no markup or header of theirs in an answer, no formula."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from kb.formats import FORMATS
from kb.tables import TABLES
from tests.conftest import ROOT

MARK = "x7q"
ATTACKS = (
    f"<script>{MARK}</script>",
    f"\"'><img src={MARK} onerror={MARK}>",
    f"</textarea><svg onload={MARK}>",
    f"javascript:{MARK}",
    f"{{{{7*7}}}}{MARK}",
    f"\r\nSet-Cookie: {MARK}=1\r\n\r\n<b>{MARK}",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd\0.csv",
    "\0",
    "=cmd|'/c calc'!A0",
    "@SUM(1+1)",
    "+1",
    "-1",
    "\t=1",
    "' OR 1=1 --",
    '" UNION SELECT name FROM sqlite_master --',
    "x NEAR(",
    '"unbalanced',
    "*",
    "a AND OR NOT",
    "> } INSERT DATA { <a:a> <a:b> <a:c> } #",
    "http://127.0.0.1:1/",
    "file:///etc/passwd",
    "%",
    "%s%n%d",
    "\ud7ff\U0010ffff\u202e\u0301",
    "-9999999999999999999999",
    "1e999",
    "NaN",
    "٣",
    "a" * 3000,
    "(" * 500,
    "not " * 300,
    " and ".join(["HMA"] * 60),
)
PARAMETERS = (
    *("q", "query", "with", "without", "phase", "status", "line", "words", "sort", "desc", "page", "size", "columns", "section"),
    *("at", "of", "exact", "view", "to", "tag", "start", "kind", "how", "question", "graph", "format", "output", "default-graph-uri"),
    *("country", "year", "completed-after", "outcome", "population", "agent", "class", "study", "claim", "document", "grade", "label"),
)
DATA = ("text/csv", "text/tab-separated-values")

anything = st.sampled_from(ATTACKS) | st.text(max_size=40)
raw = anything.map(lambda text: quote(text, safe="")) | st.binary(max_size=12).map(lambda some: quote_from_bytes(some, safe=""))
pairs = st.lists(st.tuples(st.sampled_from(PARAMETERS), raw), max_size=5)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.rule != "/dump.nq"]


def path_of(rule: Rule, drawn: st.DataObject) -> str:
    """An address of a route, its parts real where they are a choice, hostile elsewhere."""
    choices = {"table": list(TABLES), "ending": list(FORMATS), "kind": ["agent", "study", "class", "result", "x"]}

    def part(found: re.Match[str]) -> str:
        known = st.sampled_from(choices.get(found[1], ["azacitidine", "lu-2025", "NCT04645199"]))
        return str(drawn.draw(known if found[1] in choices else known | raw))

    return re.sub(r"<(?:[^<>]*\)?:)?(\w+)>", part, rule.rule)


def judge(answer, address: str) -> None:
    assert answer.status_code < 500 or (answer.status_code == 503 and "Retry-After" in answer.headers), (address, answer.get_data()[:500])
    for name, value in answer.headers:
        assert "\n" not in value, (address, name)
        assert name.lower() != "set-cookie", address
    body = answer.get_data()
    if answer.mimetype == "text/html" or answer.mimetype.endswith("xml"):
        for markup in (b"<script>x7q", b"<img src=x7q", b"<svg onload=x7q", b"<b>x7q", b'href="javascript:', b"49x7q"):
            assert markup not in body, (address, markup)
    assert b"root:x:0" not in body, address
    if answer.mimetype in DATA and answer.status_code == 200 and "sparql" not in address:
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter="\t" if "tab" in answer.mimetype else ","):
            # A figure may begin with a sign; what could be worked out may not.
            formulas = [
                cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[+-][\d.,%eE -]*", cell)
            ]
            assert not formulas, (address, formulas)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_address_does_harm(app: Flask, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(rules(app)))
    address = path_of(rule, data) + "?" + "&".join(f"{name}={value}" for name, value in data.draw(pairs))
    accept = data.draw(st.sampled_from(("text/html", "*/*", "application/json", "text/csv", "a/b;q=x", ",,;;")))
    judge(app.test_client().get(address, headers={"Accept": accept}), address)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: repr(attack[:20]))
def test_each_attack_at_the_places_that_show_what_was_asked(app: Flask, attack: str) -> None:
    client = app.test_client()
    value = quote(attack, safe="")
    for path in (
        "/ask",
        "/search",
        "/sparql",
        "/trials",
        "/trials.csv",
        "/ask.csv",
        "/suggest.json",
        "/api/ask",
        "/cite",
        "/compare",
        "/graph",
    ):
        for name in ("q", "query", "words", "with", "of", "sort", "phase"):
            address = f"{path}?{name}={value}&{name}={value}"
            judge(client.get(address, headers={"Accept": "text/html"}), address)
    for path in (f"/{value}", f"/id/agent/{value}", f"/id/{value}/x", f"/static/{value}", f"/documents/{value}", f"/diff/{value}/{value}"):
        judge(client.get(path, headers={"Accept": "text/html"}), path)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=200), st.sampled_from(("application/sparql-query", "application/x-www-form-urlencoded", "multipart/form-data", ""))
)
def test_no_body_does_harm(app: Flask, body: bytes, kind: str) -> None:
    judge(app.test_client().post("/sparql", data=body, headers={"Content-Type": kind} if kind else {}), repr(body))


def test_every_parameter_that_pages_read_is_tried() -> None:
    read = set()
    for path in (ROOT / "webui").rglob("*.py"):
        read |= set(re.findall(r'args\.get(?:list)?\("([a-z-]+)"', path.read_text(encoding="utf-8")))
    assert read <= set(PARAMETERS)
