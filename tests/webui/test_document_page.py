"""Documents: what they state, in reading order, section by section."""

from __future__ import annotations

import re

import pytest

from tests.webui.conftest import BROWSER


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
