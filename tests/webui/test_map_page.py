"""The page of the map: each number is that of the list it leads to; page, table and files hold the same; wrong addresses are refused."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.ask import find
from kb.base import entity
from kb.evidence_map import COLUMNS, FACETS, FAILED, LEVELS, ROWS, TRIED, UNTRIED, MapAsked, evidence_map, read_book
from kb.names import ID
from webui.pages.map import FILES

SVG = "{http://www.w3.org/2000/svg}"
VALUES = {
    "phase": ["1", "1b", "2", "3"],
    "line": ["first", "salvage", "first-salvage"],
    "setting": ["relapsed"],
    "kind": ["clinical-trial", "preclinical"],
}


def cells(html: str) -> dict[str, tuple[str, int]]:
    """Address and number of each filled cell of the table, by row and column."""
    found = re.findall(r'href="([^"]+)" data-cell="([^"]*)">(\d+) stud', html)
    assert found
    return {pair: (path.replace("&amp;", "&"), int(number)) for path, pair, number in found}


def drawing(client, query: str) -> ElementTree.Element:
    """The figure at an address."""
    response = client.get(f"/map.svg{query}")
    assert response.mimetype == "image/svg+xml"
    return ElementTree.fromstring(response.data)  # noqa: S314 - our own figure


def listed(client, path: str) -> int:
    """How many studies the list at an address has."""
    answer = client.get(path.replace("/trials", "/trials.json", 1)).get_json()
    return len(answer["rows"])


@pytest.mark.parametrize(
    "query", ["", "?rows=mechanism", "?rows=target&phase=2&phase=1", "?columns=partner&kind=preclinical", "?line=salvage"]
)
def test_every_cell_leads_to_as_many_studies_as_it_says(query: str, client) -> None:
    for pair, (path, number) in cells(client.get(f"/map{query}").get_data(as_text=True)).items():
        assert listed(client, path) == number, pair


@pytest.mark.parametrize("split", FACETS)
def test_every_part_of_a_split_cell_leads_to_as_many_studies_as_it_says(split: str, client) -> None:
    html = client.get(f"/map?split={split}&rows=mechanism").get_data(as_text=True)
    parts = re.findall(r'href="([^"]+)" data-part="[^"]+">[^<]* (\d+)</a>', html)
    assert parts
    for path, number in dict.fromkeys(parts):
        assert listed(client, path.replace("&amp;", "&")) == int(number), path


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("rows", ROWS)
def test_table_drawing_and_files_hold_the_same(rows: str, columns: str, client) -> None:
    query = f"?{urlencode({'rows': rows, 'columns': columns})}"
    html = client.get(f"/map{query}").get_data(as_text=True)
    shown = sorted(number for pair, (_, number) in cells(html).items() if not pair.endswith(" "))
    written = list(csv.DictReader(io.StringIO(client.get(f"/map.csv{query}").get_data(as_text=True).lstrip("\ufeff"))))
    told = client.get(f"/map.json{query}").get_json()["rows"]
    drawn = drawing(client, query)
    assert sorted(int(row["studies"]) for row in written if row["studies"] != "0") == shown
    assert [row["studies"] for row in told] == [int(row["studies"]) for row in written]
    everything = sorted(number for _, number in cells(html).values())
    assert sorted(int(cell.get("data-count")) for cell in drawn.iter(f"{SVG}g") if cell.get("data-count")) == everything
    assert html.count('class="lacking"') == sum(cell.get("class") == "empty" for cell in drawn.iter(f"{SVG}a"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 3), max_size=3), st.sampled_from(sorted(ROWS)))
def test_page_and_file_agree_for_whatever_filters(client, chosen: dict[str, int], rows: str) -> None:
    filters = "".join(f"&{name}={VALUES[name][spot % len(VALUES[name])]}" for name, spot in chosen.items())
    html = client.get(f"/map?rows={rows}{filters}").get_data(as_text=True)
    told = client.get(f"/map.json?rows={rows}{filters}").get_json()
    held = {name for row in told["rows"] for name in ([row["study"]] if isinstance(row["study"], str) else row["study"] or [])}
    assert told["query"] in html.replace("&#39;", "'")
    assert f" {len(held)} stud" in told["query"]


def test_a_facet_leads_to_as_many_studies_as_it_says(client) -> None:
    html = client.get("/map?kind=clinical-trial").get_data(as_text=True)
    values = re.findall(r'<li><a href="(/map[^"]*)" rel="nofollow">([^<]*)<span class="facet-count">(\d+)</span>', html)
    assert len(values) > 8
    for path, text, number in values:
        if "kind=clinical-trial&amp;kind" not in path:
            sentence = client.get(path.replace("&amp;", "&").replace("/map", "/map.json", 1)).get_json()["query"]
            assert re.search(rf": {number} stud", sentence), (text, number, sentence)


def test_an_empty_cell_says_what_it_does_not_say(read) -> None:
    page = read("/map")
    assert "does not say that nobody has tried it" in page.text
    assert "CAR-macrophages with hypomethylating agent: no study of this pair in these documents" in page.text
    assert "/map#empty-cells" in page.links
    assert "empty-cells" in page.all("id")


def test_filters_that_leave_nothing_say_which_one_to_drop(read) -> None:
    page = read("/map?phase=3&line=maintenance")
    assert "No study of a pair is left by these filters" in page.text
    assert "without Line of therapy – 4 studies" in page.text
    assert "/map?phase=3" in page.links


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("rows=colour", "use modality, mechanism, target"),
        ("columns=rows", "use backbone, partner"),
        ("split=dose", "use phase, line, setting, kind"),
        ("drug=azacitidine", "the map has no 'drug'"),
        ("phase=seven", "'seven' is no phase that the base knows"),
        (f"line={'x' * 400}", "longer than 300 characters"),
        (f"rows={quote('<script>')}", "the map has no rows"),
    ],
)
def test_a_wrong_address_is_refused_in_one_sentence(query: str, told: str, read) -> None:
    for path in ("/map", "/map.svg", "/map.csv"):
        assert told in read(f"{path}?{query}", status=400).text


@pytest.mark.parametrize("format_", FILES, ids=lambda one: one.name)
def test_the_map_comes_in_every_format(format_, client) -> None:
    response = client.get(f"/map.{format_.name}?rows=mechanism")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith('attachment; filename="evidence-map-')
    assert len(response.data) > 500


def test_the_drawing_stands_alone(client) -> None:
    drawn = drawing(client, "?rows=target&split=phase")
    links = [link.get("href") for link in drawn.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith("http://localhost/") for link in links)
    assert not [one.tag for one in drawn.iter() if one.get("style") or one.tag in (f"{SVG}style", f"{SVG}script")]
    assert "no benefit" in "".join(drawn.itertext())


def test_the_map_stands_first_in_the_menu_and_links_its_query(read) -> None:
    page = read("/map")
    assert next(link for link in page.links if link not in ("#main", "/")) == "/map"
    assert any(link.startswith("/sparql?query=") for link in page.links)
    assert page.texts["title"][:1] == ["Evidence map · AML evidence"]


def test_the_map_tells_what_failed_and_what_is_untried_in_one_place(read, client) -> None:
    page = read("/map")
    # guo-2026: phase III of magrolimab raised deaths; pembrolizumab with azacitidine and venetoclax did not help; CD123 CAR-NK cells
    # raised grave concern. Of another trial of magrolimab it prints only that it was terminated, and no reason.
    against = {"study/NCT05079230", "study/NCT04284787", "study/mu-2025-cd123-car-nk"}
    assert set(page.all("data-spoke-against")) == against
    assert page.all("data-ended-early") == ["study/NCT04778397"]
    assert "terminated: no reason printed in these documents" in " ".join(page.text.split())
    assert page.all("data-both-ways") == ["study/gojo-2019-pembrolizumab-azacitidine"]
    assert "Spoke against: 3 studies; ended early: 1" in page.text
    gaps = page.all("data-gap")
    assert f"Untried here: {len(gaps)} pairs" in page.text
    assert all(told in page.text for told in (TRIED, FAILED, UNTRIED))
    assert {"#tried", "#failed", "#untried"} <= {link for link in page.links if link.startswith("#")} | {
        "#" + one for one in page.all("id")
    }
    assert read("/").links.count("/map#failed") == 1


def test_the_page_the_file_the_question_box_and_the_library_tell_the_same(read, client, base) -> None:
    page = read("/map")
    told = {study: fate for fate in ("spoke against", "ended early") for study in page.all(f"data-{fate.replace(' ', '-')}")}
    asked = {row["iri"].removeprefix(ID): row["fate"] for row in client.get("/ask.json?q=which combinations failed").get_json()["rows"]}
    queried = {entity(row[-1].text): row[4].text for row in base.select(find("failed-studies").sparql).rows}
    assert told == asked == queried
    made = evidence_map(base, read_book(base), MapAsked())
    labels = {line.address: line.label for line in (*made.rows, *made.columns)}
    gaps = {tuple(labels[one] for one in gap.split()) for gap in page.all("data-gap")}
    untried = {(row["modality"], row["backbone"]) for row in client.get("/ask.json?q=what is untried").get_json()["rows"]}
    library = {(row[0].text, row[1].text) for row in base.select(find("untried-combinations").sparql).rows}
    written = client.get("/map.json").get_json()["rows"]
    unused = {line.label for line in made.specific.unused}
    listed = {(row["row"], row["column"]) for row in written if row["specific"] and not row["in_patients"] and row["row"] not in unused}
    assert gaps == untried == library == listed


@pytest.mark.parametrize("level", LEVELS)
def test_levels_fold_the_drawing_and_its_twins_alike(level: str, client) -> None:
    query = f"?level={level}" if level else ""
    html = client.get(f"/map{query}").get_data(as_text=True)
    written = client.get(f"/map.json{query}").get_json()["rows"]
    drawn = drawing(client, query)
    shown = sorted(number for pair, (_, number) in cells(html).items() if not pair.endswith(" "))
    assert sorted(row["studies"] for row in written if row["studies"]) == shown
    boxes = [cell for cell in drawn.iter(f"{SVG}g") if (cell.get("class") or "").startswith("cell ")]
    heads = len({row["row"] for row in written})
    assert len(boxes) == len(written) + heads
    # What is untried does not depend on what is shown.
    assert html.count("data-gap=") == client.get("/map").get_data(as_text=True).count("data-gap=")


def test_lists_of_the_map_follow_its_filters(read) -> None:
    page = read("/map?phase=3")
    assert (page.all("data-spoke-against"), page.all("data-ended-early")) == (["study/NCT05079230"], ["study/NCT04778397"])
