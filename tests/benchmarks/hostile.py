"""One request in twenty is hostile: what do the others notice, at our server and at the bare Oxigraph server on the same store?"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from kb.query_prefixes import with_prefixes
from kb.releases import current
from tests.benchmarks.clients import Asked, load, watch
from tests.benchmarks.processes import ours, oxigraph, use_of
from tests.benchmarks.timing import say

CLIENTS = 16
LIMIT = 3
"""Seconds that either server gives a query."""

MANY = 10_000
"""Hostile queries of which none is like another: more than are sent."""

TOGETHER = """SELECT DISTINCT ?study WHERE {
  ?arm aml:study ?study ; aml:regimen ?regimen .
  ?regimen aml:component ?one , ?other . ?one aml:agent ?a . ?other aml:agent ?b . FILTER(?one != ?other)
  ?a aml:inClass <https://w3id.org/aml-evidence/id/class/hma> . ?b aml:inClass <https://w3id.org/aml-evidence/id/class/anti-pd-1> .
}"""
ENTITIES = ("agent/azacitidine", "agent/venetoclax", "class/hma", "class/anti-pd-1", "study/NCT04645199", "target/cd33")
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f",
    "SELECT (COUNT(*) AS ?n) { ?a (<urn:p>|!<urn:p>)+ ?b }",
    "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f ?a ?d",
    'SELECT * { ?s ?p ?o FILTER regex(STR(?o), "((((a{1,100}){1,100}){1,100}){1,100}){1,100}") }',
    "SELECT * " + "{" * 190 + "}" * 190,
    "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }",
)
_QUERY, _JSON = "application/sparql-query", "application/sparql-results+json"


MIXES = ("good only", "1 in 20 hostile", "the same, none alike", "good only again")


def run(home: Path, seconds: int) -> None:
    """Print a line a server and mix; queries by themselves first, since the bare server has no pages."""
    release = current(home)
    together = with_prefixes(TOGETHER)
    lookups = [with_prefixes(f"SELECT ?p ?o {{ <https://w3id.org/aml-evidence/id/{name}> ?p ?o }}") for name in ENTITIES]
    queries = [query for lookup in lookups for query in (lookup, together)]
    say(f"\n{CLIENTS} clients, {seconds} s each, release {release.version}, {release.manifest['quads']} quads, limit {LIMIT} s a query")
    checks = [Asked("/healthz"), Asked("/readyz")]
    for name, path, probes, server in (
        ("ours, SPARQL", "/sparql", checks, lambda: ours(home, VISITOR_SECONDS=str(LIMIT))),
        ("Oxigraph, SPARQL", "/query", _queries("/query", ["ASK {}"]), lambda: oxigraph(release.store, LIMIT)),
        ("ours, pages", "/sparql", checks, lambda: ours(home, VISITOR_SECONDS=str(LIMIT))),
    ):
        asked = [Asked(f"/id/{name}") for name in ENTITIES] if name == "ours, pages" else _queries(path, queries)
        with server() as (process, port), ThreadPoolExecutor(1) as aside:
            time.sleep(3)
            for mix, hostile in zip(MIXES, ([], HOSTILE, [unlike(number) for number in range(MANY)], []), strict=True):
                end, over = time.monotonic() + seconds, Event()
                watched = aside.submit(watch, port, probes, over)
                tally = load(port, asked, _queries(path, hostile), CLIENTS, lambda end=end: time.monotonic() > end)  # type: ignore[misc]
                over.set()
                say(f"{name:<16} {mix:<20} {tally.line()}   {watched.result().line()}   {use_of(process).mebibytes:.0f} MiB")


def unlike(number: int) -> str:
    """A hostile query whose like was not sent before: a calculation of its own stands in it."""
    chosen = random.Random(number)  # noqa: S311 -- nothing is to be kept secret
    sum_of = "".join(f"{chosen.choice('+-*')}{chosen.randrange(9)}" for _ in range(20))
    return HOSTILE[number % len(HOSTILE)].replace("{", f"{{ BIND(1{sum_of} AS ?own) ", 1)


def _queries(path: str, queries: Iterable[str]) -> list[Asked]:
    return [Asked(path, query, _QUERY, _JSON) for query in queries]
