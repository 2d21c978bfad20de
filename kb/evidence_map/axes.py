"""Axes: the rows and columns of the map, read from the graph, and the tree that each of them makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base, entity
from kb.names import ID

_ROOT = f"<{ID}class/immunotherapy>"
_MODALITY, _MECHANISM, _USE = (f"<{ID}concept/axis.{axis}>" for axis in ("modality", "mechanism", "use"))
_BACKBONE = f"<{ID}concept/component-role.backbone>"


@dataclass(frozen=True)
class Axis:
    """A way to choose rows or columns: what they are called, the rule in words, and the query that finds ``?line``."""

    one: str
    many: str
    rule: str
    query: str


ROWS: Mapping[str, Axis] = {
    "modality": Axis(
        "kind of immunotherapy",
        "kinds of immunotherapy",
        "the classes that stand directly under immunotherapy, and the modalities of its members",
        f"""{{ ?line aml:broaderClass {_ROOT} }}
  UNION {{ ?line aml:within {_ROOT} ; aml:axis {_MODALITY} }}
  UNION {{ ?agent aml:inClass {_ROOT}, ?line . ?line aml:axis {_MODALITY} }}""",
    ),
    "mechanism": Axis(
        "mechanism of immunotherapy",
        "mechanisms of immunotherapy",
        "the classes under immunotherapy that are formed by mechanism",
        f"?line aml:within {_ROOT} ; aml:axis {_MECHANISM} .",
    ),
    "target": Axis(
        "target of immunotherapy",
        "targets of immunotherapy",
        "what an immunotherapy, or a class of them, acts on",
        f"""{{ ?agent aml:inClass {_ROOT} ; aml:actsOn ?line }}
  UNION {{ ?class aml:within {_ROOT} . ?targeting aml:targetingSubject ?class ; aml:targetingTarget ?line }}""",
    ),
}
"""Choices of rows."""

COLUMNS: Mapping[str, Axis] = {
    # A class that no document names stands in the vocabulary only to order others; it would repeat their columns.
    "backbone": Axis(
        "backbone class",
        "backbone classes",
        "the classes by mechanism or use that a document names, with a drug that some arm gets as backbone",
        f"""{{ SELECT DISTINCT ?line WHERE {{ ?part aml:componentRole {_BACKBONE} ; aml:matches ?line }} }}
  VALUES ?axis {{ {_MECHANISM} {_USE} }} ?line aml:axis ?axis ; aml:anchor ?anchor .""",
    ),
    "partner": Axis(
        "partner class",
        "partner classes",
        "all classes by mechanism or use of what is given in one arm with an immunotherapy, in whatever role",
        f"""{{ SELECT DISTINCT ?line WHERE {{
    ?part aml:matches {_ROOT} ; aml:componentOf ?arm . ?other aml:componentOf ?arm . FILTER(?other != ?part) ?other aml:matches ?line
  }} }}
  VALUES ?axis {{ {_MECHANISM} {_USE} }} ?line aml:axis ?axis .""",
    ),
}
"""Choices of columns."""


@dataclass(frozen=True)
class Line:
    """A row or a column: the class or target, how deep it stands in the tree, and the topmost line above it."""

    address: str
    label: str
    depth: int
    top: str


def read_axis(base: Base, axis: Axis) -> tuple[Line, ...]:
    """The lines of an axis as a tree: broader ones first, otherwise in the order of the vocabulary."""
    rows = base.select(f"SELECT DISTINCT ?line WHERE {{ {axis.query} }}").rows
    return as_tree(base, {entity(row[0].text) for row in rows if row[0]})


def as_tree(base: Base, lines: Iterable[str]) -> tuple[Line, ...]:
    """Classes or targets, each once, under the nearest of them that stands above it."""
    held = sorted(lines, key=lambda one: (base.places.get(one, len(base.places)), one))
    above = {one: [other for other in held if other != one and base.hierarchy.path(one, other)] for one in held}
    below: dict[str, list[str]] = {}
    for one in held:
        nearest = [other for other in above[one] if not any(other in above[between] for between in above[one])]
        below.setdefault(nearest[0] if nearest else "", []).append(one)
    return tuple(_walk(base, below, "", 0, ""))


def _walk(base: Base, below: Mapping[str, list[str]], start: str, depth: int, top: str) -> Iterable[Line]:
    for one in below.get(start, ()):
        yield Line(one, base.hierarchy.label(one), depth, top or one)
        yield from _walk(base, below, one, depth + 1, top or one)
