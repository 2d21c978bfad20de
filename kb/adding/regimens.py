"""Regimens that come and go with some trials: what they have to do with others, told from those that share a part with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from kb.adding.making import Making
from kb.assembly import Assembled
from kb.dump import marked
from kb.ground import computed_quads
from kb.infer.regimens import CLASS_MARK, related, required_of
from kb.names import parts
from kb.records import Regimen
from kb.sources import Holdings
from kb.triples import DERIVED, TYPE, entity, line, term, term_of

CONTAINS = "aml:containsRegimen"


@dataclass(frozen=True)
class Regimens:
    """Keys of those that no arm is given any more, and those that none was given before, with all that is told of them."""

    gone: frozenset[str]
    come: Mapping[str, Regimen]


def change_regimens(making: Making, before: Iterable[Assembled], after: Iterable[Assembled], holdings: Holdings) -> Regimens:
    """Bring the regimens of a release in the making up to its arms, which were changed already."""
    old, new = ({regimen.key: regimen for one in several for regimen in one.regimens} for several in (before, after))
    gone = frozenset(key for key in old.keys() - new.keys() if not any(making.store.subjects(term("aml:regimen"), entity("regimen", key))))
    fresh = [regimen for key, regimen in new.items() if key not in old and not any(making.store.values(entity("regimen", key), TYPE))]
    known = _Known(making, gone, {one.key: required_of(one.key) for one in fresh})
    # Families and names follow from a regimen's own parts; what it contains is looked up.
    come = {one.key: replace(one, contains=tuple(sorted(known.within(one.key)))) for one in related(fresh, holdings)}
    lines_gone = making.about(entity("regimen", key) for key in sorted(gone))
    lines_gone += (_contains(outer, key) for key in gone for outer in known.told_around(key))
    lines_come = [marked(line(quad)) for quad in computed_quads(come.values())]
    lines_come += (_contains(outer, key) for key in come for outer in known.around(key) - come.keys())
    making.replace(sorted(lines_gone), sorted(lines_come))
    return Regimens(gone, come)


def _contains(outer: str, inner: str) -> str:
    return marked(line((entity("regimen", outer), term(CONTAINS), entity("regimen", inner), term_of(DERIVED))))


@dataclass
class _Known:
    """The regimens that there are: those of the store without those that go, and those that come with their required parts."""

    making: Making
    gone: frozenset[str]
    come: Mapping[str, frozenset[str]]
    _having: dict[str, set[str]] = field(default_factory=dict)

    def having(self, part: str) -> set[str]:
        """Keys of the regimens with a required part."""
        if part not in self._having:
            kind, key = ("class", part.removeprefix(CLASS_MARK)) if part.startswith(CLASS_MARK) else ("agent", part)
            told = self.making.store.subjects(term("aml:hasClass" if kind == "class" else "aml:hasAgent"), entity(kind, key))
            self._having[part] = {_key(one) for one in told} - self.gone | {one for one, held in self.come.items() if part in held}
        return self._having[part]

    def within(self, key: str) -> set[str]:
        """Keys of the regimens that one contains."""
        outer = required_of(key)
        return {inner for part in outer for inner in self.having(part) if required_of(inner) < outer}

    def around(self, key: str) -> set[str]:
        """Keys of the regimens that contain one."""
        inner = required_of(key)
        together = reduce(set.intersection, map(self.having, inner)) if inner else set()
        return {outer for outer in together if inner < required_of(outer)}

    def told_around(self, key: str) -> set[str]:
        """Keys of the regimens that are said to contain one, but for those that go."""
        return {_key(one) for one in self.making.store.subjects(term(CONTAINS), entity("regimen", key))} - self.gone


def _key(subject: str) -> str:
    found = parts(subject.strip("<>"))
    return found[1] if found else ""
