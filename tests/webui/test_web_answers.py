"""Every answer: its security headers, nothing inline, nothing foreign, its tag; and no link of the pages leads astray."""

from __future__ import annotations

import re
from collections import deque

import pytest

from tests.webui.conftest import BROWSER, Page

PAGES = (
    "/",
    "/trials",
    "/trials?with=class/hma&with=class/anti-pd-1",
    "/results",
    "/adverse-events-wide",
    "/id/study/NCT04645199",
    "/id/agent/azacitidine",
    "/id/result/lu-2025-crc-family-mac",
    "/documents/guo-2026",
    "/sparql",
    "/questions",
    "/about",
    "/ask?q=xyzzy",
    "/nowhere",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_shut_tight(client, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    for tag, attributes in Page(response.get_data(as_text=True)).tags:
        assert tag not in ("style", "iframe", "object", "embed", "base")
        if tag == "script":  # our own file, or data that is never run
            data = attributes.get("type") in ("application/json", "application/ld+json")
            assert data or attributes["src"].startswith("/static/"), attributes
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        if tag in ("link", "img", "source") and attributes.get("rel") != "canonical":
            assert attributes.get("href", attributes.get("src", "")).startswith("/"), attributes
        if tag == "form":
            assert attributes["action"].startswith("/")


def test_a_page_that_has_not_changed_is_not_sent_again(client) -> None:
    first = client.get("/trials", headers=BROWSER)
    again = client.get("/trials", headers=BROWSER | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get("/id/agent/azacitidine", headers=BROWSER).headers["ETag"] != client.get("/id/agent/azacitidine.ttl").headers["ETag"]


def test_faults_and_health_have_no_tag(client) -> None:
    assert "ETag" not in client.get("/nowhere").headers
    assert "ETag" not in client.get("/healthz").headers


def test_a_fault_on_this_side_shows_nothing_of_the_inside(app, monkeypatch) -> None:
    from webui.pages import about

    def broken(_: str) -> list[list[str]]:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(about, "texts", broken)
    app.extensions["service"]._opened._kept.clear()
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    response = app.test_client().get("/about", headers=BROWSER)
    assert response.status_code == 500
    assert "Something failed" in response.get_data(as_text=True)
    assert "secret" not in response.get_data(as_text=True)


def test_no_link_leads_astray(client) -> None:
    """All pages within two steps of home, as many as fit in the bound, without downloads."""
    seen: set[str] = {"/"}
    queue = deque([("/", 0)])
    bad: list[tuple[str, str, int]] = []
    kinds: dict[str, int] = {}
    while queue and len(seen) < 900:
        path, depth = queue.popleft()
        response = client.get(path, headers=BROWSER)
        if response.status_code not in (200, 302):
            bad.append((path, "", response.status_code))
        if depth >= 2 or response.mimetype != "text/html":
            continue
        page = Page(response.get_data(as_text=True))
        anchors = set(page.all("id"))
        for link in page.links:
            target, _, part = link.partition("#")
            if not target and part:
                assert part in anchors, (path, link)
            # Few of each kind of address, so that the bound reaches every kind.
            kind = re.sub(r"(?<=/id/)([^/]+)/.*|\?.*|(?<=\.)\w+$", r"\1", target)
            if target.startswith("/") and target not in seen and kinds.get(kind, 0) < 25:
                kinds[kind] = kinds.get(kind, 0) + 1
                seen.add(target)
                queue.append((target, depth + 1))
    assert len(seen) > 300
    assert bad == []


@pytest.mark.parametrize("path", ["/", "/documents/lu-2025", "/id/agent/azacitidine"])
def test_pages_of_other_sites_read_data_and_no_pages(client, path: str) -> None:
    """A page may show the reader's own copy of a paper, which is nobody else's to read."""
    assert "Access-Control-Allow-Origin" not in client.get(path, headers=BROWSER).headers
    assert client.get("/id/agent/azacitidine.ttl").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/graph/nowhere").headers["Access-Control-Allow-Origin"] == "*", "faults of data too"
