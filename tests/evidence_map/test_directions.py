"""Which way a study points: claims both ways are mixed, harm comes before lack of benefit, silence is no direction."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.evidence_map import Pointing, StudyBook
from kb.evidence_map.directions import read_pointings


@pytest.mark.parametrize(
    ("directions", "verdict"),
    [
        ((), "not-reported"),
        (("supports",), "supports"),
        (("no-benefit",), "no-benefit"),
        (("harm",), "harm"),
        (("mixed",), "mixed"),
        (("no-benefit", "harm"), "harm"),
        (("supports", "no-benefit"), "mixed"),
        (("supports", "harm"), "mixed"),
        (("mixed", "harm"), "mixed"),
    ],
)
def test_the_verdict_of_several_claims(directions: tuple[str, ...], verdict: str) -> None:
    assert Pointing(dict.fromkeys(directions, ())).verdict == verdict


def test_opinions_and_plans_give_no_direction(base: Base, book: StudyBook) -> None:
    used = {row.iri for pointing in read_pointings(base).values() for rows in pointing.claims.values() for row in rows}
    told = [row for row in base.sheet("claims").rows if row.iri in used]
    assert {row.text("topic") for row in told} == {"efficacy", "safety", "preclinical finding"}
    assert {row.text("voice") for row in told} == {"own result", "restated"}
    # Of NCT04913922 the paper says only that it is under test.
    assert book.studies["study/NCT04913922"].pointing.claims == {}


def test_the_trial_that_added_pembrolizumab_to_azacitidine_and_venetoclax_points_against_it(book: StudyBook) -> None:
    assert book.studies["study/NCT04284787"].pointing.all == {"no-benefit", "harm"}
