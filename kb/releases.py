"""Releases: immutable folders named by the hash of what they hold; one of them is in service, told by a pointer file."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kb import compressed
from kb.disk import exchange
from kb.dump import Dump
from kb.errors import KbError, NotFound

POINTER = "current"
MANIFEST = "manifest.json"
DUMP = "dump"
OWN = "release.nq"
CENSUS = "census.json"
RECORDS = "records.sqlite"
"""Records of a registry as they were read, so that others can be added to them; a release without a registry has none."""
STORE = "store"
NAMES = "names.sqlite"
TABLES = "tables.sqlite"
_VERSION = r"[0-9A-Za-z][0-9A-Za-z_.-]*"
_UNFINISHED = ".building-"


@dataclass(frozen=True)
class Release:
    """A finished release. ``version`` is the first 12 hexadecimal digits of the SHA-256 of its dump's list of parts."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        """The content hash that names it."""
        return str(self.manifest["version"])

    @property
    def store(self) -> Path:
        """The store's folder."""
        return self.folder / STORE

    @cached_property
    def dump(self) -> Dump:
        """The sorted N-Quads, in parts."""
        return Dump.read(self.folder / DUMP)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of N-Quads: the dump's parts, then what the release says of itself."""
        return (*self.dump.files, self.folder / OWN)

    def lines(self) -> Iterator[str]:
        """All quads, line by line."""
        for file in self.files:
            yield from compressed.lines(file)

    @property
    def census(self) -> Path:
        """How many things there are of each class, how often each property is used, and how large each graph is."""
        return self.folder / CENSUS

    @property
    def records(self) -> Path:
        """The records of a registry that it was made of, where it was."""
        return self.folder / RECORDS

    @property
    def names(self) -> Path:
        """The index of names."""
        return self.folder / NAMES

    @property
    def tables(self) -> Path:
        """The tables, row by row, with what filters, search, order and counts need."""
        return self.folder / TABLES


