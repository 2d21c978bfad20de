"""Questions and combinations: exactly the promised studies, why each matched, what nearly fitted, and honest refusals."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from tests.webui.conftest import BROWSER

QUESTION = "Which trials combine HMA with anti-PD-1?"
# DESIGN: HMA + anti-PD-1 of the two papers; two of the six studies have no registry number in the text.
NUMBERED = {"NCT04284787", "NCT04913922", "NCT06536959", "NCT03358719"}
UNNUMBERED = {"gojo-2019-pembrolizumab-azacitidine", "daver-2018-azacitidine-nivolumab-ipilimumab"}
SIX = {f"study/{key}" for key in NUMBERED | UNNUMBERED}
COMBINATION = "/trials?with=class/hma&with=class/anti-pd-1"


@pytest.mark.parametrize(
    ("address", "follow"), [("/ask?q=" + QUESTION, False), (COMBINATION, False), ("/trials?with=HMA&with=anti-PD-1&phase=&without=", True)]
)
def test_a_combination_finds_exactly_the_promised_studies(read, address: str, follow: bool) -> None:
    page = read(address, follow_redirects=follow)
    assert set(page.all("data-study")) == SIX
    assert "study/NCT04214249" in page.all("data-near")
    assert not SIX & set(page.all("data-near"))


def test_every_match_says_why_and_where(read) -> None:
    page = read(COMBINATION)
    assert "hypomethylating agent ← decitabine" in page.text
    assert "PD-1 inhibitor ← nivolumab" in page.text
    assert "class stated, agent not named" in page.text
    assert any(link.startswith("/id/anchor/guo-2026-") for link in page.links)


def test_names_in_an_address_become_addresses_that_last(client) -> None:
    response = client.get("/trials?with=HMA&with=anti-PD-1&without=&phase=")
    assert response.status_code == 302
    assert response.headers["Location"] == COMBINATION


def test_leaving_out_one_agent_of_a_class_loses_what_only_it_gave(read) -> None:
    # NCT03358719 gives decitabine as its only HMA; NCT06536959 gives azacitidine too.
    page = read("/trials?with=class/hma!agent/decitabine&with=class/anti-pd-1")
    assert set(page.all("data-study")) == SIX - {"study/NCT03358719"}


def test_exact_chips_match_only_what_the_source_names(read) -> None:
    page = read("/trials?with=class/anti-pd-1&exact=1")
    assert set(page.all("data-study")) == {"study/NCT06536959"}


def test_alternatives_and_exclusion(read) -> None:
    either = set(read("/trials?with=agent/nivolumab|agent/pembrolizumab").all("data-study"))
    assert either == {s for one in ("nivolumab", "pembrolizumab") for s in read(f"/trials?with=agent/{one}").all("data-study")}
    without = set(read(COMBINATION + "&without=agent/venetoclax").all("data-study"))
    assert without == SIX - {"study/NCT04284787", "study/NCT06536959"}


def test_filters_narrow_a_combination(read) -> None:
    found = set(read(COMBINATION + "&status=recruiting").all("data-study"))
    assert found == {"study/NCT04913922", "study/NCT06536959"}


def test_a_combination_that_finds_nothing_says_which_part_to_drop(read) -> None:
    page = read(COMBINATION + "&with=class/car-t")
    assert page.all("data-study") == []
    assert "No study fits all of this." in page.text
    assert any("without the chip" in words for words in page.words)
    assert COMBINATION in page.links


def test_the_json_twin_of_a_question_holds_the_promised_fields(client) -> None:
    found = client.get("/ask.json", query_string={"q": QUESTION}).get_json()
    assert {"question", "understood", "sparql", "release", "rows", "near_misses"} <= found.keys()
    assert {row["nct_id"] for row in found["rows"]} == NUMBERED | {None}
    assert all(row["why"] and row["anchor"] for row in found["rows"])
    assert client.get(COMBINATION.replace("/trials", "/trials.json")).get_json()["rows"] == found["rows"]


def test_the_files_of_a_combination_hold_its_studies(client) -> None:
    response = client.get(COMBINATION.replace("/trials", "/trials.csv"))
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    assert {row["iri"].partition("/id/")[2] for row in rows} == SIX
    assert "attachment" in response.headers["Content-Disposition"]
    assert b"TY  - JOUR" in client.get(COMBINATION.replace("/trials", "/trials.ris")).data


def test_what_is_not_understood_is_said_and_kept(read) -> None:
    page = read("/ask?q=xyzzy plugh")
    assert page.texts["h1"] == ["Not understood"]
    assert "xyzzy plugh" in page.all("value")
    assert any(link.startswith("/ask?q=") for link in page.links)


def test_a_misspelt_name_is_corrected_openly(read) -> None:
    page = read("/ask?q=trials of nivolumb with azacitidine")
    assert "“nivolumb” was read as nivolumab" in page.text
    assert page.all("data-study")


def test_rows_of_a_statement_question_lead_to_their_cards(read) -> None:
    page = read("/ask?q=What CRc rate was reported with MAC-based regimens?")
    assert "result/lu-2025-crc-family-mac" in page.all("data-row")
    assert "/id/result/lu-2025-crc-family-mac" in page.links
    assert "8/12 (66.67 %)" in page.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/trials?with=nivolumb", "Did you mean nivolumab"),
        ("/trials?with=class/hma&colour=red", "a combination has no 'colour'"),
        ("/trials?with=class/hma&phase=nine", "'nine' is no phase that the base knows. Did you mean Phase 1"),
        ("/trials?with=!agent/decitabine", "a chip of a combination is empty"),
        ("/trials?with=" + "a" * 301, "longer than 300 characters"),
        ("/trials?" + "&".join(["with=class/hma"] * 9), "more than 8 chips"),
        ("/trials?with=class/hma&completed-before=soon", "not an ISO date"),
        ("/ask?q=" + "a " * 400, "longer than 500 characters"),
    ],
)
def test_bad_combinations_are_refused_in_one_sentence(read, address: str, words: str) -> None:
    assert words in read(address, 400).text


def values_of(link: str) -> list[str]:
    return [value for _, value in parse_qsl(urlsplit(link).query)]


def test_what_was_typed_stays_and_each_wrong_part_is_mended_by_a_click(read, client) -> None:
    typed = "/trials?with=HMA&with=nivolumb or pembrolizumb&without=venetoclaks&phase=nine&exact=1"
    page = read(typed, 400)
    fields = [attributes for tag, attributes in page.tags if tag == "input" and attributes.get("name") in ("with", "without", "phase")]
    assert [one["value"] for one in fields] == ["hypomethylating agent", "nivolumb or pembrolizumb", "", "venetoclaks", "nine"]
    assert ["aria-invalid" in one for one in fields] == [False, True, False, True, True]
    ids = set(page.all("id"))
    assert all(id_ in ids for one in fields for id_ in one.get("aria-describedby", "").split())
    assert [attributes.get("checked") for tag, attributes in page.tags if attributes.get("name") == "exact"] == [""]
    # Click after click each part is put right, and what is right stays.
    for number, better in enumerate(("nivolumab or pembrolizumb", "nivolumab or pembrolizumab", "venetoclax", "Phase 1"), start=1):
        (link,) = (one for one in page.links if one.startswith("/trials?") and better in values_of(one))
        page = read(link, 400) if number < 4 else read(link, follow_redirects=True)
    assert "with hypomethylating agent (exactly) and nivolumab or pembrolizumab (exactly)" in page.text
    assert "without venetoclax" in page.text


def test_a_part_that_is_like_nothing_can_be_left_out(read) -> None:
    page = read("/trials?with=HMA&with=qqzzxx", 400)
    assert "'qqzzxx' names no drug, class or target; see the tables" in page.text
    assert "/trials?with=HMA" in page.links


def test_files_of_a_wrong_combination_are_refused_in_plain_text(client) -> None:
    response = client.get("/trials.csv?with=nivolumb&without=venetoclaks")
    assert response.status_code == 400
    assert response.get_data(as_text=True).splitlines() == [
        "with: 'nivolumb' names no drug, class or target; did you mean nivolumab?",
        "without: 'venetoclaks' names no drug, class or target; did you mean venetoclax?",
    ]


def test_a_question_with_a_part_that_nobody_knows_is_asked_with_what_is_like_it(read) -> None:
    question = "trials of gemtuzu and CLAG-M"
    assert f"/ask?q={quote('trials of gemtuzumab ozogamicin and CLAG-M')}" in read(f"/ask?q={question}").links


def test_ways_between_two_things_lead_on_to_their_drawing(read, client) -> None:
    question = "How are azacitidine and CD47 connected?"
    page = read(f"/ask?q={question}")
    drawn = "/graph?start=agent/azacitidine&to=target/cd47"
    assert drawn in page.links
    assert "azacitidine – is given in – arm magrolimab + azacitidine of NCT04778397 – gives – magrolimab – acts on – CD47" in page.text
    assert page.text.count(" – gives – ") == read(drawn).text.count(" – gives – ")
    rows = list(csv.DictReader(io.StringIO(client.get("/ask.csv", query_string={"q": question}).get_data(as_text=True))))
    assert rows[0]["start"] == "azacitidine"
    assert rows == [{name: str(value) for name, value in row.items()} for row in rows]
    assert len(rows) == len(client.get("/ask.json", query_string={"q": question}).get_json()["rows"])


def test_an_empty_question_leads_home(client) -> None:
    assert client.get("/ask?q=%20").headers["Location"] == "/"
    assert client.get("/trials?with=&without=").headers["Location"] == "/trials"
    assert client.get("/ask.json").status_code == 400


def test_an_answer_from_several_tables_shows_each(read, client) -> None:
    question = "What is known about magrolimab?"
    found = client.get("/ask.json", query_string={"q": question}).get_json()
    page = read(f"/ask?q={question}")
    assert sorted(page.all("data-row")) == sorted(row["id"] for row in found["rows"])
    assert len({row["table"] for row in found["rows"]}) == sum(text.endswith(tuple("0123456789")) for text in page.texts["h2"])


def test_filters_alone_find_studies_also_those_without_an_arm(read, client) -> None:
    found = client.get("/trials.json?setting=relapsed-refractory").get_json()
    assert set(read("/trials?setting=relapsed-refractory").all("data-study")) == {row["study_id"] for row in found["rows"]}


def test_the_rows_of_an_answer_can_be_downloaded(client, read) -> None:
    question = "How many patients had grade 4 leukopenia?"
    assert any(link.startswith("/ask.csv?q=How") for link in read(f"/ask?q={question}").links)
    (row,) = csv.DictReader(io.StringIO(client.get("/ask.csv", query_string={"q": question}).get_data(as_text=True)))
    # Table 3: 13 (65.00) of N = 20.
    assert (row["n"], row["denominator"], row["percent"]) == ("13", "20", "65.00")
    refused = client.get("/ask.csv?q=zzqx")
    assert refused.status_code == 400
    assert "did not understand" in refused.get_data(as_text=True)


def test_a_part_that_nobody_knows_leaves_near_misses(read) -> None:
    page = read("/ask?q=HMA with blorpumab")
    assert page.all("data-study") == []
    assert "study/NCT04284787" in page.all("data-near")
    assert "the base does not know 'blorpumab'" in page.text
    assert "What follows answers the rest of the question only" not in page.text


def test_a_drug_s_name_alone_is_answered_with_the_first_of_each_kind(client) -> None:
    html = client.get("/ask?q=azacitidine", headers={"Accept": "text/html"}).get_data(as_text=True)
    section = html[html.index("Trials and other studies <span") : html.index("Reported results <span")]
    shown, _, folded = section.partition('<details class="more"><summary>10 more</summary><div')
    assert (shown.count("<tr data-row="), folded.count("<tr data-row=")) == (5, 10)


def test_who_was_not_understood_is_shown_the_lists(read) -> None:
    assert {"/trials", "/agents", "/map", "/tour"} <= set(read("/ask?q=help").links)


def test_what_is_untried_is_shown_as_a_table(read, client) -> None:
    page = read("/ask?q=what has not been tried with CAR-T cells")
    assert "BCL-2 inhibitor" in page.text
    assert "/questions/untried-combinations" in page.links
    assert {"/map#failed", "/map#untried"} <= set(page.links)
    rows = list(csv.DictReader(io.StringIO(client.get("/ask.csv?q=what has not been tried with CAR-T cells").get_data(as_text=True))))
    assert {row["modality"] for row in rows} == {"CAR-T cells"}


def test_studies_that_failed_or_ended_early_lead_to_their_pages_and_to_the_map(read) -> None:
    page = read("/ask?q=which combinations failed")
    assert {"/id/study/NCT05079230", "/id/study/NCT04778397", "/map#failed"} <= set(page.links)
    assert "ended early" in page.text
    assert "spoke against" in page.text
    assert "NCT number Study Phase" in page.text
    # The reasons of one study stand apart, not joined as files join them.
    assert "|" not in page.text[page.text.index("NCT number") : page.text.index("The question of the library")]


def test_a_study_found_by_its_findings_shows_the_claim(read) -> None:
    assert "/id/claim/lu-2025-claim-mac-below-earlier" in read("/ask?q=which studies showed no benefit").links
    assert "/id/claim/lu-2025-claim-mac-below-earlier" in read("/trials?with=agent/mitoxantrone-liposome&direction=no-benefit").links


def test_values_to_be_avoided_and_regimens_serve_in_addresses(read) -> None:
    # guo-2026: NCT04086264 does not recruit (Table 1), NCT05079230 was ended (prose); NCT06536959 and NCT06384261 recruit.
    page = read("/trials?with=agent/venetoclax&status=!recruiting")
    assert set(page.all("data-study")) == {"study/NCT04086264", "study/NCT05079230"}
    assert "not recruiting" in page.text
    assert read("/trials?with=CLAG-M&with=target/cd33", follow_redirects=True).all("data-study") == ["study/NCT03441048"]


def test_a_combination_is_matched_once(client, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.base import Base

    asked = []
    match = Base.match
    monkeypatch.setattr(Base, "match", lambda self, *given: asked.append(given) or match(self, *given))
    assert client.get("/ask?q=trials of lintuzumab-Ac225 and CLAG-M").status_code == 200
    assert len(asked) == 1


@pytest.mark.parametrize("address", [COMBINATION, "/trials?with=class/immunotherapy", "/ask?q=trials of venetoclax"])
def test_facets_of_a_combination_lead_to_as_many_studies_as_they_say(read, client, address: str) -> None:
    html = client.get(address, headers=BROWSER).get_data(as_text=True)
    facets = dict(re.findall(r'<section class="map-facet" data-facet="([^"]+)"[^>]*>(.*?)</section>', html, re.S))
    assert {"phase", "setting", "line"} <= facets.keys()
    for facet in facets.values():
        for link, count in re.findall(r'<a href="([^"]+)"[^>]*>[^<]* <span class="facet-count">(\d+)<', facet):
            assert len(read(unescape(link)).all("data-study")) == int(count), link


def test_studies_are_narrowed_by_year_and_people(read) -> None:
    # guo-2026, Table 1: of the combinations of HMA and anti-PD-1, NCT04913922 and NCT06536959 give completion dates.
    page = read(COMBINATION)
    years = [link for link in page.links if "completed-after" in link]
    assert years
    assert set(read(years[0]).all("data-study")) < SIX
    narrowed = read(COMBINATION + "&setting=relapsed-refractory")
    assert not [link for link in narrowed.links if "setting=relapsed-refractory&setting" in link]
    listed = read("/trials?disease_setting=relapsed-refractory")
    assert "Disease setting: relapsed or refractory" in listed.text
