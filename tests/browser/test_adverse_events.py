"""The heat map in a browser: text in every cell, reached by Tab and by arrow keys; usable on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}


def focused(visit: Visit) -> str:
    return str(visit.page.evaluate("document.activeElement.innerText"))


def test_leukopenia_at_grade_4(visit: Visit) -> None:
    visit.go("/adverse-events-wide")
    row = visit.page.locator(".heat tr", has=visit.page.get_by_role("rowheader", name="Leukopenia")).first
    figures = row.locator("td").all_inner_texts()
    assert [text.split("!")[0].strip() for text in figures] == ["0/20 (0 %)"] * 3 + ["13/20 (65 %)"] * 3
    cell = row.locator("td").nth(3).locator("a").first
    assert "Leukopenia, G4: 13/20 (65 %), printed as 13 (65.00)" in str(cell.get_attribute("title"))
    cell.focus()
    # The title is shown to those who come by keyboard, too.
    assert "printed as 13 (65.00)" in cell.evaluate("one => getComputedStyle(one, '::after').content")
    # The share stands as text, so that the shade carries nothing alone; other shares have other shades.
    shades = {shade: visit.page.locator(f".heat td.s{shade}").first for shade in range(6)}
    colours = [shade.evaluate("one => getComputedStyle(one).backgroundColor") for shade in shades.values()]
    assert len(set(colours)) == 6
    assert all("%" in shade.inner_text() for shade in shades.values())


def test_arrows_and_tab_reach_the_cells(visit: Visit) -> None:
    visit.go("/adverse-events-wide?term=leukopenia&term=neutropenia")
    visit.page.locator(".heat tbody th a").first.focus()
    visit.page.keyboard.press("Tab")
    assert focused(visit) == "0/20 (0 %)"
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("End")
    assert focused(visit) == "11/20 (55 %)"
    visit.page.keyboard.press("ArrowUp")
    assert focused(visit) == "13/20 (65 %)"
    visit.page.keyboard.press("Home")
    assert focused(visit) == "Leukopenia"
    visit.page.keyboard.press("ArrowUp")
    assert focused(visit) == "Leukopenia", "there is nothing above the first row"


@pytest.mark.parametrize("visit", [PHONE, PHONE | {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"])
def test_on_a_phone_the_event_stays_beside_its_figures(visit: Visit) -> None:
    visit.go("/adverse-events-wide")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    frame = visit.page.locator(".heat-frame").first
    head = visit.page.locator(".heat tbody th").first
    before = head.bounding_box()
    frame.evaluate("one => { one.scrollLeft = 300; one.scrollTop = 100 }")
    after = visit.page.locator(".heat tbody th").nth(4).bounding_box()
    assert before and after
    assert abs(before["x"] - after["x"]) < 2
    top = visit.page.locator(".heat thead th").nth(3).bounding_box()
    assert top and abs(top["y"] - frame.bounding_box()["y"]) < 3, "the grades stay above their columns"


@pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"])
def test_filters_and_order_are_links(visit: Visit) -> None:
    visit.go("/adverse-events-wide?study=NCT04645199")
    visit.page.get_by_role("link", name="only those that somebody had at grade 3 or above").click()
    visit.page.get_by_role("link", name="grade 3 and above, most first").click()
    assert visit.page.url.endswith("/adverse-events-wide?study=NCT04645199&least=3&order=severe")
    names = visit.page.locator(".heat").first.locator("tbody th").all_inner_texts()
    assert names[:3] == ["Hematological toxicity", "Leukopenia", "Anemia"]
    assert names[-1] == "Any adverse events"
    assert "Nausea" not in names
