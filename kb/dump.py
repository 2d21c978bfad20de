"""Dump: the N-Quads of a release in compressed parts, by what lines are about; each sorted and hashed, their list hashed to the version.

All that is said of a trial stands in one part, whoever says it: the part is told by a hash of the trial's number, or of the subject
where that bears none. How many parts there are follows from the number of studies. So parts depend on nothing but what is held, two
releases share the parts in which they agree, and a change of some trials writes some parts anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from kb import compressed
from kb.errors import KbError

LIST = "parts.txt"
"""The file that lists the parts: their number, then of each its name, lines, bytes and SHA-256 of these, and the bytes of its file."""

STUDIES = 64
"""Studies of a part, at most about so many: a part is then some megabytes at most, and a whole registry has ten thousand parts."""

Marked = tuple[str, list[bytes]]
"""A mark, and sorted lines that bear it."""

_TRIAL = re.compile(r"nct\d{8}", re.IGNORECASE)
_MARK = 8
"""Hexadecimal digits of a mark, by which lines are told to parts."""

_REMEMBERED = 1 << 12


@dataclass(frozen=True)
class Part:
    """A part as it is listed."""

    name: str
    lines: int
    size: int
    digest: str
    packed: int
    """Bytes of its file, which may be others where another version of zlib compresses, and so are no part of the hash."""

    @property
    def told(self) -> str:
        """What it holds, in a line."""
        return f"{self.name} {self.lines} {self.size} {self.digest}"


@dataclass(frozen=True)
class Difference:
    """What was changed in a part: lines that were there, and lines that were not; and all lines on their subjects, before and after."""

    gone: list[str]
    come: list[str]
    before: list[str]
    after: list[str]


def parts_for(studies: int) -> int:
    """How many parts a dump of so many studies has: a power of two, so that more parts are halves of the former ones."""
    return 1 << max(0, (studies - 1) // STUDIES).bit_length()


@lru_cache(_REMEMBERED)
def mark(subject: str) -> str:
    """The mark of what is said of a subject, as N-Quads writes it; the same for all that bears a trial's number."""
    found = _TRIAL.search(subject)
    return hashlib.blake2b((found[0].upper() if found else subject).encode(), digest_size=_MARK // 2).hexdigest()


def marked(line: str) -> str:
    """A line with its subject's mark before it, so that sorting brings together what belongs to a part."""
    return f"{mark(subject_of(line))} {line}"


def in_order(marks: Iterable[Marked]) -> Iterator[str]:
    """Lines that were given by mark, each with its mark before it."""
    return (f"{mark_} {line.decode()}" for mark_, lines in marks for line in lines)


bare = itemgetter(slice(_MARK + 1, None))
"""A marked line without its mark."""


def part_of(mark_: str, parts: int) -> int:
    """The number of the part that a mark belongs to, of so many parts."""
    return int(mark_[:_MARK], 16) * parts >> 4 * _MARK


def by_part(lines: Iterable[str], parts: int) -> Iterator[tuple[int, set[str]]]:
    """Marked lines in their order, as the sets of bare lines of each part, of which there are a power of two."""
    digits = (parts.bit_length() + 2) // 4  # as many of the mark as tell the part
    beginnings = groupby(lines, key=itemgetter(slice(digits)))
    for number, together in groupby(beginnings, key=lambda beginning: int(beginning[0] or "0", 16) * parts >> 4 * digits):
        yield number, set(map(bare, chain.from_iterable(alike for _, alike in together)))


@dataclass
class Dump:
    """The parts in a folder, by number. What is in the making is written to the list at the end."""

    folder: Path
    parts: int
    listed: dict[int, Part] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Dump:
        """The dump of a finished release."""
        try:
            header, *rows = (folder / LIST).read_text(encoding="utf-8").splitlines()
            found = [Part(name, int(lines), int(size), digest, int(packed)) for name, lines, size, digest, packed in map(str.split, rows)]
            return cls(folder, int(header), {int(part.name.partition(".")[0], 16): part for part in found})
        except (OSError, ValueError) as fault:
            raise KbError(f"the list of the dump in '{folder}' cannot be read ({fault}); delete the release and run 'kb build'") from None

    @classmethod
    def write(cls, folder: Path, marks: Iterable[Marked], parts: int, seen: Callable[[list[bytes]], None] = lambda _: None) -> Dump:
        """A new dump of distinct lines by mark, in the order of marks; ``seen`` is given the sorted lines of each part."""
        folder.mkdir()
        dump = cls(folder, parts)
        for number, together in groupby(marks, key=lambda marked: part_of(marked[0], parts)):
            lines = sorted(chain.from_iterable(alike for _, alike in together))
            dump._put(number, lines)
            seen(lines)
        return dump

    def copy(self, folder: Path) -> Dump:
        """The same parts in a new folder; the files are shared with this one as far as the disk allows, and never written in."""
        folder.mkdir()
        for part in self.listed.values():
            _share(self.folder / part.name, folder / part.name)
        return Dump(folder, self.parts, dict(self.listed))

    def split(self, parts: int) -> Dump:
        """The same lines in more parts, in the same folder."""
        finer = Dump(self.folder, parts)
        if parts == self.parts:
            return self
        for number in sorted(self.listed, reverse=True):  # from the end: a part's halves have higher numbers than what is left to do
            held = self.held(number)
            (self.folder / self.listed[number].name).unlink()
            for half, lines in by_part(sorted(map(marked, held)), parts):
                finer.put(half, lines)
        return finer

    def held(self, number: int) -> set[str]:
        """The lines of a part; none, where there is no such part."""
        part = self.listed.get(number)
        return set(compressed.lines(self.folder / part.name)) if part else set()

    def file_about(self, subject: str) -> Path | None:
        """The file of all that is said of a subject, as N-Quads writes it; None where there is none."""
        part = self.listed.get(part_of(mark(subject), self.parts))
        return self.folder / part.name if part else None

    def within(self, number: int, parts: int) -> list[Part]:
        """The parts that make up a part of a dump in fewer parts."""
        each = self.parts // parts
        return [self.listed[one] for one in range(number * each, (number + 1) * each) if one in self.listed]

    def read_all(self, parts: Iterable[Part]) -> set[str]:
        """The lines of some parts."""
        return {line for part in parts for line in compressed.lines(self.folder / part.name)}

    def put(self, number: int, lines: Collection[str]) -> None:
        """Write a part, in a new file; without lines there is none."""
        self._path(number).unlink(missing_ok=True)  # the file may be shared with another release
        self.listed.pop(number, None)
        if lines:
            self._put(number, sorted(map(str.encode, lines)))

    def _put(self, number: int, lines: list[bytes]) -> None:
        path, text = self._path(number), b"".join(lines)
        packed = path.write_bytes(compressed.pack(text))
        self.listed[number] = Part(path.name, len(lines), len(text), hashlib.sha256(text).hexdigest(), packed)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:04x}.nq{compressed.SUFFIX}"

    def change(self, before: Iterable[str], after: Iterable[str]) -> Iterator[Difference]:
        """Put marked lines in the place of others, both in their order; what that changes, part after part.

        Lines of ``before`` that ``after`` has too stay. Raises KbError where a line that goes is not there.
        """
        gone, come = by_part(before, self.parts), by_part(after, self.parts)
        for number, old, new in _side_by_side(gone, come):
            held = self.held(number)
            if lacking := (old - new) - held:
                raise KbError(
                    f"the release does not hold what it was made of ({min(lacking).strip()[:200]}); run 'kb build' without --onto"
                )
            changed = (held - (old - new)) | new
            if subjects := {subject_of(line) for line in held ^ changed}:
                self.put(number, changed)
                before, after = (sorted(line for line in lines if subject_of(line) in subjects) for lines in (held, changed))
                yield Difference(sorted(held - changed), sorted(changed - held), before, after)

    @property
    def told(self) -> str:
        """What all parts hold, a line each."""
        return f"{self.parts}\n" + "".join(f"{self.listed[number].told}\n" for number in sorted(self.listed))

    @property
    def digest(self) -> str:
        """The SHA-256 of what all parts hold."""
        return hashlib.sha256(self.told.encode()).hexdigest()

    def finish(self) -> None:
        """Write the list. A folder without it is no dump."""
        told = f"{self.parts}\n" + "".join(f"{part.told} {part.packed}\n" for _, part in sorted(self.listed.items()))
        (self.folder / LIST).write_text(told, encoding="utf-8")

    @property
    def lines(self) -> int:
        """How many lines all parts have."""
        return sum(part.lines for part in self.listed.values())

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of all parts, in their order."""
        return tuple(self.folder / self.listed[number].name for number in sorted(self.listed))

    def damaged(self, *, whole: bool) -> Iterator[str]:
        """What is not as it was written: files that are missing or have another size; with ``whole``, also another content."""
        for part in self.listed.values():
            path = self.folder / part.name
            size = path.stat().st_size if path.is_file() else None
            if size != part.packed:
                yield f"'{path.parent.name}/{part.name}' " + ("is missing" if size is None else f"has {size} bytes, not {part.packed}")
            elif whole and _digest(path) != part.digest:
                yield f"'{path.parent.name}/{part.name}' was changed"


def subject_of(line: str) -> str:
    """The subject of a line, as N-Quads writes it."""
    return line[: line.index(" ")]


def _side_by_side(one: Iterator[tuple[int, set[str]]], other: Iterator[tuple[int, set[str]]]) -> Iterator[tuple[int, set[str], set[str]]]:
    """Two streams of numbered sets in the order of numbers, as one; of what only one of them has, the other's is empty."""
    left, right = next(one, None), next(other, None)
    while left or right:
        number = min(pair[0] for pair in (left, right) if pair)
        yield (
            number,
            left[1] if left and left[0] == number else set(),
            right[1] if right and right[0] == number else set(),
        )
        left = next(one, None) if left and left[0] == number else left
        right = next(other, None) if right and right[0] == number else right


def _share(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # a disk without hard links
        shutil.copyfile(path, target)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(compressed.read(path)).hexdigest()
    except KbError:
        return ""
