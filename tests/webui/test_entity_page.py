"""Entities: the evidence card, hierarchy, study and document pages; twins as data; near names for wrong addresses."""

from __future__ import annotations

import json

import pytest
import rdflib

from kb.base import Base
from kb.names import ID, mint, parts
from tests.webui.conftest import BROWSER
from webui.pages.entity import MOST_POINTING


def test_the_card_of_a_result_shows_all_that_is_needed_to_trust_it(read) -> None:
    # lu-2025: CRc with MAC-based regimens 66.67 % (8/12); the exact interval by scipy.stats.binomtest(8, 12) is 34.89-90.08 %.
    page = read("/id/result/lu-2025-crc-family-mac")
    for words in ("8/12 (66.67 %)", "8 / 12", "66.67 % [34.89–90.08]", "Clopper", "computed", "own result", "after one cycle", "MAC-based"):
        assert words in page.text, words
    assert "“66.67% (8/12)”".strip("“”") in page.text
    assert "https://doi.org/10.1007/s12672-025-02526-y" in page.links
    assert "section 3.3, paragraph 3" in page.text


def test_a_discrepancy_is_shown_where_the_number_is_shown(read, base: Base) -> None:
    flagged = next(row for row in base.sheet("results").rows if row.cells.get("discrepancy"))
    page = read("/id/" + "/".join(parts(flagged.iri)))
    assert "Discrepancy" in page.text
    assert flagged.cells["discrepancy"][0].text in page.text
    listed = read("/results?" + "discrepancy=" + flagged.cells["discrepancy"][0].address)
    assert "/id/" + flagged.cells["discrepancy"][0].address in listed.links


def test_a_drug_shows_its_classes_names_identifiers_and_studies(read, base: Base) -> None:
    page = read("/id/agent/azacitidine")
    assert "hypomethylating agent" in page.text
    assert "Vidaza" in page.text
    assert any(link.startswith("https://bioregistry.io/") for link in page.links)
    from kb.combine import Chip, Combination

    studies = {one.study for one in base.match(Combination((Chip(("agent/azacitidine",)),))).matches}
    assert {f"/id/{study}" for study in studies} <= set(page.links)
    assert f"Studies that give it {len(studies)}" in page.text


def test_a_study_shows_arms_components_records_and_statements(read) -> None:
    page = read("/id/study/NCT04913922")
    assert "Arms and components 1" in page.texts["h2"]
    assert {"/id/agent/azacitidine", "/id/agent/nivolumab", "/id/agent/relatlimab"} <= set(page.links)
    for words in ("hypomethylating agent", "PD-1 inhibitor", "LAG-3 inhibitor", "recruiting", "as of 2026-03-28", "Phase 2"):
        assert words in page.text, words
    assert "https://clinicaltrials.gov/study/NCT04913922" in page.links


def test_claims_that_pull_apart_are_shown_in_time_order(read) -> None:
    # guo-2026: magrolimab with azacitidine did well in phase Ib; the phase III trial on top of venetoclax did not.
    for address in ("/id/study/NCT05079230", "/id/regimen/azacitidine+magrolimab"):
        page = read(address)
        assert "Directions differ" in page.texts["h2"]
        text = page.text[page.text.index("Directions differ") :]
        assert text.index("2023 Phase 1b supports") < text.index("2025 Phase 3 no benefit")
    assert "Directions differ" not in read("/id/study/NCT04913922").texts["h2"]


