"""What changed between two builds: the seeded figure stands there alone of its kind, and leads to its evidence card."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from waitress.server import create_server

from kb.releases import Release
from tests.browser.conftest import Visit
from tests.webui.two_releases import FIGURE, build_two
from webui import create_app


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    return build_two(tmp_path_factory.mktemp("two"), tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="module")
def address(two: tuple[Release, Release]) -> Iterator[str]:
    app = create_app(two[0].folder.parent)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    app.extensions["service"].close()


@pytest.mark.browser
def test_the_seeded_change_leads_to_its_card(visit: Visit, two: tuple[Release, Release]) -> None:
    visit.go(f"/diff/{two[0].version}/{two[1].version}?kind=result")
    assert visit.page.locator("[data-row]").evaluate_all("all => all.map(one => one.dataset.row)") == [f"result/{FIGURE}"]
    visit.page.locator("[data-row] h3 a").first.click()
    assert visit.page.url.endswith(f"/id/result/{FIGURE}")
    assert "66.66" in visit.page.locator(".card").inner_text()
