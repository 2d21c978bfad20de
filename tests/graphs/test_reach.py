"""Reach: what is read tie by tie is what the whole graph holds, and what is cut is counted."""

from __future__ import annotations

import pytest

from kb.graphs import VIEWS, Reach, far_ways, neighbourhood, ways
from kb.graphs import reach as reaching

CENTRES = ("agent/azacitidine", "agent/cytarabine", "class/hma", "target/cd33", "study/NCT04645199", "document/guo-2026", "outcome/os")
ENDS = (
    ("agent/azacitidine", "agent/decitabine"),
    ("agent/azacitidine", "target/pd-1"),
    ("agent/venetoclax", "class/anti-cd47"),
    ("study/NCT04645199", "study/NCT04913922"),
    ("agent/selinexor", "target/cd123"),
)


def edges(graph) -> set[tuple[str, str, str, tuple[str, ...]]]:
    return {(one, other, key, tuple(sorted(told["statements"]))) for one, other, key, told in graph.edges(keys=True, data=True)}


@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("view", ["overview", "surroundings"])
def test_all_that_stands_near_is_read_with_all_that_ties_it(base, small, around, centre, view) -> None:
    whole = {"overview": small, "surroundings": around}[view]
    near = Reach(base.store, VIEWS[view]).near(centre, limit=100_000, steps_out=1)
    assert near
    assert set(near.graph) == {centre, *whole.successors(centre), *whole.predecessors(centre)}
    assert edges(near.graph) == edges(whole.subgraph(near.graph))
    assert near.left_out == {}
    assert near.of_kind == neighbourhood(whole, centre, limit=100_000, steps_out=1).of_kind


@pytest.mark.parametrize("centre", CENTRES)
def test_what_did_not_fit_is_counted_though_it_was_not_read(base, around, centre, monkeypatch) -> None:
    monkeypatch.setattr(reaching, "MOST_TIES", 3)
    near = Reach(base.store, VIEWS["surroundings"]).near(centre, limit=6, steps_out=1)
    plain = neighbourhood(around, centre, limit=6, steps_out=1)
    assert near
    assert len(near.graph) <= 6
    neighbours = {*around.successors(centre), *around.predecessors(centre)} - {centre}
    for kind in {node.partition("/")[0] for node in neighbours}:
        drawn = sum(node.startswith(f"{kind}/") for node in set(near.graph) & neighbours)
        assert drawn + near.left_out.get(kind, 0) == sum(node.startswith(f"{kind}/") for node in neighbours)
    assert near.of_kind == plain.of_kind


def test_further_neighbours_are_counted_or_said_to_be_so_many_at_least(base, around, monkeypatch) -> None:
    near = Reach(base.store, VIEWS["surroundings"]).near("agent/azacitidine", counted=True)
    assert near
    for node, further in near.further.items():
        every = {*around.successors(node), *around.predecessors(node)} - set(near.graph) - {node}
        if node.partition("/")[0] in ("document", "outcome", "term"):  # nearly every study of a registry may be tied to one of these
            assert further <= len(every)
            assert str(further) == f"{int(further)} or more"
        else:
            assert str(further) == str(len(every))
    monkeypatch.setattr(reaching, "MOST_TIES", 3)
    near = Reach(base.store, VIEWS["surroundings"]).near("agent/azacitidine", counted=True)
    assert near
    assert all(str(number).endswith(" or more") for number in near.further.values())


def test_a_thing_that_nothing_is_tied_to_has_no_surroundings(base) -> None:
    assert Reach(base.store, VIEWS["overview"]).near("agent/none") is None


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("through", [(), ("outcomes",)])
def test_ways_of_rings_are_those_of_the_whole_graph(base, connected, ends, through, monkeypatch) -> None:
    monkeypatch.setattr("kb.graphs.far.WIDEST", 100_000)
    monkeypatch.setattr("kb.graphs.far.MOST_RINGS", 20)
    monkeypatch.setattr(reaching, "MOST_TIES", 100_000)
    reach = Reach(base.store, VIEWS["connections"])
    plain = ways(connected, *ends, through=through, claims=False, most=100_000)
    found = far_ways(reach, *ends, through=through, claims=False, most=100_000)
    assert found
    assert set(found.found) == set(plain.found)
    assert not found.more
    # With claims, a step may cost half as much again: where ways of six steps come before claimed ones of five, neither goes on.
    claimed, whole = far_ways(reach, *ends, through=through), ways(connected, *ends, through=through)
    assert claimed
    assert {len(way) for way in claimed.found[:1]} == {len(way) for way in whole.found[:1]}


def test_ways_of_wide_rings_say_that_there_may_be_more(base, monkeypatch) -> None:
    monkeypatch.setattr("kb.graphs.far.WIDEST", 1)
    found = far_ways(Reach(base.store, VIEWS["connections"]), "agent/selinexor", "target/cd123")
    assert found
    assert found.more
