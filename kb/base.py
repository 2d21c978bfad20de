"""The base: one release, opened; asked in words, in SPARQL, or as a graph. ``kb.open()`` gives one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kb import ask as library
from kb import compressed, releases
from kb.combine import Combination, Hierarchy, Matches, match, read_hierarchy
from kb.combine.arm_sets import ArmSets
from kb.combine.study_facets import StudyFacets
from kb.errors import BadInput, NotFound, QueryRefused
from kb.formats import Citation
from kb.keeping import hold
from kb.labels import FEW_QUADS, Labels, read_labels
from kb.lookup import Names
from kb.names import expand, mint, parts
from kb.places import home
from kb.query_prefixes import moved, with_prefixes
from kb.reading_order import Places
from kb.store import (
    DEFAULT_LIMITS,
    DEFAULT_MANNING,
    Answer,
    Cell,
    Endpoint,
    Lane,
    Limits,
    Manning,
    Store,
    Track,
    Wanted,
    check_query,
    iri,
    native,
    open_embedded,
)
from kb.tables import TABLES, Citations, Index, Sheet, TablesFile
from kb.understand import Lexicon, Parts, read_lexicon

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

    from kb.notebook import Card


Allowed = Mapping[Lane, Limits]
Manned = Mapping[Track, Manning]

_PARTS = """
SELECT ?name ?how ?part WHERE {
  VALUES ?how { aml:namedAgent aml:namedClass aml:includesAgent aml:excludesAgent }
  ?name ?how ?part .
} ORDER BY ?name ?how ?part
"""


@dataclass
class Base:
    """A release opened for reading. Close it when done, or use it in a ``with`` block."""

    release: releases.Release
    store: Store
    held: IO[bytes] | None = field(default=None, repr=False)
    """The mark that the release is in use."""
    remote: bool = False
    """Whether queries go to an endpoint."""
    _sheets: dict[str, Sheet] = field(default_factory=dict, repr=False)

    def __enter__(self) -> Base:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the store's processes and let go of its files."""
        self.store.close()
        if "names" in self.__dict__:
            self.names.close()
        if "tables" in self.__dict__:
            self.tables.close()
        if self.held:
            self.held.close()

    @cached_property
    def names(self) -> Names:
        """The index of names."""
        return Names(self.release.names)

    @cached_property
    def tables(self) -> TablesFile:
        """The file of tables."""
        return TablesFile(self.release.tables)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """Agents, classes and targets, and what stands above what."""
        return read_hierarchy(self.store)

    @cached_property
    def documents_read(self) -> tuple[str, ...]:
        """The documents that tell of arms, which were read for the base, by their IRIs in order."""
        told = "?document a aml:Document . FILTER EXISTS { ?arm aml:statedIn ?document ; a aml:Arm }"
        found = self.select(f"SELECT ?document WHERE {{ {told} }} ORDER BY ?document").rows
        return tuple(row[0].text for row in found if row[0])

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every name that a question may use."""
        acted_on = {entity for found in self.hierarchy.above.values() for entity in found if entity.startswith("target/")}
        return replace(read_lexicon(self.names, acted_on, self._regimen_parts()), hierarchy=self.hierarchy)

    def _regimen_parts(self) -> dict[str, Parts]:
        """What the names of regimens and of their families stand for."""
        found: dict[str, tuple[list[str], list[str]]] = {}
        for name, how, part in self.select(_PARTS).rows:
            if name and how and part:
                held, lacking = found.setdefault(entity(name.text), ([], []))
                (lacking if how.text == expand("aml:excludesAgent") else held).append(entity(part.text))
        return {name: Parts(tuple(held), tuple(lacking)) for name, (held, lacking) in found.items()}

    @cached_property
    def places(self) -> Places:
        """Where each entity ``kind/key`` stands in the order of reading."""
        return self.names.places()

    @cached_property
    def few(self) -> bool:
        """Whether the release is small enough for whole tables and graphs to be held in memory."""
        return int(self.release.manifest.get("quads", 0)) <= FEW_QUADS

    @cached_property
    def all_labels(self) -> Labels:
        """Labels of all entities by IRI: read at once where they are few, else when they are asked for."""
        return Labels(self.store, few=self.few)

    @cached_property
    def study_facets(self) -> StudyFacets:
        """Which studies have which value of a filter."""
        return StudyFacets(self.sheet("trials"), self.store)

    @cached_property
    def arm_sets(self) -> ArmSets:
        """Which arms are given what."""
        return ArmSets(self.sheet("arms"), self.study_facets, self.hierarchy)

    @cached_property
    def citations(self) -> Mapping[str, Citation]:
        """Documents and cited works, as reference managers know them, by IRI."""
        return Citations(self.tables)

    def sheet(self, name: str, *, listed: bool = False) -> Sheet:
        """A named table, whose rows are read as they are needed; ``listed`` has them stand as lists show them."""
        if name not in TABLES:
            raise NotFound(f"there is no table '{name}'; there are {', '.join(TABLES)}")
        if name not in self._sheets:
            self._sheets[name] = Sheet(TABLES[name], Index(self.tables, TABLES[name]), self.release.version, self.citations)
        return replace(self._sheets[name], listed=True) if listed else self._sheets[name]

    def ask(self, question: str) -> pandas.DataFrame:
        """The rows that answer a question in plain words; ``.attrs`` holds how it was understood, near misses and the SPARQL."""
        from kb.answer import answer
        from kb.notebook import frame_of

        return frame_of(answer(self, question))

    def show(self, name: str) -> Card:
        """Everything about a thing: a drug, class, target, trial number, DOI, PubMed number, or ``kind/key``."""
        from kb.called import called
        from kb.notebook import Card
        from kb.show import card, facts_of

        found = called(self, name.strip())
        text = card(self, found.kind, found.key)
        return Card(f"{text}\n{found.remark}" if found.remark else text, facts_of(self, found.kind, found.key))

    def _repr_html_(self) -> str:
        from kb.notebook import base_html

        return base_html(self.release.version, self.release.manifest.get("counts", {}))

    def match(self, combination: Combination, lane: Lane = Lane.OWN) -> Matches:
        """Arms that hold a combination, and near misses; found as sets of rows of the tables, or asked of the endpoint that is in use."""
        by_sets = not self.remote and self.arm_sets.finds(combination)
        return match(self.store, combination, self.hierarchy, lane, self.arm_sets if by_sets else None)

    def select(self, sparql: str, lane: Lane = Lane.OWN) -> Answer:
        """The rows of a SELECT or ASK; the project's prefixes need not be declared. Faults name the place in the query as given."""
        try:
            return self.store.select(with_prefixes(sparql), lane)
        except QueryRefused as fault:
            raise moved(fault, sparql) from None

    def check(self, sparql: str) -> None:
        """Refuse a query that would not be run, naming the place in it; run nothing."""
        try:
            check_query(with_prefixes(sparql))
        except QueryRefused as fault:
            raise moved(fault, sparql) from None

    def has(self, kind: str, key: str) -> bool:
        """Whether anything is said of ``kind/key``."""
        try:
            me = iri(mint(kind, key))
        except BadInput:
            return False
        return self.store.select(f"ASK {{ {me} ?p ?o }}").rows[0][0] == Cell("literal", "true", expand("xsd:boolean"))

    def question(self, name: str, **bindings: Iterable[str]) -> Answer:
        """The rows of a question of the library, with parameters bound."""
        return self.store.select(library.bind(library.find(name), bindings))

    def labels(self, iris: Iterable[str]) -> Mapping[str, str]:
        """Labels of entities by IRI; those without one are left out."""
        return read_labels(self.store, iris)

    def query(self, sparql: str) -> pandas.DataFrame:
        """The rows of any SELECT as a table; our own IRIs stay whole, numbers become numbers."""
        import pandas

        answer = self.select(sparql)
        return pandas.DataFrame([[native(cell) for cell in row] for row in answer.rows], columns=list(answer.variables))

    def graph(self) -> rdflib.Dataset:
        """The whole release as an rdflib dataset, for notebooks."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        for file in self.release.files:
            dataset.parse(data=compressed.read(file), format="nquads")
        return dataset

    def network(self) -> networkx.MultiDiGraph[str]:
        """Entities and what ties them, as a networkx graph: nodes are ``kind/key``, edges carry the predicate's name."""
        from kb.graphs import network

        return network(self.store)

    def describe(self, kind: str, key: str) -> list[tuple[str, str, Cell]]:
        """Everything said with an entity as subject or object: direction (``out``, ``in``), predicate, other end."""
        me = iri(mint(kind, key))
        out = self.select(f"SELECT ?p ?o WHERE {{ {me} ?p ?o }} ORDER BY ?p ?o").rows
        back = self.select(f"SELECT ?p ?s WHERE {{ ?s ?p {me} }} ORDER BY ?p ?s").rows
        found = [("out", row) for row in out] + [("in", row) for row in back]
        return [(way, row[0].text, row[1]) for way, row in found if row[0] and row[1]]


