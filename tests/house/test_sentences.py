"""The project holds facts and fragments of the papers, never their sentences."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from kb.passages import plain, read_text
from tests.conftest import ROOT

# Names and bibliographic data are facts even where they are long: titles, affiliations, names of grants and institutions.
# What is given to patients is told as printed: a list of names, not a sentence.
EXEMPT_COLUMNS = {"title", "affiliations", "authors", "journal", "keywords", "rights_holder", "regimen_printed", "intervention_printed"}
EXEMPT_FILES = {"authors.csv", "references.csv", "parameters.csv"}
RUN = 12
WORDS_IN_IT = 9
"""A sentence is made of words: a run of which more than three are figures is a row of figures, which are facts."""


def words(text: str) -> list[str]:
    """Words and figures between blanks, so that ``(range, 2.10-17.74)`` counts as two."""
    return [re.sub(r"[^a-z0-9]", "", word) for word in plain(text).lower().split()]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    every = {tuple(found[spot : spot + length]) for spot in range(len(found) - length + 1)}
    return {run for run in every if sum(word.isalpha() for word in run) >= WORDS_IN_IT}


def test_no_run_of_a_sentence_stands_in_the_data(shared_folder: Path) -> None:
    copied = []
    printed: set[tuple[str, ...]] = set()
    for text in sorted((shared_folder / "documents").glob("*.md")):
        sections = read_text(text.read_text(encoding="utf-8")).sections.values()
        printed |= {run for section in sections for paragraph in section.paragraphs for run in runs(paragraph, RUN)}
    for path in sorted((ROOT / "data").rglob("*.csv")):
        if path.name in EXEMPT_FILES:
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for column, cell in row.items():
                    for part in (cell or "").split("|"):
                        if column not in EXEMPT_COLUMNS and runs(part, RUN) & printed:
                            copied.append(f"{path.parent.name}/{path.name}: {row['key']}, column {column}: {part[:80]}")
    assert copied == []


def test_a_copied_sentence_is_seen_and_a_row_of_figures_is_not() -> None:
    sentence = "the combination of these two drugs was well tolerated by most of the treated patients"
    assert runs(sentence, RUN)
    assert not runs("low, middle, high and unknown in 1, 10, 8, and 1 of 20 patients", RUN)
