"""A client of the application over the release that all tests share, and a reader of its pages."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webui import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Page(HTMLParser):
    """What a test looks for in a page: its tags with attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._text_of: list[tuple[str, list[str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag in ("h1", "h2", "h3", "title", "summary"):
            self._text_of.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if self._text_of and self._text_of[-1][0] == tag:
            name, parts = self._text_of.pop()
            self.texts.setdefault(name, []).append(" ".join(" ".join(parts).split()))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for _, parts in self._text_of:
            parts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a" and "href" in attributes]


@pytest.fixture(scope="session")
def app(release_home: Path) -> Flask:
    made = create_app(release_home)
    yield made
    made.extensions["service"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def read(client: FlaskClient):
    """Ask for an address as a browser does, and read the page; the status must be as expected."""

    def get(address: str, status: int = 200, **more) -> Page:
        response = client.get(address, headers=BROWSER, **more)
        assert response.status_code == status, (address, response.status_code, response.get_data(as_text=True)[:600])
        return Page(response.get_data(as_text=True))

    return get
