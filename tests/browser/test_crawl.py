"""A page of each kind that the crawl finds, opened in a real browser: none has a message in the console."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit
from tests.webui.conftest import Page
from tests.webui.crawling import internal_links, shape

pytestmark = pytest.mark.browser

MOST = 45


def test_no_kind_of_page_has_a_message_in_the_console(visit: Visit) -> None:
    waiting, met = ["/"], {shape("/")}
    for address in waiting:
        response = visit.go(address)
        assert response.status == 200, address
        assert visit.complaints == [], address
        assert visit.foreign == [], address
        for link in internal_links(Page(response.text()), address):
            made = shape(link)
            # Files are no pages: a browser offers them for download. What stands behind a filter is the list's own page.
            if made not in met and len(made) == 1 and "." not in made[0] and not link.startswith("/static/") and len(waiting) < MOST:
                met.add(made)
                waiting.append(link)
    assert len(waiting) >= 30
