"""What points at an entity is what the store says, whether all of it is read or so much that it is counted."""

from __future__ import annotations

from collections import Counter

import pytest

from kb import pointing
from kb.base import Base
from kb.counting import AtLeast
from kb.names import ID, mint, parts
from kb.pointing import pointed_at

THINGS = ("outcome/os", "outcome/cr", "concept/voice.own", "concept/phase.2", "document/guo-2026", "agent/azacitidine", "study/NCT04645199")


def plainly(base: Base, it: str) -> Counter[tuple[str, str]]:
    rows = base.select(f"SELECT ?p ?s WHERE {{ ?s ?p <{it}> }}").rows
    return Counter((p.text, (parts(s.text) or ("",))[0]) for p, s in rows if p and s)


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("hub", [1_000_000, 20, 3, 0])
def test_every_kind_by_every_predicate_is_counted(base: Base, thing: str, hub: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pointing, "HUB", hub)
    me = mint(*thing.split("/", 1))
    plain = plainly(base, me)
    plain = Counter({key: number for key, number in plain.items() if key[1] != "selector"})
    found = {(one.predicate, one.kind): one for one in pointed_at(base, me)}
    for key, one in found.items():
        assert one.count <= plain[key]
        assert isinstance(one.count, AtLeast) or one.count == plain[key], key
        assert one.iris or hub < 20  # none of a kind may be among so few
        assert all((parts(iri) or ("",))[0] == one.kind for iri in one.iris)
        assert len(one.iris) == one.count or len(one.iris) <= max(hub, pointing.FIRST)
    # Of a predicate of several kinds, those that have no table and were not among the first are not known.
    tabled = {"arm", "claim", "result", "adverse-event", "baseline", "dose", "event", "parameter", "study"}
    assert not {kind for _, kind in plain.keys() - found.keys()} & tabled
    if hub == 1_000_000:
        assert found.keys() == {key for key in plain if key[1]} | {key for key in found if not key[1]}
        assert all(len(one.iris) == one.count for one in found.values())


def test_tables_tell_how_many_results_there_are_beside_the_endpoints(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pointing, "HUB", 3)
    found = {(one.predicate.rpartition("#")[2], one.kind): one.count for one in pointed_at(base, f"{ID}outcome/cr")}
    plain = {(p.rpartition("#")[2], kind): number for (p, kind), number in plainly(base, f"{ID}outcome/cr").items()}
    for kind in ("result", "endpoint"):
        assert str(found["outcome", kind]) == str(plain["outcome", kind])


def test_a_number_of_which_only_the_beginning_was_counted_says_so() -> None:
    assert (str(AtLeast(5)), f"{AtLeast(5000):,}", AtLeast(5) + 1) == ("5 or more", "5,000 or more", 6)
