"""What is seen is what is downloaded: three rows are three records in every format, read by independent readers."""

from __future__ import annotations

import csv
import io
import json
import re

import bibtexparser
import openpyxl
import pytest
import rdflib
import rispy

from tests.browser.conftest import Visit

ENTITY = re.compile(r"https://w3id\.org/aml-evidence/id/document/[\w.-]+")


def fetched(visit: Visit, title: str) -> bytes:
    link = visit.page.locator("#tools .export").first.get_by_role("link", name=title, exact=True).get_attribute("href")
    response = visit.page.request.get(visit.address + link)
    assert response.ok
    version = visit.page.request.get(visit.address + "/version.json").json()["version"]
    assert version in response.headers["content-disposition"]
    return response.body()


@pytest.mark.browser
def test_three_rows_are_three_records_in_every_format(visit: Visit) -> None:
    visit.go("/references")
    visit.page.locator(".side .facet a", has=visit.page.locator(".facet-count", has_text=re.compile(r"^3$"))).first.click()
    shown = visit.page.locator("main tr[data-row]").evaluate_all("all => all.map(one => one.dataset.row)")
    iris = {f"https://w3id.org/aml-evidence/id/{row}" for row in shown}
    assert len(iris) == 3

    assert {row["iri"] for row in csv.DictReader(io.StringIO(fetched(visit, "CSV").decode()))} == iris
    assert {row["iri"] for row in csv.DictReader(io.StringIO(fetched(visit, "TSV").decode()), delimiter="\t")} == iris
    book = openpyxl.load_workbook(io.BytesIO(fetched(visit, "Excel")))
    cells = [str(cell.value) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line if cell.value]
    assert {cell for cell in cells if cell in iris} == iris
    assert any("/references.xlsx?" in cell for cell in cells), "the notes tell the address that was asked"
    told = json.loads(fetched(visit, "JSON"))
    assert {row["iri"] for row in told["rows"]} == iris
    for title, form in (("JSON-LD", "json-ld"), ("Turtle", "turtle")):
        graph = rdflib.Graph().parse(data=fetched(visit, title), format=form)
        assert iris <= {str(subject) for subject in graph.subjects()}, title
    assert set(ENTITY.findall(fetched(visit, "Markdown").decode().replace("\\", ""))) >= iris
    latex = fetched(visit, "LaTeX").decode()
    assert latex.count("{") == latex.count("}")
    keys = {row.partition("/")[2] for row in shown}
    assert len(rispy.loads(fetched(visit, "RIS").decode())) == 3
    assert {entry.key for entry in bibtexparser.parse_string(fetched(visit, "BibTeX").decode()).entries} == keys
