"""The graph in a real browser: without scripts, with them, by keyboard, dark, on a phone, and without the library that draws."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from waitress import create_server

from tests.browser.conftest import Visit
from webui import create_app
from webui.assets import STATIC

pytestmark = pytest.mark.browser

START = "/graph?start=agent/azacitidine"
live = pytest.mark.skipif(not (STATIC / "library/cytoscape/cytoscape.min.js").is_file(), reason="needs the library that draws")
CY = "document.querySelector('.graph-stage').cytoscape"


def drawn(visit: Visit) -> list[str]:
    """What the live drawing holds."""
    visit.page.wait_for_selector(".graph-stage canvas")
    return visit.page.evaluate(f"{CY}.nodes('.thing').map(node => node.id())")


def listed(visit: Visit) -> set[str]:
    return set(visit.page.locator(".things li").evaluate_all("all => all.map(one => one.dataset.node)"))


def until(visit: Visit, expression: str) -> None:
    """Wait for something to be so; the page's policy forbids the browser to watch for it."""
    for _ in range(100):
        if visit.page.evaluate(expression):
            return
        visit.page.wait_for_timeout(50)
    pytest.fail(f"never came to be: {expression}")


def click_on(visit: Visit, selector: str) -> None:
    """Click on a node of the canvas, once the page has come to rest where it is seen."""
    visit.page.locator(".graph-stage").scroll_into_view_if_needed()
    spot = None
    while spot != (spot := _spot(visit, selector)):
        visit.page.wait_for_timeout(150)
    visit.page.mouse.click(*spot)


def _spot(visit: Visit, selector: str) -> list[float]:
    return visit.page.evaluate(
        f"(selector) => {{ const at = {CY}.nodes(selector).first().renderedPosition();"
        " const box = document.querySelector('.graph-canvas').getBoundingClientRect(); return [box.left + at.x, box.top + at.y]; }",
        selector,
    )


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_every_thing_is_a_link_that_leads_on(visit: Visit) -> None:
    visit.go(START)
    links = visit.page.locator("svg.drawing.wide a[href]")
    assert links.count() >= 3
    visit.page.locator('svg.drawing a[data-node="agent/venetoclax"]').click()
    assert unquote(visit.page.url).endswith("/graph?start=agent/venetoclax")
    visit.go("/graph?start=agent/cytarabine")
    visit.page.locator("svg.drawing .stub").first.click()
    assert "more=" in visit.page.url
    visit.page.locator('.legend [data-sort="study"]').click()
    assert visit.page.locator('svg.drawing a[data-node^="study/"]').count() == 0
    visit.page.get_by_label("To").fill("PD-1")
    visit.page.get_by_role("button", name="Show").click()
    visit.page.wait_for_load_state()
    assert visit.page.locator("ol.ways li").count() >= 1


@live
def test_a_stub_adds_a_kind_goes_and_back_brings_it_again(visit: Visit) -> None:
    visit.go("/graph?start=agent/cytarabine")
    first = drawn(visit)
    assert set(first) == listed(visit)
    click_on(visit, '.stub[kind = "study"]')
    until(visit, f"{CY}.nodes('.thing').length > {len(first)}")
    more = drawn(visit)
    assert set(first) < set(more) == listed(visit)
    assert len(more) <= 80
    assert "more=study" in visit.page.url
    visit.page.locator('.legend [data-sort="study"]').click()
    until(visit, f"""{CY}.nodes('[kind = "study"]').length === 0""")
    assert not any(node.startswith("study/") for node in listed(visit))
    assert visit.page.evaluate("document.activeElement.dataset.sort") == "study"
    visit.page.go_back()
    until(visit, f"""{CY}.nodes('[kind = "study"]').length > 0""")
    assert set(drawn(visit)) == set(more)
    visit.page.reload()
    assert set(drawn(visit)) == set(more)


@live
def test_a_thing_tells_what_it_is_and_brings_its_neighbours(visit: Visit) -> None:
    visit.go(START)
    first = drawn(visit)
    click_on(visit, '[id = "agent/venetoclax"]')
    panel = visit.page.locator(".graph-panel")
    assert panel.locator(".thing-name").inner_text() == "venetoclax"
    panel.locator("[data-expand]").click()
    until(visit, f"{CY}.nodes('.thing').length > {len(first)}")
    assert set(first) < set(drawn(visit))
    assert panel.locator(".thing-name").inner_text() == "venetoclax"


