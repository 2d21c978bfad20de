"""About: what it is and is not, its sources with licences, its release."""

from __future__ import annotations


def test_about_names_sources_licences_and_release(read, base) -> None:
    page = read("/about")
    for words in ("not medical advice", "Lu et al. 2025", "CC BY-NC-ND 4.0", "Guo et al. 2026", base.release.version):
        assert words in page.text, words
    assert "https://doi.org/10.14218/OnA.2025.00032" in page.links
