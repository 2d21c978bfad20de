"""Ground: what stands beside all studies: the vocabulary, what follows from it, the ontology, the library of questions, the papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb import names
from kb.assembly import Ground
from kb.assembly.portions import stated
from kb.executables import executables
from kb.infer import bare_regimens, of_vocabulary
from kb.places import resource
from kb.records import Comparable, Record
from kb.sources import VOCABULARY_GRAPH, Holdings, Source
from kb.tables.facts import Facts
from kb.triples import DERIVED, TYPE, VOCABULARY, Quad, document_graph, quads


@dataclass(frozen=True)
class Laid:
    """Curated rows, and what is made of them before any study is put together."""

    holdings: Holdings

    @cached_property
    def vocabulary(self) -> Source:
        """The vocabulary; a base without one has an empty one."""
        return next((source for source in self.holdings.sources if not source.is_document), Source(VOCABULARY_GRAPH, ()))

    @cached_property
    def documents(self) -> tuple[Source, ...]:
        """The papers with what their tables say, in the order given."""
        return tuple(source for source in self.holdings.sources if source.is_document)

    @cached_property
    def known(self) -> list[Record]:
        """What follows from the vocabulary."""
        return of_vocabulary(self.holdings)

    @property
    def curated(self) -> list[Record]:
        """The records of the rows."""
        return [row.record for row in self.holdings.rows.values()]

    @cached_property
    def in_order(self) -> list[Record]:
        """What has a place in the order of reading."""
        return [*self.curated, *self.known, *bare_regimens(self.holdings)]

    @cached_property
    def quads(self) -> list[Quad]:
        """The vocabulary with what follows from it, the ontology, and the questions."""
        shipped = (*_shipped("aml.ttl", document_graph("ontology")), *_shipped("schemes.ttl", VOCABULARY))
        return [*stated([self.vocabulary]), *shipped, *executables(), *computed_quads(self.known)]

    def ground(self, folder: Path) -> Ground:
        """What portions stand on whose files go to a folder."""
        places = {(record.kind, record.key): spot for spot, record in reversed(list(enumerate(self.in_order)))}
        return Ground(self.vocabulary, folder, Facts([*self.quads, *stated(self.documents)]), places)


def computed_quads(computed: Iterable[Record]) -> Iterator[Quad]:
    """What takes more than one study to tell. That an endpoint is one, the document says that states it."""
    for record in computed:
        yield from (quad for quad in quads(record, DERIVED) if quad[1] != TYPE or not isinstance(record, Comparable))


def _shipped(file: str, graph: str) -> Iterator[Quad]:
    """A file of the ontology's folder, so that queries can ask what its terms mean; anonymous class expressions are left out."""
    from rdflib import BNode, Graph  # imported here: only a build needs it, and it takes a quarter of a second

    text = (resource("ontology") / file).read_text(encoding="utf-8")
    where = f"<{graph}>"
    for subject, predicate, value in Graph().parse(data=text.replace(names.PUBLISHED_BASE, names.BASE), format="turtle"):
        if not isinstance(subject, BNode) and not isinstance(value, BNode):
            yield subject.n3(), predicate.n3(), value.n3(), where
