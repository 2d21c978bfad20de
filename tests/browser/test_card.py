"""The evidence card and the discrepancies in a real browser: what is reported and what is recomputed, and where each stands."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
def test_the_card_of_a_result(visit: Visit) -> None:
    visit.go("/results?outcome=crc")
    visit.page.get_by_role("link", name="12/20 (60.00 %)").first.click()
    card = visit.page.locator(".card")
    told = card.inner_text()
    # lu-2025, section 3.3: 60.00 % (12/20); the interval by scipy.stats.binomtest(12, 20).proportion_ci(method="exact").
    assert "12/20, 60.00 % reported, 60.0 % [36.1–80.9] Clopper–Pearson" in told
    assert "section 3.3, paragraph 1" in told
    assert card.locator('a[href="https://doi.org/10.1007/s12672-025-02526-y"]').count() >= 1
    for name in ("Its SPARQL", "Cite it", "Its history"):
        href = card.get_by_role("link", name=name).get_attribute("href")
        assert visit.page.request.get(visit.address + href).ok, name


@pytest.mark.browser
def test_flags_stand_in_the_list_of_the_document_and_where_the_number_is(visit: Visit) -> None:
    visit.go("/documents/lu-2025")
    flags = visit.page.locator("#discrepancies .conflict")
    assert flags.filter(has_text="14 of 20 (70.00 %)").filter(has_text="95 %").locator(".severity-major").count() == 1
    assert flags.filter(has_text="Hematological toxicity, grade 4: 8 of 20").filter(has_text="Leukopenia 13").count() == 1
    visit.page.locator("#discrepancies .part > summary", has_text="rounding").click()
    rounding = flags.filter(has_text="printed as 69.20 %")
    assert rounding.locator(".tag").inner_text() == "rounding"
    rounding.locator(".both a").first.click()  # to the number
    visit.page.wait_for_load_state()
    assert visit.page.locator(".card .conflict .severity-rounding").count() >= 1
    visit.page.locator(".card .conflict", has_text="is printed differently").get_by_role("link").first.click()  # to the discrepancy
    visit.page.wait_for_load_state()
    assert visit.page.locator(".a-side").count() == 3
    assert visit.page.locator(".a-side .fragment").all_inner_texts() == sorted(
        set(visit.page.locator(".a-side .fragment").all_inner_texts())
    )


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"viewport": {"width": 360, "height": 740}}, {"java_script_enabled": False}], indirect=True)
@pytest.mark.parametrize(
    "path", ["/id/result/lu-2025-crc-after-allo-hsct-abstract", "/documents/lu-2025", "/id/agent/azacitidine", "/id/outcome/crc"]
)
def test_pages_fit_a_phone_and_need_no_script(visit: Visit, path: str) -> None:
    visit.go(path)
    assert visit.page.locator("h1").count() == 1
    assert visit.page.viewport_size["width"] > 360 or visit.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
def test_severity_and_rule_narrow_the_list(visit: Visit) -> None:
    visit.go("/discrepancies?severity=rounding")
    told = visit.page.locator("table.sheet tbody tr")
    assert told.count() >= 2
    assert all("69.2" in text or "30.7" in text for text in told.all_inner_texts())
