"""Of several records of one trial at one date, the fullest; held in an index on disk, which a release keeps to be added to."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from kb.errors import BadInput
from loaders.registry.packing import pack, unpack
from loaders.registry.trial import Trial

# A database without a name is a temporary file of SQLite's own, which is gone when it is closed, or when the process ends.
NAMELESS = ""

RESULTS = 1_000_000
"""More than any record has fields."""

_FIELDS = tuple(field.name for field in dataclasses.fields(Trial))

_TABLE = """
CREATE TABLE IF NOT EXISTS trial (
  nct_id TEXT, as_of TEXT, origin TEXT, fullness INTEGER, record BLOB, PRIMARY KEY (nct_id, as_of)
)
"""


class Kept(NamedTuple):
    """A record that was kept: the number of its trial, and the record, packed as it travels best."""

    nct_id: str
    packed: bytes

    @property
    def trial(self) -> Trial:
        """What the record says."""
        return unpack(self.packed)


class Fullest:
    """Trials as they are read, and, in the end, one for each trial and date, in the order of number and date.

    They stay in ``path``, where one is given; what that file holds already takes part as if it had been read before.
    Errors: sqlite3.OperationalError where the disk has no room for the index.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._index = sqlite3.connect(path or NAMELESS, isolation_level=None)
        # A file that is being written is nobody's yet: it becomes part of a release when it is whole.
        self._index.execute("PRAGMA journal_mode = OFF")
        self._index.execute("PRAGMA synchronous = OFF")
        self._index.execute(_TABLE)
        self._index.execute("BEGIN")
        self.touched: set[str] | None = None
        """Numbers of the trials that a record was kept of; None where nobody asks, since a whole registry has many."""

    def __enter__(self) -> Fullest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._index.execute("COMMIT")
        self._index.close()

    def add(self, trial: Trial) -> BadInput | None:
        """Keep a trial, unless a record as full was there before. What gave way, if two records met."""
        key = (trial.nct_id, trial.as_of)
        own = fullness(trial)
        earlier = self._index.execute("SELECT origin, fullness FROM trial WHERE nct_id = ? AND as_of = ?", key).fetchone()
        if earlier is None or own > earlier[1]:
            self._index.execute("INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?)", (*key, trial.origin, own, pack(trial)))
            if self.touched is not None:
                self.touched.add(trial.nct_id)
        if earlier is None:
            return None
        lesser, kept = (earlier[0], trial.origin) if own > earlier[1] else (trial.origin, earlier[0])
        return BadInput(f"a record of {trial.nct_id} as of {trial.as_of} that gives way to {kept}", lesser, "give one record for each date")

    def kept(self) -> Iterator[Kept]:
        """What was kept."""
        return map(Kept._make, self._index.execute("SELECT nct_id, record FROM trial ORDER BY nct_id, as_of"))


def kept_in(path: Path, numbers: Iterable[str]) -> Iterator[Kept]:
    """All records of some trials that a file of kept records holds, in the order of number and date."""
    index = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for number in sorted(numbers):
            yield from map(Kept._make, index.execute("SELECT nct_id, record FROM trial WHERE nct_id = ? ORDER BY as_of", (number,)))
    finally:
        index.close()


def fullness(trial: Trial) -> int:
    """How much a record tells: one for each field that is filled and each member of its lists; results outweigh all of these."""
    told = RESULTS if trial.results else 0
    for name in _FIELDS:
        value = getattr(trial, name)
        if value is not None and value not in ("", ()):
            told += len(value) if isinstance(value, tuple) else 1
    return told
