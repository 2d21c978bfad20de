"""Snapshots: trials of registry files to sources, one for each date at which the registry was read; a portion of the trials at a time."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count, groupby
from pathlib import Path

from kb.check import AnchorReport
from kb.places import resource
from kb.records import AdverseEventTerm, Document
from kb.sources import VOCABULARY_GRAPH, Row, Source
from kb.values import Place
from loaders.registry.anchoring import check_registry_anchors
from loaders.registry.arms import telling
from loaders.registry.dictionary import Dictionary
from loaders.registry.event_terms import EventTerms
from loaders.registry.fullest import Kept, kept_in
from loaders.registry.naming import ADDRESS, NAME, PUBLISHER, document_key, in_words
from loaders.registry.reading import add_trials, read_kept
from loaders.registry.recognition import Recogniser
from loaders.registry.records import Telling, Terms, Writer
from loaders.registry.report import Report
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched

PORTION = 1000
"""Trials of a portion: enough that the vocabulary, which is gone through for each, costs little, and few enough for any memory."""

Tell = Callable[[str], None]


@dataclass
class Registry:
    """Registry files, to be read once: their trials in portions, those that papers speak of kept aside.

    ``as_of`` is the date of all records, where the user knows it. ``tell`` is given the progress, each problem, and the counts.
    """

    paths: tuple[Path, ...]
    vocabulary: Source
    as_of: str | None
    tell: Tell
    aside: frozenset[str] = frozenset()
    report: Report = field(default_factory=Report)
    _kept: list[Kept] = field(default_factory=list)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files and folders given, and the curated tables that records are read by."""
        return (*self.paths, *sorted((resource("data") / "registry").glob("*.csv")))

    def portions(self, keep: Path | None = None) -> Iterator[TrialPortion]:
        """The trials that no paper speaks of, some at a time. All are kept in a file, where one is named."""
        yield from in_portions(self._others(keep), self.vocabulary)
        self._tell_problems()

    def _others(self, keep: Path | None) -> Iterator[Kept]:
        """The trials that no paper speaks of; the others are put aside."""
        for one in read_kept(self.paths, self.as_of, lambda so_far: self.tell(str(so_far)), self.report, keep=keep):
            if one.nct_id in self.aside:
                self._kept.append(one)
            else:
                yield one

    def _tell_problems(self) -> None:
        for problem in self.report.problems:
            self.tell(str(problem))
        self.tell(str(self.report))

    def add(self, kept: Path, keep: Path) -> TrialAddition:
        """Read the files as an addition to the records of another file, which are copied first where there is such a file."""
        if kept.exists():
            shutil.copyfile(kept, keep)
        touched = add_trials(keep, self.paths, self.as_of, lambda so_far: self.tell(str(so_far)), self.report)
        self._tell_problems()
        return TrialAddition(kept, keep, frozenset(touched), self.aside, self.vocabulary)

    def beside(self) -> list[Source]:
        """What the registry says of the trials that papers speak of; to be asked once the portions are through."""
        return TrialPortion(tuple(self._kept), _desk(self.vocabulary)).sources()

    def check(self, sources: Iterable[Source]) -> AnchorReport:
        """Look up every anchor of the snapshots among ``sources`` in the files."""
        return check_registry_anchors(self.paths, self.as_of, sources)

    def sources(self) -> list[Source]:
        """All snapshots whole, for a registry that fits in memory."""
        rows: dict[str, list[Row]] = defaultdict(list)
        portions = [portion.sources() for portion in self.portions()]
        for source in chain(*portions, self.beside()):
            rows[source.graph] += source.rows
        # The document of a snapshot, and the terms that are posted, stand in each portion.
        return [
            Source(graph, tuple({row.entity: row for row in told}.values()), self.files)
            for graph, told in sorted(rows.items(), reverse=True)
        ]


@dataclass(frozen=True)
class TrialAddition:
    """Trials of which a file of records holds more than another."""

    old: Path
    new: Path
    touched: frozenset[str]
    aside: frozenset[str]
    vocabulary: Source

    @property
    def trials(self) -> int:
        """How many trials these are."""
        return len(self.touched)

    @property
    def to_documents(self) -> bool:
        """Whether papers speak of any of them."""
        return bool(self.touched & self.aside)

    def portions(self, *, before: bool) -> Iterator[TrialPortion]:
        """Those that no paper speaks of, with all their records."""
        return in_portions(self._read(self.touched - self.aside, before), self.vocabulary)

    def beside(self, *, before: bool) -> list[Source]:
        """All that papers speak of, with all their records."""
        return TrialPortion(tuple(self._read(self.aside, before)), _desk(self.vocabulary)).sources()

    def _read(self, numbers: frozenset[str], before: bool) -> Iterator[Kept]:
        path = self.old if before else self.new
        return kept_in(path, numbers) if path.exists() else iter(())


