"""The six questions of the base from its first page, by one click each, on a telephone and on a desk."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SCREENS = [{"viewport": {"width": 390, "height": 844}}, {"viewport": {"width": 1600, "height": 1000}, "color_scheme": "dark"}]
ANSWERS = [
    ("HMA with anti-PD-1", "NCT04284787"),
    ("complete remission", "12/20"),
    ("what does not agree", "part beyond the whole"),
    ("failed or ended early", "Spoke against: harm, or no benefit"),
    ("graph", "Around azacitidine"),
]


@pytest.mark.parametrize("visit", SCREENS, indirect=True, ids=["telephone", "desk"])
def test_one_click_from_the_first_page_answers(visit: Visit) -> None:
    for link, told in ANSWERS:
        visit.go("/")
        visit.page.locator("main").get_by_role("link", name=link, exact=True).first.click()
        visit.page.wait_for_load_state()
        # What SVG holds has no inner text, so all text of the page is looked at.
        assert told.casefold() in " ".join(visit.page.locator("main").all_text_contents()[0].split()).casefold(), link
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"], link
    visit.go("/")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("link", name="trials as XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert not visit.complaints


@pytest.mark.parametrize("visit", [SCREENS[0] | {"java_script_enabled": False}], indirect=True, ids=["telephone"])
def test_drawings_and_the_map_fit_a_telephone(visit: Visit) -> None:
    visit.go("/graph?start=agent/azacitidine")
    drawing = visit.page.locator("svg.drawing.slim").bounding_box()
    assert 300 <= drawing["width"] <= 390
    assert not visit.page.locator("svg.drawing.wide").is_visible()
    visit.go("/map")
    assert visit.page.locator(".map-folded summary").first.is_visible()
    assert not visit.page.locator(".map-table").is_visible()
    visit.page.locator(".map-folded summary").first.click()
    assert visit.page.locator(".map-folded a").first.is_visible()
