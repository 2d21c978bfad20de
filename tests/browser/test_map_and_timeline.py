"""The map and the timelines in a real browser: without scripts, on a phone, by keyboard; the drawing's links lead where they say."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
REGIMEN = "/id/regimen/azacitidine+magrolimab"


@pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"])
def test_a_cell_of_the_drawing_leads_to_as_many_studies_as_it_says(visit: Visit) -> None:
    visit.go("/map?phase=2")
    cell = visit.page.locator('svg a[href="/trials?with=class/checkpoint-inhibitor&with=class/hma&phase=2"]')
    number = int(cell.locator(".number").text_content())
    assert number > 1
    assert "immune checkpoint inhibitor with hypomethylating agent" in cell.locator("title").text_content()
    cell.locator("rect").click()
    visit.page.wait_for_url("**/trials?**")
    assert visit.page.locator("[data-study]").count() == number


def test_rows_are_switched_and_back_restores(visit: Visit) -> None:
    visit.go("/map")
    before = visit.page.locator("#sentence").inner_text()
    visit.page.get_by_role("link", name="targets of immunotherapy").click()
    visit.page.wait_for_url("**/map?rows=target")
    assert visit.page.locator("svg .row-head", has_text="CD123").count() == 1
    visit.page.go_back()
    assert visit.page.locator("#sentence").inner_text() == before


def test_a_facet_narrows_the_map_to_the_number_that_it_says(visit: Visit) -> None:
    visit.go("/map")
    visit.page.locator(".map-facets summary").click()
    value = visit.page.locator(".map-facet a", has_text="Phase 3")
    number = value.locator(".facet-count").inner_text()
    value.click()
    visit.page.wait_for_url("**/map?phase=3")
    assert f": {number} studies give both" in visit.page.locator("#sentence").inner_text()


def test_a_cell_by_keyboard(visit: Visit) -> None:
    visit.go("/map")
    visit.page.locator(".map-frame").focus()
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("document.activeElement.getAttribute('href') || ''").startswith("/trials"):
            break
    path = visit.page.evaluate("document.activeElement.getAttribute('href')")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**{path}")


@pytest.mark.parametrize(
    "visit",
    [PHONE, PHONE | {"color_scheme": "dark"}, {"viewport": {"width": 1024, "height": 800}}],
    indirect=True,
    ids=["phone", "phone, dark", "tablet"],
)
@pytest.mark.parametrize("path", ["/map", "/map?rows=target&split=phase", "/map?columns=partner", REGIMEN, "/id/class/immunotherapy"])
def test_no_map_and_no_timeline_is_wider_than_the_screen(path: str, visit: Visit) -> None:
    visit.go(path)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"]


@pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_each_row_unfolds_and_names_what_it_lacks(visit: Visit) -> None:
    visit.go("/map")
    assert not visit.page.locator(".map-drawing").is_visible()
    row = visit.page.locator(".map-folded details", has_text="CAR-macrophages")
    assert not row.locator(".lacking").is_visible()
    row.locator("summary").click()
    assert row.locator(".lacking").is_visible()
    assert "hypomethylating agent" in row.locator(".lacking").inner_text()


@pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"])
def test_a_regimens_timeline_says_where_a_later_phase_turns(visit: Visit) -> None:
    visit.go(REGIMEN)
    turn = visit.page.locator(".turn").first
    assert turn.inner_text().startswith("A later phase points against an earlier one.")
    assert visit.page.locator(".timeline-drawing .spot").count() == 4
    visit.page.locator('.timeline-drawing a[href="#study-3"] rect').click()
    assert visit.page.url.endswith("#study-3")
    listed = visit.page.locator("#study-3")
    assert {"no benefit", "harm"} <= set(listed.locator(".tag").all_inner_texts())
    listed.locator('a[href^="/id/anchor/"]').first.click()
    visit.page.wait_for_url("**/id/anchor/**")