def read_release(folder: Path, *, stored_elsewhere: bool = False) -> Release:
    """The release in a folder; one without its manifest, or whose files are missing, is not finished and is refused.

    One that is ``stored_elsewhere``, by an engine of its own, needs no store here.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"'{folder.name}' is no finished release (it has no {MANIFEST}); run 'kb build'") from None
    except (ValueError, OSError) as error:
        raise KbError(f"the manifest of release '{folder.name}' cannot be read ({error}); run 'kb build'") from None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("version"), str):
        raise KbError(f"the manifest of release '{folder.name}' names no version; delete the folder and run 'kb build'")
    release = Release(folder, manifest)
    wanted = (folder / DUMP, folder / OWN, release.census, release.names, release.tables)
    for part in (*wanted, *(() if stored_elsewhere else (release.store,))):
        if not part.exists():
            raise KbError(f"release '{folder.name}' lacks '{part.name}'; delete the folder and run 'kb build'")
    _check_sizes(release)
    return release


def _check_sizes(release: Release) -> None:
    """Refuse a release one of whose files was cut short or written over."""
    sizes = release.manifest.get("bytes")  # older releases do not tell
    for name, size in sizes.items() if isinstance(sizes, dict) else ():
        found = (release.folder / name).stat().st_size
        if found != size:
            raise KbError(
                f"release '{release.folder.name}' is damaged: '{name}' has {found} bytes, not {size}; delete the folder and run 'kb build'"
            )
    _check_dump(release, whole=False)


def _check_dump(release: Release, *, whole: bool) -> None:
    if fault := next(release.dump.damaged(whole=whole), ""):
        raise KbError(f"release '{release.folder.name}' is damaged: {fault}; delete the folder and run 'kb build'")


def verify(release: Release) -> None:
    """Refuse a release whose dump is not the one that it was made with, byte for byte."""
    if release.dump.digest != release.manifest.get("sha256"):
        raise KbError(f"release '{release.folder.name}' is damaged: the list of its dump was changed; delete the folder and run 'kb build'")
    _check_dump(release, whole=True)


def current(home: Path, *, stored_elsewhere: bool = False) -> Release:
    """The release in service; see ``read_release``."""
    pointer = home / POINTER
    try:
        version = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NotFound(f"there is no release in '{home}'; run 'kb build' first") from None
    except IsADirectoryError:
        raise KbError(f"'{pointer}' is a folder instead of a file; remove it and run 'kb build'") from None
    except UnicodeDecodeError:
        version = "?"
    if not re.fullmatch(_VERSION, version):
        found = f"is damaged ({version[:40]!r} is no version)" if version else "is empty"
        raise KbError(f"'{pointer}', which names the release in service, {found}; run 'kb build', or write a version into it{_of(home)}")
    if not (home / version).is_dir():
        raise NotFound(f"the release in service, '{version}', is missing from '{home}'; run 'kb build'")
    return read_release(home / version, stored_elsewhere=stored_elsewhere)


def _of(home: Path) -> str:
    """The versions that a pointer could name."""
    known = ", ".join(all_versions(home))
    return f" ({known})" if known else ""


def find(home: Path, version: str, *, stored_elsewhere: bool = False) -> Release:
    """A release by its version or the beginning of it; see ``read_release``."""
    folders = [f for f in all_versions(home) if f.startswith(version)]
    if len(folders) != 1 or not version:
        known = ", ".join(all_versions(home)) or "none"
        raise NotFound(f"{'several releases begin' if folders else 'no release begins'} with '{version}'; there are: {known}")
    return read_release(home / folders[0], stored_elsewhere=stored_elsewhere)


def all_versions(home: Path) -> list[str]:
    """Versions of every finished release, sorted."""
    return sorted(folder.parent.name for folder in home.glob(f"*/{MANIFEST}") if not folder.parent.name.startswith("."))


def begin(home: Path) -> Path:
    """A fresh folder beside the releases to build in; what a killed build left behind is cleared away first."""
    home.mkdir(parents=True, exist_ok=True)
    clear(home)
    folder = home / f"{_UNFINISHED}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def clear(home: Path) -> None:
    """Clear away what killed builds and removals left behind."""
    for left in home.glob(f"{_UNFINISHED}*"):
        if not _alive(left.name.rpartition("-")[2]):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Remove a release: its name goes first, in one step, so that no half of it is ever found."""
    aside = folder.with_name(f"{_UNFINISHED}{folder.name}-{os.getpid()}")
    folder.rename(aside)
    shutil.rmtree(aside)


def _alive(process: str) -> bool:
    return process.isdigit() and Path(f"/proc/{process}").exists()


def finish(home: Path, folder: Path, manifest: dict[str, Any]) -> Release:
    """Put a built folder in service: manifest last, one rename, then the pointer. An equal release that is whole is kept as it is."""
    told = manifest | {"bytes": {name: (folder / name).stat().st_size for name in (OWN, CENSUS, NAMES, TABLES)}}
    _write_whole(folder / MANIFEST, json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    final = home / manifest["version"]
    if _is_whole(final, told):
        shutil.rmtree(folder)
    elif final.exists():
        exchange(folder, final, home / f"{_UNFINISHED}{final.name}-{os.getpid()}")  # the old one is cleared away with the folder
    else:
        folder.rename(final)
    return put_in_service(home, read_release(final))


def put_in_service(home: Path, release: Release) -> Release:
    """Point to a release, which stands in ``home``."""
    _write_whole(home / POINTER, release.version + "\n")
    return release


def _is_whole(folder: Path, told: dict[str, Any]) -> bool:
    """Whether a release is there, undamaged, and with tables that have the columns which the program at hand knows."""
    try:
        release = read_release(folder)
        verify(release)
    except KbError:
        return False
    return release.manifest.get("columns") == told.get("columns")


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    fresh = path.with_name(f"{_UNFINISHED}{path.name}-{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
