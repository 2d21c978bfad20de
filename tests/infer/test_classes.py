"""Class closure: what is above what, and what a component therefore answers to."""

from __future__ import annotations

import gc
import weakref

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import records as r
from kb.errors import BadInput
from kb.infer.classes import agent_closures, classes_above, component_matches, concept_closures
from kb.sources import Holdings, Row, Source


def holdings(*found: r.Record) -> Holdings:
    return Holdings([Source("vocabulary", tuple(Row(record, f"test:{place}") for place, record in enumerate(found)))])


def a_class(key: str, *broader: str) -> r.AgentClass:
    return r.AgentClass(key=key, label=key, axis="mechanism", broader=broader, definition="d", source="s")


def an_agent(key: str) -> r.Agent:
    return r.Agent(key=key, label=key, agent_kind="drug", definition="d", source="s")


def member(agent: str, agent_class: str) -> r.ClassMembership:
    return r.ClassMembership(key=f"{agent}_{agent_class}", agent=agent, agent_class=agent_class, source="s")


def targets(subject: str, target: str) -> r.Targeting:
    return r.Targeting(key=f"t-{target}-{subject.replace('/', '-')}", subject=subject, target=target, source="s")


def component(key: str, **what: str) -> r.Component:
    return r.Component(key=key, arm="arm", component_role="backbone", option="required", **what)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda edge: edge[0] < edge[1]), max_size=20))
def test_the_closure_equals_that_of_networkx(edges: list[tuple[int, int]]) -> None:
    above = {str(node): tuple({str(high) for low, high in edges if low == node}) for node in range(8)}
    found = classes_above(holdings(*(a_class(key, *broader) for key, broader in above.items())))
    graph = networkx.DiGraph([(str(low), str(high)) for low, high in edges])
    graph.add_nodes_from(above)
    assert found == {node: frozenset(networkx.descendants(graph, node)) for node in graph}


def test_a_class_above_itself_is_refused_with_the_circle() -> None:
    with pytest.raises(BadInput, match=r"stands above itself \(a > b > a\)|stands above itself \(b > a > b\)"):
        classes_above(holdings(a_class("a", "b"), a_class("b", "a")))


def test_a_component_answers_to_agent_classes_and_targets() -> None:
    base = holdings(
        a_class("checkpoint-inhibitor"), a_class("anti-pd-1", "checkpoint-inhibitor"), an_agent("nivolumab"),
        member("nivolumab", "anti-pd-1"), targets("class/anti-pd-1", "pd-1"), component("named", agent="nivolumab"),
        component("class-only", agent_class="anti-pd-1"),
    )  # fmt: skip
    named, class_only = component_matches(base)
    assert named.matches == ("agent/nivolumab", "class/anti-pd-1", "class/checkpoint-inhibitor", "target/pd-1")
    assert class_only.matches == ("class/anti-pd-1", "class/checkpoint-inhibitor", "target/pd-1")
    (closure,) = agent_closures(base)
    assert (closure.member_of, closure.acts_on) == (("anti-pd-1",), ("pd-1",))


def test_a_term_is_within_itself_and_the_wider_terms() -> None:
    terms = [
        r.Concept(key="setting.rr", scheme="setting", label="R/R", definition="d"),
        r.Concept(key="setting.relapsed", scheme="setting", label="relapsed", definition="d", broader="setting.rr"),
    ]
    assert {c.key: c.within for c in concept_closures(holdings(*terms))} == {
        "setting.rr": ("setting.rr",),
        "setting.relapsed": ("setting.relapsed", "setting.rr"),
    }


def test_what_was_held_goes_with_its_last_user() -> None:
    """A portion of a registry is let go of when it is done, without any looking for circles."""
    held = holdings(a_class("wide"), a_class("narrow", "wide"), an_agent("a"), member("a", "narrow"))
    seen = weakref.ref(held)
    gc.disable()
    try:
        assert agent_closures(held)
        del held
        assert seen() is None
    finally:
        gc.enable()
