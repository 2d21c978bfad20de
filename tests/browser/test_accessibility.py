"""Accessible and adaptive: axe-core finds nothing serious on any kind of page, light or dark; zoomed and narrow pages do not run over."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from tests.browser.conftest import Visit

PAGES = (
    "/",
    "/map",
    "/trials",
    "/trials?with=hma&with=anti-pd-1",
    "/trials?with=hma&with=nivolumb&phase=nine",
    "/trials?view=cards",
    "/trials?country=Nowhere",
    "/results?outcome=crc",
    "/outcomes?outcome=crc",
    "/adverse-events-wide",
    "/claims",
    "/discrepancies",
    "/documents",
    "/documents/lu-2025",
    "/compare?of=family/lu-2025-mac-based&of=family/lu-2025-ma-based",
    "/graph?start=agent/azacitidine",
    "/ask?q=which+trials+combine+HMA+with+anti-PD-1",
    "/ask?q=how+are+azacitidine+and+CD47+connected",
    "/ask?q=xyzzy",
    "/search?q=cd",
    "/id/study/NCT04645199",
    "/id/study/NCT04913922",
    "/id/agent/azacitidine",
    "/id/class/hma",
    "/id/class/chemotherapy",
    "/id/target/cd33",
    "/id/family/lu-2025-mac-based",
    "/id/result/lu-2025-crc-family-mac",
    "/id/adverse-event/lu-2025-ae-leukopenia-g4",
    "/id/outcome/crc",
    "/documents/lu-2025?section=section-3-3",
    "/questions",
    "/coverage",
    "/api",
    "/docs",
    "/changes",
    "/cite",
    "/about",
    "/nowhere",
)
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="needs the package axe-playwright-python, which brings axe-core")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def faults(visit: Visit, axe: str, without: tuple[str, ...] = ()) -> list[str]:
    """What axe-core calls serious or critical in light colours, and what of it hangs on colours in dark ones; each with its first place."""
    visit.page.evaluate(axe)
    found = [*_run(visit, {"runOnly": {"type": "tag", "values": RULES}}, without)]
    visit.page.emulate_media(color_scheme="dark")
    return [*found, *(f"dark: {one}" for one in _run(visit, {"runOnly": {"type": "rule", "values": OF_COLOUR}}, without))]


def _run(visit: Visit, options: dict[str, Any], without: tuple[str, ...]) -> list[str]:
    found: dict[str, Any] = visit.page.evaluate(
        "([options, without]) => axe.run({exclude: without.map(one => [one])}, {...options, resultTypes: ['violations']})",
        [options, list(without)],
    )
    return [
        f"{one['id']}: {one['help']} ({len(one['nodes'])}) {first['html'][:160]} {first.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        for first in one["nodes"][:1]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visit: Visit, axe: str, path: str) -> None:
    visit.go(path)
    assert faults(visit, axe) == []


@pytest.mark.browser
def test_the_plain_form_of_sparql_is_accessible_beside_the_editor(visit: Visit, axe: str) -> None:
    visit.go("/sparql")
    assert faults(visit, axe, (".yasgui",)) == []


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"viewport": {"width": 640, "height": 400}}], indirect=True, ids=["1280 px at 200 %"])
def test_twice_the_size_needs_no_second_scroll_bar(visit: Visit) -> None:
    """A window of 1280 px zoomed to 200 % lays out as one of 640 px."""
    for path in PAGES:
        visit.go(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 640, path


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"viewport": {"width": 360, "height": 740}}], indirect=True, ids=["360 px"])
def test_the_narrowest_phone_needs_none_either(visit: Visit) -> None:
    for path in PAGES:
        visit.go(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"reduced_motion": "reduce"}], indirect=True, ids=["reduced motion"])
def test_nothing_moves_for_those_who_want_no_motion(visit: Visit) -> None:
    visit.go("/trials")
    assert visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.browser
def test_light_or_dark_is_kept_from_page_to_page(visit: Visit) -> None:
    visit.go("/")
    light = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visit.page.get_by_role("button", name="Show in dark colours").click()
    dark = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    visit.go("/trials")
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    visit.page.get_by_role("button", name="Show in light colours").click()
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == light


@pytest.mark.browser
def test_the_first_tab_leads_past_the_menu(visit: Visit) -> None:
    visit.go("/trials")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.className") == "skip"
    visit.page.keyboard.press("Enter")
    assert visit.page.url.endswith("#main")
