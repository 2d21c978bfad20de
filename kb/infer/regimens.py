"""Regimens: the sets of agents and classes that arms are given, what contains what, and which family each belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kb.records import Arm, ArmRegimen, Component, Regimen, RegimenFamily, RegimenName
from kb.sources import Holdings

REQUIRED = "required"
OPTIONAL_MARK = "opt."
CLASS_MARK = "class."


def _parts(holdings: Holdings) -> dict[str, list[Component]]:
    """The components of each arm."""
    parts: dict[str, list[Component]] = defaultdict(list)
    for component in holdings.all(Component):
        parts[component.arm].append(component)
    return parts


def _mark(component: Component) -> str:
    """One part of a regimen's key: the agent or the class, and whether it may be left out."""
    name = component.agent or f"{CLASS_MARK}{component.agent_class}"
    return name if component.option == REQUIRED else f"{OPTIONAL_MARK}{name}"


def regimen_key(components: list[Component]) -> str:
    """The key of a set of components; the order and repetition of parts do not matter."""
    return "+".join(sorted({_mark(component) for component in components}))


def _regimen(holdings: Holdings, components: list[Component]) -> Regimen:
    required = [c for c in components if c.option == REQUIRED]
    optional = [c for c in components if c.option != REQUIRED]
    labels = sorted({holdings.label(f"agent/{c.agent}" if c.agent else f"class/{c.agent_class}") for c in required})
    maybe = sorted({holdings.label(f"agent/{c.agent}" if c.agent else f"class/{c.agent_class}") for c in optional})
    return Regimen(
        key=regimen_key(components),
        label=" + ".join(labels) + (f" (± {', '.join(maybe)})" if maybe else ""),
        agents=_keys(c.agent for c in required),
        classes=_keys(c.agent_class for c in required),
        optional_agents=_keys(c.agent for c in optional),
        optional_classes=_keys(c.agent_class for c in optional),
    )


def _keys(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({key for key in found if key}))


def _holds(larger: Regimen, smaller: Regimen) -> bool:
    """Whether every required part of ``smaller`` is a required part of ``larger``, which has more."""
    inner, outer = {*smaller.agents, *smaller.classes}, {*larger.agents, *larger.classes}
    return bool(inner) and inner < outer


def _in_family(regimen: Regimen, family: RegimenFamily) -> bool:
    held = {*regimen.agents, *regimen.optional_agents}
    return set(family.includes) <= set(regimen.agents) and not held & set(family.excludes)


def regimens(holdings: Holdings) -> list[Regimen]:
    """Every regimen of an arm, once, with the regimens it contains, the families it belongs to and the names it has."""
    made = {key: _regimen(holdings, parts) for parts in _parts(holdings).values() if (key := regimen_key(parts))}
    return [
        replace(
            regimen,
            contains=tuple(sorted(other.key for other in made.values() if _holds(regimen, other))),
            families=tuple(sorted(f.key for f in holdings.all(RegimenFamily) if _in_family(regimen, f))),
            names=tuple(sorted({n.label for n in holdings.all(RegimenName) if _is_named(regimen, n)})),
        )
        for regimen in made.values()
    ]


def _is_named(regimen: Regimen, name: RegimenName) -> bool:
    same = set(name.agents) == set(regimen.agents) and set(name.classes) == set(regimen.classes)
    return same and not regimen.optional_agents and not regimen.optional_classes


def arm_regimens(holdings: Holdings) -> list[ArmRegimen]:
    """The regimen of each arm that has components."""
    parts = _parts(holdings)
    return [ArmRegimen(key=arm.key, regimen=regimen_key(parts[arm.key])) for arm in holdings.all(Arm) if arm.key in parts]
