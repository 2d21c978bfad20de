"""Chips: the parts of a combination. OR within a chip, AND between chips, NOT for a chip to leave out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from kb.errors import BadInput
from kb.names import mint
from kb.store import iri, values_clause

MOST_AT_ONCE = 4
"""Choices of a chip that one component must meet at once; an engine joins each."""

KINDS = ("agent", "class", "target")


@dataclass(frozen=True)
class Chip:
    """Drugs, classes or targets of which a component must be one. ``unless`` names those that the chip does not accept.

    ``exactly`` asks for what the source names itself: a class then matches only where just the class is stated. ``also`` are further
    choices, of each of which the same component must be one too: an antibody-drug conjugate that acts on CD33.
    """

    any_of: tuple[str, ...]
    unless: tuple[str, ...] = ()
    exactly: bool = False
    also: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        for entity in (*self.any_of, *self.unless, *chain.from_iterable(self.also)):
            if entity.partition("/")[0] not in KINDS:
                raise BadInput(f"'{entity}' cannot stand in a combination", mend=f"give {', '.join(KINDS)}, such as class/hma")
        if len(self.also) > MOST_AT_ONCE - 1:
            raise BadInput(f"a chip asks for more than {MOST_AT_ONCE} things at once", mend="ask for fewer of one component")
        if not self.any_of or not all(self.also):
            raise BadInput("a chip of a combination is empty", mend="name a drug, class or target")


@dataclass(frozen=True)
class Combination:
    """What an arm must hold, what it must not, and what the study must be (filters by name, OR within one)."""

    all_of: tuple[Chip, ...] = ()
    none_of: tuple[Chip, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def iris_of(entities: Iterable[str]) -> list[str]:
    """The IRIs of entities ``kind/key``."""
    return [mint(*entity.split("/", 1)) for entity in entities]


def iris(entities: Iterable[str]) -> list[str]:
    """Entities ``kind/key`` as SPARQL writes their IRIs."""
    return list(map(iri, iris_of(entities)))


def chip_pattern(chip: Chip, spot: int) -> str:
    """The graph pattern of a component ``?c<spot>`` of ``?arm`` that answers to a chip."""
    component, thing = f"?c{spot}", f"thing{spot}"
    lines = [f"  {values_clause(thing, iris(chip.any_of))}"]
    matches = "aml:agent|aml:agentClass" if chip.exactly else "aml:matches"
    lines += [f"  {component} {matches} ?{thing} .", f"  {component} aml:componentOf ?arm ."]
    for place, choice in enumerate(chip.also):
        lines.append(f"  {values_clause(f'also{spot}_{place}', iris(choice))} {component} aml:matches ?also{spot}_{place} .")
    if chip.unless:
        lines.append(f"  FILTER NOT EXISTS {{ {values_clause(f'not{spot}', iris(chip.unless))} {component} aml:matches ?not{spot} . }}")
    return "\n".join(lines)


def absent_pattern(chip: Chip, spot: int) -> str:
    """The filter that leaves out arms with a component that answers to a chip."""
    inner = chip_pattern(chip, spot).replace("\n", "\n  ")
    return f"  FILTER NOT EXISTS {{\n  {inner}\n  }}"
