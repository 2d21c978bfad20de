"""Coverage: the works in the boxes of inclusion are those that the lists behind them show."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Visit


@pytest.mark.browser
@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["without JavaScript"])
def test_boxes_add_up_and_lead_to_their_rows(visit: Visit) -> None:
    visit.go("/coverage")
    boxes = [(int(box.locator("b").inner_text()), box.get_attribute("href")) for box in visit.page.locator(".box.in").all()]
    known = int(visit.page.locator(".box:not(.in) b").inner_text())
    assert sum(number for number, _ in boxes) == known
    for number, path in boxes:
        visit.go(path)
        (first,) = re.findall(r"(?:All )?([\d,]+)(?: of [\d,]+)? rows", visit.page.locator("#sentence").inner_text())
        assert int(first) == number
