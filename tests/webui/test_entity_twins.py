"""Entities as data: twins by suffix and by what is accepted, every kind of entity, and near names for wrong addresses."""

from __future__ import annotations

import json

import pytest
import rdflib

from kb.base import Base
from kb.names import ID, mint
from tests.webui.conftest import BROWSER


@pytest.mark.parametrize(("ending", "form"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_twins_by_suffix_hold_the_facts(client, ending: str, form: str) -> None:
    response = client.get(f"/id/agent/azacitidine.{ending}")
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.data, format=form)
    assert (rdflib.URIRef(mint("agent", "azacitidine")), rdflib.RDFS.label, rdflib.Literal("azacitidine")) in graph


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("application/json", "application/json"),
        ("*/*", "text/html"),
        (BROWSER["Accept"], "text/html"),
        ("text/html;q=0.2,text/turtle", "text/turtle"),
    ],
)
def test_the_reader_chooses_the_form(client, accept: str, media: str) -> None:
    response = client.get("/id/agent/azacitidine", headers={"Accept": accept})
    assert response.mimetype == media
    assert "Accept" in response.headers["Vary"]
    if media == "text/html":
        assert 'rel="alternate"; type="text/turtle"' in response.headers["Link"]


def test_the_json_twin_is_plain(client) -> None:
    found = json.loads(client.get("/id/result/lu-2025-crc-family-mac.json").data)
    assert found["facts"]["percent"] == [{"text": "66.67", "iri": None}]
    assert {source["fragment"] for source in found["sources"]} == {"66.67% (8/12)"}


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/id/agent/azacitidin", "/id/agent/azacitidine"),
        ("/id/agent/Azacitidine", "/id/agent/azacitidine"),
        ("/id/study/NCT0464519", "/id/study/NCT04645199"),
    ],
)
def test_a_wrong_address_is_answered_with_near_names(read, address: str, near: str) -> None:
    page = read(address, 404)
    assert near in page.links


@pytest.mark.parametrize(
    "address", ["/id/agent/%00", "/id/agent/a b", "/id/x", "/id/agent/" + "a" * 5000, "/id/agent/..%2f..", "/id/agent/é", "/id/UPPER/x.ttl"]
)
def test_odd_addresses_are_not_found_and_nothing_worse(client, address: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 404
    assert "Traceback" not in response.get_data(as_text=True)


def test_one_entity_of_every_kind_has_a_page_and_a_twin(client, base: Base) -> None:
    rows = base.select("SELECT (SAMPLE(?s) AS ?one) WHERE { ?s a ?type } GROUP BY ?type").rows
    addresses = sorted({row[0].text.removeprefix(ID) for row in rows if row[0] and row[0].text.startswith(ID)})
    assert len(addresses) > 25
    for address in addresses:
        page = client.get(f"/id/{address}", headers=BROWSER)
        assert page.status_code == 200, address
        assert client.get(f"/id/{address}.ttl").status_code == 200, address
