"""Comparing two families without JavaScript, by choosing them from the page."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_mac_beside_ma_as_the_paper_reports_them(visit: Visit) -> None:
    visit.go("/compare")
    visit.page.get_by_label("Compare", exact=True).select_option("family/lu-2025-mac-based")
    visit.page.get_by_label("with", exact=True).select_option("family/lu-2025-ma-based")
    visit.page.get_by_role("button", name="Compare", exact=True).click()
    line = visit.page.locator('tr[data-measure^="composite complete remission"]', has_text="All enrolled").first
    mac, ma = line.locator("td").all_inner_texts()
    assert "8/12 (66.67 %)" in mac
    assert "[34.89–90.08]" in mac
    assert "3/5 (60.00 %)" in ma
    assert "[14.66–94.73]" in ma
    with visit.page.expect_download() as started:
        visit.page.get_by_role("link", name="LaTeX").click()
    assert started.value.suggested_filename.endswith(".tex")


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_a_row_of_a_list_is_taken_along_to_be_compared(visit: Visit) -> None:
    visit.go("/arms?study=NCT04645199")
    row = visit.page.locator("tr[data-row='arm/lu-2025-arm-mac']")
    row.get_by_role("link", name="Compare").click()
    assert unquote(visit.page.url).endswith("/compare?of=arm/lu-2025-arm-mac")
    visit.page.get_by_label("Add", exact=True).select_option("arm/lu-2025-arm-ma")
    visit.page.get_by_role("button", name="Compare", exact=True).click()
    visit.page.wait_for_load_state()
    assert visit.page.locator("table.compared thead th").count() == 3
