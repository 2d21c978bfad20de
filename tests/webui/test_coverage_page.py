"""Coverage: every number on the page is the number of rows of the list that it leads to."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from kb.coverage import filled, taken
from tests.webui.conftest import BROWSER


def rows_of(client: FlaskClient, path: str) -> int:
    name, _, query = path.partition("?")
    return len(list(csv.DictReader(io.StringIO(client.get(f"{name}.csv?{query}").get_data(as_text=True)))))


def boxes(client: FlaskClient) -> list[tuple[str, int, bool]]:
    text = client.get("/coverage", headers=BROWSER).get_data(as_text=True)
    return [
        (path, int(number), "in" in kind) for kind, path, number in re.findall(r'<a class="(box[ in]*)" href="([^"]+)"><b>(\d+)</b>', text)
    ]


def test_each_box_counts_the_rows_that_it_leads_to(client: FlaskClient) -> None:
    found = boxes(client)
    assert len(found) >= 4
    for path, number, _ in found:
        assert rows_of(client, path.replace("&amp;", "&")) == number, path


def test_the_boxes_of_inclusion_add_up_to_the_works_known(client: FlaskClient) -> None:
    found = boxes(client)
    (known,) = [number for _, number, inclusion in found if not inclusion]
    assert sum(number for _, number, inclusion in found if inclusion) == known


def test_the_papers_reference_lists_are_whole(client: FlaskClient) -> None:
    """38 references in the primary study, 84 in the review."""
    counts = {path: number for path, number, _ in boxes(client)}
    assert counts["/references?source=lu-2025"] == 38
    assert counts["/references?source=guo-2026"] == 84


def test_rows_taken_from_a_document_are_those_of_its_list(client: FlaskClient, read) -> None:
    page = read("/coverage")
    links = [link for link in page.links if "source=" in link and not link.startswith("/references")]
    assert len(links) >= 12
    text = client.get("/coverage", headers=BROWSER).get_data(as_text=True)
    for link in links:
        (number,) = re.findall(rf'href="{re.escape(link)}">([\d,]+)</a></td>', text)
        assert rows_of(client, link) == int(number.replace(",", "")), link


def test_fullness_counts_rows_with_something(base) -> None:
    sheet = base.sheet("trials")
    numbered = sum(1 for row in sheet.rows if row.text("nct_id").startswith("NCT"))
    (nct,) = [one for one in filled(sheet) if one.name == "nct_id"]
    assert (nct.filled, nct.rows) == (numbered, len(sheet.rows))
    assert nct.percent == 100 * numbered // len(sheet.rows)


def test_a_document_that_states_nothing_takes_no_rows(base) -> None:
    assert taken([base.sheet("results")], ["https://example.org/none"]) == []


@pytest.mark.parametrize("words", ["not mean that nobody tried", "never means zero", "only cited"])
def test_what_is_missing_is_said(read, words: str) -> None:
    assert words in read("/coverage").text
