"""Build: sources, checked and derived, to an immutable release; the same inputs give the same bytes."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from kb import names, releases
from kb.about import hashes, input_files, metadata, program
from kb.assembly import Assembled, Ground, Portion, Ready, Registry, assemble_all, merged
from kb.assembly.portions import disjoint, stated
from kb.dump import Dump, marked, parts_for
from kb.errors import BadInput
from kb.indexing import build_names
from kb.infer import bare_regimens, of_all, of_vocabulary
from kb.places import resource
from kb.records import Comparable, Document, Record
from kb.sources import VOCABULARY_GRAPH, Holdings, Source, check_sources
from kb.store import build_embedded
from kb.tables.building import build_tables, columns_digest
from kb.triples import DERIVED, TYPE, VOCABULARY, Quad, document_graph, quads

Progress = Callable[[str], None]


def hold(sources: Iterable[Source]) -> Holdings:
    """The sources' rows, held together once every key and reference is found to be right."""
    sources = list(sources)
    for graph, times in Counter(source.graph for source in sources if source.is_document).items():
        if times > 1:
            raise BadInput(
                f"{times} folders are called '{graph}'", mend="give each document once, and none of those that ship with the code"
            )
    check_sources(sources)
    return Holdings(sources)


def build(sources: Iterable[Source], home: Path, tell: Progress = lambda _: None, registry: Registry | None = None) -> releases.Release:
    """Make a release in ``home`` and put it in service. What fails leaves the release in service as it was.

    ``sources`` are the vocabulary and the documents; ``registry`` brings further trials, and its own view of those that documents name.
    Raises BadInputs with file and line where rows are wrong.
    """
    holdings = hold(sources)
    tell(f"{len(holdings.rows)} rows read")
    folder = releases.begin(home)
    try:
        return _build(holdings, registry, folder, home, tell)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # once it is in service, it stands elsewhere


def _build(holdings: Holdings, registry: Registry | None, folder: Path, home: Path, tell: Progress) -> releases.Release:
    vocabulary, documents = apart(holdings)
    done: list[Assembled] = []
    for one in assemble_all(Ground(vocabulary, folder), _portions(documents, registry, folder / releases.RECORDS)):
        done.append(one)
        tell(f"{sum(each.counts['Study'] for each in done)} studies put together")
    defined = (endpoint for one in done for endpoint in one.endpoints)
    computed = [*of_vocabulary(holdings), *of_all(chain.from_iterable(one.regimens for one in done), defined, holdings)]
    whole = folder / "whole.nq"
    with whole.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(sorted(map(marked, disjoint(_whole_quads(vocabulary, computed)))))
    counts = _counts(done, vocabulary, computed)
    lines = merged([whole, *(one.lines for one in done)])
    dump, graphs = Dump.write(folder / releases.DUMP, lines, parts_for(counts.get("Study", 0)))
    further = {(record.kind, record.key): record for one in done for record in one.named}
    titles = {record.key: record.label for record in further.values() if isinstance(record, Document)}
    curated = [row.record for row in holdings.rows.values()]
    unnamed = [one for entity, one in further.items() if entity not in holdings.rows]
    registered = sorted(hashes(registry.paths)) if registry else []
    left_out = sum((one.left_out for one in done), Counter[str]())
    told = tell_of(dump, graphs, titles, input_files(holdings, registry.files if registry else ()), folder)
    told |= {"counts": counts, "left_out": dict(left_out), "registry": registered}
    for what, times in sorted(left_out.items()):
        tell(f"{what}: {times}")
    stored = build_embedded(folder / releases.STORE, (*dump.files, folder / releases.OWN))
    if stored != told["quads"]:
        raise BadInput(f"the store holds {stored} quads, the dump {told['quads']}", mend="report this as a fault")
    placed = [*curated, *of_vocabulary(holdings), *bare_regimens(holdings)]
    count = build_names(folder / releases.NAMES, [*curated, *computed, *unnamed], placed)
    tell(f"{stored} quads and {count} names stored")
    rows = build_tables(folder / releases.TABLES, folder / releases.STORE, folder / releases.NAMES)
    tell(f"{rows} rows of tables written")
    return releases.finish(home, folder, told | {"names": count, "columns": columns_digest()})


def tell_of(dump: Dump, graphs: Counter[str], titles: dict[str, str], inputs: dict[str, str], folder: Path) -> dict[str, Any]:
    """Finish a dump: its list, what the release says of itself beside it, and so much of the manifest."""
    dump.finish()
    version = dump.digest[:12]
    own = metadata(version, dump.lines, graphs, titles, inputs)
    (folder / releases.OWN).write_text("".join(own), encoding="utf-8", newline="\n")
    return {
        "version": version, "base": names.BASE, "quads": dump.lines + len(own), "inputs": inputs, "graphs": dict(graphs),
        "sha256": dump.digest, "program": program(),
    }  # fmt: skip


def _portions(documents: tuple[Source, ...], registry: Registry | None, keep: Path) -> Iterator[Portion]:
    """The registry's trials some at a time, then the documents with what the registry says of their studies."""
    if registry:
        yield from registry.portions(keep)
    yield Ready((*documents, *(registry.beside() if registry else ())))


def apart(holdings: Holdings) -> tuple[Source, tuple[Source, ...]]:
    """The vocabulary, and the documents; a base without a vocabulary has an empty one."""
    vocabulary = next((source for source in holdings.sources if not source.is_document), Source(VOCABULARY_GRAPH, ()))
    return vocabulary, tuple(source for source in holdings.sources if source.is_document)


def _counts(done: Iterable[Assembled], vocabulary: Source, computed: Iterable[Record]) -> dict[str, int]:
    """How many records of each kind there are, those that several portions hold counted once."""
    counts = Counter(type(record).__name__ for record in (*(row.record for row in vocabulary.rows), *computed))
    again: set[tuple[str, str]] = set()
    for one in done:
        counts += one.counts
        again |= one.again
    return dict(counts + Counter(kind for kind, _ in again))


def _whole_quads(vocabulary: Source, computed: Iterable[Record]) -> Iterable[Quad]:
    """What stands beside all portions: the vocabulary, the ontology, and what takes all studies to tell."""
    yield from stated([vocabulary])
    yield from _shipped_quads("aml.ttl", document_graph("ontology"))
    yield from _shipped_quads("schemes.ttl", VOCABULARY)
    yield from computed_quads(computed)


def computed_quads(computed: Iterable[Record]) -> Iterator[Quad]:
    """What takes all studies to tell. That an endpoint is one, the document says that states it."""
    for record in computed:
        yield from (quad for quad in quads(record, DERIVED) if quad[1] != TYPE or not isinstance(record, Comparable))


def _shipped_quads(file: str, graph: str) -> Iterable[Quad]:
    """A file of the ontology's folder, so that queries can ask what its terms mean; anonymous class expressions are left out."""
    from rdflib import BNode, Graph  # imported here: only a build needs it, and it takes a quarter of a second

    text = (resource("ontology") / file).read_text(encoding="utf-8")
    where = f"<{graph}>"
    for subject, predicate, value in Graph().parse(data=text.replace(names.PUBLISHED_BASE, names.BASE), format="turtle"):
        if not isinstance(subject, BNode) and not isinstance(value, BNode):
            yield subject.n3(), predicate.n3(), value.n3(), where
