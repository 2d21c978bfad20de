"""Trials, drugs and outcomes in a real browser: components with their classes, studies by partner class, the way through a document."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
def test_a_trial_shows_components_with_classes_and_its_registry_record(visit: Visit) -> None:
    visit.go("/id/study/NCT04913922")
    rows = visit.page.locator("#arms tbody tr")
    # guo-2026, Table 1: azacitidine, nivolumab, relatlimab.
    told = {row.locator("td").first.inner_text(): row.locator("td").nth(1).inner_text() for row in rows.all()}
    assert len(told) == 3
    assert "hypomethylating agent" in told["azacitidine"]
    assert "PD-1 inhibitor" in told["nivolumab"]
    assert "LAG-3 inhibitor" in told["relatlimab"]
    link = visit.page.get_by_role("link", name="NCT04913922").first
    assert link.get_attribute("href") == "https://clinicaltrials.gov/study/NCT04913922"
    assert "recruiting as of 2026-03-28" in visit.page.locator(".summary").inner_text()


@pytest.mark.browser
def test_a_drug_lists_its_studies_by_partner_class_and_the_counts_hold(visit: Visit) -> None:
    visit.go("/id/agent/azacitidine")
    groups = visit.page.locator('[data-partner^="class/"]')
    assert groups.count() >= 5
    for spot in (0, groups.count() - 1):
        visit.go("/id/agent/azacitidine")
        group = groups.nth(spot)
        group.locator("summary").click()
        count = group.locator("a.count")
        told = int(count.inner_text())
        assert group.locator("li").count() == told
        count.click()
        assert re.search(rf"\b{told} (studies|study)\b", visit.page.locator("main").inner_text())


@pytest.mark.browser
def test_a_document_is_read_section_by_section(visit: Visit) -> None:
    visit.go("/documents/lu-2025")
    visit.page.locator(".parts").get_by_role("link", name="Table 3").click()
    assert visit.page.locator(".reading h3").inner_text().startswith("Table 3")
    visit.page.get_by_role("link", name="Contents", exact=True).click()
    visit.page.wait_for_load_state()
    assert visit.page.locator(".parts li").count() > 15


@pytest.mark.browser
def test_the_block_for_machines_is_never_run(visit: Visit) -> None:
    visit.go("/id/study/NCT04645199")  # the visit itself holds that nothing was refused by the policy
    block = visit.page.locator('script[type="application/ld+json"]')
    assert '"MedicalTrial"' in block.text_content()


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}], indirect=True)
def test_the_page_of_a_broad_class_begins_with_what_matters_and_folds_the_rest(visit: Visit) -> None:
    visit.go("/id/class/chemotherapy")
    at = {one.inner_text().split("\n")[0]: one.bounding_box()["y"] for one in visit.page.locator("h2").all()}
    assert next(spot for title, spot in at.items() if title.startswith("Studies that give it")) < 2 * 844
    assert next(spot for title, spot in at.items() if title.startswith("Facts")) < 8 * 844
    group = visit.page.locator("[data-partner]").first
    told = re.search(r"(\d+) stud", group.locator("summary").inner_text())[1]
    assert not group.locator("li").first.is_visible()
    group.locator("summary").click()
    assert group.locator("li").first.is_visible()
    assert group.locator("li").count() == int(told)
    visit.page.get_by_role("navigation", name="On this page").get_by_role("link", name="Timeline").click()
    assert visit.page.url.endswith("#timeline")


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}], indirect=True)
def test_the_longest_study_is_read_on_a_phone_by_its_heads(visit: Visit) -> None:
    visit.go("/id/study/NCT04645199")
    outcomes = visit.page.locator("#results > details")
    assert not outcomes.first.locator("table").is_visible()
    outcomes.first.locator("> summary").click()
    assert "12/20 (60.00 %)" in outcomes.first.locator("tr[data-row]").first.inner_text()
    outcomes.first.locator("> summary").click()
    ends = [one.bounding_box() for one in visit.page.locator("#results, #baseline, #claims").all()]
    assert all(one["height"] < 844 for one in ends), "each of these stands on one screen until something is unfolded"
    printed = visit.page.locator("#baseline table")
    assert not printed.is_visible()
    visit.page.emulate_media(media="print")
    assert printed.is_visible()
