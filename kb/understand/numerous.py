"""Numerous names: those of a registry's studies and documents, looked up when a question has a word that begins one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kb.lookup import Hit

Entries = Sequence[tuple[tuple[str, ...], Hit]]
"""Names cut into words, each with what it names."""


class Numerous(Mapping[str, Entries]):
    """Names by their first word, the longest first; ``begun`` looks up further ones for a word, which are not gone through."""

    def __init__(self, known: Mapping[str, Entries], begun: Callable[[str], Entries]) -> None:
        self._known, self._begun = known, begun

    def get(self, word: str, default: Any = ()) -> Any:
        """Every name that begins with a word."""
        return sorted((*self._known.get(word, ()), *self._begun(word)), key=lambda entry: -len(entry[0])) or default

    def __getitem__(self, word: str) -> Entries:
        return self._known[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