def entity(text: str) -> str:
    """``kind/key`` of an IRI of ours, else the IRI."""
    found = parts(text)
    return "/".join(found) if found else text


def open_base(
    folder: Path | None = None,
    version: str = "",
    isolated: bool = False,
    seconds: float | None = None,
    endpoint: Endpoint | None = None,
    limits: Allowed = DEFAULT_LIMITS,
    manning: Manned = DEFAULT_MANNING,
) -> Base:
    """The release in service in ``folder`` (default: the user's own), or the one whose version begins with ``version``.

    ``isolated`` runs queries in processes that can be stopped, as the web application needs; ``seconds`` is how long each may
    then take, where that is not the usual limit; ``manning`` is for these processes. With an ``endpoint`` that holds the release,
    queries go there.
    """
    place, elsewhere = folder or home(), endpoint is not None
    release = releases.find(place, version, stored_elsewhere=elsewhere) if version else releases.current(place, stored_elsewhere=elsewhere)
    allowed = limits if seconds is None else {lane: replace(usual, seconds=seconds) for lane, usual in limits.items()}
    with ExitStack() as on_failure:
        held = hold(release)
        on_failure.callback(held.close)
        base = Base(release, _opened(release, allowed, isolated, manning, endpoint), held, elsewhere)
        on_failure.pop_all()
    return base


def _opened(release: releases.Release, limits: Allowed, isolated: bool, manning: Manned, endpoint: Endpoint | None) -> Store:
    if endpoint is None:
        return open_embedded(release.store, limits=limits, isolated=isolated, manning=manning)
    from kb.store.remote import open_remote  # imported on use: SPARQLWrapper brings rdflib along, which takes a quarter of a second

    return open_remote(endpoint, wanted(release), limits=limits)


def wanted(release: releases.Release) -> Wanted:
    """What an endpoint is asked for that should hold a release."""
    manifest = release.manifest
    return Wanted(release.version, str(manifest.get("sha256", "")), int(manifest["quads"]))
