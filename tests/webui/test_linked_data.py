"""Linked data: an entity's address in each form, its links, conditional requests as RFC 9110 has them, and what is not there or gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from werkzeug.http import http_date, parse_date

from kb.names import mint
from kb.releases import MANIFEST, POINTER
from tests.webui.conftest import BROWSER
from tests.webui.two_releases import COME, GONE, build_two
from webui import create_app

AT = "/id/agent/azacitidine"
FORMS = {
    "": "text/html",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}


def links(response) -> dict[str, set[str]]:
    """The targets of a Link header (RFC 8288) by their relation."""
    found: dict[str, set[str]] = {}
    for one in response.headers["Link"].split(", <"):
        target, _, parameters = one.lstrip("<").partition(">")
        found.setdefault(parameters.split('rel="')[1].split('"')[0], set()).add(target)
    return found


@pytest.mark.parametrize(("ending", "media"), FORMS.items())
def test_each_form_leads_to_the_others_and_to_the_entity(client, ending: str, media: str) -> None:
    by_accept = client.get(AT, headers={"Accept": media})
    assert by_accept.mimetype == media
    assert "Accept" in by_accept.headers["Vary"]
    response = client.get(f"{AT}.{ending}") if ending else by_accept
    assert response.data == by_accept.data
    told = links(response)
    others = {f"{AT}.{other}" if other else AT for other in FORMS if other != ending}
    assert told["alternate"] == others
    assert told["canonical"] == {mint("agent", "azacitidine")}
    for target in told["describedby"] | told["alternate"]:
        assert client.get(target).status_code == 200
    if ending:
        assert by_accept.headers["Content-Location"] == f"{AT}.{ending}"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html;q=0.2, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("application/xhtml+xml", "text/html"),
        ("text/*", "text/html"),
        ("application/ld+json, */*;q=0.1", "application/ld+json"),
        ("text/html;q=0, */*", "text/turtle"),
        ("", "text/html"),
    ],
)
def test_the_best_of_those_accepted_is_sent(client, accept: str, media: str) -> None:
    found = client.get(AT, headers={"Accept": accept})
    assert (found.status_code, found.mimetype) == (200, media)


def test_an_impossible_wish_is_told_what_there_is(client) -> None:
    response = client.get(AT, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert all(media in response.get_data(as_text=True) for media in FORMS.values())
    assert ".ttl" in response.get_data(as_text=True)


ADDRESSES = (AT, f"{AT}.ttl", "/trials", "/trials.csv", "/.well-known/void", "/sparql?query=ASK%7B%7D", "/graph/release")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(client, address: str) -> None:
    first = client.get(address)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    before, after = (http_date(parse_date(since) + timedelta(seconds=step)) for step in (-1, 1))
    for headers, status in (
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": tag.removeprefix("W/")}, 304),  # 8.8.3.2: weak comparison
        ({"If-None-Match": f'"other", {tag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-Modified-Since": since}, 304),
        ({"If-Modified-Since": after}, 304),
        ({"If-Modified-Since": before}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": since}, 200),  # 13.1.3: the tag comes first
        ({"If-None-Match": tag, "If-Modified-Since": before}, 304),
        ({"If-Modified-Since": "not a date"}, 200),
    ):
        for method in ("GET", "HEAD"):
            response = client.open(address, method=method, headers=headers)
            assert response.status_code == status, (headers, method)
            assert response.headers["ETag"] == tag
            if status == 304:
                assert response.data == b""
                assert response.headers.get("Vary") == first.headers.get("Vary")


def test_tags_differ_by_form_and_dates_are_those_of_the_release(client, release_home: Path) -> None:
    tags = {client.get(AT, headers={"Accept": media}).headers["ETag"] for media in FORMS.values()}
    assert len(tags) == len(FORMS)
    since = parse_date(client.get(AT).headers["Last-Modified"])
    version = (release_home / POINTER).read_text().strip()
    built = datetime.fromtimestamp((release_home / version / MANIFEST).stat().st_mtime, UTC)
    assert since >= built.replace(microsecond=0)


@pytest.fixture(scope="module")
def later(tmp_path_factory) -> FlaskClient:
    """A client of the later of two releases: one claim went, one came."""
    home = tmp_path_factory.mktemp("home")
    build_two(home, tmp_path_factory.mktemp("scratch"))
    app = create_app(home)
    yield app.test_client()
    app.extensions["service"].close()


@pytest.mark.parametrize("ending", FORMS)
def test_what_an_earlier_release_had_is_gone_and_what_none_had_is_not_found(later, ending: str) -> None:
    suffix = f".{ending}" if ending else ""
    gone = later.get(f"/id/claim/{GONE}{suffix}")
    assert gone.status_code == 410
    assert f"/history/claim/{GONE}" in gone.get_data(as_text=True)
    assert later.get(f"/id/claim/{COME}{suffix}").status_code == 200
    assert later.get(f"/id/claim/none-such{suffix}").status_code == 404


def test_the_history_that_a_gone_thing_leads_to_is_there(later) -> None:
    page = later.get(f"/id/claim/{GONE}", headers=BROWSER)
    assert page.status_code == 410
    assert "No longer here" in page.get_data(as_text=True)
    assert later.get(f"/history/claim/{GONE}", headers=BROWSER).status_code == 200


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"])
def test_every_form_says_the_same(client, media: str) -> None:
    syntax = {"text/turtle": "turtle", "application/ld+json": "json-ld", "application/rdf+xml": "xml", "application/n-triples": "nt"}
    plain = rdflib.Graph().parse(data=client.get(f"{AT}.nt").data, format="nt")
    assert set(rdflib.Graph().parse(data=client.get(AT, headers={"Accept": media}).data, format=syntax[media])) == set(plain)
    assert len(plain) > 20
