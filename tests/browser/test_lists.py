"""Lists: columns and order are kept in the address, facets count truly, and on a phone every row is a labelled card."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.browser.conftest import Visit

NO_SCRIPT = pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
PHONE = pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True, ids=["phone"])


def headers(visit: Visit) -> list[str]:
    return [text.strip(" ▲▼") for text in visit.page.locator("main table.sheet thead th").all_inner_texts()]


def rows(visit: Visit) -> list[str]:
    return visit.page.locator("main tr[data-row]").evaluate_all("all => all.map(one => one.dataset.row)")


@pytest.mark.browser
@NO_SCRIPT
def test_a_hidden_column_and_the_order_outlive_a_reload(visit: Visit) -> None:
    visit.go("/trials")
    assert "Country" in headers(visit)
    visit.page.get_by_text("Columns and order").click()
    visit.page.get_by_role("checkbox", name="Country").uncheck()
    visit.page.get_by_label("Sort by").select_option("phase")
    visit.page.get_by_label("highest first").check()
    visit.page.get_by_role("button", name="Apply").click()
    shown, order = headers(visit), rows(visit)
    assert "Country" not in shown
    assert {"Study", "Phase", "Status"} <= set(shown)
    phases = visit.page.locator('main td[data-label="Phase"]').all_inner_texts()
    stated = [text for text in phases if text.startswith("Phase")]
    assert stated == sorted(stated, reverse=True)
    assert phases[: len(stated)] == stated  # those without a phase come last, whichever way
    visit.page.reload()
    assert (headers(visit), rows(visit)) == (shown, order)


@pytest.mark.browser
@PHONE
def test_on_a_phone_rows_are_cards_and_nothing_runs_over(visit: Visit) -> None:
    for path in ("/trials", "/results?outcome=crc", "/claims", "/trials?view=cards"):
        visit.go(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        cell = visit.page.locator("main tr[data-row] td[data-label]:not(.empty)").nth(1)
        label = cell.get_attribute("data-label")
        assert cell.evaluate("one => getComputedStyle(one, '::before').content") == f'"{label}"'


@pytest.mark.browser
@NO_SCRIPT
def test_a_facet_shows_as_many_rows_as_it_counts(visit: Visit) -> None:
    visit.go("/trials")
    facet = visit.page.locator(".side .facet a", has_text=re.compile(r"^\s*Phase 2\b"))
    counted = int(facet.locator(".facet-count").inner_text())
    before = visit.page.url
    facet.click()
    assert len(rows(visit)) == counted
    sentence = visit.page.locator("#sentence").inner_text()
    assert sentence.startswith(f"{counted} of ")
    assert "phase is “Phase 2”" in sentence
    visit.page.go_back()
    assert visit.page.url == before
    assert visit.page.locator("#sentence").inner_text().startswith("All ")


@pytest.mark.browser
@NO_SCRIPT
def test_cards_hold_the_rows_of_the_table(visit: Visit) -> None:
    visit.go("/trials?phase=Phase%203")
    table = rows(visit)
    visit.page.get_by_role("link", name="Cards", exact=True).click()
    assert rows(visit) == table != []
    assert "view=cards" in visit.page.url


@pytest.mark.browser
def test_files_hold_the_columns_shown_or_all(visit: Visit) -> None:
    visit.go("/results?outcome=crc&columns=study,percent&size=25")
    links = visit.page.locator("#tools .export a", has_text="CSV").evaluate_all("all => all.map(one => one.href)")
    all_columns, shown = (list(csv.reader(io.StringIO(visit.page.request.get(link).text()))) for link in links)
    assert shown[0] == ["iri", "study", "percent", "release"]
    assert len(all_columns[0]) > 20
    assert [row[0] for row in shown] == [row[0] for row in all_columns]


@pytest.mark.browser
def test_the_view_as_sparql_gives_its_rows(visit: Visit) -> None:
    visit.go("/results?outcome=crc&columns=percent")
    wanted = set(rows(visit))
    query = visit.page.locator("#view-sparql").text_content()
    asked = {"params": {"query": query}, "headers": {"Accept": "application/sparql-results+json"}}
    answer = visit.page.request.get(visit.address + "/sparql", **asked)
    found = {one["row"]["value"].split("/id/")[1] for one in answer.json()["results"]["bindings"]}
    assert found == wanted != set()
