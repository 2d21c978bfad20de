"""Outcomes: the forest plot, its table and its files hold the same quantities; what is said of pooling is true of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.forest import BY
from tests.made_up import build_made_up
from tests.webui.conftest import Page
from webui import create_app
from webui.forest_drawing import SLIM


def rows_of(page: Page, tag: str) -> list[str]:
    return [attributes["data-row"] for name, attributes in page.tags if name == tag and "data-row" in attributes]


def csv_rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/outcomes.csv?{query}").get_data(as_text=True))))


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_app(build_made_up(tmp_path_factory.mktemp("made-up")))
    yield app.test_client()
    app.extensions["service"].close()


def test_the_index_names_each_outcome_with_its_figures(read) -> None:
    page = read("/outcomes")
    assert "/outcomes?outcome=crc" in page.links
    assert "complete remission" in page.text
    assert not rows_of(page, "g")


def test_rows_of_the_drawing_are_those_of_the_table(read) -> None:
    page = read("/outcomes?outcome=crc")
    assert rows_of(page, "g") == rows_of(page, "tr")
    assert len(rows_of(page, "g")) == 18
    assert "/id/result/lu-2025-crc-overall" in page.links
    # Exact interval of 12/20: scipy.stats.binomtest(12, 20).proportion_ci(method="exact") = 0.3605, 0.8088
    assert "60.00 % [36.05–80.88], computed" in page.text
    assert "Not pooled: fewer than three." in page.text


def test_the_narrow_drawing_has_the_same_rows_within_its_width(client: FlaskClient) -> None:
    html = client.get("/outcomes?outcome=crc").get_data(as_text=True)
    wide, slim = (re.findall(rf'<g data-{name}="([^"]+)"', html) for name in ("row", "slim-row"))
    assert wide == slim != []
    drawn = html[html.index('class="forest slim"') :].partition("</svg>")[0]
    texts = re.findall(r'<text(?![^>]*text-anchor)[^>]* x="([\d.]+)"[^>]*font-size="([\d.]+)"[^>]*>([^<]*)</text>', drawn)
    # A letter of the figure's typeface is about half as wide as it is high.
    anchored = [(float(x), float(size), text) for x, size, text in texts if text.strip()]
    assert anchored
    assert all(x + 0.5 * size * len(text) <= SLIM.width + 6 for x, size, text in anchored), anchored


def test_what_is_not_reported_has_no_interval(client: FlaskClient) -> None:
    drawing = ElementTree.fromstring(client.get("/outcomes.svg?outcome=crc").data)  # noqa: S314 - our own figure
    space = "{http://www.w3.org/2000/svg}"
    rows = {row.get("data-row"): row for row in drawing.iter(f"{space}g") if row.get("data-row")}

    def classes(key: str) -> set[str]:
        return {part.get("class", "") for part in rows[f"result/{key}"].iter()}

    assert {"interval", "share"} <= classes("lu-2025-crc-family-mac")
    assert "uncounted" in classes("lu-2025-crc-mac")
    assert not {"interval", "share"} & classes("lu-2025-crc-mac")
    titles = [row.find(f"{space}title") for row in rows.values()]
    assert all(title is not None and title.text for title in titles)


def test_restated_results_stand_apart(read) -> None:
    page = read("/outcomes?outcome=cr")
    assert "Restated from other works, never pooled" in page.text
    assert "Own results" not in page.text
    assert "every row is restated from another work" in page.text


def test_survival_has_panels_of_its_own(read) -> None:
    page = read("/outcomes?outcome=os")
    assert "Medians of a time" in page.text
    assert "Rates at a time" in page.text
    assert "Proportions of patients" not in page.text
    assert "Medians of a time to an event are not pooled" in page.text
    assert rows_of(page, "g") == rows_of(page, "tr")


def test_a_pool_where_there_is_one(made_up: FlaskClient) -> None:
    page = Page(made_up.get("/outcomes?outcome=crc", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert "58.9 % [95 % CI 35.4–78.9], computed from 4 groups with 146 patients" in page.text
    assert page.all("data-pool") == ["1"]
    assert "1 row: part of the patients of another row" in page.text
    drawing = made_up.get("/outcomes.svg?outcome=crc").get_data(as_text=True)
    assert "58.9 % [35.4–78.9], computed" in drawing
    assert "Paule and Mandel" in drawing


def test_each_group_is_decided_by_itself(made_up: FlaskClient) -> None:
    page = Page(made_up.get("/outcomes?outcome=crc&by=study", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert page.all("data-pool") == []
    assert page.text.count("Not pooled: fewer than three.") >= 4


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/outcomes?by=colour", 400, "figures cannot be grouped by 'colour'"),
        ("/outcomes?colour=red", 400, "has no column 'colour'"),
        ("/outcomes?sort=colour", 400, "has no column 'colour'"),
        ("/outcomes?desc=perhaps", 400, "not 0 or 1"),
        ("/outcomes?outcome=" + "x" * 400, 400, "longer than 300 characters"),
        ("/outcomes?outcome=nothing", 200, "No row is left by these filters"),
        ("/outcomes.svg?outcome=nothing", 404, "no quantity is left"),
    ],
)
def test_wrong_and_empty_questions(read, address: str, status: int, said: str) -> None:
    assert said in read(address, status).text


def test_n_from_another_statement_is_told(read) -> None:
    page = read("/outcomes?outcome=crc&words=69.23")
    assert "/id/result/lu-2025-crc-after-allo-hsct-abstract" in page.links
    assert "n and N from" in page.text


QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "outcome": st.sampled_from(["crc", "os", "cr", "treated", "mrd-negativity", "nothing"]),
        "by": st.sampled_from([name for name in BY if name not in ("class", "family")]),
        "voice": st.sampled_from(["own", "restated"]),
        "line": st.sampled_from(["salvage", "first"]),
        "sort": st.sampled_from(["percent", "denominator", "study", "value"]),
        "desc": st.sampled_from(["0", "1"]),
        "words": st.sampled_from(["hsct", "MAC", "azacitidine", "zzz"]),
    },
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES)
def test_page_drawing_and_file_hold_the_same(client: FlaskClient, asked: dict[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = Page(client.get(f"/outcomes?{query}", headers={"Accept": "text/html"}).get_data(as_text=True))
    files = {re.sub(r".*/id/", "", row["iri"]) for row in csv_rows(client, query)}
    if set(asked) - {"by", "sort", "desc"}:
        assert rows_of(page, "g") == rows_of(page, "tr")
        assert set(rows_of(page, "g")) == files
        assert len(rows_of(page, "g")) == len(files)
    else:
        assert len(files) > 80


def test_many_rows_are_cut_and_say_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.pages.outcomes.MOST_DRAWN", 5)
    page = Page(client.get("/outcomes?outcome=crc&words=amputated", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert "No row is left" in page.text
    page = Page(client.get("/outcomes?outcome=crc&sort=percent", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert len(rows_of(page, "g")) == len(rows_of(page, "tr")) == 5
    assert "This page shows the first 5 rows; 13 more are in the files below." in page.text
    assert len(csv_rows(client, "outcome=crc&sort=percent")) == 18
