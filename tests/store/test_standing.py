"""What queries have shown of themselves: which track each is put on, and what makes it another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.store import Graphs, Track
from kb.store import standing as room
from kb.store.standing import AMENDS, SLOW_SECONDS, Standing, marks_of, shape_of
from kb.store.wire import Task

ABOUT = "SELECT ?p ?o { <http://example.org/%s> ?p ?o }"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def marks(sparql: str, **more: Graphs) -> room.Marks:
    return marks_of(Task(sparql, **more))


def test_a_query_is_new_until_one_of_its_shape_was_quick() -> None:
    standing = Standing()
    assert standing.track(marks(ABOUT % "a")) is Track.NEW
    standing.was_quick(marks(ABOUT % "a"))
    assert standing.track(marks(ABOUT % "b")) is Track.QUICK
    assert standing.track(marks("ASK {}")) is Track.NEW


def test_a_query_that_overran_is_slow_and_its_shape_makes_amends() -> None:
    standing = Standing()
    standing.was_quick(marks(ABOUT % "a"))
    standing.overran(marks(ABOUT % "b"))
    assert standing.track(marks(ABOUT % "b")) is Track.SLOW
    for _ in range(AMENDS):
        assert standing.track(marks(ABOUT % "a")) is Track.NEW
        standing.was_quick(marks(ABOUT % "a"))
    standing.was_quick(marks(ABOUT % "a"))
    assert standing.track(marks(ABOUT % "a")) is Track.QUICK
    assert standing.track(marks(ABOUT % "b")) is Track.SLOW


def test_a_slow_query_gets_another_chance_in_time() -> None:
    clock = Clock()
    standing = Standing(clock)
    standing.overran(marks("ASK {}"))
    clock.now += SLOW_SECONDS - 1
    assert standing.track(marks("ASK {}")) is Track.SLOW
    clock.now += 1
    assert standing.track(marks("ASK {}")) is Track.NEW


def test_the_same_text_on_another_dataset_is_another_query() -> None:
    standing = Standing()
    standing.overran(marks("ASK {}"))
    assert standing.track(marks("ASK {}", graphs=Graphs(("http://example.org/g",)))) is Track.NEW


def test_what_is_asked_least_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT", 3)
    standing = Standing()
    for word in ("?a", "?a ?b", "?a ?b ?c"):
        standing.was_quick(marks(f"SELECT {word} {{}}"))
    standing.was_quick(marks("SELECT ?a {}"))
    standing.was_quick(marks("SELECT ?a ?b ?c ?d {}"))
    tracks = [standing.track(marks(f"SELECT {word} {{}}")) for word in ("?a", "?a ?b", "?a ?b ?c", "?a ?b ?c ?d")]
    assert tracks == [Track.QUICK, Track.NEW, Track.QUICK, Track.QUICK]


@pytest.mark.parametrize(
    "other",
    [
        'select  ?s # all\n{ ?s dct:title "b"@en ; aml:phase 3 . values ?s { <urn:x> <urn:y> <urn:z> } }',
        "SELECT $x { $x dct:title '''c''' ; aml:phase 2.5e1 . VALUES $x { <urn:x> } }",
    ],
)
def test_values_names_of_variables_case_and_spaces_are_no_part_of_a_shape(other: str) -> None:
    assert shape_of('SELECT ?s { ?s dct:title "a"@de ; aml:phase 2 . VALUES ?s { <urn:a> <urn:b> } }'.replace("@de", "")) == shape_of(
        other.replace("@en", "")
    )


@pytest.mark.parametrize(
    "other",
    ["SELECT ?a { ?a ?a ?b }", "SELECT ?b { ?a ?b ?a }", "SELECT ?a { ?a ?b ?c }", "SELECT ?a { ?a a:b ?a }", "ASK { ?a ?b ?a }"],
)
def test_what_joins_what_is_a_part_of_a_shape(other: str) -> None:
    assert shape_of("SELECT ?a { ?a ?b ?a }") != shape_of(other)


@given(st.text())
def test_any_text_has_a_shape(text: str) -> None:
    assert len(shape_of(text)) == len(shape_of(""))
