"""Names of treatments: those of the curated vocabulary, and as many invented ones as a whole registry needs beside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from kb.places import resource
from kb.records import Agent, AgentClass, RegimenName, Synonym
from kb.registry import read_source
from kb.sources import Source
from tests.benchmarks.trials.draws import Draw

INVENTED = 4000
"""Invented drugs. The registry names many more than the vocabulary, each in few trials."""
SYLLABLES = "ba be bo ca ce da di do fe fi ga ge la li lo ma me mi na ni no pa pe pi ra re ri sa se so ta te ti va ve vo xa ze zi".split()
STEMS = "tinib ciclib parib taxel trexed platin limab zumab ciclovir conazole olimus rubicin stat citabine lidomide racetam".split()
"""Endings as real names have them; what stands before is chance. A name that the vocabulary knows is thrown away."""


@dataclass(frozen=True)
class Treatment:
    """Something that is given: its name, its other names, and what kind of intervention the registry would call it."""

    name: str
    others: tuple[str, ...] = ()
    kind: str = "DRUG"


class Names:
    """Every name that a made-up trial may use; those earlier in a list are used more often."""

    def __init__(self, draw: Draw) -> None:
        source = read_source("vocabulary", resource("data") / "vocabulary")
        self.curated = list(_curated(source))
        self.regimens = [row.record.label for row in source.rows if isinstance(row.record, RegimenName)]
        self.classes = [row.record.label for row in source.rows if isinstance(row.record, AgentClass)]
        known = {name.lower() for one in self.curated for name in (one.name, *one.others)}
        self.invented = list(_invented(draw, known))
        self._curated_bounds, self._invented_bounds = _falling(len(self.curated)), _falling(len(self.invented))

    def treatment(self, draw: Draw, curated: float) -> Treatment:
        """A treatment, from the vocabulary in this share of cases."""
        if draw.chance(curated):
            return self.curated[_at(draw, self._curated_bounds)]
        return self.invented[_at(draw, self._invented_bounds)]


def _curated(source: Source) -> Iterator[Treatment]:
    others: dict[str, list[str]] = {}
    for row in source.rows:
        if isinstance(row.record, Synonym):
            others.setdefault(row.record.subject, []).append(row.record.label)
    kinds = {"biologic": "BIOLOGICAL", "cell-product": "BIOLOGICAL", "vaccine": "BIOLOGICAL", "procedure": "PROCEDURE"}
    for row in source.rows:
        if isinstance(row.record, Agent):
            kind = kinds.get(row.record.agent_kind, "DRUG")
            yield Treatment(row.record.label, tuple(others.get(f"agent/{row.record.key}", ())), kind)


def _invented(draw: Draw, known: set[str]) -> Iterator[Treatment]:
    found: set[str] = set()
    while len(found) < INVENTED:
        stem = draw.pick(STEMS)
        name = "".join(draw.pick(SYLLABLES) for _ in range(2 + draw.below(2))) + stem
        if name in known or name in found:
            continue
        found.add(name)
        letters = "".join(chr(65 + draw.below(26)) for _ in range(2 + draw.below(2)))
        code, brand = f"{letters}-{100 + draw.below(9900)}", "".join(draw.pick(SYLLABLES) for _ in range(3)).capitalize()
        others = tuple(other for other, share in ((code, 0.7), (brand, 0.4), (f"{name} {letters}", 0.2)) if draw.chance(share))
        yield Treatment(name, others, "BIOLOGICAL" if stem.endswith("mab") else "DRUG")


def _falling(count: int) -> list[float]:
    """Bounds for drawing by rank: the second is used 0.7 times as often as the first, the hundredth a tenth."""
    return list(accumulate(1 / rank**0.5 for rank in range(1, count + 1)))


def _at(draw: Draw, bounds: list[float]) -> int:
    return bisect_right(bounds, draw.random() * bounds[-1])
