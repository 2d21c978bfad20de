"""The search box on every page: suggestions by any name, by keyboard too; a number jumps; the slash key leads there."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
def test_a_brand_is_suggested_as_its_drug_and_enter_opens_it(visit: Visit) -> None:
    visit.go("/trials")
    visit.page.keyboard.press("/")
    assert visit.page.evaluate("document.activeElement.id") == "search"
    visit.page.keyboard.type("vidaza")
    first = visit.page.get_by_role("option").first
    first.wait_for()
    assert first.inner_text().startswith("azacitidine")
    visit.page.keyboard.press("ArrowDown")
    assert first.get_attribute("aria-selected") == "true"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile(r"/id/agent/azacitidine$"))


@pytest.mark.browser
def test_a_misspelt_name_suggests_the_right_one(visit: Visit) -> None:
    visit.go("/")
    visit.page.get_by_role("combobox", name=re.compile("^Search")).press_sequentially("nivolumb")
    visit.page.get_by_role("option", name=re.compile("^nivolumab")).first.click()
    visit.page.wait_for_url(re.compile(r"/id/agent/nivolumab$"))


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_a_trial_number_jumps_to_its_page(visit: Visit) -> None:
    visit.go("/about")
    visit.page.locator("#search").fill("NCT06536959")
    visit.page.locator("#search").press("Enter")
    assert visit.page.url.endswith("/id/study/NCT06536959")


@pytest.mark.browser
def test_escape_shuts_the_suggestions_and_a_slash_in_a_field_stays_a_slash(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator("#search").press_sequentially("cd")
    visit.page.locator("#suggestions [role=option]").first.wait_for()
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("#suggestions").is_hidden()
    visit.page.locator("#question").press_sequentially("and/or")
    assert visit.page.locator("#question").input_value() == "and/or"
