"""Which way a study points: claims both ways are mixed, harm comes before lack of benefit, silence is no direction."""

from __future__ import annotations

from collections import Counter

import pytest

from kb.answer import answer
from kb.base import Base
from kb.evidence_map import Pointing, StudyBook
from kb.evidence_map.directions import read_pointings, studies_of
from kb.names import ID
from kb.tables import Item, SheetRow


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


@pytest.mark.parametrize(
    ("study", "subject", "object_", "credited"),
    [
        ("study/one", "study/one", "", ["study/one"]),
        ("study/one", "study/one|study/two", "outcome/os", ["study/one", "study/two"]),
        ("", "study/one", "study/two|study/three", ["study/one", "study/two", "study/three"]),
        ("study/one", "agent/azacitidine", "study/two", ["study/one"]),
        ("", "agent/azacitidine", "study/two", []),
        ("", "study/one|agent/azacitidine", "agent/nivolumab", ["study/one"]),
    ],
)
def test_a_claim_on_several_studies_counts_for_each(study: str, subject: str, object_: str, credited: list[str]) -> None:
    told = {"study": study, "subject": subject, "object": object_}
    cells = {name: tuple(Item(one, f"{ID}{one}") for one in text.split("|") if one) for name, text in told.items()}
    assert list(studies_of(SheetRow(f"{ID}claim/one", cells))) == credited


def test_what_only_tells_of_the_disease_gives_no_study_a_direction(base: Base, book: StudyBook) -> None:
    background = {row.iri for row in base.sheet("claims").rows if row.text("direction") == "background"}
    used = {row.iri for pointing in read_pointings(base).values() for rows in pointing.claims.values() for row in rows}
    assert background
    assert not background & used
    # guo-2026, CAR-T cell therapy: the meta-analysis tells of mutated DNMT3A, and of no treatment.
    assert book.studies["study/shivarov-2013-dnmt3a-meta-analysis"].pointing.claims == {}
    assert book.studies["study/loke-2020-post-transplant-relapse"].pointing.all == {"supports"}


def test_background_is_no_failure_and_no_opposite(base: Base) -> None:
    failed = answer(base, "which studies failed")
    assert failed.rows
    assert not [row for row in failed.rows if row["iri"].endswith("study/shivarov-2013-dnmt3a-meta-analysis")]
    rows = base.question("drugs-with-opposite-claims").rows
    claims = [row for row in base.sheet("claims").rows if row.text("direction") in ("supports", "no benefit", "harm", "mixed")]
    for row in rows:
        told = Counter(claim.text("direction") for claim in claims if any(item.iri == row[5].text for item in claim.cells["subject"]))
        assert [int(cell.text) for cell in row[1:5]] == [told["supports"], told["no benefit"], told["harm"], told["mixed"]]