@live
def test_the_list_lights_up_the_drawing_and_arrow_keys_walk(visit: Visit) -> None:
    visit.go(START)
    drawn(visit)
    names = visit.page.locator(".things .thing-name")
    names.nth(0).focus()
    lit = f"{CY}.nodes('.thing.lit').map(node => node.id())"
    ids = visit.page.locator(".things li").evaluate_all("all => all.map(one => one.dataset.node)")
    assert visit.page.evaluate(lit) == [ids[0]]
    visit.page.keyboard.press("ArrowDown")
    assert visit.page.evaluate(lit) == [ids[1]]
    visit.page.keyboard.press("ArrowUp")
    assert visit.page.evaluate(lit) == [ids[0]]
    visit.page.locator(".graph-stage").focus()
    visit.page.keyboard.press("Escape")
    assert visit.page.evaluate(lit) == []
    visit.page.keyboard.press("ArrowRight")
    assert visit.page.evaluate(lit) == ["agent/azacitidine"]
    visit.page.keyboard.press("ArrowLeft")
    assert visit.page.evaluate(lit)[0].startswith("class/")
    said = visit.page.locator("[role=status]").inner_text()
    assert said.startswith(visit.page.locator(".graph-panel .thing-name").inner_text())
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/id/class/**")


@live
def test_the_drawing_follows_light_and_dark(visit: Visit) -> None:
    visit.go(START)
    drawn(visit)
    colour = f"{CY}.getElementById('agent/azacitidine').style('border-color')"
    light = visit.page.evaluate(colour)
    visit.page.locator("[data-theme-button]").click()
    until(visit, f"{colour} !== '{light}'")
    shown = visit.page.evaluate("getComputedStyle(document.querySelector('.legend .kind-agent rect, .legend .kind-agent polygon')).stroke")
    assert visit.page.evaluate(colour).replace(" ", "") == shown.replace(" ", "")


@live
@pytest.mark.parametrize("visit", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_on_a_phone_the_page_scrolls_and_the_live_drawing_is_asked_for(visit: Visit) -> None:
    visit.go(START)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.page.locator("svg.drawing.slim").is_visible()
    assert not visit.page.locator(".graph-stage").count()
    visit.page.get_by_role("button", name="Move and zoom the drawing").click()
    assert drawn(visit)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_ways_are_drawn_and_told(visit: Visit) -> None:
    visit.go(f"{START}&to=target/pd-1")
    before = visit.page.locator("ol.ways li").all_inner_texts()
    assert "NCT04913922" in " ".join(before)
    visit.page.locator('.things li[data-node="agent/nivolumab"]').get_by_text("not through this").click()
    until(visit, "!document.querySelector('ol.ways').innerText.includes('nivolumab – acts on')")
    assert "without=agent/nivolumab" in unquote(visit.page.url)


class TestWithoutTheLibrary:
    """The application where the library that draws was not installed."""

    @pytest.fixture
    def address(self, release_home: Path) -> Iterator[str]:
        app = create_app(release_home)
        asset = app.jinja_env.globals["asset"]
        app.jinja_env.globals["asset"] = lambda name: "" if name.startswith("library/") else asset(name)
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.close()
        app.extensions["service"].close()

    def test_the_drawing_of_the_server_is_filtered_opened_and_lit(self, visit: Visit) -> None:
        visit.go("/graph?start=agent/cytarabine")
        assert visit.page.locator("svg.drawing.wide").is_visible()
        assert not visit.page.locator(".graph-stage").count()
        visit.page.locator(".things .thing-name").first.focus()
        lit = visit.page.locator("svg.drawing a.lit")
        assert lit.get_attribute("data-node") == visit.page.locator(".things li").first.get_attribute("data-node")
        visit.page.locator('.legend [data-sort="study"]').click()
        until(visit, """!document.querySelector('svg.drawing a[data-node^="study/"]')""")
        visit.page.locator("svg.drawing .stub").first.click()
        visit.page.wait_for_url("**more=**")
