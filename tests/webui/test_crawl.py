"""A crawl along every link from the home page: no fault, and each page with a title of its own, one heading, ids that are names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.webui.conftest import BROWSER
from tests.webui.crawling import Answer, crawl, shape

ALIKE, OF_PATH = 3, 6
"""How many addresses made alike are visited (entities of a kind, the same filters), and how many of one path; the benchmarks visit
every entity."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


@pytest.fixture(scope="module")
def answers(app: Flask) -> list[Answer]:
    client = app.test_client()

    def get(address: str) -> tuple[int, str, bytes]:
        answer = client.get(address, headers=BROWSER)
        return answer.status_code, answer.mimetype, answer.data

    return list(crawl(get, ALIKE, OF_PATH))


@pytest.fixture(scope="module")
def pages(answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.page and answer.status == 200]


def test_the_crawl_reaches_every_kind_of_page(answers: list[Answer]) -> None:
    shapes = {shape(answer.address)[0] for answer in answers}
    assert shapes >= {"/trials", "/results.csv", "/id/agent/*", "/id/result/*", "/id/anchor/*", "/id/study/*.ttl", "/sparql", "/about"}
    assert len({one for one in shapes if one.startswith("/id/") and "." not in one}) > 20


def test_no_link_leads_to_a_fault(answers: list[Answer]) -> None:
    # The address of a graph leads readers of pages on to what is said of it, as linked data should.
    led_on = ("/graph/", "/ontology")
    fine = {one.address for one in answers if one.status == 200 or (one.status == 303 and one.address.startswith(led_on))}
    assert [(answer.status, answer.address, answer.linked_from) for answer in answers if answer.address not in fine] == []
    assert [answer.address for answer in answers if not answer.body] == []


def test_every_page_says_in_which_language_it_is(pages: list[Answer]) -> None:
    wrong = [
        answer.address
        for answer in pages
        if not any(LANGUAGE.fullmatch(attributes.get("lang", "")) for tag, attributes in answer.page.tags if tag == "html")
    ]
    assert wrong == []


def test_every_page_has_one_heading_of_the_first_order(pages: list[Answer]) -> None:
    assert [(answer.address, found) for answer in pages if len(found := answer.page.texts.get("h1", [])) != 1 or not found[0]] == []


def test_every_page_has_a_title_of_its_own(pages: list[Answer]) -> None:
    titled = defaultdict(set)
    for answer in pages:
        title = answer.page.texts.get("title", [""])[0]  # drawings hold further ones
        assert title, answer.address
        # A document has two addresses, and names the one that counts.
        titled[title].add(urlsplit(answer.address).path.replace("/documents/", "/id/document/"))
    assert {title: sorted(paths) for title, paths in titled.items() if len(paths) > 1} == {}


def test_an_id_stands_once_and_what_leads_to_it_finds_it(pages: list[Answer]) -> None:
    for answer in pages:
        ids = Counter(answer.page.all("id"))
        assert [one for one, times in ids.items() if times > 1 or not one] == [], answer.address
        inside = {link.removeprefix("#") for link in answer.page.links if link.startswith("#")}
        assert {one for one in inside | set(answer.page.all("for")) if one not in ids} == set(), answer.address
