"""The home page: every worked question has an answer, and the builder leads to the combination."""

from __future__ import annotations

import pytest

from kb.tables import TABLES
from tests.webui.conftest import BROWSER
from webui.pages.home import EXAMPLES, SIX


def test_the_home_page_offers_questions_builder_and_numbers(read) -> None:
    page = read("/")
    assert len(EXAMPLES) == 9
    assert all(example in page.text for example in EXAMPLES)
    assert "Build a combination" in page.texts["h2"]
    names = [attributes.get("name") for tag, attributes in page.tags if tag in ("input", "select")]
    assert names.count("with") == 3
    assert {"q", "without", "phase", "status", "line", "exact"} <= set(names)
    assert {f"/{name}" for name in TABLES} <= set(page.links)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_worked_question_is_understood_and_answered(client, example: str) -> None:
    answer = client.get("/ask.json", query_string={"q": example}).get_json()
    assert answer["understood"]["not_understood"] == []
    assert answer["rows"], example


def test_numbers_of_the_release_are_the_rows_of_its_tables(read, base) -> None:
    text = read("/").text
    for name in ("trials", "results", "claims"):
        assert f"{len(base.sheet(name).rows):,} {TABLES[name].title}" in text


def test_six_ways_in_lead_somewhere(client, read) -> None:
    assert len(SIX) == 6
    page = read("/")
    for title, _, links in SIX:
        assert title in page.texts["h3"]
        for path, _ in links:
            assert path.startswith("#") or client.get(path, headers=BROWSER).status_code == 200, path


def test_every_stop_of_the_tour_is_there(client, read) -> None:
    page = read("/tour")
    stops = [link for link in page.links if link.startswith("/")]
    assert len(page.texts["h2"]) == 8
    assert all(client.get(link, headers=BROWSER).status_code == 200 for link in stops)
