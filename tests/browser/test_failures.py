"""Trust and failure: empty, filtered to zero, truncated and failed are four messages; what was typed is never lost."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Visit

NO_SCRIPT = pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])


@pytest.mark.browser
@NO_SCRIPT
def test_an_impossible_choice_says_which_filter_leaves_nothing(visit: Visit) -> None:
    visit.go("/trials?phase=Phase%203&words=xyzzy")
    message = visit.page.locator(".message.zero")
    assert "No row is left by these filters" in message.inner_text()
    message.get_by_role("link", name=re.compile(r"^\d+ rows?$")).first.click()
    visit.page.wait_for_load_state()
    assert visit.page.locator("main tr[data-row]").count() > 0


@pytest.mark.browser
@NO_SCRIPT
def test_an_impossible_combination_tells_what_each_part_would_leave(visit: Visit) -> None:
    visit.go("/trials?with=class/hma&with=target/cd33&with=agent/nivolumab")
    assert visit.page.locator(".match").count() == 0
    offered = visit.page.locator("main .message.zero a", has_text=re.compile(r"\d"))
    assert offered.count() > 0
    offered.first.click()
    visit.page.locator(".match").first.wait_for()


@pytest.mark.browser
def test_a_question_that_is_not_understood_is_kept(visit: Visit) -> None:
    visit.go("/ask?q=florble+the+wumpus")
    assert visit.page.locator("input[name=q]:not(#search)").first.input_value() == "florble the wumpus"


@pytest.mark.browser
def test_a_query_that_is_stopped_is_kept_and_told(visit: Visit) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    response = visit.go("/sparql?query=" + query.replace(" ", "%20").replace("?", "%3F").replace("{", "%7B").replace("}", "%7D"))
    assert response.status == 503
    assert query in visit.page.locator("textarea[name=query]").input_value()
    assert "was stopped after 10 s" in visit.page.locator(".message.fault").inner_text()


@pytest.mark.browser
def test_every_page_says_what_it_is_not_for(visit: Visit) -> None:
    for path in ("/", "/trials", "/id/agent/azacitidine", "/nowhere"):
        visit.go(path)
        assert "not medical advice" in visit.page.locator("footer").last.inner_text()
