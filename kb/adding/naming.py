"""Names that come and go: the index of names of a release, written from another's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.indexing import name_rows, write_names
from kb.records import Identifier, Record, Synonym
from kb.sources import Entity, Holdings


@dataclass(frozen=True)
class Renamed:
    """Records whose names are told anew, and the entities whose former names no longer count."""

    records: Iterable[Record]
    dropped: set[Entity]


def rename(old: Path, new: Path, renamed: Renamed, holdings: Holdings) -> int:
    """Write an index of names from another one; how many names it has."""
    base = sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        names = base.execute("SELECT rank, kind, key, label, name FROM name")
        stay = (row for row in names if (row[1], row[2]) not in renamed.dropped)
        others = [*holdings.all(Synonym), *holdings.all(Identifier)]
        places = base.execute("SELECT kind, key, spot FROM place ORDER BY kind, key")
        return write_names(new, [*stay, *name_rows([*renamed.records, *others])], places)
    finally:
        base.close()
