"""The state of a fetched folder: whether its fetch was finished and its files are all there, told in one sentence where not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from kb.errors import BadInput
from loaders.registry.fetch_folder import MANIFEST, Folder

_MARKS = {"layout", "finished", "api", "question", "snapshots"}
"""What the manifest of a fetched folder tells; other folders may hold a file of its name too."""
_SHOWN = 3
GO_ON = "give the command of 'kb fetch' again, which goes on from there, or give --unfinished to build of what is there"
AGAIN = "fetch into a new folder, or give --unfinished to build of what is there"


def unfinished(paths: Iterable[Path]) -> list[BadInput]:
    """What is missing in each of the folders that a fetch made; nothing for finished ones and for any other files.

    Errors: KbError for a folder whose notes are damaged.
    """
    return [fault for path in paths if _fetched(path) and (fault := _missing(Folder(path), str(path)))]


def _fetched(path: Path) -> bool:
    try:
        told = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.keys() >= _MARKS


def _missing(folder: Folder, place: str) -> BadInput | None:
    going = folder.progress
    listed = [file.name for snapshot in (*folder.snapshots, *([going.snapshot] if going else [])) for file in snapshot.files]
    gone = [name for name in listed if not (folder.path / name).is_file()]
    if gone:
        more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
        return BadInput(f"{', '.join(gone[:_SHOWN])}{more} of the fetched files are missing", place, AGAIN)
    if going is None:
        return None if folder.snapshots else BadInput("its fetch is not finished: every page is missing", place, GO_ON)
    pages, studies = len(going.snapshot.files), going.snapshot.studies
    of = f" of {going.snapshot.counted}" if going.snapshot.counted is not None else ""
    what = "update" if folder.snapshots else "fetch"
    told = f"its {what} is not finished: page {pages + 1} and those after it are missing, {studies}{of} studies are there"
    return BadInput(told, place, GO_ON)
