"""Which documents an export cites: the references themselves, or those that state its rows and those they are restated from."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
import rispy

from kb.base import Base
from kb.formats import Table, write
from kb.tables import Choice


def entries(shared_folder: Path) -> dict[str, str]:
    """Every entry of both papers' lists by key, as it stands in the texts."""
    found: dict[str, str] = {}
    for document, heading in (("lu-2025", "## References"), ("guo-2026", "References")):
        text = (shared_folder / "documents" / f"{document}.md").read_text(encoding="utf-8")
        tail = text.rsplit(f"\n{heading}\n", 1)[1].replace("\\", "").replace("*", "")
        parts = re.split(r"(?m)^\s*(?:-\s)?\[?(\d{1,2})(?:\]|\.)\s", tail)
        found |= {f"{document}-r{number}": " ".join(entry.split()) for number, entry in zip(parts[1::2], parts[2::2], strict=True)}
    return found


def letters(text: str) -> str:
    """Letters and figures alone: a page break cuts words of the printed lists in two."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_references_are_all_there_with_doi_and_pubmed_number_as_printed(exported: Callable[[str], Table], shared_folder: Path) -> None:
    printed = entries(shared_folder)
    assert len(printed) == 122
    records = {record["id"]: record for record in rispy.loads(write(exported("references"), "ris").decode())}
    library = {entry.key: entry for entry in bibtexparser.parse_string(write(exported("references"), "bib").decode()).entries}
    assert set(records) == set(library) == set(printed)
    for key, entry in printed.items():
        doi = re.search(r"doi:(10\.\S+?)[.,]?(?:\s|$)|\(https://doi\.org/(10\.\S+?)\)", entry)
        pmid = re.search(r"PMID:(\d+)", entry)
        assert records[key].get("doi") == (doi[1] or doi[2] if doi else None), key
        assert records[key].get("accession_number") == (pmid[1] if pmid else None), key
        fields = library[key].fields_dict
        assert (fields["doi"].value if "doi" in fields else None) == records[key].get("doi"), key
        assert (fields["pmid"].value if "pmid" in fields else None) == records[key].get("accession_number"), key
        assert letters(records[key]["title"]) in letters(entry), key
        assert records[key]["year"] in entry, key


def test_references_come_in_the_order_of_their_numbers(exported: Callable[[str], Table]) -> None:
    keys = [citation.key for citation in exported("references").citations]
    for document, count in (("guo-2026", 84), ("lu-2025", 38)):
        assert [key for key in keys if key.startswith(document)] == [f"{document}-r{number}" for number in range(1, count + 1)]


def test_some_references_cite_themselves_alone(base: Base) -> None:
    sheet = base.sheet("references")
    choice = Choice({"source": ("document/lu-2025",), "number": ("3", "12")})
    made = sheet.table(sheet.choose(choice), choice)
    assert [citation.key for citation in made.citations] == ["lu-2025-r3", "lu-2025-r12"]


@pytest.mark.parametrize("name", ["results", "adverse-events", "claims", "trials", "events"])
def test_statements_cite_who_states_them_and_whom_they_restate(name: str, base: Base, exported: Callable[[str], Table]) -> None:
    """Counted by a query of its own, over the rows' documents and references."""
    kinds = {"trials": "Study", "results": "Result", "adverse-events": "AdverseEventResult", "claims": "Claim", "events": "RegulatoryEvent"}
    query = f"SELECT DISTINCT ?d WHERE {{ ?row a aml:{kinds[name]} . ?row aml:statedIn|aml:mentionedIn|aml:reference ?d }}"
    held = {row[0].text.rsplit("/", 1)[1] for row in base.select(query).rows if row[0]}
    assert {citation.key for citation in exported(name).citations} == held


def test_a_restated_result_cites_both(base: Base) -> None:
    # Section PD-(L)1 and CTLA-4 inhibitors p1 of the review: 10.8 months, reference 14.
    sheet = base.sheet("results")
    choice = Choice({"study": ("study/gojo-2019-pembrolizumab-azacitidine",), "value": ("10.8",)})
    made = sheet.table(sheet.choose(choice), choice)
    assert len(made.rows) == 1
    assert {citation.key for citation in made.citations} == {"guo-2026", "guo-2026-r14"}


def test_the_papers_have_their_authors_in_order(base: Base) -> None:
    cited = {citation.key: citation for citation in base.citations.values()}
    assert cited["guo-2026"].authors == ("Hongjun Guo", "Yuan Bao", "Shuai Feng", "Tonghua Yang", "Zengzheng Li")
    assert (cited["lu-2025"].authors[0], cited["lu-2025"].authors[-1], len(cited["lu-2025"].authors)) == ("Ni Lu", "Erjie Jiang", 14)
    assert (cited["guo-2026"].doi, cited["lu-2025"].doi) == ("10.14218/OnA.2025.00032", "10.1007/s12672-025-02526-y")
