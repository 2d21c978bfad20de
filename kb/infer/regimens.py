"""Regimens: the sets of agents and classes that arms are given, what contains what, and which family each belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
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


def _in_family(regimen: Regimen, family: RegimenFamily) -> bool:
    held = {*regimen.agents, *regimen.optional_agents}
    return set(family.includes) <= set(regimen.agents) and not held & set(family.excludes)


def _is_named(regimen: Regimen, name: RegimenName) -> bool:
    same = set(name.agents) == set(regimen.agents) and set(name.classes) == set(regimen.classes)
    return same and not regimen.optional_agents and not regimen.optional_classes


def bare_regimens(holdings: Holdings) -> list[Regimen]:
    """Every regimen of an arm, once, with its parts only: what it has to do with others takes all regimens to tell."""
    return [_regimen(holdings, parts) for parts in {regimen_key(parts): parts for parts in _parts(holdings).values()}.values()]


def related(bare: Iterable[Regimen], holdings: Holdings) -> list[Regimen]:
    """Regimens with the regimens that each contains, the families it belongs to and the names it has.

    One contains another if every required part of that is a required part of it, and it has more.
    """
    made = {regimen.key: regimen for regimen in bare}
    within = _Within(made.values())
    families, names = holdings.all(RegimenFamily), holdings.all(RegimenName)
    return [
        replace(
            regimen,
            contains=tuple(sorted(within.of(regimen))),
            families=tuple(sorted(family.key for family in families if _in_family(regimen, family))),
            names=tuple(sorted({name.label for name in names if _is_named(regimen, name)})),
        )
        for regimen in made.values()
    ]


class _Within:
    """Finds the regimens whose parts all belong to another; each is kept under its rarest part, so that few are looked at."""

    def __init__(self, regimens: Iterable[Regimen]) -> None:
        parts = [(regimen.key, required_of(regimen.key)) for regimen in regimens]
        times = Counter(part for _, held in parts for part in held)
        self._by_rarest: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
        for key, held in parts:
            if held:
                self._by_rarest[min(held, key=lambda part: (times[part], part))].append((key, held))

    def of(self, regimen: Regimen) -> Iterator[str]:
        """Keys of the regimens that one contains."""
        outer = required_of(regimen.key)
        for part in outer:
            yield from (key for key, inner in self._by_rarest.get(part, ()) if inner < outer)


def required_of(key: str) -> frozenset[str]:
    """The parts that a regimen cannot do without, by its key: agents, and classes with a mark."""
    return frozenset(part for part in key.split("+") if part and not part.startswith(OPTIONAL_MARK))


def regimens(holdings: Holdings) -> list[Regimen]:
    """Every regimen of an arm, once, with what it has to do with the others."""
    return related(bare_regimens(holdings), holdings)


def arm_regimens(holdings: Holdings) -> list[ArmRegimen]:
    """The regimen of each arm that has components."""
    parts = _parts(holdings)
    return [ArmRegimen(key=arm.key, regimen=regimen_key(parts[arm.key])) for arm in holdings.all(Arm) if arm.key in parts]
