"""Adverse events by grade: figures as the paper prints them, each leading to its card, shaded by share, the same in page and file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.made_up import build_made_up
from tests.webui.conftest import Page
from webui import create_app


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = create_app(build_made_up(tmp_path_factory.mktemp("made-up")))
    yield app.test_client()
    app.extensions["service"].close()


def page_of(client: FlaskClient, address: str) -> Page:
    return Page(client.get(address, headers={"Accept": "text/html"}).get_data(as_text=True))


def csv_rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/adverse-events-wide.csv?{query}").get_data(as_text=True))))


def titles(page: Page) -> list[str]:
    return [attributes["title"] for tag, attributes in page.tags if tag == "a" and "/id/adverse-event/" in attributes.get("href", "")]


def test_a_row_reads_as_the_printed_table(client: FlaskClient) -> None:
    # lu-2025, Table 3, row Leukopenia: 0 (0.00), 0 (0.00), 0 (0.00), 13 (65.00), 13 (65.00), 13 (65.00).
    (row,) = [row for row in csv_rows(client, "study=NCT04645199") if row["term"] == "Leukopenia" and row["denominator"]]
    assert [row[name] for name in ("g1", "g2", "g3", "g4", "g3_4", "all")] == ["0 (0.00)"] * 3 + ["13 (65.00)"] * 3
    assert row["denominator"] == "20"


def test_every_figure_leads_to_its_card_and_tells_the_printed_form(read) -> None:
    page = read("/adverse-events-wide?term=leukopenia")
    assert "/id/adverse-event/lu-2025-ae-leukopenia-g4" in page.links
    assert "13/20 (65 %)" in page.text
    (told,) = [title for title in titles(page) if title.startswith("Leukopenia, G4: 13/20")]
    assert told.startswith("Leukopenia, G4: 13/20 (65 %), printed as 13 (65.00)")


def test_all_of_table_3_stands_with_its_denominator(read, shared_folder: Path) -> None:
    """Every count of the paper's Table 3, read from its text, stands in the page as n/20."""
    text = (shared_folder / "documents" / "lu-2025.md").read_text(encoding="utf-8").partition("**Table 3**")[2]
    page = read("/adverse-events-wide?study=NCT04645199")
    told = titles(page)
    checked = 0
    for line in text.replace("<b>", "").replace("</b>", "").splitlines():
        cells = line.split("\t")
        if len(cells) == 7 and "(" in cells[1]:
            for header, cell in zip(("G1", "G2", "G3", "G4", "G3-4", "All"), cells[1:], strict=True):
                assert any(
                    one.startswith(f"{cells[0]}, {header}: {cell.split()[0]}/20 (") and f"printed as {cell}" in one for one in told
                ), line
                checked += 1
    assert checked == 64 * 6


def test_discrepancies_are_flagged_in_their_cell(read) -> None:
    page = read("/adverse-events-wide?term=hematological-toxicity")
    flags = [attributes["title"] for _, attributes in page.tags if attributes.get("class") == "flag"]
    assert any("95" in title and "70.00" in title for title in flags)


def test_the_filters_are_those_of_the_long_table(read) -> None:
    assert "No row is left by these filters" in read("/adverse-events-wide?words=zzzz").texts["h2"]
    assert "has no column 'colour'" in read("/adverse-events-wide?colour=red", 400).text


def test_only_severe_events_in_page_and_file(client: FlaskClient) -> None:
    rows = csv_rows(client, "study=NCT04645199&least=3")
    terms = {row["term"] for row in rows}
    assert {"Leukopenia", "Fever"} <= terms
    assert not {"Nausea", "Cough"} & terms
    page = page_of(client, "/adverse-events-wide?study=NCT04645199&least=3")
    assert not any(title.startswith("Nausea") for title in titles(page))
    # Table 3 has no event of grade 3 or above among the neurological ones.
    assert "Nobody had one of these events at grade 3 or above" in page_of(client, "/adverse-events-wide?term=headache&least=3").text


def test_the_order_is_that_of_page_and_file(client: FlaskClient) -> None:
    terms = [row["term"] for row in csv_rows(client, "study=NCT04645199&order=severe&level=term&group=hematological-toxicity")]
    assert terms[:5] == ["Leukopenia", "Anemia", "Thrombocytopenia", "Neutropenia", "Febrile neutropenia"]


def test_grades_are_added_only_where_that_is_right_and_say_so(made_up: FlaskClient) -> None:
    page = page_of(made_up, "/adverse-events-wide")
    assert "G≥3" in page.text
    added = [attributes["title"] for tag, attributes in page.tags if tag == "span" and attributes.get("class") == "added"]
    assert "Anemia, grade 3 and above: 7/20 (35 %), added up here from the single grades" in added
    assert not any(title.startswith("Fever") and "/20" in title for title in added)
    assert "G≥3" not in page_of(made_up, "/adverse-events-wide?grade=1").text


TWO = "left=arm/doe-2020-new&right=arm/doe-2020-old"


def test_two_arms_back_to_back(made_up: FlaskClient) -> None:
    page = page_of(made_up, f"/adverse-events-wide?{TWO}")
    drawn = [attributes["data-row"] for tag, attributes in page.tags if tag == "g" and "data-row" in attributes]
    tabled = [attributes["data-row"] for tag, attributes in page.tags if tag == "tr" and "data-row" in attributes]
    assert drawn == tabled == ["term/anemia", "term/nausea", "term/fever"]
    assert "10/20 (50 %ᶜ)" in page.text
    assert "7/25 (28 %ᶜ)" in page.text
    drawing = ElementTree.fromstring(made_up.get(f"/adverse-events-wide.svg?{TWO}").data)  # noqa: S314 - our own figure
    bars = [part for part in drawing.iter("{http://www.w3.org/2000/svg}rect") if part.get("class") == "any"]
    # Anemia: 10 of 20 to the left, 7 of 25 to the right, 100 % being 210 wide.
    assert [float(bar.get("width", "")) for bar in bars[:2]] == [105.0, 58.8]


def test_the_arms_to_compare_are_on_offer(made_up: FlaskClient, read) -> None:
    assert {"left", "right"} <= set(page_of(made_up, "/adverse-events-wide").all("name"))
    assert not {"left", "right"} & set(read("/adverse-events-wide").all("name")), "no study of the two papers has two arms with events"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("left=lu-2025-arm-all", "one arm is named, and it takes two"),
        ("left=lu-2025-arm-all&right=lu-2025-arm-all", "both sides are the same arm"),
        ("left=lu-2025-arm-all&right=guo-2026-nct05008575", "arms of different studies"),
        ("left=nothing&right=lu-2025-arm-all", "no arm 'nothing' has adverse events"),
        ("least=4", "is not a grade to begin at"),
        ("order=colour", "is not an order"),
    ],
)
def test_wrong_controls(read, query: str, said: str) -> None:
    assert said in read(f"/adverse-events-wide?{query}", 400).text


def test_a_drawing_takes_two_arms(read) -> None:
    assert "a figure of two arms only" in read("/adverse-events-wide.svg", 404).text
