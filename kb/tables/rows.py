"""Rows: one row of a table with the items of its cells, what a reader asks of a table, and the natural order of texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from kb.names import parts

NUMBERS = ("integer", "decimal")
"""Kinds of column that hold numbers."""


@dataclass(frozen=True)
class Item:
    """One value of a cell: what people read, and the entity it stands for, if any."""

    text: str
    iri: str = ""

    @property
    def address(self) -> str:
        """``kind/key`` of one of our entities, else empty."""
        found = parts(self.iri) if self.iri else None
        return "/".join(found) if found else ""

    @property
    def local(self) -> str:
        """The key without its kind and list, where it is one of our entities; else the text."""
        return local(self.address, self.text)


def local(address: str, text: str) -> str:
    """The key of an entity by its ``kind/key``, a term's without its list; the text where there is none."""
    kind, _, key = address.partition("/")
    return key.partition(".")[2] or key if kind == "concept" else key or text


@dataclass(frozen=True)
class SheetRow:
    """A row: its own entity, and the items of each column by name."""

    iri: str
    cells: Mapping[str, tuple[Item, ...]]

    def text(self, name: str) -> str:
        """A column's items in words, each once."""
        return "; ".join(dict.fromkeys(item.text for item in self.cells.get(name, ())))


@dataclass(frozen=True)
class Choice:
    """What a reader asked of a sheet: values by column (alternatives within one), words to find, order, and columns to show."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()


_REMEMBERED = 100_000
"""Texts whose keys are remembered: the same ones are ordered within cells, and rows by them."""

_FIGURE = re.compile(r"(\d+)(?:\.(\d+))?")

Natural = list[tuple[int, Decimal, str]]


def natural(text: str) -> Natural:
    """Text cut into words and figures, so that 9 comes before 10."""
    pieces = re.findall(r"\d+(?:\.\d+)?|\D+", text.lower())
    return [(0, Decimal(piece), "") if piece[0].isdecimal() else (1, Decimal(0), piece) for piece in pieces]


@lru_cache(_REMEMBERED)
def natural_key(text: str) -> bytes:
    """Bytes that stand in the order of ``natural`` texts, and take a tenth of the memory: figures by length and digits, then words."""
    words = _FIGURE.split(text.lower())
    if text.isprintable() and text.isascii() and len(text) < _SHORT:
        return _plain_key(words)
    key = [_word(words[0])]
    for spot in range(1, len(words), 3):
        key += _figure(_ascii(words[spot]), _ascii(words[spot + 1] or "")), _word(words[spot + 2])
    return b"".join(key)


_SHORT = 128


def _plain_key(words: list[str]) -> bytes:
    """The same for a short text without signs that would be taken for marks of the key, as most are: made in one go."""
    key = [f"\2{words[0]}\0" if words[0] else ""]
    for spot in range(1, len(words), 3):
        digits = words[spot].lstrip("0")
        part = (words[spot + 1] or "").rstrip("0")
        key.append(f"\1\0\0\0{chr(len(digits))}{digits}{part}\0")
        if words[spot + 2]:
            key.append(f"\2{words[spot + 2]}\0")
    return "".join(key).encode()


def _word(word: str) -> bytes:
    return b"\2" + _ended(word.encode()) if word else b""


def _figure(whole: str, part: str) -> bytes:
    digits = whole.lstrip("0")
    return b"\1" + len(digits).to_bytes(4, "big") + _ended((digits + part.rstrip("0")).encode())


def _ended(told: bytes) -> bytes:
    """Bytes with an end that comes before whatever else may follow."""
    return told.replace(b"\1", b"\1\2").replace(b"\0", b"\1\1") + b"\0"


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in digits)
