"""A notebook's view: answers, things and the base show themselves as IPython asks them to, and stay what pandas makes of them."""

from __future__ import annotations

import pandas
import pytest
from IPython.core.formatters import DisplayFormatter

from kb.base import Base
from kb.errors import NotFound


@pytest.fixture(scope="module")
def shown():
    """The HTML that a notebook shows of a value."""
    formatter = DisplayFormatter()
    return lambda value: formatter.format(value)[0].get("text/html", "")


def test_the_base_tells_what_it_is(base: Base, shown) -> None:
    html = shown(base)
    assert base.release.version in html
    assert f"{len(base.sheet('trials').rows)} studies" in html
    assert "base.ask" in html


def test_an_answer_tells_how_it_was_understood_and_what_nearly_fits(base: Base, shown) -> None:
    found = base.ask("which trials combine HMA with anti-PD-1")
    html = shown(found)
    assert found.attrs["understood"] in html
    assert "NCT04284787" in html
    assert "Near misses" in html
    assert "NCT04214249" in set(found.attrs["near_misses"].frame()["nct_id"])


def test_an_answer_is_a_frame_and_what_is_made_of_it_too(base: Base) -> None:
    found = base.ask("which trials combine HMA with anti-PD-1")
    assert isinstance(found, pandas.DataFrame)
    assert type(found[found["nct_id"].notna()]) is pandas.DataFrame
    assert len(pandas.concat([found, found])) == 2 * len(found)


def test_words_of_a_question_are_never_markup(base: Base, shown) -> None:
    html = shown(base.ask("HMA with <script>alert(1)</script>"))
    assert "<script>" not in html


def test_a_thing_is_shown_by_any_name(base: Base, shown) -> None:
    card = base.show("vidaza")
    assert str(card).startswith("azacitidine")
    assert "<h4>azacitidine" in shown(card)
    assert card.facts["out"]["rdfs:label"] == ["azacitidine"]
    with pytest.raises(NotFound, match="nothing is called 'blorpumab'"):
        base.show("blorpumab")
