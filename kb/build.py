"""Build: sources, checked and derived, to an immutable release; the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from kb import names, releases
from kb.ask import FOLDER as QUESTIONS
from kb.assembly import Assembled, Ground, Merged, Portion, Ready, Registry, assemble_all, merge
from kb.assembly.portions import disjoint, plain, stated
from kb.census import census, described
from kb.disk import writing
from kb.errors import BadInput
from kb.executables import executables
from kb.indexing import build_names
from kb.infer import of_all, of_vocabulary
from kb.places import resource
from kb.records import Document, Endpoint, GraphRecord, Record, ReleaseRecord
from kb.sources import VOCABULARY_GRAPH, Holdings, Source, check_sources
from kb.store import build_embedded
from kb.tables.building import build_tables, columns_digest
from kb.tables.facts import Facts
from kb.tables.portions import LAST, portion_rows
from kb.triples import DERIVED, RELEASE, VOCABULARY, Quad, document_graph, line, quads

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
    with writing(home):
        folder = releases.begin(home)
        try:
            return _build(holdings, registry, folder, home, tell)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # once it is in service, it stands elsewhere


def _build(holdings: Holdings, registry: Registry | None, folder: Path, home: Path, tell: Progress) -> releases.Release:
    vocabulary, documents = _apart(holdings)
    known = of_vocabulary(holdings)
    beneath = [*_vocabulary_quads(vocabulary, known)]
    places = {entity: spot for spot, entity in enumerate(holdings.rows)}
    portions = folder / "portions"
    portions.mkdir()
    ground = Ground(vocabulary, portions, Facts([*beneath, *stated(documents)]), places)
    done: list[Assembled] = []
    for one in assemble_all(ground, _portions(documents, registry)):
        done.append(one)
        tell(f"{sum(each.counts['Study'] for each in done)} studies put together")
    done.sort(key=lambda one: one.lines)  # in the order of reading, not in that of being done
    overall = of_all(chain.from_iterable(one.regimens for one in done), _defined(done), holdings)
    computed = [*known, *overall]
    above = [*beneath, *(quad for record in overall for quad in quads(record, DERIVED))]
    whole = portions / "whole.nq"
    with whole.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(sorted(disjoint(above)))
    rows = portion_rows(Facts(above, ground.facts), lambda iri: places.get(names.parts(iri) or ("", ""), LAST), whole)
    merged = merge([whole, *(one.lines for one in done)], folder / releases.DUMP)
    records = [*(row.record for row in holdings.rows.values()), *computed]
    further = {(record.kind, record.key): record for one in done for record in one.named}
    inputs = input_files(holdings, registry.files if registry else ())
    documents_named = [record for record in further.values() if isinstance(record, Document)]
    told = _told(merged, _counts(done, vocabulary, computed), inputs, documents_named, folder)
    left_out = sum((one.left_out for one in done), Counter[str]())
    for what, times in sorted(left_out.items()):
        tell(f"{what}: {times}")
    stored = build_embedded(folder / releases.STORE, folder / releases.DUMP)
    if stored != told["quads"]:
        raise BadInput(f"the store holds {stored} quads, the dump {told['quads']}", mend="report this as a fault")
    unnamed = [record for entity, record in further.items() if entity not in holdings.rows]
    count = build_names(folder / releases.NAMES, [*records, *unnamed])
    tell(f"{stored} quads and {count} names stored")
    portioned = [rows, *(one.rows for one in done)]
    written = build_tables(folder / releases.TABLES, portioned, portions, folder / releases.STORE, folder / releases.NAMES)
    shutil.rmtree(portions)
    tell(f"{written} rows of tables written")
    return releases.finish(home, folder, told | {"names": count, "left_out": dict(left_out), "columns": columns_digest()})


def _portions(documents: tuple[Source, ...], registry: Registry | None) -> Iterator[Portion]:
    """The registry's trials some at a time, then the documents with what the registry says of their studies."""
    if registry:
        yield from registry.portions()
    yield Ready((*documents, *(registry.beside() if registry else ())))


