"""Every number that a paper's text prints is held by an anchor of the base, or is none of its facts, for a reason given here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from kb.passages import plain
from kb.passages.text import Passages
from kb.records import Anchored
from kb.sources import Holdings
from kb.values import Place
from tests.data.conftest import DOCUMENTS

WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen"
NUMBER = re.compile(rf"(?:(?<=[\s(<>≥≤=±~])|^)\d(?:[\d.,/:-]*\d)?%?|\b(?:{WORDS})\b", re.I)
"""Figures that begin a word, and numbers in words; those within names (CD47, PD-1, NCT numbers, raised marks) are no figures."""

NOT_FACTS = {
    r"(?:Table|Fig\.|Figure) \d": "points at a table or figure",
    r"Tianjin 300020|Yunnan 650032": "a postal code",
    r"^1Department of Hematology": "the mark of an affiliation",
    r"between the two\b": "speaks of two things named before it",
    r"antigen-binding sites of two antibodies": "how the name of bispecific antibodies is explained",
}
"""Texts around numbers that are no facts, with the reason."""


def body(paper: Passages) -> Iterator[tuple[Place, str]]:
    """The paragraphs of the text; tables and references have tests of their own, headings and captions only name what follows."""
    return ((place, text) for place, text in paper.places() if place.paragraph)


def held(holdings: Holdings) -> dict[tuple[str, str, int], set[str]]:
    """All fragments by document, section and paragraph."""
    found: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for entity, row in holdings.rows.items():
        if isinstance(row.record, Anchored):
            for place, fragment in zip(row.record.at, row.record.fragment, strict=True):
                found[place.document or holdings.document[entity], place.head, place.paragraph].add(plain(fragment))
    return found


def spans(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    start = text.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = text.find(wanted, start + 1)


def uncovered(text: str, fragments: set[str]) -> list[str]:
    """Numbers that lie in no fragment and in no text that is no fact, with what stands around them."""
    whole = [span for fragment in fragments for span in spans(text, fragment)]
    whole += [found.span() for pattern in NOT_FACTS for found in re.finditer(pattern, text)]
    loose = []
    for found in NUMBER.finditer(text):
        if not any(start <= found.start() and found.end() <= end for start, end in whole):
            loose.append(text[max(0, found.start() - 40) : found.end() + 25])
    return loose


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_number_of_the_text_is_held(document: str, holdings: Holdings, passages_of: Callable[[str], Passages]) -> None:
    fragments = held(holdings)
    loose, numbers = [], 0
    for place, text in body(passages_of(document)):
        numbers += len(NUMBER.findall(text))
        here = fragments[document, place.head, place.paragraph]
        loose += [f"{document}, {place.head} p{place.paragraph}: …{around}…" for around in uncovered(text, here)]
    assert numbers > 40
    assert not loose, "enter these numbers, or say here why they are no facts:\n" + "\n".join(loose)


def test_the_check_sees_what_is_left_out() -> None:
    assert uncovered("We saw 12 of 20 (60.00%).", {"12 of 20"}) == ["We saw 12 of 20 (60.00%)."]
    assert uncovered("We saw 12 of 20 (60.00%).", {"12 of 20 (60.00%)"}) == []
    assert uncovered("It was nine and four.", {"four"}) == ["It was nine and four."]
    assert uncovered("CD47 and PD-1 in NCT01234567, see Table 1.", set()) == []
