"""About: what it is and is not, its sources with licences, its release."""

from __future__ import annotations


def test_about_names_sources_licences_and_release(read, base) -> None:
    page = read("/about")
    for words in ("not medical advice", "Lu et al. 2025", "CC BY-NC-ND 4.0", "Guo et al. 2026", base.release.version):
        assert words in page.text, words
    assert "https://doi.org/10.14218/OnA.2025.00032" in page.links


def test_about_names_the_browser_libraries_with_their_licences(read, client) -> None:
    page = read("/about")
    for words in ("cytoscape 3.34.4", "@zazuko/yasgui 4.6.2", "Apache-2.0 @tarekraafat/autocomplete.js", "CC-BY-4.0 @fortawesome"):
        assert words in page.text, words
    assert "/third-party.txt" in page.links
    notice = client.get("/third-party.txt")
    assert notice.content_type == "text/plain; charset=utf-8"
    assert "Permission is hereby granted, free of charge" in notice.get_data(as_text=True)