@pytest.mark.parametrize("address", ["/documents/lu-2025", "/id/document/lu-2025"])
def test_a_document_is_told_in_reading_order(read, address: str) -> None:
    heads = [text for text in read(address).texts["h3"] if text.startswith(("Title", "Abstract", "Section", "Table", "References"))]
    # The headings of the paper, in its own order; tables stand after the text.
    order = ["Title", "Abstract", *(f"Section {n}" for n in ("1", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4", "4", "5"))]
    assert [head for head in heads if head in order] == order
    assert heads.index("Table 1") < heads.index("Table 2") < heads.index("Table 3") < heads.index("References")


def test_rows_of_a_table_stand_in_its_order(read) -> None:
    text = read("/documents/lu-2025").text
    table_1, table_3 = text.rindex(" Table 1 "), text.rindex(" Table 3 ")
    # Table 1 begins with age and ends with the lines of treatment; Table 3 prints anemia before febrile neutropenia.
    rows = ["Age > Median (Min, Max)", "Sex, no. (%) > Male", "ECOG, no. (%) > 0", "Prior treatment lines > Median (range)"]
    places = [text.index(f" {row} ", table_1) for row in rows]
    places += [text.index(f" {row} ", table_3) for row in ("Anemia", "Febrile neutropenia", "Nausea")]
    assert places == sorted(places)


def test_what_points_at_an_entity_is_named_only_so_far(client, read) -> None:
    assert f"The first {MOST_POINTING} of " in read("/documents/lu-2025").text
    assert len(client.get("/documents/lu-2025").data) < 500_000


def test_the_whole_study_stands_before_its_parts_and_a_dose_tells_in_whom(read) -> None:
    text = read("/id/study/NCT04645199").text
    assert text.index("all patients N = 20") < text.index("after allo-HSCT N = 13") < text.index("(MAC) N = 6")
    # Section 3.2: 19.90 mg/m² after transplantation, 20.00 mg/m² in the others.
    assert "19.90 mg/m² , day 1 delivered, single value; Patients relapsed after allo-HSCT" in text
    assert "100 mg/m² per day , days 1-7, intravenous" in text


def test_sections_without_numbers_stand_in_the_order_of_the_paper(read, shared_folder) -> None:
    text = (shared_folder / "documents" / "guo-2026.md").read_text(encoding="utf-8")
    heads = [head for head in read("/documents/guo-2026").texts["h3"] if f"\n{head}\n" in text or f"# {head}\n" in text]
    body = [
        head
        for head in heads
        if head.startswith(("PD-(L)1", "CD47", "CAR-T", "CAR-nat", "Combination therapy with", "Combination of", "Challenges"))
    ]
    assert len(body) >= 6
    places = [text.rindex(head) if text.count(f"# {head}") == 0 else text.index(f"# {head}") for head in body]
    assert places == sorted(places)


@pytest.mark.parametrize(("ending", "form"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_twins_by_suffix_hold_the_facts(client, ending: str, form: str) -> None:
    response = client.get(f"/id/agent/azacitidine.{ending}")
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.data, format=form)
    assert (rdflib.URIRef(mint("agent", "azacitidine")), rdflib.RDFS.label, rdflib.Literal("azacitidine")) in graph


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("application/json", "application/json"),
        ("*/*", "text/html"),
        (BROWSER["Accept"], "text/html"),
        ("text/html;q=0.2,text/turtle", "text/turtle"),
    ],
)
def test_the_reader_chooses_the_form(client, accept: str, media: str) -> None:
    response = client.get("/id/agent/azacitidine", headers={"Accept": accept})
    assert response.mimetype == media
    assert "Accept" in response.headers["Vary"]
    if media == "text/html":
        assert 'rel="alternate"; type="text/turtle"' in response.headers["Link"]


def test_the_json_twin_is_plain(client) -> None:
    found = json.loads(client.get("/id/result/lu-2025-crc-family-mac.json").data)
    assert found["facts"]["percent"] == [{"text": "66.67", "iri": None}]
    assert {source["fragment"] for source in found["sources"]} == {"66.67% (8/12)"}


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/id/agent/azacitidin", "/id/agent/azacitidine"),
        ("/id/agent/Azacitidine", "/id/agent/azacitidine"),
        ("/id/study/NCT0464519", "/id/study/NCT04645199"),
    ],
)
def test_a_wrong_address_is_answered_with_near_names(read, address: str, near: str) -> None:
    page = read(address, 404)
    assert near in page.links


@pytest.mark.parametrize(
    "address", ["/id/agent/%00", "/id/agent/a b", "/id/x", "/id/agent/" + "a" * 5000, "/id/agent/..%2f..", "/id/agent/é", "/id/UPPER/x.ttl"]
)
def test_odd_addresses_are_not_found_and_nothing_worse(client, address: str) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 404
    assert "Traceback" not in response.get_data(as_text=True)


def test_one_entity_of_every_kind_has_a_page_and_a_twin(client, base: Base) -> None:
    rows = base.select("SELECT (SAMPLE(?s) AS ?one) WHERE { ?s a ?type } GROUP BY ?type").rows
    addresses = sorted({row[0].text.removeprefix(ID) for row in rows if row[0] and row[0].text.startswith(ID)})
    assert len(addresses) > 25
    for address in addresses:
        page = client.get(f"/id/{address}", headers=BROWSER)
        assert page.status_code == 200, address
        assert client.get(f"/id/{address}.ttl").status_code == 200, address


def test_the_drawing_links_to_neighbours(read) -> None:
    page = read("/id/agent/azacitidine")
    inside = [attributes["class"] for tag, attributes in page.tags if tag == "g"]
    assert 3 <= len(inside) <= 40
    assert any("centre" in one for one in inside)
    assert "/id/class/hma" in page.links
