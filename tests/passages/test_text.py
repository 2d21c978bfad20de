"""Texts of papers: sections, paragraphs cut by page breaks, captions, tables that go on, references; and nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.passages import plain, read_text
from kb.values import Place, read_place

MARKED = """
## Research

# A study of something in patients

Jane Doe · John Roe

## Abstract

**Background** First.

**Results** We saw 12.

## 1 Introduction

One paragraph that is cut at

**Fig. 1** A drawing. *AB* a bee

the end of a page. It goes on.

Another.

# 2 Results

## 2.1 Patients

Text before a table that is cut by

**Table 1** Patients

Kind\tN = 20
Sex\t
Male\t10

AB a bee, CD a sea

**Table 1** (continued)

Kind\tN = 20
Female\t10

it and goes on.

## References

1. Doe J. A first work. *J Med.* 2019;1:2–
   3.
2. Roe J. A second work that is cut

by a page break. *J Med.* 2020;4:5.
4. Not the next number.
"""

PLAIN = """
Mini Review

A Review of Something

Jane Doe¹

Abstract

All is well.

Introduction

This begins, as papers do, with a paragraph that is char-

acterized by a break.

Kinds of things

They are many.^{1,2}

Table 1. All data are from somewhere

Trial\tPhase
NCT1\t2

References

