"""The source reader in a real browser: a click on a locator scrolls to the mark, whose text is the stored fragment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Serving, Visit
from tests.webui.own_paper import FRAGMENT, KEY, build_own


@pytest.fixture(scope="module")
def address(serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own over our own paper, with the folder of its text."""
    home = tmp_path_factory.mktemp("reader-releases")
    with serving(home, build_own(home, tmp_path_factory.mktemp("reader"))) as found:
        yield found


SMALL = {"viewport": {"width": 700, "height": 320}}
"""A window in which the mark stands below what is seen at first."""


@pytest.mark.browser
@pytest.mark.parametrize("visit", [SMALL, {**SMALL, "java_script_enabled": False}], indirect=True)
def test_a_locator_scrolls_to_the_mark(visit: Visit) -> None:
    visit.go(f"/id/result/{KEY}-cr")
    stored = visit.page.locator(".sources .fragment").first.inner_text().strip("“”")
    visit.page.locator("a.locator").first.click()
    mark = visit.page.locator("mark")
    assert mark.inner_text() == stored == FRAGMENT
    assert visit.page.url.endswith("#mark")
    expect = pytest.importorskip("playwright.sync_api", reason="needs the package playwright").expect
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("mark => mark.getBoundingClientRect().top + scrollY") > SMALL["viewport"]["height"]  # it was out of sight


@pytest.mark.browser
def test_other_fragments_lead_on_from_the_text(visit: Visit) -> None:
    visit.go(f"/documents/{KEY}/text?section=Table 1")
    visit.page.locator("a.held").first.click()
    assert visit.page.locator("mark").inner_text() == "1 (25.0)"
    assert visit.page.locator(".resting a").first.get_attribute("href") == f"/id/result/{KEY}-cr-older"
