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
from kb.assembly import Assembled, Ground, Portion, Ready, Registry, assemble_all, merged, texts
from kb.assembly.beside import beside
from kb.assembly.merging import Lines, write_lines
from kb.assembly.portions import disjoint
from kb.census import Census
from kb.disk import writing
from kb.dump import Dump, parts_for
from kb.errors import BadInput
from kb.ground import Laid, computed_quads
from kb.indexing import build_names
from kb.infer import of_all
from kb.records import Document, Record
from kb.sources import Holdings, Source, check_sources
from kb.store import build_embedded
from kb.tables.building import build_tables, cite, columns_digest
from kb.tables.facts import Facts
from kb.tables.portions import Portioned, portion_rows
from kb.triples import Quad

Progress = Callable[[str], None]

_PORTIONS = "portions"
"""The folder of what portions leave for the whole; it goes before the release is finished."""


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
            return _build(Laid(holdings), registry, folder, home, tell)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # once it is in service, it stands elsewhere


def _build(laid: Laid, registry: Registry | None, folder: Path, home: Path, tell: Progress) -> releases.Release:
    portions = folder / _PORTIONS
    portions.mkdir()
    ground = laid.ground(portions)
    done: list[Assembled] = []
    for one in assemble_all(ground, _portions(laid.documents, registry, folder / releases.RECORDS)):
        done.append(one)
        tell(f"{sum(each.counts['Study'] for each in done)} studies put together")
    done.sort(key=lambda one: one.lines.path)  # in the order of reading, not in that of being done
    defined = (endpoint for one in done for endpoint in one.endpoints)
    overall = of_all(chain.from_iterable(one.regimens for one in done), defined, laid.holdings)
    whole, rows = _whole(ground, [*laid.quads, *computed_quads(overall)])
    counts = _counts(done, laid.vocabulary, [*laid.known, *overall])
    further = {(record.kind, record.key): record for one in done for record in one.named}

    every = [whole, *(one.lines for one in done)]

    def dumped() -> dict[str, Any]:
        census = Census()
        dump = Dump.write(folder / releases.DUMP, merged(every), parts_for(counts.get("Study", 0)), census.count)
        titles = {record.key: record.label for record in further.values() if isinstance(record, Document)}
        return tell_of(dump, census, titles, input_files(laid.holdings, registry.files if registry else ()), folder)

    def look_ups() -> tuple[int, int]:
        unnamed = [one for entity, one in further.items() if entity not in laid.holdings.rows]
        count = build_names(folder / releases.NAMES, [*laid.curated, *laid.known, *overall, *unnamed], laid.in_order)
        return count, build_tables(folder / releases.TABLES, [rows, *(one.rows for one in done)], portions, folder / releases.NAMES)

    with beside(dumped, look_ups) as (told_of_dump, names_and_rows):  # these need one core, and the store hardly two
        quads = build_embedded(folder / releases.STORE, _after(told_of_dump, folder / releases.OWN), texts(every))
        told = told_of_dump()
        if quads != told["quads"]:
            raise BadInput(f"the store holds {quads} quads, the dump {told['quads']}", mend="report this as a fault")
        tell(f"{quads} quads stored")
        count, written = names_and_rows()
    cite(folder / releases.TABLES, folder / releases.STORE)
    shutil.rmtree(portions)
    tell(f"{count} names and {written} rows of tables written")
    left_out = sum((one.left_out for one in done), Counter[str]())
    for what, times in sorted(left_out.items()):
        tell(f"{what}: {times}")
    told |= {"counts": counts, "left_out": dict(left_out), "registry": sorted(hashes(registry.paths)) if registry else []}
    return releases.finish(home, folder, told | {"names": count, "columns": columns_digest()})


def _after(outcome: Callable[[], object], file: Path) -> Iterator[Path]:
    """A file that is there when there is an outcome."""
    outcome()
    yield file


def _whole(ground: Ground, told: list[Quad]) -> tuple[Lines, Portioned]:
    """What stands beside all portions, as a portion: its lines, and its rows of tables."""
    path = ground.folder / "whole"
    return write_lines(path, disjoint(told)), portion_rows(Facts(told, ground.facts), ground.place, path)


def tell_of(dump: Dump, census: Census, titles: dict[str, str], inputs: dict[str, str], folder: Path) -> dict[str, Any]:
    """Finish a dump: its list, its counts, what the release says of itself beside it, and so much of the manifest."""
    dump.finish()
    census.write(folder / releases.CENSUS)
    version = dump.digest[:12]
    own = metadata(version, census, titles, inputs)
    (folder / releases.OWN).write_text("".join(own), encoding="utf-8", newline="\n")
    return {
        "version": version, "base": names.BASE, "quads": dump.lines + len(own), "inputs": inputs,
        "sha256": dump.digest, "program": program(),
    }  # fmt: skip


def _portions(documents: tuple[Source, ...], registry: Registry | None, keep: Path) -> Iterator[Portion]:
    """The registry's trials some at a time, then the documents with what the registry says of their studies."""
    if registry:
        yield from registry.portions(keep)
    yield Ready((*documents, *(registry.beside() if registry else ())))


def _counts(done: Iterable[Assembled], vocabulary: Source, computed: Iterable[Record]) -> dict[str, int]:
    """How many records of each kind there are, those that several portions hold counted once."""
    counts = Counter(type(record).__name__ for record in (*(row.record for row in vocabulary.rows), *computed))
    again: set[tuple[str, str]] = set()
    for one in done:
        counts += one.counts
        again |= one.again
    return dict(counts + Counter(kind for kind, _ in again))
