"""Search: exact names jump, others are listed by kind, misspelt ones lead to near names."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "path"),
    [("vidaza", "/id/agent/azacitidine"), ("NCT06536959", "/id/study/NCT06536959"), ("10.1007/s12672-025-02526-y", "/id/document/lu-2025")],
)
def test_an_exact_name_leads_to_its_page(client, text: str, path: str) -> None:
    response = client.get("/search", query_string={"q": text})
    assert response.status_code == 302
    assert response.headers["Location"] == path


def test_names_are_listed_by_kind(read) -> None:
    page = read("/search?q=cd")
    assert any(text.startswith("Targets") for text in page.texts["h2"])
    assert "/id/target/cd33" in page.links


def test_a_misspelt_name_leads_to_near_ones(read) -> None:
    page = read("/search?q=nivolumb")
    assert "/id/agent/nivolumab" in page.links
    assert "Nothing in this release is called “nivolumb”" in page.text


def test_empty_odd_and_huge_texts(read) -> None:
    assert read("/search").texts["h1"] == ["Search by name"]
    assert read("/search?q=%22%22*%28").texts["h1"]
    assert "longer than 200 characters" in read("/search?q=" + "a" * 201, 400).text


def test_suggestions_begin_with_what_the_name_means(client) -> None:
    (first, *_) = client.get("/suggest.json?q=vidaza").get_json()
    assert (first["label"], first["path"]) == ("azacitidine", "/id/agent/azacitidine")
    assert first["name"].casefold() == "vidaza"
    labels = [one["label"] for one in client.get("/suggest.json?q=pembro").get_json()]
    assert "pembrolizumab" in labels


def test_a_misspelt_name_is_told_to_be_only_near(client) -> None:
    found = client.get("/suggest.json?q=nivolumb").get_json()
    assert any(one["label"] == "nivolumab" for one in found)
    assert all(one["near"] for one in found)


def test_nothing_is_suggested_for_nothing_and_too_much_is_refused(client) -> None:
    assert client.get("/suggest.json").get_json() == []
    refused = client.get("/suggest.json?q=" + "a" * 201)
    assert refused.status_code == 400
    assert "the text is longer" in refused.get_json()["error"]