def in_portions(records: Iterable[Kept], vocabulary: Source) -> Iterator[TrialPortion]:
    """Records some at a time, those of one trial together."""
    desk = _desk(vocabulary)
    some: list[Kept] = []
    for one in records:
        if len(some) >= PORTION and one.nct_id != some[-1].nct_id:
            yield TrialPortion(tuple(some), desk)
            some = []
        some.append(one)
    if some:
        yield TrialPortion(tuple(some), desk)


@dataclass(frozen=True)
class TrialPortion:
    """Some trials. It travels to another process packed, and without the desk it is written at, which a forked process has."""

    records: tuple[Kept, ...]
    desk: int

    def sources(self) -> list[Source]:
        """What the registry said of them, a source for each date, the newest first."""
        rows: dict[str, list[Row]] = defaultdict(list)
        desk = _desks[self.desk]
        work = desk.begin()
        for _, several in groupby(self.records, key=lambda one: one.nct_id):
            for trial, tells in desk.telling([one.trial for one in several]):
                rows[trial.as_of] += work.rows(trial, tells)
        snapshots = [Source(document_key(day), (_document(day), *rows[day])) for day in sorted(rows, reverse=True)]
        terms = tuple(Row(term, term.source) for term in work.events.posted)
        return [Source(VOCABULARY_GRAPH, terms, (), work.unmatched.counts()), *snapshots]


class _Desk:
    """Where trials are written up by one vocabulary; what is recognised is shared, since names come again in all of them."""

    def __init__(self, vocabulary: Source) -> None:
        self.vocabulary = vocabulary
        self.dictionary = Dictionary.of(vocabulary)
        self.recogniser, self.terms = Recogniser(self.dictionary), Terms(self.dictionary.holdings)

    def begin(self) -> _Work:
        """Begin a portion."""
        return _Work(self, EventTerms(self.dictionary.holdings.all(AdverseEventTerm)))

    def telling(self, dated: list[Trial]) -> Iterator[tuple[Trial, Telling]]:
        """The records of one trial, each with what it is the one to tell: of each thing, the newest that says anything of it."""
        armed = telling(dated, self.recogniser)
        newest_first = sorted(dated, key=lambda trial: trial.as_of, reverse=True)
        planning = next((trial for trial in newest_first if trial.outcomes), None)
        reporting = next((trial for trial in newest_first if trial.results), None)
        return ((trial, Telling(trial is armed, trial is planning, trial is reporting)) for trial in dated)


@dataclass
class _Work:
    """A portion in the making: a writer for each snapshot, and what all of them gather."""

    desk: _Desk
    events: EventTerms
    unmatched: Unmatched = field(default_factory=Unmatched)
    _writers: dict[str, Writer] = field(default_factory=dict)

    def rows(self, trial: Trial, tells: Telling) -> list[Row]:
        if trial.as_of not in self._writers:
            key = document_key(trial.as_of)
            self._writers[trial.as_of] = Writer(key, self.desk.recogniser, self.desk.terms, self.events, self.unmatched)
        return [Row(record, trial.origin) for record in self._writers[trial.as_of].records(trial, tells)]


_desks: dict[int, _Desk] = {}
_numbers = count()


def _desk(vocabulary: Source) -> int:
    """The number of the desk for a vocabulary."""
    known = next((number for number, desk in _desks.items() if desk.vocabulary is vocabulary), None)
    if known is None:
        known = next(_numbers)
        _desks[known] = _Desk(vocabulary)
    return known


def registry(paths: Iterable[Path], vocabulary: Source, as_of: str | None, aside: Iterable[str], tell: Tell) -> Registry:
    """The registry files at some paths; ``aside`` are the numbers of trials that papers speak of."""
    return Registry(tuple(paths), vocabulary, as_of, tell, frozenset(aside))


def _document(day: str) -> Row:
    record = Document(
        key=document_key(day),
        label=f"{NAME}, {in_words(day)}",
        title=f"{NAME}: records as of {in_words(day)}",
        document_kind="registry",
        publisher=PUBLISHER,
        year=day[:4],
        url=ADDRESS,
        published=day,
        at=(Place("date of the records"),),
        fragment=(day,),
    )
    return Row(record, document_key(day))
