"""Registry files to trials: each record read, dated and held against others of the same trial and date; what was met is reported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import BadInput
from kb.values import read_date
from loaders.registry.api import read_trial
from loaders.registry.dating import snapshot_date
from loaders.registry.files import studies
from loaders.registry.fullest import Fullest, Kept
from loaders.registry.raw import LIMITS, Limits, Raw
from loaders.registry.report import Report
from loaders.registry.trial import Trial

EVERY = 10_000
"""Records between two tellings of how far the reading has come."""

NO_ROOM = "make room on the disk, or name a folder with more of it in TMPDIR"
NO_DATE = "give --as-of and the day of the download, such as --as-of 2026-04-26"


def read_kept(
    paths: Iterable[Path],
    as_of: str | None = None,
    tell: Callable[[Report], object] | None = None,
    report: Report | None = None,
    limits: Limits = LIMITS,
    every: int = EVERY,
    keep: Path | None = None,
) -> Iterator[Kept]:
    """The records of registry files, folders and archives, one for each trial and date, in the order of number and date.

    ``as_of`` is the date of the snapshot where the user knows it. ``tell`` is called with the report after each ``every`` records.
    All is read before the first trial comes, since a fuller record of it may come last; trials wait in a temporary file, or in ``keep``.
    Errors: BadInput for a path that is not there, an ``as_of`` that is no date, or a disk without room; all else goes into the report.
    """
    report = Report() if report is None else report
    given = _given(as_of) if as_of else ""
    with _with_room(), Fullest(keep) as fullest:
        for trial in _read_all(paths, given, tell, report, limits, every):
            if lesser := fullest.add(trial):
                report.repeat(lesser)
        for one in fullest.kept():
            report.trials += 1
            yield one


def add_trials(keep: Path, paths: Iterable[Path], as_of: str | None, tell: Callable[[Report], object], report: Report) -> set[str]:
    """Read registry files into a file of records that were kept before; the numbers of the trials that they tell something new of."""
    given = _given(as_of) if as_of else ""
    with _with_room(), Fullest(keep) as fullest:
        fullest.touched = set()
        for trial in _read_all(paths, given, tell, report, LIMITS, EVERY):
            if lesser := fullest.add(trial):
                report.repeat(lesser)
        report.trials += len(fullest.touched)
        return fullest.touched


@contextmanager
def _with_room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise BadInput(f"the temporary index fails ({error})", "", NO_ROOM) from None


def _read_all(
    paths: Iterable[Path], given: str, tell: Callable[[Report], object] | None, report: Report, limits: Limits, every: int
) -> Iterator[Trial]:
    for raw in studies(paths, report, limits):
        report.records += 1
        if trial := _read(raw, given, report):
            yield trial
        if tell and report.records % every == 0:
            tell(report)


def _given(as_of: str) -> str:
    try:
        return read_date(as_of)
    except BadInput as fault:
        raise BadInput(fault.what, "--as-of", fault.mend) from None


def _read(raw: Raw, given: str, report: Report) -> Trial | None:
    """The trial of a record; None, and told, for a broken one."""
    try:
        as_of = snapshot_date(raw.study, given, raw.hint)
        trial = read_trial(raw.study, raw.place, as_of, report.leave_out)
    except BadInput as fault:
        report.break_off(fault)
        return None
    if not as_of:
        report.break_off(BadInput(f"{trial.nct_id} has no date: nothing tells when the registry said this", raw.place, NO_DATE))
        return None
    return trial
