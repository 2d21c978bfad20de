"""The steps of an addition: the ground is found to be the same, trials are put together, dump and store are changed, counts follow."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kb import names, releases
from kb.about import hashes, input_files, program
from kb.adding.endpoints import change_endpoints
from kb.adding.making import Making
from kb.adding.naming import Renamed, rename
from kb.adding.regimens import change_regimens
from kb.adding.terms import change_terms, waiting
from kb.assembly import Addition, Assembled, Portion, Ready, Registry, assemble_all, merged
from kb.build import hold, tell_of
from kb.disk import writing
from kb.dump import bare, in_order, parts_for
from kb.errors import BadInput
from kb.ground import Laid
from kb.records import AdverseEventTerm, Comparable, Discrepancy, Document
from kb.sources import Holdings, Source
from kb.tables.building import columns_digest, tables_of_changes
from kb.tables.changes import Changes
from kb.triples import entity, term

Progress = Callable[[str], None]

_BEFORE, _AFTER = "before", "after"


def add(
    base: releases.Release, sources: Iterable[Source], home: Path, registry: Registry, tell: Progress = lambda _: None
) -> releases.Release:
    """Make a release in ``home`` of ``base`` and further records of a registry, and put it in service.

    ``sources`` are those that the base was made of. Where the records tell nothing new, the base stays in service as it is.
    Raises BadInput where vocabulary, documents or the program are others than those the base was made with.
    """
    holdings = hold(sources)
    _check_ground(base, holdings, registry)
    with writing(home):
        folder = releases.begin(home)
        try:
            addition = registry.add(base.records, folder / releases.RECORDS)
            tell(f"{addition.trials} trials are new or changed")
            if not addition.trials:
                return releases.put_in_service(home, base)
            return _Adding(base, holdings, folder, tell).make(home, registry, addition)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # once it is in service, it stands elsewhere


def _check_ground(base: releases.Release, holdings: Holdings, registry: Registry) -> None:
    """Refuse what would not come out as in a build of everything."""
    mend = "run 'kb build' with all records, without --onto"
    told = base.manifest
    if told.get("base") != names.BASE or told.get("program") != program():
        raise BadInput(f"release {base.version} was made by another version of this program", "--onto", mend)
    tables = [file for file in registry.files if file not in registry.paths] if told["registry"] else []
    here = input_files(holdings, tables)
    there = {file: digest for file, digest in told["inputs"].items() if file not in told["registry"]}
    if differing := sorted(file for file in {*here, *there} if here.get(file) != there.get(file)):
        raise BadInput(f"release {base.version} was made of other curated tables ({differing[0]})", "--onto", mend)


class _Adding:
    """One addition, under way."""

    def __init__(self, base: releases.Release, holdings: Holdings, folder: Path, tell: Progress) -> None:
        self.base, self.holdings, self.folder, self.tell = base, holdings, folder, tell
        self.laid = Laid(holdings)
        self.ground = self.laid.ground(folder)

    def make(self, home: Path, registry: Registry, addition: Addition) -> releases.Release:
        before, after = (self._assembled(addition, before=old) for old in (True, False))
        making = Making.of(self.base, self.folder)
        counts = self._counts(before, after)
        making.dump = making.dump.split(parts_for(counts["Study"]))
        renamed = self._change(making, before, after, counts)
        inputs = self.base.manifest["inputs"] | hashes(registry.files)
        told = tell_of(making.dump, making.census, self._titles(making), inputs, self.folder)
        making.own((), (self.folder / releases.OWN).read_text(encoding="utf-8").splitlines(keepends=True))
        self.tell(f"{told['quads']} quads stored")
        told |= {"counts": {kind: count for kind, count in counts.items() if count}}
        told["left_out"] = dict(+self._left_out(before, after))
        told["registry"] = sorted({*self.base.manifest["registry"], *hashes(registry.paths)})
        shutil.copyfile(self.base.names, self.folder / releases.NAMES)
        told["names"] = self.base.manifest["names"] + rename(self.folder / releases.NAMES, renamed, self.holdings)
        told["columns"] = columns_digest()
        making.store.close()
        self.tell(f"{told['names']} names stored")
        self.tell(f"{self._tables(making, before, after)} rows of tables changed")
        for left in (_BEFORE, _AFTER):
            shutil.rmtree(self.folder / left)
        return releases.finish(home, self.folder, told)

    def _assembled(self, addition: Addition, *, before: bool) -> list[Assembled]:
        """The trials concerned put together, as they were or as they are; with the documents, where these speak of them."""
        lines = self.folder / (_BEFORE if before else _AFTER)
        lines.mkdir()
        done = []
        for one in assemble_all(replace(self.ground, folder=lines), self._portions(addition, before)):
            done.append(one)
        return done

    def _portions(self, addition: Addition, before: bool) -> Iterator[Portion]:
        yield from addition.portions(before=before)
        if addition.to_documents:
            yield Ready((*self.laid.documents, *addition.beside(before=before)))

    def _change(self, making: Making, before: list[Assembled], after: list[Assembled], counts: Counter[str]) -> Renamed:
        """Change dump and store, and count what came and went of what several portions may hold, or all of them tell."""
        candidates = _terms(before) - _terms(after)
        kept = waiting(making, candidates)
        old = (line for line in in_order(merged(one.lines for one in before)) if bare(line).split(" ", 1)[0] not in kept)
        making.replace(old, in_order(merged(one.lines for one in after)))
        terms = change_terms(making, candidates, kept)
        regimens = change_regimens(making, before, after, self.holdings)
        counts["Regimen"] += len(regimens.come) - len(regimens.gone)
        counts[Comparable.__name__] += change_endpoints(making, before, after)
        for kind in (Document, AdverseEventTerm, Discrepancy):
            counts[kind.__name__] += making.more(term(kind.type_))
        fresh = [*(one for done in after for one in done.named), *regimens.come.values()]
        named = {(one.kind, one.key): one for one in fresh if (one.kind, one.key) not in self.holdings.rows}
        dropped = {*named, *(("regimen", key) for key in regimens.gone), *(("term", key) for key in terms)}
        return Renamed(named.values(), dropped)

    def _tables(self, making: Making, before: Iterable[Assembled], after: Iterable[Assembled]) -> int:
        """Change a copy of the base's tables; how many rows changed."""
        path = self.folder / releases.TABLES
        shutil.copyfile(self.base.tables, path)
        was, now = ([one.rows for one in several] for several in (before, after))
        return tables_of_changes(path, Changes(was, now, frozenset(making.gathered)), self.folder / releases.STORE, self.ground.place)

    def _counts(self, before: Iterable[Assembled], after: Iterable[Assembled]) -> Counter[str]:
        counts = Counter({kind: int(count) for kind, count in self.base.manifest["counts"].items()})
        counts.subtract(sum((one.counts for one in before), Counter[str]()))
        counts.update(sum((one.counts for one in after), Counter[str]()))
        return counts

    def _left_out(self, before: Iterable[Assembled], after: Iterable[Assembled]) -> Counter[str]:
        left_out = Counter({what: int(times) for what, times in self.base.manifest["left_out"].items()})
        left_out.subtract(sum((one.left_out for one in before), Counter[str]()))
        left_out.update(sum((one.left_out for one in after), Counter[str]()))
        return left_out

    def _titles(self, making: Making) -> dict[str, str]:
        """What the documents are called, by key."""
        keys = (graph.removeprefix(f"<{names.GRAPH}").removesuffix(">") for graph in making.census.graphs)
        labels = ((key, next(making.store.values(entity("document", key), term("rdfs:label")), "")) for key in keys)
        return {key: label for key, label in labels if label}


def _terms(several: Iterable[Assembled]) -> set[str]:
    """Keys of the adverse events that portions hold beside the vocabulary."""
    return {key for one in several for kind, key in one.again if kind == AdverseEventTerm.__name__}
