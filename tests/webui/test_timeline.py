"""Timelines on pages: a later phase that turns is told in words, drawn, and listed with the place of every claim."""

from __future__ import annotations

import re

import pytest

from kb.evidence_map import read_book
from kb.timeline import timeline
from webui.timeline import draw_timeline

REGIMEN = "/id/regimen/azacitidine+magrolimab"


def test_a_turn_is_told_with_both_sides(read) -> None:
    text = read(REGIMEN).text
    assert "A later phase points against an earlier one. NCT05079230 (2025, Phase 3: no benefit, harm ), terminated" in text.replace(
        "harm)", "harm )"
    )
    assert "(2019, Phase 1b: supports)" in text
    assert "(2023, Phase 1b: supports)" in text
    assert "A later phase ended early. NCT04778397 (told in 2026, Phase 3: not reported)" in text


def test_every_claim_on_the_timeline_has_its_place(client) -> None:
    html = client.get(REGIMEN, headers={"Accept": "text/html"}).get_data(as_text=True)
    section = html[html.index('id="timeline"') : html.index("</section>", html.index('id="timeline"'))]
    claims = re.findall(r"<li>(?:(?!</li>).)*/id/claim/(?:(?!</li>).)*</li>", section, flags=re.S)
    assert len(claims) == 4
    assert all("/id/anchor/" in claim for claim in claims)


@pytest.mark.parametrize("address", ["agent/magrolimab", "class/anti-cd47", "target/cd47"])
def test_drugs_classes_and_targets_have_one_too(address: str, read) -> None:
    assert "A later phase points against an earlier one." in read(f"/id/{address}").text


def test_no_timeline_where_nothing_is_told(read) -> None:
    assert "timeline" not in read("/id/class/corticosteroid").all("id")


def test_the_list_has_every_study_of_the_drawing(client) -> None:
    html = client.get("/id/class/immunotherapy", headers={"Accept": "text/html"}).get_data(as_text=True)
    spots = re.findall(r'href="#study-(\d+)"', html)
    assert len(spots) > 20
    assert spots == re.findall(r'<li id="study-(\d+)">', html) == [str(number) for number in range(1, len(spots) + 1)]


def test_in_the_drawing_time_runs_right_and_phases_run_up(base) -> None:
    moments = timeline(base, read_book(base), "agent/azacitidine").moments
    spots = draw_timeline(moments).spots
    for one, mine in zip(spots, moments, strict=True):
        for other, yours in zip(spots, moments, strict=True):
            if mine.year < yours.year:
                assert one.x < other.x
            if (mine.study.stage or 0) < (yours.study.stage or 0) and mine.study.stage is not None:
                assert one.y > other.y
    assert len({(spot.x, spot.y) for spot in spots}) == len(spots)
