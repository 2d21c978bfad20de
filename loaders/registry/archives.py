"""Files, and members of archives, as streams of bytes: nothing is extracted by name, and no archive unpacks beyond the limits."""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from kb.errors import BadInput
from loaders.registry.fields import clean
from loaders.registry.raw import Limits

DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, struct.error, UnicodeError, OverflowError, RuntimeError)
"""What the standard library raises for a file that cannot be read; RuntimeError for an encrypted member, or one packed in another way."""

STUDIES_TABLE = "studies.txt"
"""The table that tells a folder or archive of AACT's tables."""

_IN_MEMORY = 2**24
_LONGEST_NAME = 200


@dataclass
class Allowance:
    """Bytes that may still be unpacked; BadInput where an archive goes beyond them."""

    left: int
    place: str

    def spend(self, taken: int) -> None:
        """Take bytes off the allowance."""
        self.left -= taken
        if self.left < 0:
            raise BadInput("the archive unpacks to far more than its size", self.place, "unpack it yourself, and give the folder")


class _Metered(io.RawIOBase):
    """A stream of which each byte is taken off an allowance."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        self._stream, self._allowance = stream, allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read(len(buffer))
        self._allowance.spend(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Stored:
    """A file, or a member of an archive; ``name`` is its own name in small letters, without those of the archives around it."""

    place: str
    name: str
    open: Callable[[], BinaryIO]
    allowance: Allowance
    depth: int = 0

    @property
    def suffix(self) -> str:
        """The ending that tells its kind, ``.json``."""
        return Path(self.name).suffix


@dataclass(frozen=True, slots=True)
class Tables:
    """AACT's tables, by their names in small letters; ``name`` is that of the folder or archive, which may tell the export's date."""

    place: str
    name: str
    members: dict[str, Stored]


def stored(path: Path, place: str, limits: Limits) -> Stored:
    """A file on disk."""
    allowance = Allowance(max(limits.unpacked, limits.swelling * path.stat().st_size), place)
    return Stored(place, path.name.lower(), lambda: path.open("rb"), allowance)


def leaves(item: Stored, limits: Limits) -> Iterator[Stored | Tables | BadInput]:
    """The file itself, or the files that an archive holds, in the order of their names; for an archive that cannot be read, why."""
    try:
        if item.suffix not in (".zip", ".gz"):
            yield item
        elif item.depth == limits.depth:
            yield BadInput(f"an archive within {limits.depth} others", item.place, "unpack the outer ones, and give the folder")
        elif item.suffix == ".gz":
            yield from leaves(_unzipped(item), limits)
        else:
            with _seekable(item) as stream, zipfile.ZipFile(stream) as archive:
                yield from _members(item, archive, limits)
    except BadInput as fault:
        yield fault
    except DAMAGED as error:
        yield damaged(error, item.place)


def damaged(error: BaseException, place: str) -> BadInput:
    """What to say of a file that the standard library could not read."""
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return BadInput(f"it cannot be read ({clean(why)[:_LONGEST_NAME] or type(error).__name__})", place, "get it again, or take it out")


def _unzipped(item: Stored) -> Stored:
    def open_() -> BinaryIO:
        return _metered(cast(BinaryIO, gzip.GzipFile(fileobj=item.open())), item.allowance)

    return Stored(item.place, item.name.removesuffix(".gz"), open_, item.allowance, item.depth + 1)


def _metered(stream: BinaryIO, allowance: Allowance) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Metered(stream, allowance), 2**16))


def _seekable(item: Stored) -> BinaryIO:
    """A stream to jump about in: an archive within another is unpacked to a nameless temporary file first."""
    stream = item.open()
    if not item.depth:
        return stream
    spool = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- the caller closes it
    with stream:
        shutil.copyfileobj(stream, spool)
    spool.seek(0)
    return cast(BinaryIO, spool)


def _members(item: Stored, archive: zipfile.ZipFile, limits: Limits) -> Iterator[Stored | Tables | BadInput]:
    infos = sorted((info for info in archive.infolist() if _wanted(info)), key=lambda info: info.filename)
    members = [_member(item, archive, info) for info in infos]
    tables = {member.name: member for member in members if member.suffix == ".txt"}
    if STUDIES_TABLE in tables:
        yield Tables(item.place, item.name, tables)
    for member in members:
        if not (STUDIES_TABLE in tables and member.suffix == ".txt"):
            yield from leaves(member, limits)


def _wanted(info: zipfile.ZipInfo) -> bool:
    steps = info.filename.split("/")
    return not info.is_dir() and not steps[-1].startswith(".") and steps[0] != "__MACOSX"


def _member(item: Stored, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Stored:
    name = clean(info.filename)[-_LONGEST_NAME:]

    def open_() -> BinaryIO:
        return _metered(cast(BinaryIO, archive.open(info)), item.allowance)

    return Stored(f"{item.place}, {name}", name.rpartition("/")[2].lower(), open_, item.allowance, item.depth + 1)
