"""Keeping: which releases there are, which of them somebody uses, and the end of those that nobody does."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kb import releases
from kb.disk import writing
from kb.errors import KbError, NotFound
from kb.releases import MANIFEST, Release


@dataclass(frozen=True)
class Kept:
    """A release in its folder: when it was finished, its size in bytes, and whether it is in service or open somewhere on this machine."""

    release: Release
    finished: datetime
    size: int
    in_service: bool
    in_use: bool


def hold(release: Release) -> IO[bytes]:
    """A mark that a release is in use, for as long as the result is open; the system takes it off where the program is killed.

    Raises NotFound where the release is being removed.
    """
    try:
        mark = (release.folder / MANIFEST).open("rb")
    except FileNotFoundError:
        raise _gone(release) from None
    try:
        fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if not (release.folder / MANIFEST).exists():
            raise _gone(release)
    except BlockingIOError:
        mark.close()
        raise _gone(release) from None
    except NotFound:
        mark.close()
        raise
    except OSError:
        return mark  # a file system without locks: there, those who prune must know
    return mark


def _gone(release: Release) -> NotFound:
    return NotFound(f"release '{release.version}' is being removed; open another one, or run 'kb build'")


def kept(home: Path) -> list[Kept]:
    """Every finished release of a folder, the newest first. Raises NotFound where there is none."""
    versions = releases.all_versions(home)
    if not versions:
        raise NotFound(f"there is no release in '{home}'; run 'kb build' first")
    named = _named(home)
    found = (_kept(home / version, version == named) for version in versions)
    return sorted((one for one in found if one), key=lambda one: one.finished, reverse=True)


def prune(home: Path, keep: int) -> list[Kept]:
    """Remove releases but the ``keep`` newest, the one in service, and those in use; what was removed, the newest first."""
    removed = []
    with writing(home):
        for one in kept(home)[keep:]:
            with _alone(one.release) as alone:
                if alone and _named(home) != one.release.folder.name:
                    releases.remove(one.release.folder)
                    removed.append(one)
        releases.clear(home)
    return removed


def _kept(folder: Path, in_service: bool) -> Kept | None:
    try:
        release = releases.read_release(folder, stored_elsewhere=True)
    except KbError:
        return None  # a damaged one is for those to mend who know what happened to it
    with _alone(release) as alone:
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        finished = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, UTC)
        return Kept(release, finished, size, in_service, not alone)


@contextmanager
def _alone(release: Release) -> Iterator[bool]:
    """Whether nobody uses a release; nobody can begin to meanwhile."""
    with (release.folder / MANIFEST).open("rb") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _named(home: Path) -> str:
    """The folder that the pointer names; empty where it names none."""
    try:
        return releases.current(home, stored_elsewhere=True).folder.name
    except KbError:
        return ""
