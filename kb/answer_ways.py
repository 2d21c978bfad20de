"""Ways between two things that a question names: the steps of the shortest ones, each with the statements that tie it and their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any

from kb.answer_words import labels, listed
from kb.base import Base, entity
from kb.formats import Column
from kb.graphs import CLAIM, HUBS, RELATIONS, VIEWS, Reach, Ways, connections, far_ways, ways
from kb.graphs.reach import BACK, OUT
from kb.graphs.relations import CLAIMED, OF_ARMS, SHARED
from kb.names import ID, mint
from kb.store import iri, literal
from kb.understand import Understood

STEPS = (
    Column("way", "Way", "number of the way, the shortest first"),
    Column("step", "Step", "number of the step on its way"),
    Column("start", "From", "where the step starts"),
    Column("tie", "Tie", "what ties the two"),
    Column("end", "To", "where the step ends"),
    Column("statement", "Statement", "what a claim of the step says", kind="list"),
    Column("anchor", "Place", "where documents state the tie", kind="list"),
    Column("source", "Source", "the documents, or where a tie of the vocabulary was read", kind="list"),
    Column("start_id", "From (key)", "kind and key of the start"),
    Column("end_id", "To (key)", "kind and key of the end"),
    Column("statement_id", "Statement (key)", "kind and key of the records that state the tie", kind="list"),
    Column("release", "Release", "version of the base"),
)
"""Columns of an answer that is ways; a row is a step."""

_PATTERNS = {
    name: [one.pattern for one in (*SHARED, *OF_ARMS, *CLAIMED) if one.name == name]
    for name in dict.fromkeys(one.name for one in (*SHARED, *OF_ARMS, *CLAIMED))
}
_TOLD = """
  OPTIONAL { ?statement aml:anchor ?anchor }
  OPTIONAL { ?statement aml:statedIn ?document }
  OPTIONAL { ?statement dcterms:source ?read }"""


@dataclass(frozen=True)
class WaysFound:
    """Ways between ``start`` and ``goal`` (``kind/key``, empty where unknown) as rows, and the query that finds what ties their steps.

    ``through`` is the group of things that nearly everything shares which the ways had to pass; ``left_out`` are names beyond two.
    """

    sentence: str
    sparql: str
    start: str = ""
    goal: str = ""
    through: str = ""
    rows: tuple[dict[str, Any], ...] = ()
    hints: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def ways_between(base: Base, understood: Understood) -> WaysFound:
    """The shortest ways between the first two things of a question; none where these are not two things with ties."""
    seeking = _Seeking(base)
    ends = [next((one for one in thing.entities if seeking.holds(one)), "") for thing in understood.things]
    known = list(dict.fromkeys(filter(None, ends)))
    if len(known) < 2:
        lost = [_name(base, thing.entities[0]) for thing, end in zip(understood.things, ends, strict=True) if not end]
        why = f"the base holds no ties of {listed(lost)}" if lost else f"both are {_name(base, known[0])}"
        return WaysFound(f"There are no ways to show: {why}.", _NOTHING)
    start, goal = known[:2]
    through, found = _found(seeking, start, goal)
    sentence = f"Ways between {listed((_name(base, start), _name(base, goal)))}: {_counted(found)}."
    sparql = _sparql(found)
    hints = [f"No way leads there but through {through.replace('-', ' ')}, which tie nearly everything."] if through else []
    hints += ["There are more ways as short as these; the graph shows them when things on these are left out."] if found.more else []
    rows, left_out = tuple(_rows(base, found, sparql)), tuple(labels(base, known[2:]))
    return WaysFound(sentence, sparql, start, goal, through, rows, tuple(hints), left_out)


class _Seeking:
    """Looks for ways in the whole graph of a base, or, where the base is large, in what stands between two things."""

    def __init__(self, base: Base) -> None:
        self._graph = connections(base.store) if base.few else None
        self._reach = Reach(base.store, VIEWS["connections"], lambda node: base.places.get(node, inf))

    def holds(self, node: str) -> bool:
        """Whether anything is tied to a thing."""
        if self._graph is not None:
            return node in self._graph
        return any(self._reach.ties([node], end, most=1) for end in (OUT, BACK))

    def ways(self, start: str, goal: str, through: tuple[str, ...] = ()) -> Ways:
        """The shortest ways."""
        if self._graph is not None:
            return ways(self._graph, start, goal, through)
        return far_ways(self._reach, start, goal, through) or Ways(self._reach.graph(()), (), more=False)


def _found(seeking: _Seeking, start: str, goal: str) -> tuple[str, Ways]:
    """The ways, and the first of the groups that had to be passed where none leads elsewhere."""
    found = seeking.ways(start, goal)
    for hub in () if found.found else HUBS:
        if (over := seeking.ways(start, goal, (hub,))).found:
            return hub, over
    return "", found


def _counted(found: Ways) -> str:
    lengths = sorted(len(way) - 1 for way in found.found)
    if not lengths:
        return "none that the base knows"
    most = f" to {lengths[-1]}" if lengths[-1] > lengths[0] else ""
    number = "the shortest" if len(lengths) == 1 else f"the {len(lengths)} shortest"
    return f"{number}, {lengths[0]}{most} {'step' if lengths[-1] == 1 else 'steps'} long, each step on a statement"


def _steps(found: Ways) -> Iterator[tuple[int, int, str, str, str, bool]]:
    """Number of way and step, start, relation, end, and whether the tie points that way; facts before claims."""
    for number, way in enumerate(found.found, start=1):
        for step, (one, other) in enumerate(pairwise(way), start=1):
            ties = [(str(name), True) for name in found.graph.get_edge_data(one, other, default={})]
            ties += [(str(name), False) for name in found.graph.get_edge_data(other, one, default={})]
            relation, forward = min(ties, key=lambda tie: (tie[0] == CLAIM, tie))
            yield number, step, one, relation, other, forward


def _sparql(found: Ways) -> str:
    """A query for the statements of every step, with their places."""
    pairs: dict[str, dict[tuple[str, str], None]] = {}
    for _, _, one, relation, other, forward in _steps(found):
        pairs.setdefault(relation, {})[(one, other) if forward else (other, one)] = None
    blocks = [
        f"{{ VALUES (?from ?to) {{ {' '.join(map(_pair, ends))} }} {pattern} BIND({literal(relation)} AS ?tie){_TOLD} }}"
        for relation, ends in pairs.items()
        for pattern in _PATTERNS[relation]
    ]
    return _query("\n  UNION ".join(blocks)) if blocks else _NOTHING


def _query(body: str) -> str:
    told = "?from ?tie ?to ?statement ?anchor ?document ?read"
    return f"SELECT DISTINCT {told} WHERE {{\n  {body}\n}} ORDER BY {told}"


_NOTHING = _query("?from ?tie ?to . FILTER(false)")


def _pair(ends: tuple[str, str]) -> str:
    return f"({' '.join(iri(mint(*end.split('/', 1))) for end in ends)})"


def _rows(base: Base, found: Ways, sparql: str) -> Iterator[dict[str, Any]]:
    """A flat row for each step."""
    told: dict[tuple[str, str, str], list[list[str]]] = {}
    for from_, tie, to, *rest in base.select(sparql).rows:
        if from_ and tie and to:
            key = (entity(from_.text), tie.text, entity(to.text))
            told.setdefault(key, []).append([cell.text if cell else "" for cell in rest])
    name = base.all_labels
    for way, step, one, relation, other, forward in _steps(found):
        lines = told.get((one, relation, other) if forward else (other, relation, one), [])
        statements, anchors, documents, read = ([*dict.fromkeys(filter(None, column))] for column in zip(*lines, strict=True))
        yield {
            "way": way, "step": step, "start": _named(base, one), "tie": relation if forward else RELATIONS[relation],
            "end": _named(base, other), "statement": [name[one] for one in statements if relation == CLAIM and one in name],
            "anchor": [name.get(one, one) for one in anchors], "source": _sources(name, documents, read), "start_id": one,
            "end_id": other, "statement_id": [entity(one) for one in statements], "release": base.release.version,
        }  # fmt: skip


def _sources(name: Any, documents: Iterable[str], read: Iterable[str]) -> list[str]:
    """The documents by their names, else where a tie of the vocabulary was read."""
    return [name.get(one, one) for one in documents] or list(read)


def _named(base: Base, address: str) -> str:
    """What a thing is called; an arm with its study, since many arms give the same."""
    row = base.sheet("arms").row(f"{ID}{address}") if address.startswith("arm/") else None
    study = next((item.address for item in row.cells.get("study", ())), "") if row else ""
    return f"{_name(base, address)} ({_name(base, study)})" if study else _name(base, address)


def _name(base: Base, address: str) -> str:
    """The name of ``kind/key``; of a registered trial its number."""
    kind, _, key = address.partition("/")
    return key if kind == "study" and key.startswith("NCT") else labels(base, [address])[0]
