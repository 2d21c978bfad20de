"""The dataset: which graphs of an endpoint hold a release, and the graph names of a query turned into those that they are stored under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kb.errors import QueryRefused
from kb.names import BASE
from kb.store import terms
from kb.store.interface import Graphs
from kb.store.screen import Screened, tokens

HIDDEN = "stored_graph_"
"""What variables begin with that are put into queries."""

NOWHERE = f"{BASE}nowhere"
"""A graph that nobody stores anything in: the default graph of a query that names none."""

_FORM = re.compile(r"SELECT|ASK|CONSTRUCT|DESCRIBE", re.I)
_MAY_NAME = re.compile(rf"\bGRAPH\b(?!\s*:)|{HIDDEN}", re.I)
"""What a query without may skip the search for: those of the application name no graph."""


@dataclass(frozen=True)
class Dataset:
    """The graphs of a release: the name that each has to those who ask, and the name that it is stored under."""

    stored: Mapping[str, str]

    @property
    def renamed(self) -> bool:
        """Whether graphs are stored under names of their own."""
        return any(name != stored for name, stored in self.stored.items())

    def prepare(self, sparql: str, seen: Screened, graphs: Graphs | None) -> tuple[str, Graphs]:
        """The query as the endpoint is to run it, and the stored graphs that it reads.

        As in the embedded store, a query that names no dataset reads all graphs as one, and each by its name.
        """
        writing = _Rewriting(sparql, self)
        text = writing.text() if seen.names_dataset or (self.renamed and _MAY_NAME.search(sparql)) else sparql
        asked = graphs or (writing.named_by_query if seen.names_dataset else Graphs(tuple(self.stored), tuple(self.stored)))
        default = tuple(self.stored[name] for name in asked.default if name in self.stored)
        return text, Graphs(default or (NOWHERE,), tuple(self.stored[name] for name in asked.named if name in self.stored) or (NOWHERE,))


@dataclass
class _Rewriting:
    """One pass over a query's tokens, in which graph names are found and replaced."""

    sparql: str
    dataset: Dataset
    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    @property
    def named_by_query(self) -> Graphs:
        return Graphs(tuple(self.default), tuple(self.named))

    def text(self) -> str:
        found = list(tokens(self.sparql))
        if any(token[0][1:].startswith(HIDDEN) for token in found if token.lastgroup == "variable"):
            raise QueryRefused(f"a variable begins with '{HIDDEN}', which is kept for the store's own use; call it otherwise")
        for spot, token in enumerate(found):
            if token.lastgroup == "words" and token[0].upper() == "GRAPH":
                self._graph(found, spot)
            elif token.lastgroup == "words" and token[0].upper() == "FROM":
                self._from(found, spot)
        return "".join(self._joined())

    def _joined(self) -> Iterator[str]:
        end = 0
        for start, stop, new in sorted(self.cuts):
            yield self.sparql[end:start]
            yield new
            end = stop
        yield self.sparql[end:]

    def _from(self, found: list[re.Match[str]], spot: int) -> None:
        """A clause of the dataset is taken out: what it names goes beside the query."""
        named = found[spot + 1][0].upper() == "NAMED"
        name = found[spot + 1 + named]
        (self.named if named else self.default).append(self._resolved(name[0]))
        self.cuts.append((found[spot].start(), name.end(), ""))

    def _graph(self, found: list[re.Match[str]], spot: int) -> None:
        """``GRAPH ?g {…}`` becomes ``{ VALUES (?stored_graph_1 ?g) {…} GRAPH ?stored_graph_1 {…} }``: the same rows, by definition."""
        name, brace = found[spot + 1], found[spot + 2]
        if name.lastgroup != "variable":
            self.cuts.append((name.start(), name.end(), terms.iri(self.dataset.stored.get(self._resolved(name[0]), NOWHERE))))
            return
        stored = f"?{HIDDEN}{name.start()}"
        pairs = " ".join(f"({terms.iri(there)} {terms.iri(here)})" for here, there in self.dataset.stored.items())
        self.cuts.append((found[spot].start(), brace.start(), f"{{ VALUES ({stored} {name[0]}) {{ {pairs} }} GRAPH {stored} "))
        end = _closing(found, spot + 2).end()
        self.cuts.append((end, end, " }"))

    def _resolved(self, name: str) -> str:
        """The IRI of a name, by the query's own prefixes and base."""
        form = next(token for token in tokens(self.sparql) if token.lastgroup == "words" and _FORM.match(token[0]))
        asked = f"{self.sparql[: form.start()]} SELECT ?it {{ VALUES ?it {{ {name} }} }}"
        try:
            (row,) = ox.Store().query(asked, base_iri=BASE)  # type: ignore[misc] # a SELECT gives rows
        except (SyntaxError, ValueError):
            raise QueryRefused(f"'{name[:100]}' is no name of a graph; write its IRI, or a prefixed name") from None
        return str(row[0].value)


def _closing(found: list[re.Match[str]], spot: int) -> re.Match[str]:
    """The token that closes the bracket at a spot; the query has been screened, so there is one."""
    depth = 0
    for token in found[spot:]:
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if not depth:
            return token
    raise QueryRefused("syntax error: a bracket is not closed")
