"""Evidence cards: what is reported and recomputed of a figure, its places, and the discrepancies in which it stands."""

from __future__ import annotations

import re

from kb.base import Base
from kb.names import parts
from tests.webui.conftest import BROWSER


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
