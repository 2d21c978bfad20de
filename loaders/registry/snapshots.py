"""Snapshots: the trials of registry files to sources, one for each date at which the registry was read; the newest comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from kb.places import resource
from kb.records import Document
from kb.sources import Row, Source
from kb.values import Place
from loaders.registry.dictionary import Dictionary
from loaders.registry.reading import read_trials
from loaders.registry.recognition import Recogniser
from loaders.registry.records import Terms, Writer
from loaders.registry.report import Report
from loaders.registry.trial import Trial

REGISTRY = "ctgov"
NAME = "ClinicalTrials.gov"
PUBLISHER = "U.S. National Library of Medicine"
ADDRESS = "https://clinicaltrials.gov"

Tell = Callable[[str], None]


def read_snapshots(paths: Iterable[Path], vocabulary: Source, as_of: str | None, tell: Tell) -> list[Source]:
    """The sources that registry files give, each holding what the registry said at one date.

    ``as_of`` is the date of all of them, where the user knows it. ``tell`` is given the progress, each problem, and the counts.
    """
    paths, report = tuple(paths), Report()
    dictionary = Dictionary.of(vocabulary)
    writers = _Writers(Recogniser(dictionary), Terms(dictionary.holdings))
    rows: dict[str, list[Row]] = defaultdict(list)
    for trial in read_trials(paths, as_of, lambda so_far: tell(str(so_far)), report):
        rows[trial.as_of] += writers.rows(trial)
    for problem in report.problems:
        tell(str(problem))
    tell(str(report))
    tables = tuple(sorted((resource("data") / "registry").glob("*.csv")))
    return [
        Source(document_key(day), (_document(day), *rows[day]), (*paths, *tables))
        for day in sorted(rows, key=lambda day: (day, len(day)), reverse=True)
    ]


class _Writers:
    """A writer of records for each snapshot; what is recognised is shared, since names come again in all of them."""

    def __init__(self, recogniser: Recogniser, terms: Terms) -> None:
        self._recogniser, self._terms = recogniser, terms
        self._writers: dict[str, Writer] = {}

    def rows(self, trial: Trial) -> list[Row]:
        writer = self._writers.setdefault(trial.as_of, Writer(document_key(trial.as_of), self._recogniser, self._terms))
        return [Row(record, trial.origin) for record in writer.records(trial)]


def document_key(day: str) -> str:
    """The key of the snapshot of a day, as far as that is known: ``ctgov-2025-04``."""
    return f"{REGISTRY}-{day}"


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


def in_words(day: str) -> str:
    """A date as people write it: ``2025-04-01`` as 1 April 2025, ``2025-04`` as April 2025."""
    if len(day) == 4:
        return day
    whole = date.fromisoformat(day if len(day) == 10 else f"{day}-01")
    return f"{whole.day} {whole:%B %Y}" if len(day) == 10 else f"{whole:%B %Y}"
