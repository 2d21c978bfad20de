"""Figures that the two papers have no data for, on a made-up document: two arms back to back, and a pooled proportion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Serving, Visit
from tests.made_up import build_made_up

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An application over the made-up document, whose study has two arms with adverse events."""
    with serving(build_made_up(tmp_path_factory.mktemp("made-up"))) as found:
        yield found


def test_two_arms_back_to_back(visit: Visit) -> None:
    visit.go("/adverse-events-wide")
    visit.page.get_by_role("button", name="Show", exact=True).click()
    visit.page.wait_for_load_state()
    assert visit.page.locator("svg.butterfly g[data-row]").count() == visit.page.locator(".two-arms tr[data-row]").count() == 3
    left, right = (visit.page.locator("svg.butterfly g[data-row]").first.locator("rect.any").nth(side).bounding_box() for side in (0, 1))
    assert left and right
    assert left["x"] + left["width"] < right["x"], "the arms lie on two sides of the events' names"
    assert left["width"] / right["width"] == pytest.approx(50 / 28, rel=0.02)  # 10 of 20 against 7 of 25


@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_the_bars_fit_a_phone(visit: Visit) -> None:
    visit.go("/adverse-events-wide?left=doe-2020-new&right=doe-2020-old")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_pool_has_a_diamond(visit: Visit) -> None:
    visit.go("/outcomes?outcome=crc")
    diamond = visit.page.locator("[data-pool] polygon").bounding_box()
    assert diamond and diamond["width"] > diamond["height"]
    assert "58.9 % [35.4–78.9], computed" in visit.page.locator("svg.forest.wide").text_content()
