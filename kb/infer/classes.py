"""Class closure: what an agent, a class and a component answer to, however far above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kb.errors import BadInput
from kb.records import (
    Agent,
    AgentClass,
    AgentClosure,
    ClassClosure,
    ClassMembership,
    Component,
    ComponentMatch,
    Concept,
    ConceptClosure,
    Targeting,
)
from kb.sources import Holdings


def classes_above(holdings: Holdings) -> dict[str, frozenset[str]]:
    """For each class, the classes above it. A class above itself is an error of the vocabulary and is refused."""
    broader = {c.key: c.broader for c in holdings.all(AgentClass)}
    above: dict[str, frozenset[str]] = {}
    for key in broader:
        _climb(key, (), broader, above, holdings)
    return above


# No function within the other one: as a circle, it would keep all holdings in memory until circles are looked for.
def _climb(
    key: str, path: tuple[str, ...], broader: Mapping[str, tuple[str, ...]], above: dict[str, frozenset[str]], holdings: Holdings
) -> frozenset[str]:
    if key in path:
        origin = holdings.rows["class", key].origin
        raise BadInput(f"class '{key}' stands above itself ({' > '.join((*path, key))})", origin, "break the circle in broader")
    if key not in above:
        higher = (_climb(parent, (*path, key), broader, above, holdings) for parent in broader[key])
        above[key] = frozenset(broader[key]).union(*higher)
    return above[key]


def concept_closures(holdings: Holdings) -> list[ConceptClosure]:
    """Each term of the lists with the wider terms above it, itself included. A circle is refused."""
    broader = {concept.key: concept.broader for concept in holdings.all(Concept)}
    found = []
    for key in broader:
        way = [key]
        while (parent := broader[way[-1]]) is not None:
            if parent in way:
                raise BadInput(f"concept '{key}' stands above itself", holdings.rows["concept", key].origin, "break the circle in broader")
            way.append(parent)
        found.append(ConceptClosure(key=key, within=tuple(sorted(way))))
    return found


def memberships(holdings: Holdings) -> dict[str, set[str]]:
    """For each agent, the classes that a source puts it in."""
    direct: dict[str, set[str]] = defaultdict(set)
    for membership in holdings.all(ClassMembership):
        direct[membership.agent].add(membership.agent_class)
    return direct


def targets(holdings: Holdings) -> dict[str, set[str]]:
    """For each ``agent/key`` and ``class/key``, the targets that a source gives it."""
    acts: dict[str, set[str]] = defaultdict(set)
    for targeting in holdings.all(Targeting):
        acts[targeting.subject].add(targeting.target)
    return acts


def class_closures(holdings: Holdings) -> list[ClassClosure]:
    """The classes above each class."""
    return [ClassClosure(key=key, within=tuple(sorted(above))) for key, above in classes_above(holdings).items()]


def agent_closures(holdings: Holdings) -> list[AgentClosure]:
    """The classes and targets of each agent."""
    above, direct, acts = classes_above(holdings), memberships(holdings), targets(holdings)
    return [_closure(agent.key, direct[agent.key], above, acts) for agent in holdings.all(Agent)]


def _closure(agent: str, direct: set[str], above: Mapping[str, frozenset[str]], acts: Mapping[str, set[str]]) -> AgentClosure:
    classes = direct.union(*(above[key] for key in direct))
    named = acts.get(f"agent/{agent}", set()).union(*(acts.get(f"class/{key}", set()) for key in classes))
    return AgentClosure(key=agent, in_class=tuple(sorted(classes)), member_of=tuple(sorted(direct)), acts_on=tuple(sorted(named)))


def component_matches(holdings: Holdings) -> list[ComponentMatch]:
    """What each component answers to: its agent, or its class where only that is named; the classes above; their targets."""
    above, acts = classes_above(holdings), targets(holdings)
    agents = {closure.key: closure for closure in agent_closures(holdings)}
    found = []
    for component in holdings.all(Component):
        matches: set[str] = set()
        if component.agent:
            closure = agents[component.agent]
            matches |= {f"agent/{component.agent}", *(f"class/{c}" for c in closure.in_class), *(f"target/{t}" for t in closure.acts_on)}
        if component.agent_class:
            classes = {component.agent_class, *above[component.agent_class]}
            matches |= {f"class/{c}" for c in classes} | {f"target/{t}" for c in classes for t in acts.get(f"class/{c}", ())}
        found.append(ComponentMatch(key=component.key, matches=tuple(sorted(matches))))
    return found
