"""For machines: health, version, robots, icon."""

from __future__ import annotations

from pathlib import Path

from webui import create_app


def test_health_and_version_name_the_release(client, base) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok", "release": base.release.version}
    told = client.get("/version.json").get_json()
    assert told["version"] == base.release.version
    assert told["counts"]["Study"] > 100


def test_without_a_release_health_fails_and_pages_say_what_to_do(tmp_path: Path) -> None:
    client = create_app(tmp_path).test_client()
    assert client.get("/healthz").status_code == 503
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "kb build" in page.get_data(as_text=True)


def test_robots_and_icon(client) -> None:
    assert "Disallow: /sparql" in client.get("/robots.txt").get_data(as_text=True)
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"
