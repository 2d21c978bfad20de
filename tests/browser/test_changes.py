"""What changed between two builds: the seeded figure stands there alone of its kind, and leads to its evidence card."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.releases import Release
from tests.browser.conftest import Serving, Visit
from tests.webui.two_releases import FIGURE, build_two


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    return build_two(tmp_path_factory.mktemp("two"), tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module")
def address(serving: Serving, two: tuple[Release, Release]) -> Iterator[str]:
    with serving(two[0].folder.parent) as found:
        yield found


@pytest.mark.browser
def test_the_seeded_change_leads_to_its_card(visit: Visit, two: tuple[Release, Release]) -> None:
    visit.go(f"/diff/{two[0].version}/{two[1].version}?kind=result")
    assert visit.page.locator("[data-row]").evaluate_all("all => all.map(one => one.dataset.row)") == [f"result/{FIGURE}"]
    visit.page.locator("[data-row] h3 a").first.click()
    assert visit.page.url.endswith(f"/id/result/{FIGURE}")
    assert "66.66" in visit.page.locator(".card").inner_text()