def _apart(holdings: Holdings) -> tuple[Source, tuple[Source, ...]]:
    """The vocabulary, and the documents; a base without a vocabulary has an empty one."""
    vocabulary = next((source for source in holdings.sources if not source.is_document), Source(VOCABULARY_GRAPH, ()))
    return vocabulary, tuple(source for source in holdings.sources if source.is_document)


def _defined(done: Iterable[Assembled]) -> list[Endpoint]:
    return [endpoint for one in done for endpoint in one.endpoints]


def _counts(done: Iterable[Assembled], vocabulary: Source, computed: Iterable[Record]) -> dict[str, int]:
    """How many records of each kind there are, those that several portions hold counted once."""
    counts = Counter(type(record).__name__ for record in (*(row.record for row in vocabulary.rows), *computed))
    again: set[tuple[str, str]] = set()
    for one in done:
        counts += one.counts
        again |= one.again
    return dict(counts + Counter(kind for kind, _ in again))


def _vocabulary_quads(vocabulary: Source, computed: Iterable[Record]) -> Iterable[Quad]:
    """What all portions stand on: the vocabulary with what follows from it, and the ontology."""
    yield from stated([vocabulary])
    yield from _shipped_quads("aml.ttl", document_graph("ontology"))
    yield from _shipped_quads("schemes.ttl", VOCABULARY)
    yield from executables()
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


def input_files(holdings: Holdings, further: Iterable[Path] = ()) -> dict[str, str]:
    """SHA-256 of each file read, by folder and name; of a folder that was given whole, of all that lies in it."""
    files = dict.fromkeys(file for source in holdings.sources for file in source.files)
    files |= dict.fromkeys(further)
    files |= dict.fromkeys((*(resource("ontology") / name for name in ("aml.ttl", "schemes.ttl")), QUESTIONS))
    return {f"{file.absolute().parent.name}/{file.name}": _digest(file) for file in files}


def _digest(path: Path) -> str:
    if path.is_dir():
        inside = sorted(file for file in path.rglob("*") if file.is_file())
        told = "".join(f"{file.relative_to(path)} {_digest(file)}\n" for file in inside)
        return hashlib.sha256(told.encode()).hexdigest()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _told(merged: Merged, counts: dict[str, int], inputs: dict[str, str], documents: Iterable[Document], folder: Path) -> dict[str, Any]:
    """What the manifest tells; the release's own metadata are written after the facts, which name it by their hash."""
    version = merged.digest[:12]
    with (folder / releases.DUMP).open(encoding="utf-8", newline="\n") as stream:
        counted = map(line, described(census(stream)))
        metadata = sorted({*_metadata(version, merged, inputs, documents), *counted})
    with (folder / releases.DUMP).open("a", encoding="utf-8", newline="\n") as stream:
        stream.writelines(metadata)
    return {"version": version, "base": names.BASE, "quads": merged.lines + len(metadata), "counts": counts, "inputs": inputs}


def _metadata(version: str, merged: Merged, inputs: dict[str, str], documents: Iterable[Document]) -> list[str]:
    """The lines of what the release says of itself, in its own graph."""
    label = f"AML evidence base, release {version}"
    told = tuple(f"{file} sha256:{digest}" for file, digest in sorted(inputs.items()))
    titles = {document.key: document.label for document in documents}
    keys = {graph.removeprefix(f"<{names.GRAPH}").removesuffix(">"): count for graph, count in sorted(merged.graphs.items())}
    graphs = [GraphRecord(key=key, label=titles.get(key, f"the {key} graph"), quads=count) for key, count in keys.items()]
    return plain([ReleaseRecord(key=version, label=label, version=version, quads=merged.lines, inputs=told), *graphs], RELEASE)
