"""A misspelt name in the builder: what was typed stays, and clicks put it right, with scripts and without."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


PHONE = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("visit", [{}, PHONE], indirect=True, ids=["scripts", "no scripts, phone"])
def test_misspelt_names_of_the_builder_are_mended_by_clicks(visit: Visit) -> None:
    visit.go("/")
    fields = visit.page.locator("form.builder input[name=with]")
    for spot, typed in enumerate(("HMA", "nivolumb", "venetoclaks")):
        fields.nth(spot).fill(typed)
    visit.page.locator("form.builder select[name=line]").select_option("first")
    visit.page.get_by_role("button", name="Find studies").click()
    assert visit.page.locator("h1").inner_text() == "2 parts of this could not be read"
    held = visit.page.locator("form.builder input[name=with]").evaluate_all("all => all.map(one => one.value)")
    assert held == ["hypomethylating agent", "nivolumb", "venetoclaks"]
    assert visit.page.locator("form.builder select[name=line]").input_value() == "first"
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visit.page.get_by_role("link", name="nivolumab", exact=True).click()
    assert visit.page.locator("h1").inner_text() == "1 part of this could not be read"
    visit.page.get_by_role("link", name="venetoclax", exact=True).click()
    assert "with=class/hma&with=agent/nivolumab&with=agent/venetoclax&line=first" in visit.page.url
    visit.complaints = [one for one in visit.complaints if "Failed to load resource" not in one]
