"""Fields of one record of the API's shape: each read by its path as text, term, date or count; what is wrong is told with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.errors import BadInput
from kb.values import read_date
from loaders.registry.report import Tell, shown

LEFT_OUT = "it was left out; correct the file to have it read"
MOST = 1_000_000_000
"""No trial enrols more persons than this."""

OBJECT = (dict, Mapping)
"""An object; what JSON gives is named first, since to ask for the general kind takes much longer."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, which no page prints, and halves of a surrogate pair, which no file can hold."""


def clean(text: str) -> str:
    """The text without outer blanks, control characters and halves of surrogate pairs; line breaks and tabs within it stay."""
    return (text if text.isprintable() else _UNWRITABLE.sub("", text)).strip()


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a record, and where it stands: ``at`` is its path, ``origin`` the record's place. ``tell`` takes what is wrong.

    A field that is absent, null or empty gives the empty value of its kind. One of a wrong type, or with a value that cannot be, is told
    and gives the empty value too.
    """

    holds: Mapping[str, Any]
    origin: str
    tell: Tell
    at: str = ""

    def value(self, path: str) -> Any:
        """Whatever stands at a path such as ``designModule.designInfo``; None where it leads nowhere."""
        if "." not in path:
            return self.holds.get(path)
        found: Any = self.holds
        for depth, step in enumerate(steps := path.split(".")):
            if found is None:
                return None
            if not isinstance(found, OBJECT):
                self.fault(".".join(steps[:depth]), f"{shown(found)} is not an object")
                return None
            found = found.get(step)
        return found

    def text(self, path: str) -> str:
        """The text at a path, cleaned; empty where there is none."""
        return self._text(path, self.value(path))

    def texts(self, path: str) -> tuple[str, ...]:
        """The texts of a list, cleaned, without empty ones."""
        return tuple(text for place, value in self._members(path) if (text := self._text(place, value)))

    def term(self, path: str, known: Collection[str]) -> str:
        """A term of a controlled list."""
        return self._term(path, self.text(path), known)

    def terms(self, path: str, known: Collection[str]) -> tuple[str, ...]:
        """Terms of a controlled list, each once, in their order."""
        found = (self._term(place, self._text(place, value), known) for place, value in self._members(path))
        return tuple(dict.fromkeys(filter(None, found)))

    def day(self, path: str) -> str:
        """An ISO date as far as it is known."""
        if not (text := self.text(path)):
            return ""
        try:
            return read_date(text)
        except BadInput as fault:
            self.fault(path, fault.what)
            return ""

    def count(self, path: str) -> int | None:
        """A number of persons: whole, not below zero."""
        value = self.value(path)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST):
            return value
        self.fault(path, f"{shown(value)} is no number of persons")
        return None

    def each(self, path: str) -> Iterator[Fields]:
        """The objects of a list."""
        for place, value in self._members(path):
            if isinstance(value, OBJECT):
                yield Fields(value, self.origin, self.tell, self._full(place))
            else:
                self.fault(place, f"{shown(value)} is not an object")

    def fault(self, path: str, what: str) -> None:
        """Tell what is wrong with the field at a path, which the record does without."""
        self.tell(BadInput(f"field {self._full(path)}: {what}", self.origin, LEFT_OUT))

    def _full(self, path: str) -> str:
        return ".".join(filter(None, (self.at, path)))

    def _text(self, path: str, value: Any) -> str:
        if value is None or isinstance(value, str):
            return clean(value or "")
        self.fault(path, f"{shown(value)} is not text")
        return ""

    def _term(self, path: str, text: str, known: Collection[str]) -> str:
        if not text or text in known:
            return text
        self.fault(path, f"{shown(text)} is no term of the registry")
        return ""

    def _members(self, path: str) -> Iterator[tuple[str, Any]]:
        """Each member of a list with its path; None members are as good as absent."""
        value = self.value(path)
        if value is not None and not isinstance(value, list):
            self.fault(path, f"{shown(value)} is not a list")
            return
        yield from ((f"{path}[{spot}]", member) for spot, member in enumerate(value or ()) if member is not None)
