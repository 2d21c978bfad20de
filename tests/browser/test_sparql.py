"""The SPARQL page in a real browser: worked queries, completion from our own vocabulary, faults with their line; also without scripts."""

from __future__ import annotations

import pytest
import rdflib

from tests.browser.conftest import Visit
from webui.assets import STATIC

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
NO_SCRIPTS = {"java_script_enabled": False}
EDITOR = ".editor .CodeMirror"
COMBINATION = "Which trials combine two drugs, classes or targets in one arm?"
SIX_NUMBERS = {"NCT04284787", "NCT04913922", "NCT06536959", "NCT03358719"}
needs_editor = pytest.mark.skipif(not (STATIC / "library/yasgui/yasgui.min.js").is_file(), reason="needs the editor, which a build fetches")


def query(visit: Visit) -> str:
    return str(visit.page.locator("#query").input_value())


def write(visit: Visit, text: str) -> None:
    visit.page.locator(EDITOR).click()
    visit.page.keyboard.press("Control+A")
    visit.page.keyboard.press("Delete")
    visit.page.keyboard.type(text)


@pytest.mark.parametrize("visit", [{}, NO_SCRIPTS, PHONE], indirect=True, ids=["scripts", "no scripts", "phone"])
def test_a_worked_query_is_loaded_and_run_by_a_click(visit: Visit) -> None:
    visit.go("/sparql")
    visit.page.get_by_role("link", name=COMBINATION).click()
    visit.page.wait_for_selector("#answer tbody tr")
    assert visit.page.url.endswith("/sparql?question=trials-combining-two")
    rows = visit.page.locator("#answer tbody tr")
    assert rows.count() == 6
    text = visit.page.locator("#answer tbody").inner_text()
    assert all(number in text for number in SIX_NUMBERS)
    assert "aml:matches ?asked_first" in query(visit)
    href = rows.first.locator("a").first.get_attribute("href")
    assert href.startswith("/id/")
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.page.goto(visit.address + href)
    assert visit.page.locator("h1").count() == 1


@needs_editor
@pytest.mark.parametrize("visit", [{}, PHONE, {"color_scheme": "dark"}], indirect=True, ids=["light", "phone", "dark"])
@pytest.mark.parametrize("typed", ["aml:Tr", "Tr", "aml:trial"])
def test_classes_of_our_vocabulary_are_offered(visit: Visit, typed: str) -> None:
    visit.go("/sparql")
    write(visit, f"SELECT * WHERE {{\n?s a {typed}")
    visit.page.keyboard.press("Control+Space")
    hint = visit.page.locator(".CodeMirror-hint", has_text="aml:TrialRecord")
    hint.wait_for()
    assert "what one source said of a trial" in hint.inner_text()
    box = hint.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= visit.page.viewport_size["width"]
    visit.page.keyboard.press("Enter")
    assert query(visit).endswith("?s a aml:TrialRecord")
    visit.page.keyboard.type(" ; aml:phas")
    visit.page.keyboard.press("Control+Space")
    visit.page.locator(".CodeMirror-hint", has_text="aml:phase").first.wait_for()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.type(" ?phase }")
    visit.page.keyboard.press("Control+Enter")
    visit.page.wait_for_selector("#answer tbody tr")
    assert "/sparql?query=SELECT" in visit.page.url
    assert visit.page.locator(".parseErrorIcon").count() == 0


@pytest.mark.parametrize("visit", [{}, NO_SCRIPTS], indirect=True, ids=["scripts", "no scripts"])
def test_a_malformed_query_is_400_with_its_line(visit: Visit) -> None:
    response = visit.go("/sparql?query=SELECT * WHERE {%0A?s ?p ?o%0A}}")
    assert response.status == 400
    assert "Line 3, column 2" in visit.page.locator("#answer").inner_text()
    assert query(visit) == "SELECT * WHERE {\n?s ?p ?o\n}}"


@needs_editor
def test_a_fault_marks_its_line_in_the_editor_and_is_mended_there(visit: Visit) -> None:
    visit.go("/sparql")
    write(visit, "ASK { ?s ?p ?o }}")
    visit.page.get_by_role("button", name="Run", exact=True).click()
    visit.page.wait_for_selector("#answer .fault")
    # The browser itself reports a status of 400 to the console; nothing else may be there.
    visit.complaints = [one for one in visit.complaints if "status of 400" not in one]
    assert "Line 1, column 17" in visit.page.locator("#answer").inner_text()
    assert visit.page.locator(".faulty-line").count() == 1
    visit.page.locator(".parseErrorIcon").hover()
    visit.page.locator(EDITOR).click()
    visit.page.keyboard.press("Control+End")
    visit.page.keyboard.press("Backspace")
    assert visit.page.locator(".faulty-line").count() == 0
    visit.page.keyboard.press("Control+Enter")
    visit.page.wait_for_selector("#answer tbody tr")
    assert visit.page.locator("#answer tbody tr").inner_text() == "true"


