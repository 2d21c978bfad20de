"""JSON read piece by piece: the records of a study, a page, an array or of many such after each other, one in memory at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from loaders.registry.lines import UNDECODED

STUDIES = "studies"
"""The list of a page."""

CHUNK = 2**20
_BLANK = re.compile(r"[ \t\n\r]*")
ENDS = "the text ends in the middle of a record"
_UNCLOSED = "Unterminated string"
_EDGE = 16
"""A fault nearer to the end of what was read than the longest literal and escape may be the cut, not a fault."""


class MalformedError(ValueError):
    """What is wrong with a JSON text; ``line`` is the line where."""

    def __init__(self, what: str, line: int) -> None:
        self.what, self.line = what, line
        super().__init__(what)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of pairs of name and value; a name that stands twice would silently lose a value."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the name {next(name for name in names if names.count(name) > 1)[:40]!r} stands twice in one object")
    return made


def _refuse(literal: str) -> NoReturn:
    raise ValueError(f"{literal} is no JSON number")


DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)


class JsonText:
    """A text under a cursor. Errors: MalformedError, also for one value of more than ``limit`` characters."""

    def __init__(self, stream: TextIO, limit: int, head: str = "", line: int = 1) -> None:
        self._stream, self._limit, self._line = stream, limit, line
        self._held, self._at, self._ended, self._undecoded = "", 0, False, False
        self._passed = 0
        self._hold(head)

    @property
    def position(self) -> int:
        """Characters before the cursor."""
        return self._passed + self._at

    @property
    def line(self) -> int:
        """The line of the cursor, counted from 1."""
        return self._line + self._held.count("\n", 0, self._at)

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            if blanks := _BLANK.match(self._held, self._at):
                self._at = blanks.end()
            if self._at < len(self._held) or not self._grow():
                return self._held[self._at : self._at + 1]

    def take(self, signs: str) -> str:
        """One of some signs, which must come next."""
        if (sign := self.peek()) and sign in signs:
            self._at += 1
            return sign
        return self.fail(f"{sign!r} where one of {' '.join(signs)} is due" if sign else ENDS)

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._held, self._at)
                if end < len(self._held) or self._ended:
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                if self._ended or not self._cut(error):
                    self.fail(self._worded(error), error.pos)
            except RecursionError:
                self.fail("it is nested too deeply")
            except ValueError as error:
                self.fail(str(error))
            if len(self._held) - self._at > self._limit:
                self.fail(f"a record of more than {self._limit} characters")
            self._grow()

    def fail(self, what: str, at: int | None = None) -> NoReturn:
        """Raise what is wrong, at the cursor or at a spot of the text held."""
        raise MalformedError(what, self._line + self._held.count("\n", 0, self._at if at is None else at))

    def _worded(self, error: json.JSONDecodeError) -> str:
        if error.msg.startswith(_UNCLOSED) or error.pos >= len(self._held):
            return ENDS
        return f"it is no JSON ({error.msg[:1].lower()}{error.msg[1:]})"

    def _cut(self, error: json.JSONDecodeError) -> bool:
        """Whether an error may be only that the value goes on beyond what was read."""
        return error.msg.startswith(_UNCLOSED) or error.pos > len(self._held) - _EDGE

    def _grow(self) -> bool:
        """Read on: as much again as is held, so that a long value is tried few times. Whether there was more."""
        if self._undecoded:
            self.fail("it is not UTF-8 text", len(self._held))
        self._line += self._held.count("\n", 0, self._at)
        self._passed += self._at
        self._held, self._at = self._held[self._at :], 0
        piece = self._stream.read(max(CHUNK, len(self._held)))
        self._hold(piece)
        self._ended = not piece
        return not self._ended

    def _hold(self, piece: str) -> None:
        """Keep a piece, up to the first byte in it that is no text."""
        if not piece.isascii() and (found := UNDECODED.search(piece)):
            self._undecoded = True
            piece = piece[: found.start()]
        self._held += piece


def values(text: JsonText, limit: int) -> Iterator[tuple[Any, int]]:
    """Each record of a text, with its number within its page or array; 0 for one that stands by itself."""
    while mark := text.peek():
        if mark == "[":
            yield from _members(text)
        elif mark == "{":
            yield from _object(text, limit)
        else:
            text.fail(f"{mark!r} where a record would begin with {{")


def _members(text: JsonText) -> Iterator[tuple[Any, int]]:
    """The members of an array one by one; those of a page that stands in it (an array of pages) count on."""
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    number, sign = 0, ","
    while sign == ",":
        member = text.value()
        page = member.get(STUDIES) if isinstance(member, dict) else None
        for study in page if isinstance(page, list) else [member]:
            number += 1
            yield study, number
        sign = text.take(",]")


def _object(text: JsonText, limit: int) -> Iterator[tuple[Any, int]]:
    """A page's studies as they come; else the object, whole."""
    whole: dict[str, Any] = {}
    start, page, sign = text.position, False, ","
    text.take("{")
    if text.peek() == "}":
        sign = text.take("}")
    while sign == ",":
        if text.peek() != '"':
            text.fail("a name in double quotes is due")
        name = text.value()
        text.take(":")
        if name == STUDIES and text.peek() == "[":
            page = True
            yield from _members(text)
        elif name in whole:
            text.fail(f"the name {name[:40]!r} stands twice in one object")
        elif page:
            text.value()
        else:
            whole[name] = text.value()
        if not page and text.position - start > limit:
            text.fail(f"a record of more than {limit} characters")
        sign = text.take(",}")
    if not page:
        yield whole, 0
