"""Build: sources, checked and derived, to an immutable release; the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from kb import names, releases
from kb.check import find
from kb.errors import BadInput, BadInputs
from kb.indexing import build_names
from kb.infer import derive
from kb.places import resource
from kb.records import Document, GraphRecord, Record, ReleaseRecord
from kb.sources import Entity, Holdings, Source, check_sources
from kb.store import build_embedded
from kb.tables.building import build_tables
from kb.triples import DERIVED, RELEASE, VOCABULARY, Quad, document_graph, line, quads, source_quads

Progress = Callable[[str], None]


def hold(sources: Iterable[Source]) -> Holdings:
    """The sources' rows, held together once every key and reference is found to be right."""
    sources = list(sources)
    for graph, times in Counter(source.graph for source in sources).items():
        if times > 1:
            raise BadInput(
                f"{times} folders are called '{graph}'", mend="give each document once, and none of those that ship with the code"
            )
    check_sources(sources)
    return Holdings(sources)


def build(sources: Iterable[Source], home: Path, tell: Progress = lambda _: None) -> releases.Release:
    """Make a release of the sources in ``home`` and put it in service. What fails leaves the release in service as it was.

    Raises BadInputs with file and line where rows are wrong.
    """
    holdings = hold(sources)
    tell(f"{len(holdings.rows)} rows read")
    computed = [*derive(holdings), *find(holdings)]
    tell(f"{len(computed)} derived records")
    facts = _disjoint(holdings, computed)
    version = _hash(facts)
    inputs = input_files(holdings)
    facts += [line(quad) for quad in _metadata(version, facts, inputs, holdings)]
    records = [*(row.record for row in holdings.rows.values()), *computed]
    folder = releases.begin(home)
    try:
        stored, count = _write(folder, facts, records)
        tell(f"{stored} quads and {count} names stored")
        counts = Counter(type(record).__name__ for record in records)
        told = {"version": version, "base": names.BASE, "quads": stored, "names": count, "counts": dict(counts), "inputs": inputs}
        return releases.finish(home, folder, told)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # once it is in service, it stands elsewhere


def _write(folder: Path, facts: list[str], records: list[Record]) -> tuple[int, int]:
    """Dump, store, index of names and tables in a fresh folder; how many quads and names they hold."""
    with (folder / releases.DUMP).open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(sorted(facts))
    stored = build_embedded(folder / releases.STORE, folder / releases.DUMP)
    if stored != len(facts):
        raise BadInput(f"the store holds {stored} quads, the dump {len(facts)}", mend="report this as a fault")
    named = build_names(folder / releases.NAMES, records)
    build_tables(folder / releases.TABLES, folder / releases.STORE, folder / releases.NAMES)
    return stored, named


def _disjoint(holdings: Holdings, computed: list[Record]) -> list[str]:
    """The distinct lines of all graphs. A triple that stands in two graphs is refused, since engines would count it twice."""
    where: dict[tuple[str, str, str], str] = {}
    lines: list[str] = []
    faults: list[BadInput] = []
    for quad in _all_quads(holdings, computed):
        other = where.setdefault(quad[:3], quad[3])
        if other != quad[3] and not _shared(quad):
            faults.append(BadInput(f"the triple {' '.join(quad[:3])} stands in {other} and in {quad[3]}", mend="state it in one source"))
        if other == quad[3]:
            lines.append(line(quad))
    if faults:
        raise BadInputs(faults)
    return list(dict.fromkeys(lines))


def _shared(quad: Quad) -> bool:
    """Whether a repeated triple is about something several sources may describe, or types what a derived record adds to."""
    return quad[0].startswith(f"<{names.ID}study/") or quad[1] == f"<{names.expand('rdf:type')}>"


def _all_quads(holdings: Holdings, computed: list[Record]) -> Iterable[Quad]:
    described: set[Entity] = set()
    for source in holdings.sources:
        yield from source_quads(source, described)
        described |= {row.entity for row in source.rows if row.record.shared}
    yield from _shipped_quads("aml.ttl", document_graph("ontology"))
    yield from _shipped_quads("schemes.ttl", VOCABULARY)
    for record in computed:
        yield from quads(record, DERIVED)


def _shipped_quads(file: str, graph: str) -> Iterable[Quad]:
    """A file of the ontology's folder, so that queries can ask what its terms mean; anonymous class expressions are left out."""
    from rdflib import BNode, Graph  # imported here: only a build needs it, and it takes a quarter of a second

    text = (resource("ontology") / file).read_text(encoding="utf-8")
    where = f"<{graph}>"
    for subject, predicate, value in Graph().parse(data=text.replace(names.PUBLISHED_BASE, names.BASE), format="turtle"):
        if not isinstance(subject, BNode) and not isinstance(value, BNode):
            yield subject.n3(), predicate.n3(), value.n3(), where


def _hash(lines: list[str]) -> str:
    digest = hashlib.sha256()
    for text in sorted(lines):
        digest.update(text.encode())
    return digest.hexdigest()[:12]


def input_files(holdings: Holdings) -> dict[str, str]:
    """SHA-256 of each file read, by folder and name."""
    files = [file for source in holdings.sources for file in source.files]
    files += [resource("ontology") / name for name in ("aml.ttl", "schemes.ttl")]
    return {f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _metadata(version: str, facts: list[str], inputs: dict[str, str], holdings: Holdings) -> Iterable[Quad]:
    """What the release says of itself, in its own graph."""
    label = f"AML evidence base, release {version}"
    told = tuple(f"{file} sha256:{digest}" for file, digest in sorted(inputs.items()))
    yield from quads(ReleaseRecord(key=version, label=label, version=version, quads=len(facts), inputs=told), RELEASE)
    titles = {document.key: document.label for document in holdings.all(Document)}
    for graph, count in sorted(Counter(text.rsplit(" ", 2)[1] for text in facts).items()):
        key = graph.removeprefix(f"<{names.GRAPH}").removesuffix(">")
        yield from quads(GraphRecord(key=key, label=titles.get(key, f"the {key} graph"), quads=count), RELEASE)
