"""Lists: the page and every file of an address hold the same rows; facets count truly; faults are four different messages."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from urllib.parse import urlencode

import openpyxl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.base import Base
from kb.formats import FORMATS
from kb.names import ID
from kb.tables import TABLES, sheet_of
from tests.webui.conftest import BROWSER, Page
from webui import create_app
from webui.asked import CONTROLS
from webui.pages import outcomes, wide


def html_rows(client, table: str, query: str) -> list[str]:
    """The rows of all pages of a list, in order."""
    found: list[str] = []
    number = 1
    while True:
        response = client.get(f"/{table}?{query}&page={number}", headers=BROWSER)
        assert response.status_code == 200, response.get_data(as_text=True)[:400]
        page = Page(response.get_data(as_text=True))
        found += page.all("data-row")
        if not any("rel" in attributes and attributes["rel"] == "next" for _, attributes in page.tags):
            return found
        number += 1


def csv_rows(client, table: str, query: str) -> list[str]:
    text = client.get(f"/{table}.csv?{query}").get_data(as_text=True)
    return [row["iri"].removeprefix(ID) for row in csv.DictReader(io.StringIO(text))]


def json_rows(client, table: str, query: str) -> list[str]:
    return [row["iri"].removeprefix(ID) for row in json.loads(client.get(f"/{table}.json?{query}").data)["rows"]]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_page(read, table: str) -> None:
    page = read(f"/{table}")
    assert page.texts["h1"] == [TABLES[table].title]
    assert {f"/{table}.{ending}" for ending in FORMATS} <= {link.partition("?")[0] for link in page.links}


@st.composite
def addresses(draw, base: Base):
    """A table with filters that its rows hold, words, and an order."""
    table = draw(st.sampled_from(sorted(TABLES)))
    sheet = base.sheet(table)
    filters = []
    for column in draw(
        st.lists(st.sampled_from([spec.name for spec in sheet.spec.columns if spec.facet] or ["label"]), max_size=2, unique=True)
    ):
        values = sorted({item.text for row in sheet.rows for item in row.cells.get(column, ())})
        filters += [(column, draw(st.sampled_from(values)))] if values else []
    words = draw(st.sampled_from(["", "", "a", "lu", "patients 20", "azacitidine", "no such words"]))
    order = draw(st.sampled_from(["", *[spec.name for spec in sheet.spec.columns]]))
    pairs = [*filters, ("words", words), ("sort", order), ("desc", draw(st.sampled_from(["", "1"])))]
    return table, urlencode([pair for pair in pairs if pair[1]])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_page_and_files_hold_the_same_rows(client, base: Base, data) -> None:
    table, query = data.draw(addresses(base))
    rows = html_rows(client, table, query)
    assert rows == csv_rows(client, table, query)
    assert rows == json_rows(client, table, query)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_a_download_named_after_table_and_release(client, base: Base, ending: str) -> None:
    response = client.get(f"/results.{ending}?outcome=crc")
    assert response.status_code == 200
    name = f"results-crc-{base.release.version}.{FORMATS[ending].extension}"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.mimetype == FORMATS[ending].media_type
    assert response.data


def test_workbook_and_turtle_hold_the_rows_of_the_page(client) -> None:
    rows = html_rows(client, "results", "outcome=crc")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/results.xlsx?outcome=crc").data)).worksheets[0]
    cells = {str(cell.value).removeprefix(ID) for line in sheet.iter_rows() for cell in line if str(cell.value).startswith(f"{ID}result/")}
    assert cells == set(rows)
    graph = rdflib.Graph().parse(data=client.get("/results.ttl?outcome=crc").data, format="turtle")
    assert {str(one).removeprefix(ID) for one in graph.subjects() if str(one).startswith(f"{ID}result/")} == set(rows)


def test_a_facet_leads_to_as_many_rows_as_it_counts(read, client) -> None:
    page = read("/adverse-events?grade=4")
    links = [
        (attributes["href"], page)
        for tag, attributes in page.tags
        if tag == "a" and "grade=4" in attributes.get("href", "") and "group=" in attributes["href"]
    ]
    assert links
    for href, _ in links[:3]:
        listed = csv_rows(client, "adverse-events", href.partition("?")[2])
        assert f"{len(listed):,}" in page.text
        assert f"{len(listed)} of" in read(href).text


def test_counts_of_a_facet_are_those_of_the_rows(read, base: Base) -> None:
    # Trials of phase 2 by the table itself, against what the page offers.
    expected = sum("Phase 2" in row.text("phase") for row in base.sheet("trials").rows)
    assert f"Phase 2 {expected}" in read("/trials").text
    assert f"{expected} of {len(base.sheet('trials').rows)} rows where phase is “Phase 2”." in read("/trials?phase=2").text


def test_values_serve_as_key_text_or_address(client) -> None:
    by_key = csv_rows(client, "trials", "status=recruiting")
    assert by_key
    assert by_key == csv_rows(client, "trials", "status=concept/status.recruiting") == csv_rows(client, "trials", "status=Recruiting")


def test_a_filter_that_leaves_nothing_says_which_one(read) -> None:
    page = read("/results?outcome=crc&words=zzzz")
    assert "No row is left by these filters" in page.texts["h2"]
    assert "without Outcome: composite complete remission – still no row" in page.text
    assert any(link == "/results?outcome=crc" for link in page.links)


def test_no_column_is_called_like_what_steers_a_list() -> None:
    steering = {*CONTROLS, *outcomes.CONTROLS, *wide.CONTROLS}
    assert not [(name, column.name) for name, spec in TABLES.items() for column in spec.columns if column.name in steering]


def test_an_empty_table_says_so(base: Base) -> None:
    sheet = base.sheet("events")
    emptied = replace(base, _sheets={"events": sheet_of(sheet.spec, (), sheet.release)})
    page = Page(create_app(emptied).test_client().get("/events", headers=BROWSER).get_data(as_text=True))
    assert "This table is empty" in page.texts["h2"]


def test_rows_are_sorted_by_what_they_say_and_empty_ones_come_last(client) -> None:
    text = client.get("/results.csv?sort=percent&desc=1").get_data(as_text=True)
    percents = [row["percent"] for row in csv.DictReader(io.StringIO(text))]
    given_ = [float(one) for one in percents if one]
    assert given_ == sorted(given_, reverse=True)
    assert percents[len(given_) :] == [""] * (len(percents) - len(given_))


def test_chosen_columns_are_those_of_page_and_file(read, client) -> None:
    page = read("/trials?columns=label,phase")
    assert {attributes["data-label"] for _, attributes in page.tags if "data-label" in attributes} == {"Study", "Phase"}
    head = client.get("/trials.csv?columns=label,phase").get_data(as_text=True).splitlines()[0]
    assert head == "iri,label,phase,release"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/results?colour=red", 400, "the table 'results' has no column 'colour'"),
        ("/results?sort=colour", 400, "the table 'results' has no column 'colour'"),
        ("/results?columns=colour", 400, "the table 'results' has no column 'colour'"),
        ("/results?desc=maybe", 400, "'maybe' is not 0 or 1"),
        ("/results?page=0", 400, "'0' is not the number of a page"),
        ("/results?page=two", 400, "'two' is not the number of a page"),
        ("/results?page=999", 404, "there is no page 999"),
        ("/results?words=" + "a" * 301, 400, "longer than 300 characters"),
        ("/results?outcome=" + "a" * 301, 400, "longer than 300 characters"),
        ("/resultz", 404, "There is no page of this address."),
    ],
)
def test_faults_are_one_sentence_with_the_right_status(read, client, address: str, status: int, words: str) -> None:
    assert words in read(address, status).text
    assert client.get(address.replace("/results", "/results.json", 1)).status_code in (status, 200)


def test_a_fault_in_a_file_is_told_in_its_own_form(client) -> None:
    response = client.get("/results.json?colour=red")
    assert response.status_code == 400
    assert "no column 'colour'" in response.get_json()["error"]
    text = client.get("/results.csv?colour=red")
    assert text.mimetype == "text/plain"
    assert text.data.count(b"\n") == 1


@pytest.mark.parametrize(
    "value", ['"><script>alert(1)</script>', "' onmouseover='x", "\x00", "%", "é\u202e", "{{ 7 * 7 }}", "../../etc/passwd", "😀"]
)
@pytest.mark.parametrize("name", ["words", "outcome", "q"])
def test_hostile_values_stay_words(client, name: str, value: str) -> None:
    path = {"q": "/ask"}.get(name, "/results")
    for address in (f"{path}?{urlencode({name: value})}", f"/search?{urlencode({'q': value})}"):
        response = client.get(address, headers=BROWSER)
        assert response.status_code in (200, 302)
        text = response.get_data(as_text=True)
        assert not re.search(r"<script(?! (?:defer )?src=)", text)
        assert "onmouseover='x" not in text
        assert "49" not in Page(text).all("value")


def test_every_number_leads_to_its_evidence_card(read) -> None:
    page = read("/results?family=lu-2025-mac-based")
    assert "/id/result/lu-2025-crc-family-mac" in page.links


def test_registered_trials_come_first_and_own_figures_before_restated_ones(client) -> None:
    def column(table: str, name: str) -> list[str]:
        return [row[name] for row in csv.DictReader(io.StringIO(client.get(f"/{table}.csv").get_data(as_text=True)))]

    numbers = column("trials", "nct_id")
    registered = [number for number in numbers if number]
    assert numbers[: len(registered)] == sorted(registered)
    voices = column("results", "voice")
    assert voices.index("restated") == voices.count("own result")
    assert column("results", "endpoint")[0]


def test_the_gravest_discrepancies_stand_first(client) -> None:
    text = client.get("/discrepancies.csv?columns=severity").get_data(as_text=True)
    severities = [row["severity"] for row in csv.DictReader(io.StringIO(text))]
    assert severities == sorted(severities, key=["major", "minor", "rounding"].index)
    assert len(set(severities)) == 3


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_of_many_rows_is_sent_while_it_is_read(client, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/results.{ending}?voice=own&sort=percent"
    whole = client.get(address)
    monkeypatch.setattr("kb.tables.sheet.KEPT_ROWS", 0)
    opened = client.application.extensions["service"]._opened
    users = opened.users
    sent = client.get(address)
    assert "Content-Length" in whole.headers and "Content-Length" not in sent.headers
    assert opened.users == users + 1, "the base is kept open while the file is sent"
    assert sent.data == whole.data
    sent.close()
    assert opened.users == users
    assert {name: sent.headers[name] for name in ("ETag", "Content-Type", "Content-Disposition")} == {
        name: whole.headers[name] for name in ("ETag", "Content-Type", "Content-Disposition")
    }
    head = client.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    head.close()
    unchanged = client.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    unchanged.close()
    assert opened.users == users


def test_what_cannot_be_written_is_told_before_anything_is_sent(client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.tables.sheet.KEPT_ROWS", 0)
    monkeypatch.setattr("kb.formats.workbook.MOST_ROWS", 3)
    response = client.get("/results.xlsx")
    assert response.status_code == 400
    assert "rows do not fit an Excel sheet, which holds 2 beside its header" in response.get_data(as_text=True)


def test_a_long_facet_offers_its_most_frequent_values_and_those_in_force(read, base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.narrowing.MOST", 2)
    values = base.sheet("trials").values("country")
    rarest = values[-1]
    text = read(f"/trials?country={rarest.short}").text
    assert all(f"{value.item.text} {value.count}" in text for value in values[:2])
    assert f"✓ {rarest.item.text} {rarest.count}" in text
    assert f"{values[3].item.text} {values[3].count}" not in text
    assert "These are the most frequent; others are found by their words." in text


@pytest.mark.parametrize("signs", ["😀", "?!"])
def test_signs_that_are_no_word_stand_in_no_row(read, client, signs: str) -> None:
    address = f"/trials?{urlencode({'words': signs})}"
    assert "No row is left by these filters" in read(address).text
    assert client.get(address.replace("/trials", "/trials.csv")).get_data(as_text=True).count("\n") == 1
