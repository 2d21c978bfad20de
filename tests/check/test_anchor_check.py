"""Anchors against texts: what holds is silent, what does not is told with its row, its place and a hint."""

from __future__ import annotations

import hashlib

import pytest

from kb.check import check_anchors
from kb.errors import BadInput
from kb.records import Author, Claim, Concept, Document
from kb.sources import Holdings, Row, Source
from kb.values import read_place
from tests import examples as make

TEXT = """# A title of some length

## Abstract

Twelve patients (60.00%) did well.

## 1 Results

We saw 12 of 20.

Later 69.23% of 13.
"""


def paper(text=TEXT, **change):
    places = {"at": (read_place("Title"),), "fragment": ("A title",)}
    given = {"text_file": "doe-2020.md", "text_sha256": hashlib.sha256(text.encode()).hexdigest(), **places, **change}
    return Document(key=make.DOCUMENT, label="Doe", title="t", document_kind="primary", **given)


def author(at, fragment, key="doe-2020-a"):
    places = tuple(read_place(one) for one in at.split("|")) if at else ()
    fragments = tuple(fragment.split("|")) if fragment else ()
    return Author(key=key, document=make.DOCUMENT, position=1, label="Doe", at=places, fragment=fragments)


def holdings(*records, **more):
    rows = tuple(Row(record, f"doe-2020/x.csv:{line}") for line, record in enumerate(records, 2))
    others = [Source(graph, tuple(Row(record, f"{graph}.csv:2") for record in found)) for graph, found in more.items()]
    return Holdings([Source(make.DOCUMENT, rows), *others])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "doe-2020.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_anchors_that_hold(folder):
    report = check_anchors(holdings(paper(), author("Abstract p1|1 p2", "(60.00%)|69.23%")), folder)
    assert (report.total, report.broken, report.warnings) == (3, [], [])


@pytest.mark.parametrize(
    ("at", "fragment", "missing", "hint"),
    [
        ("1 p1", "69.23%", "fragment", "section 1, paragraph 2"),
        ("1 p7", "69.23%", "place", "section 1, paragraph 2"),
        ("9 p1", "12 of 20", "place", "section 1, paragraph 1"),
        ("1 p2", "9.23%", "fragment", ""),  # it would cut a number
        ("Table 1 > Sex > All", "12", "place", "section 1, paragraph 1"),
        ("1 p1", "nowhere to be found", "fragment", ""),
    ],
)
def test_a_broken_anchor_says_what_is_missing_and_where_the_fragment_stands(folder, at, fragment, missing, hint):
    (broken,) = check_anchors(holdings(paper(), author(at, fragment)), folder).broken
    assert (broken.origin, broken.fragment, broken.missing, broken.hint) == ("doe-2020/x.csv:3", fragment, missing, hint)
    assert broken.origin in str(broken)
    assert fragment in str(broken)


def test_a_record_of_a_document_needs_an_anchor(folder):
    (broken,) = check_anchors(holdings(paper(), author("", "")), folder).broken
    assert broken.missing == "anchor"
    assert str(broken) == "doe-2020/x.csv:3: author 'doe-2020-a': the record has no anchor"


def test_a_record_of_the_vocabulary_needs_none_but_what_it_has_must_hold(folder):
    bare = Concept(key="phase.1", scheme="phase", label="1", definition="d")
    wrong = Concept(key="phase.2", scheme="phase", label="2", definition="d", at=(read_place("doe-2020: 1 p1"),), fragment=("phase 2",))
    stranger = Concept(key="phase.3", scheme="phase", label="3", definition="d", at=(read_place("roe-2021: 1 p1"),), fragment=("phase 3",))
    report = check_anchors(holdings(paper(), vocabulary=(bare, wrong, stranger)), folder)
    assert [(one.record, one.missing) for one in report.broken] == [("concept 'phase.2'", "fragment"), ("concept 'phase.3'", "text")]


def test_a_document_without_a_text_is_not_checked(folder):
    given = {"topic": "t", "subject": ("agent/x",), "relation": "r", "direction": "d", "evidence_kind": "e", "voice": "own"}
    claim = Claim(key="doe-2020-c", label="c", **given)
    assert check_anchors(holdings(paper(text_file=None, at=(), fragment=()), claim), folder).broken == []


def test_another_text_is_a_warning(folder):
    report = check_anchors(holdings(paper("another text")), folder)
    assert report.broken == []
    assert "not the text that its anchors were written against" in report.warnings[0]
    assert "no SHA-256" in check_anchors(holdings(paper(text_sha256=None)), folder).warnings[0]


def test_a_missing_text_is_one_sentence(tmp_path):
    with pytest.raises(BadInput, match=r"the text of doe-2020, 'doe-2020\.md', cannot be read"):
        check_anchors(holdings(paper()), tmp_path)


def test_a_text_that_is_no_text_is_one_sentence(tmp_path):
    (tmp_path / "doe-2020.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="not UTF-8"):
        check_anchors(holdings(paper()), tmp_path)


def test_every_anchor_of_the_papers_holds(shared_folder):
    report = check_anchors(make.curated(), shared_folder / "documents")
    assert report.warnings == []
    assert [str(one) for one in report.broken] == []
    assert report.total > 2000
