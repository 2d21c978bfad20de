"""Portions: the sources of some studies, checked and derived together with the vocabulary, to lines in a file of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Protocol

from kb import names
from kb.assembly.merging import Lines, write_lines
from kb.check import AnchorReport, find
from kb.dump import mark
from kb.errors import BadInput, BadInputs
from kb.infer import Defined, bare_regimens, defined, of_studies
from kb.records import AdverseEventTerm, Discrepancy, Document, Record, Regimen, Study
from kb.sources import Entity, Holdings, Source, Standing, check_sources, standing
from kb.tables.facts import Facts
from kb.tables.portions import LAST, Portioned, portion_rows
from kb.triples import DERIVED, TYPE, Quad, line, quads, source_quads

AGAIN = (Document, AdverseEventTerm, Discrepancy)
"""Kinds of record that several portions may hold: the document they are all from, terms they share, what rules find in the vocabulary."""


class Portion(Protocol):
    """Some studies with all that any source says of them; its sources are made where they are needed, perhaps in another process."""

    def sources(self) -> list[Source]:
        """The portion's sources, the vocabulary left out."""
        ...


class Registry(Protocol):
    """A trial registry, read once: most of its trials in portions, and what it says of the studies that documents speak of."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files and folders of records."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """All that it is read from: these, and the tables that they are read by."""
        ...

    def portions(self, keep: Path) -> Iterator[Portion]:
        """The trials that no document speaks of, some at a time; what was read is kept in a file, so that more can be added to it."""
        ...

    def beside(self) -> list[Source]:
        """What it says of the others; asked for when the portions are through."""
        ...

    def add(self, kept: Path, keep: Path) -> Addition:
        """Read it as an addition to what a file of a release holds (which may be missing); all of it is kept in another file."""
        ...

    def sources(self) -> list[Source]:
        """All of it at once."""
        ...

    def check(self, sources: Iterable[Source]) -> AnchorReport:
        """Look up every anchor of what was made of it in what it was read from."""
        ...


class Addition(Protocol):
    """What a registry's files add to records that were kept before: the trials concerned, as they were and as they are."""

    @property
    def trials(self) -> int:
        """How many trials there is something new of."""
        ...

    @property
    def to_documents(self) -> bool:
        """Whether documents speak of any of these trials."""
        ...

    def portions(self, *, before: bool) -> Iterator[Portion]:
        """Those that no document speaks of, some at a time."""
        ...

    def beside(self, *, before: bool) -> list[Source]:
        """What the registry says of all the trials that documents speak of, changed or not."""
        ...


@dataclass(frozen=True)
class Ready:
    """A portion whose sources are at hand."""

    given: tuple[Source, ...]

    def sources(self) -> list[Source]:
        """The sources as they were given."""
        return list(self.given)


@dataclass(frozen=True)
class Ground:
    """What every portion stands on: the vocabulary, what may be pointed at from anywhere, and the folder of the portions' files."""

    vocabulary: Source
    folder: Path
    facts: Facts
    """What the vocabulary and the papers say, and what follows from the vocabulary: names of things in the cells of tables."""
    places: Mapping[Entity, int]
    """The order of reading, which the vocabulary and the papers give; all else comes after these."""

    @cached_property
    def standing(self) -> Standing:
        """The rows of the vocabulary, which were checked before any portion is."""
        return standing(self.vocabulary)

    def place(self, iri: str) -> int:
        """Where an entity stands in the order of reading."""
        return self.places.get(names.parts(iri) or ("", ""), LAST)


@dataclass(frozen=True)
class Assembled:
    """A portion done: its lines, its rows of tables, and what takes all portions to go on with."""

    lines: Lines
    rows: Portioned
    counts: Counter[str]
    again: frozenset[tuple[str, str]]
    """Kind of record and key of what other portions may hold too, and what ``counts`` therefore leaves out."""
    regimens: tuple[Regimen, ...]
    endpoints: tuple[Defined, ...]
    named: tuple[Record, ...]
    """Studies, documents and terms: what can be looked up by name."""
    left_out: Counter[str]


def assemble(ground: Ground, portion: Portion, number: int) -> Assembled:
    """Check a portion, derive what follows from it, and write its lines. Raises BadInputs with places where rows are wrong."""
    given = portion.sources()
    check_sources(given, ground.standing)
    holdings = Holdings([ground.vocabulary, *given])
    computed = [*of_studies(holdings), *find(holdings)]
    bare = bare_regimens(holdings)
    told = [*stated(given), *_quads(computed)]
    path = ground.folder / f"portion-{number:06}"
    lines = write_lines(path, disjoint(told))
    said = list({row.entity: row.record for source in reversed(given) for row in source.rows}.values())
    named = tuple(record for record in said if isinstance(record, (Study, Document, AdverseEventTerm)))
    # What a regimen is called stands in the release once, beside all portions; here it is needed for the names in cells.
    facts = Facts(chain(told, _quads(bare)), ground.facts)
    records = [*said, *computed]
    return Assembled(
        lines=lines,
        rows=portion_rows(facts, ground.place, path),
        counts=Counter(type(record).__name__ for record in records if not isinstance(record, AGAIN)),
        again=frozenset((type(record).__name__, record.key) for record in records if isinstance(record, AGAIN)),
        regimens=tuple(bare),
        endpoints=tuple(defined(holdings)),
        named=named,
        left_out=sum((Counter(source.left_out) for source in given), Counter()),
    )


def _quads(records: Iterable[Record]) -> Iterator[Quad]:
    return (quad for record in records for quad in quads(record, DERIVED))


def stated(sources: Iterable[Source]) -> Iterator[Quad]:
    """What sources state; an entity that several may describe is described by the first."""
    described: set[Entity] = set()
    for source in sources:
        yield from source_quads(source, described)
        described |= {row.entity for row in source.rows if row.record.shared}


def disjoint(given: Iterable[Quad]) -> dict[str, list[str]]:
    """The distinct lines by mark. A triple that stands in two graphs is refused, since engines would count it twice."""
    said: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    faults: list[BadInput] = []
    for quad in given:
        subject, predicate, value, graph = quad
        other = said[subject].setdefault((predicate, value), graph)
        if other != graph and not _shared(quad):
            faults.append(BadInput(f"the triple {' '.join(quad[:3])} stands in {other} and in {quad[3]}", mend="state it in one source"))
    if faults:
        raise BadInputs(faults)
    lines: dict[str, list[str]] = defaultdict(list)
    for subject, told in said.items():
        lines[mark(subject)] += [line((subject, predicate, value, graph)) for (predicate, value), graph in told.items()]
    return lines


def _shared(quad: Quad) -> bool:
    """Whether a repeated triple is about something several sources may describe, or types what a derived record adds to."""
    return quad[0].startswith(f"<{names.ID}study/") or quad[1] == TYPE
