"""Pages and files over an engine elsewhere: what the embedded store shows, and what visitors see while the engine is away."""

from __future__ import annotations

import csv
import shutil
import time
from io import StringIO
from pathlib import Path

import pytest

from kb import releases
from kb.publish import publish
from kb.store import Endpoint
from kb.store.carrier import REST_SECONDS
from tests.remote.conftest import start, updating
from tests.remote.engines import free_port, oxigraph
from tests.webui.conftest import BROWSER
from webui import create_app
from webui.service import WAIT_SECONDS

PAGES = (
    "/", "/map", "/trials", "/outcomes", "/adverse-events-wide", "/coverage", "/id/study/NCT04645199", "/id/agent/azacitidine",
    "/id/class/hma", "/ask?q=which+trials+combine+HMA+with+anti-PD-1", "/documents", "/id/document/lu-2025", "/about",
)  # fmt: skip
FILES = ("/results.csv", "/references.bib", "/id/study/NCT04645199.json", "/trials.tsv", "/sparql?question=trials-combining-two&format=csv")


@pytest.fixture(scope="module")
def both(release_home: Path):
    here = create_app(release_home)
    yield here.test_client()
    here.extensions["service"].close()


@pytest.fixture(scope="module")
def there(engine, release_home: Path):
    app = create_app(release_home, endpoint=Endpoint(engine.query))
    yield app.test_client()
    app.extensions["service"].close()


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_a_page_is_the_same(address: str, both, there) -> None:
    pages = [client.get(address, headers=BROWSER if address in PAGES else {}) for client in (both, there)]
    assert [page.status_code for page in pages] == [200, 200], pages[1].get_data(as_text=True)[:800]
    here, elsewhere = (_comparable(address, page.get_data(as_text=True)) for page in pages)
    assert elsewhere == here


def _comparable(address: str, told: str) -> object:
    """What is shown; of the rows of a query, with the parts of a cell in order, since SPARQL lets an engine group them as it likes."""
    if not address.startswith("/sparql"):
        return told
    return [[sorted(cell.split(" | ")) for cell in row] for row in csv.reader(StringIO(told))]


def test_the_application_waits_for_its_engine_and_goes_on_by_itself(release_home: Path, tmp_path: Path, caplog) -> None:
    start("oxigraph", tmp_path)  # skips where it is not installed
    home, port = tmp_path / "home", free_port()
    shutil.copytree(release_home, home)
    shutil.rmtree(releases.current(home).store)
    app = create_app(home, endpoint=Endpoint(f"http://127.0.0.1:{port}/query"))
    client = app.test_client()
    _is_away(client)
    with oxigraph(tmp_path, port) as engine:
        time.sleep(WAIT_SECONDS)
        _is_away(client)
        publish(releases.current(home, stored_elsewhere=True), updating(engine), Endpoint(engine.query), lambda _: None)
        time.sleep(WAIT_SECONDS)
        assert client.get("/readyz").get_json() == {"status": "ok", "release": releases.current(home, stored_elsewhere=True).version}
        assert client.get("/trials", headers=BROWSER).status_code == 200
    _is_away(client)
    with oxigraph(tmp_path, port):
        time.sleep(REST_SECONDS)
        assert client.get("/readyz").status_code == 200
        assert client.get("/id/study/NCT04645199", headers=BROWSER).status_code == 200
    app.extensions["service"].close()


def _is_away(client) -> None:
    page = client.get("/id/study/NCT04645199", headers=BROWSER)
    assert page.status_code == 503
    assert "does not answer as it should" in page.get_data(as_text=True)
    assert "127.0.0.1" not in page.get_data(as_text=True), "where the engine stands is for the log"
    assert page.headers["Retry-After"]
    asked = client.post("/sparql", data={"query": "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"})
    assert asked.status_code == 503 and b"127.0.0.1" not in asked.data
    health, ready = client.get("/healthz"), client.get("/readyz")
    assert (health.status_code, health.get_json()["status"]) == (200, "waiting")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "failing")
    assert ready.headers["Retry-After"]
