"""The link that a reader copies leads anybody else to the same rows; the citation names the release in service."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True, ids=["may copy"])
def test_a_copied_link_gives_the_same_rows_elsewhere(visit: Visit, chromium) -> None:
    def rows(page) -> list[str]:
        return page.locator("[data-row]").evaluate_all("all => all.map(one => one.dataset.row)")

    visit.go("/results?outcome=crc&sort=percent&desc=1")
    visit.page.get_by_role("button", name="Copy link").click()
    visit.page.get_by_text("Copied").wait_for()
    link = visit.page.evaluate("navigator.clipboard.readText()")
    elsewhere = chromium.new_context()
    page = elsewhere.new_page()
    page.goto(link)
    assert rows(page) == rows(visit.page) != []
    elsewhere.close()


@pytest.mark.browser
def test_the_citation_of_a_view_names_the_release(visit: Visit) -> None:
    visit.go("/trials?phase=Phase%202")
    visit.page.get_by_role("link", name="Cite this page").click()
    version = visit.page.request.get(visit.address + "/version.json").json()["version"]
    assert version in visit.page.locator("#cite-bibtex").inner_text()
    assert "/trials?phase=Phase%202" in visit.page.locator("#cite-words").inner_text()
