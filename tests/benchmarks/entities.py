"""Server time and transferred bytes of every list and every entity's page, after the warming that the server does by itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from kb.base import open_base
from kb.names import parts
from kb.tables import TABLES
from tests.benchmarks.timing import once_ms, say
from webui import create_app
from webui.addresses import entity_path
from webui.serve import warm

BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}
WORST = 5

Measure = tuple[float, str]


def run(home: Path) -> None:
    """Print median, 95th percentile and the worst pages."""
    with open_base(home) as base:
        rows = base.select("SELECT DISTINCT ?it { ?it ?p ?o }").rows
        held = sorted({found for row in rows if row[0] and (found := parts(row[0].text))})
    lists = ["/", *(f"/{name}" for name in TABLES)]
    entities = [entity_path("/".join(one)) for one in held]
    app = create_app(home)
    client = app.test_client()
    start = time.perf_counter()
    warm(app)
    say(f"\nwarming: {time.perf_counter() - start:.1f} s")
    for what, paths in (("lists", lists), ("entities", entities)):
        _print(f"{what}, first visit, ms", _each(paths, lambda path: once_ms(lambda: _read(client, path))))
        _print(f"{what}, later, ms", _each(paths, lambda path: once_ms(lambda: _read(client, path))))
        _print(f"{what}, transferred kB, compressed", _each(paths, lambda path: len(_read(client, path)) / 1000))
    app.extensions["service"].close()


def _read(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, path
    return bytes(answer.data)


def _each(paths: list[str], measure: Callable[[str], float]) -> list[Measure]:
    return sorted((measure(path), path) for path in paths)


def _print(what: str, found: list[Measure]) -> None:
    figures = [figure for figure, _ in found]
    high = figures[int(0.95 * (len(figures) - 1))]
    say(f"{what}: {len(figures)} pages, median {statistics.median(figures):.1f}, 95th percentile {high:.1f}, worst {figures[-1]:.0f}")
    say("  " + ", ".join(f"{path} {figure:.0f}" for figure, path in reversed(found[-WORST:])))
