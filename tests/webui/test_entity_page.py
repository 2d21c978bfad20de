"""Entities: the evidence card, hierarchy, study and document pages; twins as data; near names for wrong addresses."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
import rdflib

from kb.base import Base
from kb.combine import Chip, Combination
from kb.names import ID, mint, parts
from tests.webui.conftest import BROWSER
from webui.pages.entity import MOST_OF_DOCUMENT, MOST_POINTING


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
    for address in ("/id/study/NCT05079230",):
        page = read(address)
        assert "Directions differ" in page.texts["h2"]
        text = page.text[page.text.index("Directions differ") :]
        assert text.index("2023 Phase 1b supports") < text.index("2025 Phase 3 no benefit")
    assert "Directions differ" not in read("/id/study/NCT04913922").texts["h2"]


def headings(page) -> list[str]:
    """The sections that a document's page tells, in its order; each heading ends with a count."""
    return [re.sub(r" \d+$", "", text) for text in page.texts["h3"] if re.search(r" \d+$", text)]


@pytest.mark.parametrize("address", ["/documents/lu-2025", "/id/document/lu-2025"])
def test_a_document_is_told_in_reading_order(read, address: str) -> None:
    heads = headings(read(f"{address}?section=all"))
    # The headings of the paper, in its own order; tables stand after the text.
    order = ["Title", "Abstract", *(f"Section {n}" for n in ("1", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4", "4", "5"))]
    assert [head for head in heads if head in order] == order
    assert heads.index("Table 1") < heads.index("Table 2") < heads.index("Table 3") < heads.index("References")


def test_a_document_opens_with_its_contents_and_is_read_section_by_section(read, client) -> None:
    page = read("/documents/lu-2025")
    assert len(client.get("/documents/lu-2025", headers={**BROWSER, "Accept-Encoding": "br"}).data) < 100_000
    assert 'class="spot"' not in client.get("/documents/lu-2025", headers=BROWSER).get_data(as_text=True)
    listed = [link.partition("section=")[2].partition("#")[0] for link in page.links if "?section=" in link]
    told = [slug for slug in read("/documents/lu-2025?section=all").all("id") if slug in listed]
    assert told == [slug for slug in listed if slug != "all"]
    # One after the other leads through all of them.
    seen, at = [], told[0]
    while at:
        seen.append(at)
        one = read(f"/documents/lu-2025?section={at}")
        after = [attributes["href"] for _, attributes in one.tags if attributes.get("rel") == "next"]
        at = after[0].partition("section=")[2].partition("#")[0] if after else ""
    assert seen == told
    assert "use title, " in read("/documents/lu-2025?section=nowhere", 404).text


def test_rows_of_a_table_stand_in_its_order(read) -> None:
    text = read("/documents/lu-2025?section=all").text
    table_1, table_3 = text.rindex(" Table 1 "), text.rindex(" Table 3 ")
    # Table 1 begins with age and ends with the lines of treatment; Table 3 prints anemia before febrile neutropenia.
    rows = ["Age > Median (Min, Max)", "Sex, no. (%) > Male", "ECOG, no. (%) > 0", "Prior treatment lines > Median (range)"]
    places = [text.index(f" {row} ", table_1) for row in rows]
    places += [text.index(f" {row} ", table_3) for row in ("Anemia", "Febrile neutropenia", "Nausea")]
    assert places == sorted(places)


def test_what_points_at_an_entity_is_named_only_so_far(client, read) -> None:
    assert f"The first {MOST_OF_DOCUMENT} of " in read("/documents/lu-2025").text
    assert f"The first {MOST_POINTING} of " in read("/id/study/NCT04645199").text
    assert len(client.get("/documents/lu-2025").data) < 150_000


def test_the_whole_study_stands_before_its_parts_and_a_dose_tells_in_whom(read) -> None:
    text = read("/id/study/NCT04645199").text
    assert text.index("all patients N = 20") < text.index("after allo-HSCT N = 13") < text.index("(MAC) N = 6")
    # Section 3.2: 19.90 mg/m² after transplantation, 20.00 mg/m² in the others.
    assert "19.90 mg/m² , day 1 single value; Patients relapsed after allo-HSCT" in text
    assert "100 mg/m² per day , days 1-7, intravenous" in text


def test_sections_without_numbers_stand_in_the_order_of_the_paper(read, shared_folder) -> None:
    text = (shared_folder / "documents" / "guo-2026.md").read_text(encoding="utf-8")
    heads = [head for head in headings(read("/documents/guo-2026?section=all")) if f"\n{head}\n" in text or f"# {head}\n" in text]
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
    inside = [attributes["class"] for tag, attributes in page.tags if tag == "g" and attributes.get("class", "").startswith("node ")]
    assert 3 <= len(inside) <= 40
    assert any("centre" in one for one in inside)
    assert "/id/class/hma" in page.links


def test_the_card_keeps_what_is_reported_and_what_is_recomputed_apart(read) -> None:
    page = read("/id/result/lu-2025-crc-overall")
    # lu-2025, section 3.3: 60.00 % (12/20); scipy.stats.binomtest(12, 20).proportion_ci(method="exact"): 0.36054, 0.80881.
    for words in ("12/20, 60.00 % reported, 60.0 % [36.1–80.9] Clopper–Pearson", "60.00 % [36.05–80.88]", "primary", "12 / 20"):
        assert words in page.text, words
    # Section 2.3 defines the endpoint; section 3.3 gives the follow-up: median 6.64 months (1.64-19.61).
    for words in (
        "ELN 2022",
        "intent-to-treat",
        "morphologic leukaemia-free state",
        "median 6.64 months (range 1.64–19.61)",
        "after one cycle",
    ):
        assert words in page.text, words
    assert "section 3.3, paragraph 1" in page.text
    assert any(link.startswith("/documents/lu-2025/text?at=") and link.endswith("#mark") for link in page.links)
    assert {"/history/result/lu-2025-crc-overall", "/cite?of=/id/result/lu-2025-crc-overall"} <= set(page.links)
    assert any(link.startswith("/sparql?query=") for link in page.links)


def test_a_rate_without_denominator_is_told_with_the_size_of_its_arm_and_never_counted(client, read) -> None:
    # lu-2025, Table 2: of the regimen with gilteritinib, 1 (5.00) was treated; its CRc rate is 100.00, without n or N.
    key = "lu-2025-crc-ma-gilteritinib"
    page = read(f"/id/result/{key}")
    assert "100.00 % arm of 1; no N is printed here" in page.text
    assert "Recomputed" not in page.text
    assert "100.00 % reported, arm of 1 (Lu et al. 2025" in page.text
    assert "100.00 % arm of 1" in read("/id/study/NCT04645199").text
    assert "100.00 % arm of 1" in read("/results?outcome=crc").text
    compared = "?of=arm/lu-2025-arm-ma-gilteritinib&of=arm/lu-2025-arm-mac"
    assert "100.00 % arm of 1" in read(f"/compare{compared}").text
    assert "66.67 % (arm of 6)" in client.get(f"/compare.csv{compared}").get_data(as_text=True)
    assert "arm of 1" in read("/outcomes?outcome=crc").text
    assert "; 100.00 %; arm of 1" in client.get("/outcomes.svg?outcome=crc").get_data(as_text=True)
    found = client.get("/ask.json", query_string={"q": "CRc rate of mitoxantrone liposome with gilteritinib"}).get_json()
    (row,) = (one for one in found["rows"] if one["id"] == f"result/{key}")
    assert (row["arm_size"], row["population_size"], row["denominator"], row["computed_percent"]) == ("1", "20", None, None)


def test_the_query_of_a_card_gives_its_figures(client, read) -> None:
    (link,) = {link for link in read("/id/result/lu-2025-crc-overall").links if link.startswith("/sparql?query=")}
    rows = client.get(f"{link}&format=json").get_json()["results"]["bindings"]
    told = {row["property"]["value"].rpartition("#")[2]: row["value"]["value"] for row in rows}
    assert (told["n"], told["denominator"], float(told["computedPercent"])) == ("12", "20", 60.0)


def test_a_fragment_printed_in_several_places_is_quoted_once(client) -> None:
    html = client.get("/id/result/lu-2025-crc-family-mac", headers=BROWSER).get_data(as_text=True)
    printed = html[html.index('id="sources"') : html.index("On one line")]
    assert printed.count("66.67% (8/12)") == 1
    # Abstract, results and discussion print it.
    assert len(re.findall(r'class="locator"', printed)) == 3


def test_a_restated_figure_says_from_which_reference(read, base: Base) -> None:
    restated = [row for row in base.sheet("results").rows if row.text("voice") == "restated" and row.cells.get("references")]
    numbers = {row.iri: row.text("number") for row in base.sheet("documents").rows}
    for row in restated[:5]:
        page = read("/id/" + "/".join(parts(row.iri)))
        assert f"from reference {numbers[row.cells['references'][0].iri]}, " in page.text
        assert "never pooled" in page.text


def test_every_card_can_be_read(client, base: Base) -> None:
    for table in ("results", "adverse-events", "baseline"):
        for row in base.sheet(table).rows[::9]:
            response = client.get("/id/" + "/".join(parts(row.iri)), headers=BROWSER)
            assert response.status_code == 200, row.iri
            assert 'class="locator"' in response.get_data(as_text=True), row.iri


def test_the_documents_page_lists_its_discrepancies_by_severity(read) -> None:
    for address in ("/documents/lu-2025", "/id/study/NCT04645199"):
        text = read(address).text
        # Table 3 prints grade 3-4 hematological toxicity as 14 (70.00), the abstract as 95 %; its grade 4 as 8, with 13 of leukopenia.
        assert "14 of 20 (70.00 %) in Table 3, 19 of 20 in section 3.4 and 95 % in the abstract" in text
        assert re.search(r"major Hematological toxicity, grade 4: 8 of 20[^.]+Leukopenia 13", text)
        assert "rounding composite complete remission (Patients relapsed after allo-HSCT): 9 of 13 is 69.23 %, printed as 69.20 %" in text
        assert text.index("major Any adverse events") < text.index("minor ") < text.index("rounding composite")


def test_a_discrepancy_shows_both_statements_with_their_places(read, base: Base) -> None:
    for row in base.sheet("discrepancies").rows:
        page = read("/id/" + "/".join(parts(row.iri)))
        assert {f"/id/{one.address}" for one in row.cells["statements"]} <= set(page.links)
        assert all(fragment.text in page.text for fragment in row.cells["fragment"])
        assert sum("/text?at=" in link for link in page.links) >= len({place.iri for place in row.cells["anchor"]})
        assert row.text("expected") in page.text and row.text("severity") in page.text


def test_the_list_of_discrepancies_names_statements_in_words(read) -> None:
    text = read("/discrepancies").text
    assert "adverse-event/lu-2025" not in text
    assert "Hematological toxicity, grade 4: 8/20 (40.00 %)" in text


def test_studies_of_a_drug_are_counted_by_the_class_of_its_partners(client, base: Base) -> None:
    html = client.get("/id/agent/azacitidine", headers=BROWSER).get_data(as_text=True)
    groups = re.findall(r'<section data-partner="(class/[^"]+)">.*?</section>', html, re.S)
    assert {"class/anti-pd-1", "class/bcl-2-inhibitor"} <= set(groups)
    for partner in groups:
        told = re.search(rf'<section data-partner="{re.escape(partner)}">(.*?)</section>', html, re.S)[1]
        matches = base.match(Combination((Chip(("agent/azacitidine",)), Chip((partner,))))).matches
        listed = set(re.findall(r'href="/id/(study/[^"]+)"', told))
        assert listed == {one.study for one in matches}, partner
        # The count leads to the combination, which finds as many.
        link, count = re.search(r'class="count" href="([^"]+)"[^>]*>(\d+)<', told).groups()
        assert int(count) == len(listed)
        rows = client.get(unescape(link).replace("/trials?", "/trials.json?")).get_json()["rows"]
        assert len({row["study"] for row in rows}) == int(count)


def test_a_class_shows_what_stands_below_it_with_counts(read) -> None:
    page = read("/id/class/checkpoint-inhibitor")
    assert "/trials?with=class/anti-pd-1" in page.links
    text = page.text[page.text.index("Takes in") :]
    assert text.index("PD-(L)1 inhibitor") < text.index("pembrolizumab") < text.index("Studies that give it")


def test_an_outcome_says_how_studies_define_it_and_whether_they_compare(read) -> None:
    page = read("/id/outcome/crc")
    assert "Comparable?" in page.text
    assert "One study of this release defines it" in page.text
    assert "complete remission with incomplete count recovery" in page.text
    assert "/outcomes?outcome=crc" in page.links
    many = read("/id/outcome/orr").text
    assert "No two of the" in many and "not stated: the states that count" in many


def test_a_trial_in_one_sentence_and_for_machines(client, read) -> None:
    html = client.get("/id/study/NCT04913922", headers=BROWSER).get_data(as_text=True)
    # guo-2026, Table 1, row NCT04913922.
    assert (
        "Phase 2 clinical trial, recruiting as of 2026-03-28, of azacitidine + nivolumab + relatlimab in AML"
        in read("/id/study/NCT04913922").text
    )
    block = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert (block["@type"], block["sameAs"]) == ("MedicalTrial", "https://clinicaltrials.gov/study/NCT04913922")
    assert {one["name"] for one in block["studySubject"]} == {"azacitidine", "nivolumab", "relatlimab"}
    assert "No figure of its results is in this base" in unescape(html)


def test_planned_and_delivered_doses_stand_apart(client) -> None:
    html = client.get("/id/study/NCT04645199", headers=BROWSER).get_data(as_text=True)
    arm = html[html.index("<h2>Arms") : html.index('id="results"')]
    planned = " ".join(re.findall(r'data-label="Planned dose">(.*?)</td>', arm, re.S))
    delivered = " ".join(re.findall(r'data-label="Delivered dose">(.*?)</td>', arm, re.S))
    # lu-2025, sections 2.2 and 3.3: planned 20-24 mg/m², median given 20.00 (11.17-33.75).
    assert "20–24" in planned and "20–24" not in delivered
    assert "11.17" in delivered and "11.17" not in planned
