"""The forest plot in a browser: as many rows drawn as tabled, each named and leading to its card; files; without scripts, on a phone."""

from __future__ import annotations

import csv
import io

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}, PHONE], indirect=True, ids=["scripts", "no scripts", "phone"])
def test_choosing_an_outcome_draws_its_forest_plot(visit: Visit) -> None:
    visit.go("/outcomes")
    visit.page.get_by_label("Outcome", exact=True).select_option("crc")
    visit.page.get_by_role("button", name="Show", exact=True).click()
    visit.page.wait_for_url("**/outcomes?outcome=crc*")
    drawn, tabled = visit.page.locator("svg.forest.wide g[data-row]"), visit.page.locator("tr[data-row]")
    assert drawn.count() == tabled.count() == 18
    titles = visit.page.locator("svg.forest.wide g[data-row] > title")
    assert titles.count() == 18
    assert all(titles.nth(spot).text_content() for spot in range(18))
    assert visit.page.get_by_text("Not pooled: fewer than three.").count() >= 1
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"]
    csv_link = visit.page.locator(".export a", has_text="CSV").get_attribute("href")
    svg_link = visit.page.locator(".export a", has_text="SVG").get_attribute("href")
    rows = list(csv.DictReader(io.StringIO(visit.page.request.get(visit.address + csv_link).text())))
    assert len(rows) == 18
    svg = visit.page.request.get(visit.address + svg_link)
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert svg.text().count("<g data-row=") == 18


def test_a_row_leads_to_its_evidence_card(visit: Visit) -> None:
    visit.go("/outcomes?outcome=crc")
    visit.page.locator('g[data-row="result/lu-2025-crc-overall"] .label').click()
    visit.page.wait_for_url("**/id/result/lu-2025-crc-overall")


def test_the_figure_alone_is_shown_by_a_browser(visit: Visit) -> None:
    visit.go("/outcomes.svg?outcome=os")
    assert visit.page.locator("g[data-row]").count() == 9
    assert visit.page.locator("svg").get_attribute("role") == "group"