@needs_editor
def test_back_brings_back_the_query_and_its_answer(visit: Visit) -> None:
    visit.go("/sparql?question=trials-combining-two")
    write(visit, "SELECT (1 AS ?one) {}")
    visit.page.keyboard.press("Control+Enter")
    visit.page.locator("#answer th", has_text="one").wait_for()
    visit.page.go_back()
    visit.page.locator("#answer th", has_text="nct_id").wait_for()
    assert visit.page.locator("#answer tbody tr").count() == 6
    assert "?asked_first" in query(visit)
    assert "?asked_first" in visit.page.locator(EDITOR).inner_text()


@needs_editor
def test_a_draft_is_kept_but_never_shown_for_another_query(visit: Visit) -> None:
    visit.go("/sparql")
    write(visit, "SELECT ?draft {}")
    visit.page.locator("h1").click()
    visit.go("/sparql?query=SELECT ?other {}")
    assert query(visit) == "SELECT ?other {}"
    visit.go("/sparql")
    assert query(visit) == "SELECT ?draft {}"


@needs_editor
def test_the_plain_field_takes_the_place_of_the_editor_and_tab_leaves_it(visit: Visit) -> None:
    visit.go("/sparql")
    visit.page.locator(EDITOR).click()
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Run"
    visit.page.get_by_role("button", name="Plain field").click()
    visit.page.locator("#query").fill("ASK {}")
    visit.page.get_by_role("button", name="Run", exact=True).click()
    visit.page.wait_for_selector("#answer tbody tr")
    visit.page.reload()
    assert visit.page.locator("#query").is_visible()
    assert query(visit) == "ASK {}"


@needs_editor
def test_prefixes_are_written_out_when_asked(visit: Visit) -> None:
    visit.go("/sparql?query=SELECT ?s { ?s a aml:Study ; rdfs:label 'skos: no' . FILTER(?s != <https://schema.org/x>) }")
    visit.page.get_by_role("button", name="Write prefixes").click()
    declared = [row.split()[1] for row in query(visit).splitlines() if row.startswith("PREFIX")]
    assert declared == ["aml:", "rdfs:"]
    visit.page.get_by_role("button", name="Write prefixes").click()
    assert query(visit).count("PREFIX") == 2


def test_rows_are_searched_and_ordered_and_code_is_copied(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.go("/sparql?query=SELECT ?label { ?s a aml:Agent ; rdfs:label ?label }")
    rows = visit.page.locator("#answer tbody tr:visible")
    total = rows.count()
    visit.page.get_by_label("Find in these rows").fill("azac")
    assert "azacitidine" in rows.all_inner_texts()
    assert rows.count() < total
    visit.page.get_by_label("Find in these rows").fill("")
    visit.page.get_by_role("button", name="label").click()
    shown = rows.all_inner_texts()
    assert shown == sorted(shown, key=str.casefold) or shown[0] < shown[-1]
    assert visit.page.locator("#answer th").get_attribute("aria-sort") == "ascending"
    visit.page.get_by_text("curl", exact=True).click()
    visit.page.get_by_role("button", name="Copy the code for curl").click()
    assert visit.page.evaluate("navigator.clipboard.readText()").startswith("curl --get 'http://127.0.0.1")


def test_worked_queries_are_found_by_words(visit: Visit) -> None:
    visit.go("/sparql")
    visit.page.get_by_label("Find", exact=True).fill("median surviv")
    shown = visit.page.locator("[data-example]:visible")
    assert 1 <= shown.count() < 10
    assert "surviv" in shown.first.inner_text().lower()


def test_entities_and_the_endpoint_describe_themselves_to_programs(visit: Visit) -> None:
    visit.go("/")
    for path, expected in (
        ("/id/study/NCT04913922", rdflib.URIRef("https://w3id.org/aml-evidence/id/study/NCT04913922")),
        ("/sparql", rdflib.URIRef(f"{visit.address}/sparql")),
        ("/.well-known/void", rdflib.URIRef(f"{visit.address}/.well-known/void#dataset")),
    ):
        text = visit.page.evaluate("path => fetch(path, {headers: {Accept: 'text/turtle'}}).then((answer) => answer.text())", path)
        assert expected in set(rdflib.Graph().parse(data=text, format="turtle").subjects())
