"""Entities: pages of drugs, classes, outcomes and studies, what points at them, and their drawing."""

from __future__ import annotations

import json
import re
from html import unescape

from kb.base import Base
from kb.combine import Chip, Combination
from kb.names import ID
from tests.webui.conftest import BROWSER
from webui.pages.entity import MOST_OF_DOCUMENT, MOST_POINTING
from webui.views.thing import studies_giving


def test_a_drug_shows_its_classes_names_identifiers_and_studies(read, base: Base) -> None:
    page = read("/id/agent/azacitidine")
    assert "hypomethylating agent" in page.text
    assert "Vidaza" in page.text
    assert any(link.startswith("https://bioregistry.io/") for link in page.links)
    studies = {one.study for one in base.match(Combination((Chip(("agent/azacitidine",)),))).matches}
    assert {f"/id/{study}" for study in studies} <= set(page.links)
    assert f"Studies that give it {len(studies)}" in page.text


def test_how_many_studies_give_a_thing_is_what_the_store_counts(base: Base) -> None:
    counted = base.select(
        "SELECT ?it (COUNT(DISTINCT ?study) AS ?n) WHERE { ?c aml:matches ?it ; aml:componentOf ?arm . ?arm aml:armOf ?study } GROUP BY ?it"
    )
    expected = {it.text.removeprefix(ID): int(n.text) for it, n in counted.rows if it and n}
    assert "class/anti-pd-1" in expected, "of which one study names the class alone"
    assert {it: n for it, n in studies_giving(base).items() if n} == expected


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


def test_what_points_at_an_entity_is_named_only_so_far(client, read) -> None:
    assert f"The first {MOST_OF_DOCUMENT} of " in read("/documents/lu-2025").text
    assert f"The first {MOST_POINTING} of " in read("/id/study/NCT04645199").text
    assert len(client.get("/documents/lu-2025").data) < 150_000


def test_the_drawing_links_to_neighbours(read) -> None:
    page = read("/id/agent/azacitidine")
    inside = [attributes["class"] for tag, attributes in page.tags if tag == "g" and attributes.get("class", "").startswith("node ")]
    # The wide layout and the slim one hold the same.
    wide, slim = inside[: len(inside) // 2], inside[len(inside) // 2 :]
    assert 3 <= len(wide) <= 40
    assert sorted(wide) == sorted(slim)
    assert sum("centre" in one for one in wide) == 1
    assert "/id/class/hma" in page.links


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
    # The index of the page's sections names it first.
    text = page.text[page.text.index("Takes in", page.text.index("Takes in") + 1) :]
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


def test_a_long_page_has_one_index_of_its_sections(client, read) -> None:
    page = read("/id/agent/azacitidine")
    html = client.get("/id/agent/azacitidine", headers=BROWSER).get_data(as_text=True)
    assert html.count('aria-label="On this page"') == 1
    index = html[html.index('<nav class="jump"') :]
    led_to = re.findall(r'href="#([^"]+)"', index[: index.index("</nav>")])
    assert led_to == [one for one in page.all("id") if one in led_to]
    assert {"studies", "facts", "neighbourhood", "links"} <= set(led_to)


def test_many_results_of_a_study_stand_by_outcome_the_primary_endpoint_first(client) -> None:
    html = client.get("/id/study/NCT04645199", headers=BROWSER).get_data(as_text=True)
    section = html[html.index('<section id="results">') : html.index('<section id="adverse-events">')]
    heads = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r'"part"[^>]*><summary>(.*?)</summary>', section, re.S)]
    told = [re.fullmatch(r"(.+?) (\d+) (.*)", one).groups() for one in heads]
    # lu-2025, sections 2.4 and 3.3: the primary endpoint was CRc, reached by 12 of 20; every printed figure stands under its outcome.
    assert told[0][0] == "composite complete remission" and told[0][2] == "12/20 (60.00 %)"
    assert sum(int(number) for _, number, _ in told) == section.count("<tr data-row=") > 60