- [1] Doe J. A work. doi:10.1/x.
- [2] Roe J. Another.
"""


def at(text, place):
    return read_text(text).at(read_place(place))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Title", "A study of something in patients"),
        ("Front", "Research A study of something in patients"),
        ("Front p1", "Jane Doe · John Roe"),
        ("Abstract p2", "Results We saw 12."),
        ("1", "1 Introduction"),
        ("1 p1", "One paragraph that is cut at the end of a page. It goes on."),
        ("1 p2", "Another."),
        ("1 p3", None),
        ("2.1 p1", "Text before a table that is cut by it and goes on."),
        ("2.1 p2", "AB a bee, CD a sea"),
        ("Fig. 1", "Fig. 1 A drawing. AB a bee"),
        ("Table 1", "Table 1 Patients Kind N = 20"),
        ("Table 1 > Male > N = 20", "10"),
        ("Table 1 > Female > N = 20", "10"),
        ("Table 1 > Female > N = 21", None),
        ("Table 2 > Male > N = 20", None),
        ("References > 1", "Doe J. A first work. J Med. 2019;1:2-3."),
        ("References > 2", "Roe J. A second work that is cut by a page break. J Med. 2020;4:5. 4. Not the next number."),
        ("References > 3", None),
        ("References > ²", None),
        ("9 p1", None),
        ("Nowhere", None),
    ],
)
def test_places_of_a_text_with_marked_headings(place, expected):
    assert at(MARKED, place) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Title", "A Review of Something"),
        ("Abstract p1", "All is well."),
        ("Introduction p1", "This begins, as papers do, with a paragraph that is characterized by a break."),
        ("Kinds of things p1", "They are many.1,2"),
        ("Table 1 > NCT1 > Phase", "2"),
        ("References > 1", "Doe J. A work. doi:10.1/x."),
    ],
)
def test_places_of_a_text_with_plain_headings(place, expected):
    assert at(PLAIN, place) == expected


def test_a_paper_without_an_abstract_begins_with_its_first_numbered_heading():
    text = "# A Title\n\nDoe\n\n# 1. Methods\n\nWe did.\n"
    assert at(text, "1 p1") == "We did."
    assert at(text, "Front p1") == "Doe"


def test_a_heading_needs_no_empty_line_around_it():
    text = "# Abstract\nFirst.\n## 1 Methods\nWe did.\nAnd more.\n"
    assert at(text, "Abstract p1") == "First."
    assert at(text, "1 p1") == "We did. And more."


def test_a_table_after_a_figure_belongs_to_its_own_caption():
    text = "# 1 Results\n\n**Table 1** One\n\nA\tn\nx\t1\n\n**Fig. 1** Drawing\n\nA\tn\ny\t2\n"
    passages = read_text(text)
    assert passages.at(read_place("Table 1 > y > n")) == "2"
    assert list(passages.tables) == ["Table 1"]


def test_a_row_equal_to_one_before_is_kept_when_a_table_goes_on():
    text = "**Table 1** One\n\nA\tn\nx\t1\n\n**Table 1** (continued)\n\nx\t1\ny\t2\n"
    assert list(read_text(text).tables["Table 1"].rows) == ["x", "x[2]", "y"]


def test_windows_line_ends_and_an_empty_text():
    assert at("# Abstract\r\n\r\nFirst.\r\n", "Abstract p1") == "First."
    assert read_text("").title == ""


def test_every_place_is_found_again():
    for text in (MARKED, PLAIN):
        passages = read_text(text)
        for place, found in passages.places():
            assert passages.at(place) == found


words = st.text(alphabet="abcdeXYZ012", min_size=1, max_size=6)
paragraphs = st.builds(
    lambda found, end: " ".join(found) + end, st.lists(words, min_size=1, max_size=6), st.sampled_from([".", ",", "", "-", ":"])
)
headings = st.builds(
    lambda mark, number, found: f"{mark} {number}{' '.join(found)}",
    st.sampled_from(["#", "##"]),
    st.sampled_from(["", "1 ", "2.1 "]),
    st.lists(words, min_size=1, max_size=3),
)
tables = st.lists(st.builds("\t".join, st.lists(words, min_size=2, max_size=4)), min_size=1, max_size=4).map("\n".join)
captions = st.builds(
    lambda kind, number, text: f"**{kind} {number}** {text}", st.sampled_from(["Table", "Fig."]), st.integers(1, 3), paragraphs
)
references = st.lists(paragraphs, max_size=3).map(lambda found: [f"{number}. {text}" for number, text in enumerate(found, 1)])


def _letters(text):
    return re.sub(r"[^a-zA-Z0-9]", "", plain(text))


@given(st.lists(st.one_of(paragraphs, headings, tables, captions), max_size=12), references)
def test_every_paragraph_lands_somewhere_and_nothing_is_lost(blocks, entries):
    tail = ["# References", *entries] if entries else []
    passages = read_text("\n\n".join([*blocks, *tail]))
    found = [text for _, text in passages.places()] + [
        *passages.sections,
        *(name for grid in passages.tables.values() for name in (*grid.rows, *grid.columns)),
    ]
    held = [_letters(text) for text in found]
    for block in (*blocks, *entries):
        for piece in re.split(r"[\t\n]", re.sub(r"^(#+|\d+\.)\s", "", block)):
            assert any(_letters(piece) in text for text in held), piece


def test_the_sections_of_the_primary_study(shared_folder):
    passages = read_text((shared_folder / "documents" / "lu-2025.md").read_text(encoding="utf-8"))
    numbered = [name for name in passages.sections if name[0].isdigit()]
    assert numbered == ["1", "2", "2.1", "2.2", "2.3", "2.4", "3", "3.1", "3.2", "3.3", "3.4", "4", "5"]
    assert [len(passages.sections[name].paragraphs) for name in ("Abstract", "1", "3.1", "3.3", "3.4", "4")] == [9, 3, 1, 3, 1, 7]
    assert {name: (len(grid.rows), len(grid.columns)) for name, grid in passages.tables.items()} == {
        "Table 1": (38, 1),
        "Table 2": (11, 4),
        "Table 3": (64, 6),
    }
    assert len(passages.references) == 38
    assert passages.at(Place("Table 2", 0, ("Lipo-MIT + Ara-C + CTX", "After allo-HSCT (N = 13)"))) == "4 (30.76)"
    assert passages.at(Place("Table 3", 0, ("Dizziness[2]", "All"))) == "1 (5.00)"
    assert passages.at(Place("Table 1", 0, ("Sex, no. (%)", "Female", "N = 20"))) == "10 (50.00)"


def test_the_sections_of_the_review(shared_folder):
    passages = read_text((shared_folder / "documents" / "guo-2026.md").read_text(encoding="utf-8"))
    assert len(passages.sections) == 19
    assert [len(passages.tables["Table 1"].rows), len(passages.tables["Table 1"].columns)] == [11, 7]
    assert len(passages.references) == 84
    assert passages.at(read_place("Table 1 > NCT04913922 > Estimated study completion time")) == "2026-03"


@pytest.mark.parametrize("paper", ["lu-2025", "guo-2026"])
def test_no_word_of_the_papers_is_lost(shared_folder, paper):
    text = (shared_folder / "documents" / f"{paper}.md").read_text(encoding="utf-8")
    passages = read_text(text)
    rows = (name for grid in passages.tables.values() for name in grid.rows)
    held = _letters("".join([*(found for _, found in passages.places()), *rows]))
    repeated = re.compile(r"(#+ )?References|.*\(continued\)")
    for line in filter(lambda line: not repeated.fullmatch(line), text.replace("\xa0", " ").split("\n")):
        for cell in re.sub(r"^\s*(#+|- \[\d+\]|\d+\.)\s", "", line).split("\t"):
            assert _letters(cell) in held, cell
