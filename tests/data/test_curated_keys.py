"""Keys tell what a row is about: a study by its number or by author, year and topic, a reference by its document and number."""

from __future__ import annotations

import re

import pytest

from kb.records import Author, Concept, Document, Reference, Study
from kb.sources import Holdings
from tests.data.conftest import DOCUMENTS, CuratedFile, curated_files

NUMBERED_TRIAL = re.compile(r"NCT\d{8}")
OTHER_STUDY = re.compile(r"[a-z][a-z-]*-\d{4}(-[a-z0-9]+)+")


def test_a_study_is_named_by_its_number_or_by_author_year_and_topic(holdings: Holdings) -> None:
    for study in holdings.all(Study):
        assert (study.nct_id or study.key) == study.key, f"study {study.key}: a registered trial's key is its NCT number, {study.nct_id}"
        pattern = NUMBERED_TRIAL if study.nct_id else OTHER_STUDY
        assert pattern.fullmatch(study.key), f"study '{study.key}': name it NCT and 8 digits, else author-year-topic"


def test_a_reference_is_named_by_its_document_and_number(holdings: Holdings) -> None:
    for reference in holdings.all(Reference):
        assert reference.key == f"{reference.cited_by}-r{reference.number}", f"name reference {reference.number} of {reference.cited_by} so"


def test_an_author_is_named_by_document_and_position(holdings: Holdings) -> None:
    for author in holdings.all(Author):
        assert author.key == f"{author.document}-author-{author.position}"


def test_a_term_is_named_by_its_list(holdings: Holdings) -> None:
    for concept in holdings.all(Concept):
        assert concept.key.startswith(f"{concept.scheme}."), f"concept '{concept.key}': begin it with '{concept.scheme}.'"


def test_the_two_documents_are_there(holdings: Holdings) -> None:
    assert {document.key for document in holdings.all(Document)} >= set(DOCUMENTS)


@pytest.mark.parametrize("file", [file for file in curated_files() if file.path.parent.name in DOCUMENTS], ids=lambda file: file.name)
def test_keys_of_a_document_begin_with_it(file: CuratedFile) -> None:
    document = file.path.parent.name
    if file.path.name in ("studies.csv", "document.csv"):
        return
    wrong = [row["key"] for row in file.rows if not row["key"].startswith(f"{document}-")]
    assert not wrong, f"{file.name}: begin these keys with '{document}-': {', '.join(wrong)}"


@pytest.mark.parametrize("file", curated_files(), ids=lambda file: file.name)
def test_keys_differ_by_more_than_case(file: CuratedFile) -> None:
    keys = [row["key"].casefold() for row in file.rows]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    assert not twice, f"{file.name}: these keys differ by case alone, or not at all: {', '.join(twice)}"
