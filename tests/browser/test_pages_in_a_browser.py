"""Pages in a real browser: the promised answer with its reasons, also without scripts, on a phone, by keyboard, light and dark."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

SIX = {
    "study/NCT04284787",
    "study/NCT04913922",
    "study/NCT06536959",
    "study/NCT03358719",
    "study/gojo-2019-pembrolizumab-azacitidine",
    "study/daver-2018-azacitidine-nivolumab-ipilimumab",
}
PHONE = {"viewport": {"width": 390, "height": 844}}
EVERYWHERE = (
    "/",
    "/ask?q=Which trials combine HMA with anti-PD-1?",
    "/trials",
    "/results",
    "/adverse-events",
    "/adverse-events-wide",
    "/claims",
    "/documents",
    "/discrepancies",
    "/id/study/NCT04645199",
    "/id/agent/azacitidine",
    "/id/result/lu-2025-crc-family-mac",
    "/id/regimen/azacitidine+magrolimab",
    "/documents/lu-2025",
    "/search?q=cd",
    "/sparql?query=SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 5",
    "/questions",
    "/about",
    "/nowhere",
)


def studies(visit: Visit) -> set[str]:
    return set(visit.page.locator("[data-study]").evaluate_all("all => all.map(one => one.dataset.study)"))


@pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"])
def test_the_question_is_answered_with_exactly_the_promised_studies(visit: Visit) -> None:
    visit.go("/")
    visit.page.get_by_label("Ask in plain words").fill("Which trials combine HMA with anti-PD-1?")
    visit.page.get_by_role("button", name="Ask").click()
    assert visit.page.locator("h2").first.inner_text() == "6 studies"
    found = visit.page.locator("[data-study]").all()
    assert {one.get_attribute("data-study") for one in found} == SIX
    card = visit.page.locator('[data-study="study/NCT03358719"]')
    assert "hypomethylating agent ← decitabine" in card.inner_text()
    assert "PD-1 inhibitor ← nivolumab" in card.inner_text()
    assert card.locator('.where a[href^="/id/anchor/"]').count() >= 2
    assert "class stated, agent not named" in visit.page.locator('[data-study="study/NCT06536959"]').inner_text()


def test_the_builder_gives_the_same_and_its_address_can_be_shared(visit: Visit) -> None:
    visit.go("/")
    boxes = visit.page.locator('input[name="with"]')
    boxes.nth(0).fill("HMA")
    boxes.nth(1).fill("anti-PD-1")
    visit.page.get_by_role("button", name="Find studies").click()
    assert visit.page.url.endswith("/trials?with=class/hma&with=class/anti-pd-1")
    assert studies(visit) == SIX
    visit.page.reload()
    assert studies(visit) == SIX


def test_leaving_out_an_agent_of_a_chip(visit: Visit) -> None:
    visit.go("/trials?with=class/hma&with=class/anti-pd-1")
    chip = visit.page.locator(".chip").first
    chip.locator("summary").click()
    chip.locator("li", has=visit.page.get_by_role("link", name="decitabine", exact=True)).get_by_text("leave out").click()
    visit.page.wait_for_url(lambda url: "!agent/decitabine" in url)
    assert studies(visit) == SIX - {"study/NCT03358719"}
    assert visit.page.locator("h2").first.inner_text() == "5 studies"


def test_near_misses_stand_apart_by_what_they_lack(visit: Visit) -> None:
    visit.go("/trials?with=class/hma&with=class/anti-pd-1")
    group = visit.page.locator(".near-group", has_text="hypomethylating agent").first
    assert group.locator('[data-near="study/NCT04214249"]').is_visible()


@pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "no scripts"])
def test_a_facet_leads_to_as_many_rows_as_it_says_and_back_restores(visit: Visit) -> None:
    visit.go("/trials")
    before = visit.page.locator("#sentence").inner_text()
    value = visit.page.locator(".facet a", has_text="Phase 2").first
    counted = value.locator(".facet-count").inner_text()
    value.click()
    assert visit.page.locator("#sentence").inner_text().startswith(f"{counted} of ")
    assert "Phase 2" in visit.page.locator("#sentence").inner_text()
    assert visit.page.locator("[data-row]").count() == int(counted)
    visit.page.go_back()
    assert visit.page.locator("#sentence").inner_text() == before


def test_every_number_opens_its_card(visit: Visit) -> None:
    visit.go("/results?family=lu-2025-mac-based&outcome=crc")
    visit.page.get_by_role("link", name="8/12 (66.67 %)").first.click()
    reported, recomputed = visit.page.locator(".card .big").all_inner_texts()
    assert reported == "8/12 (66.67 %)"
    assert recomputed == "66.7 % [34.9–90.1]"


def test_the_drawing_s_nodes_are_links(visit: Visit) -> None:
    visit.go("/id/agent/azacitidine")
    assert visit.page.locator("svg a").count() >= 3
    visit.page.locator('svg a[data-node="class/hma"]').click()
    visit.page.wait_for_url("**/id/class/hma")


def test_search_jumps_to_an_exact_name(visit: Visit) -> None:
    visit.go("/about")
    visit.page.locator("#search").fill("vidaza")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/id/agent/azacitidine")


def test_a_combination_by_keyboard_alone(visit: Visit) -> None:
    visit.go("/")
    visit.page.locator('input[name="with"]').first.focus()
    for word in ("HMA", "anti-PD-1"):
        visit.page.keyboard.type(word)
        visit.page.keyboard.press("Escape")
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/trials?**")
    assert studies(visit) == SIX


@pytest.mark.parametrize(
    "visit", [PHONE, PHONE | {"color_scheme": "dark"}, {"color_scheme": "dark"}], indirect=True, ids=["phone", "phone, dark", "wide, dark"]
)
def test_no_page_is_wider_than_the_screen(visit: Visit) -> None:
    width = visit.page.viewport_size["width"]
    for path in EVERYWHERE:
        visit.go(path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert visit.page.locator("h1").count() == 1, path


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_rows_are_labelled_cards_on_a_phone(visit: Visit) -> None:
    visit.go("/results?outcome=crc")
    cell = visit.page.locator('[data-row] td[data-label="Outcome"]').first
    assert cell.evaluate("one => getComputedStyle(one, '::before').content") == '"Outcome"'
    assert cell.evaluate("one => getComputedStyle(one).display") == "block"
    assert not visit.page.locator(".menu a").first.is_visible()
    visit.page.locator(".menu .fold > summary").click()
    assert visit.page.locator(".menu a").first.is_visible()


@pytest.mark.parametrize("visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"])
def test_text_stands_out_from_its_ground(visit: Visit) -> None:
    """Contrast of body text, links and quiet text by the formula of WCAG 2.2: at least 4.5."""
    visit.go("/id/result/lu-2025-crc-family-mac")
    for selector in ("body", "main a", ".small", ".facts dt", ".kind", "footer p"):
        pair = visit.page.locator(selector).first.evaluate(
            "one => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert contrast(*pair) >= 4.5, (selector, pair)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_contrast_formula_is_the_known_one() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)


def test_a_visit_sees_what_the_policy_forbids(chromium, address: str) -> None:
    """The watch itself: a page with an inline style attribute would be complained about."""
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text))
    page.goto(address + "/about")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.close()
    assert any("Content Security Policy" in one for one in said)


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_a_combination_that_was_asked_for_in_words_is_mended_by_hand(visit: Visit) -> None:
    """Of the six, NCT06536959 and NCT04284787 give venetoclax too (review, Table 1)."""
    visit.go("/ask?q=which+trials+combine+HMA+with+anti-PD-1")
    visit.page.get_by_text("Add to it, or narrow it").click()
    visit.page.get_by_label("and with").fill("venetoclax")
    visit.page.get_by_role("button", name="Apply").click()
    assert visit.page.url.endswith("/trials?with=class/hma&with=class/anti-pd-1&with=agent/venetoclax")
    assert visit.page.locator(".matches h2").first.inner_text() == "2 studies"
    numbers = visit.page.locator(".match").all_inner_texts()
    assert sorted(number for text in numbers for number in ("NCT06536959", "NCT04284787") if number in text) == [
        "NCT04284787",
        "NCT06536959",
    ]
