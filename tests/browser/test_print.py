"""On paper: the release and the address stand there, menus and filters do not, and what was folded is open."""

from __future__ import annotations

import io

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
def test_a_printed_trial_names_its_release_and_has_no_menu(visit: Visit) -> None:
    pypdf = pytest.importorskip("pypdf", reason="needs the package pypdf")
    visit.go("/id/study/NCT04913922")
    version = visit.page.request.get(visit.address + "/version.json").json()["version"]
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(visit.page.pdf())).pages)
    assert f"release {version}" in " ".join(text.split())
    assert "NCT04913922" in text
    assert "/id/study/NCT04913922" in text
    assert "Search" not in text
    assert "Discrepancies" not in text.split("NCT04913922")[0]


@pytest.mark.browser
def test_filters_and_menus_are_left_out_on_paper(visit: Visit) -> None:
    visit.go("/results?outcome=crc")
    assert visit.page.locator("#filters").is_visible()
    visit.page.emulate_media(media="print")
    for selector in (".top", "#filters", "#tools", ".skip", "body > footer a"):
        assert not visit.page.locator(selector).first.is_visible(), selector
    assert visit.page.locator(".printed").is_visible()
    assert visit.page.locator("main table thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"


@pytest.mark.browser
def test_what_is_folded_on_the_screen_is_open_on_paper(visit: Visit) -> None:
    visit.go("/coverage")
    folded = visit.page.locator(".fullness details table").first
    assert not folded.is_visible()
    visit.page.emulate_media(media="print")
    assert folded.is_visible()
