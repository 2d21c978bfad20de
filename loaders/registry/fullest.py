"""Of several records of one trial at one date, the fullest; held in a temporary index on disk, so that memory stays small."""

from __future__ import annotations

import dataclasses
import pickle
import sqlite3
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import cast

from kb.errors import BadInput
from loaders.registry.trial import Trial

# A database without a name is a temporary file of SQLite's own, which is gone when it is closed, or when the process ends.
NAMELESS = ""

RESULTS = 1_000_000
"""More than any record has fields."""


class Fullest:
    """Trials as they are read, and, in the end, one for each trial and date, in the order of number and date.

    Errors: sqlite3.OperationalError where the disk has no room for the temporary index.
    """

    def __init__(self) -> None:
        self._index = sqlite3.connect(NAMELESS, isolation_level=None)
        self._index.execute("PRAGMA journal_mode = OFF")
        self._index.execute(
            "CREATE TABLE trial (nct_id TEXT, as_of TEXT, origin TEXT, fullness INTEGER, record BLOB, PRIMARY KEY (nct_id, as_of))"
        )

    def __enter__(self) -> Fullest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._index.close()

    def add(self, trial: Trial) -> BadInput | None:
        """Keep a trial, unless a record as full was there before. What gave way, if two records met."""
        key = (trial.nct_id, trial.as_of)
        own = fullness(trial)
        earlier = self._index.execute("SELECT origin, fullness FROM trial WHERE nct_id = ? AND as_of = ?", key).fetchone()
        if earlier is None or own > earlier[1]:
            self._index.execute("INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?)", (*key, trial.origin, own, _packed(trial)))
        if earlier is None:
            return None
        lesser, kept = (earlier[0], trial.origin) if own > earlier[1] else (trial.origin, earlier[0])
        return BadInput(f"a record of {trial.nct_id} as of {trial.as_of} that gives way to {kept}", lesser, "give one record for each date")

    def trials(self) -> Iterator[Trial]:
        """What was kept."""
        for (record,) in self._index.execute("SELECT record FROM trial ORDER BY nct_id, as_of"):
            # Nobody else can write into the nameless file that this comes from.
            yield cast(Trial, pickle.loads(zlib.decompress(record)))  # noqa: S301 -- as said above


def fullness(trial: Trial) -> int:
    """How much a record tells: one for each field that is filled and each member of its lists; results outweigh all of these."""
    told = RESULTS if trial.results else 0
    for field in dataclasses.fields(trial):
        value = getattr(trial, field.name)
        if value is not None and value not in ("", ()):
            told += len(value) if isinstance(value, tuple) else 1
    return told


def _packed(trial: Trial) -> bytes:
    return zlib.compress(pickle.dumps(trial), 1)
