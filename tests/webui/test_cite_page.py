"""Citing: the files are read by independent readers, name the release, and lead only to addresses of this base."""

from __future__ import annotations

import json
from urllib.parse import quote

import bibtexparser
import pytest
import rispy

VIEW = "/trials?with=hma&with=anti-pd-1"
FACT = "/id/result/lu-2025-crc-family-mac"


def test_the_base_is_cited_with_its_release(read, client, base) -> None:
    version = base.release.version
    assert version in read("/cite").text
    (entry,) = bibtexparser.parse_string(client.get("/cite.bib").get_data(as_text=True)).entries
    assert version in entry["title"]
    (record,) = rispy.loads(client.get("/cite.ris").get_data(as_text=True))
    assert record["type_of_reference"] == "DATA"
    (item,) = json.loads(client.get("/cite.json").data)
    assert (item["type"], item["version"]) == ("dataset", version)
    assert version == client.get("/version.json").get_json()["version"]


def test_a_view_is_cited_with_its_filters(client, read) -> None:
    (item,) = client.get("/cite.json", query_string={"of": VIEW}).get_json(force=True)
    assert item["URL"].endswith(VIEW)
    assert VIEW in read("/cite?of=" + VIEW.replace("&", "%26")).links


def test_a_fact_is_cited_with_the_document_that_states_it(client, read) -> None:
    items = client.get("/cite.json", query_string={"of": FACT}).get_json(force=True)
    assert [item.get("DOI") for item in items] == [None, "10.1007/s12672-025-02526-y"]
    assert items[1]["type"] == "article-journal"
    assert "10.1007/s12672-025-02526-y" in read(f"/cite?of={FACT}").text


def test_every_page_leads_to_its_citation(read) -> None:
    assert "/cite?of=/results%3Foutcome%3Dcrc" in read("/results?outcome=crc").links


FOREIGN = ["https://example.org/", "//example.org/x", "javascript:alert(1)", "trials", "/\\example.org", "/a\nb", "/" + "x" * 5000]


@pytest.mark.parametrize("of", FOREIGN)
def test_foreign_addresses_are_refused(read, of: str) -> None:
    assert "no address of a page of this base" in read(f"/cite?of={quote(of)}", 400).text


def test_what_is_not_there_cannot_be_cited(read) -> None:
    assert "the base holds no result" in read("/cite?of=/id/result/nothing", 404).text


def test_a_citation_is_never_kept(client) -> None:
    assert client.get("/cite").headers["Cache-Control"] == "no-store"
