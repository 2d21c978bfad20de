"""Metrics: what Prometheus' own parser reads of them, on an address of their own."""

from __future__ import annotations

import socket
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from kb.errors import BadInput
from webui import create_app
from webui.metrics import Metrics


@pytest.fixture
def app(release_home: Path):
    made = create_app(release_home)
    yield made
    made.extensions["service"].close()


def values(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def read(app) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return values(generate_latest(app.extensions["metrics"].registry).decode())


def test_requests_queries_and_release_are_counted(app, base) -> None:
    client = app.test_client()
    for path in ("/id/agent/azacitidine", "/id/agent/venetoclax", "/sparql?query=ASK{}", "/none/1", "/none/2"):
        client.get(path, buffered=True)
    client.open("/", method="BREW", buffered=True)
    found = read(app)
    by_route = {key[1]: value for key, value in found.items() if key[0] == "aml_http_requests_total"}
    assert sum(by_route.values()) == 6
    entity = [value for labels, value in by_route.items() if any(name == "route" and text.startswith("/id/") for name, text in labels)]
    assert entity == [2], by_route
    assert by_route[("method", "GET"), ("route", "none"), ("status", "404")] == 2
    assert not any("BREW" in dict(labels).values() for labels in by_route)
    assert found["aml_release_info", (("version", base.release.version),)] == 1
    assert found["aml_workers_started_total", (("lane", "visitor-new"),)] == 1
    assert found["aml_queries_running", (("lane", "own"),)] == 0
    assert found["process_resident_memory_bytes", ()] > 1 << 20


def test_pages_do_not_hold_them(app) -> None:
    assert app.test_client().get("/metrics").status_code == 404


def test_an_address_in_use_is_a_clear_fault(app) -> None:
    metrics: Metrics = app.extensions["metrics"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match="AML_EVIDENCE_METRICS"):
            metrics.serve("127.0.0.1", port)
    end = metrics.serve("127.0.0.1", port)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            assert values(answer.read().decode())
    finally:
        end()
