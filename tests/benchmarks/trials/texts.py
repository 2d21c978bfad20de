"""Texts of a wanted length: a beginning that says something, and filler cut from a pool."""

from __future__ import annotations

from tests.benchmarks.trials import words
from tests.benchmarks.trials.draws import Draw

POOL = 300_000
"""Characters of filler. Cutting from a pool costs next to nothing; making sentences would cost most of a record's time."""


class Texts:
    """The pool, made once."""

    def __init__(self, draw: Draw) -> None:
        parts: list[str] = []
        length = 0
        while length < POOL:
            sentence = " ".join(draw.pick(words.FILLER) for _ in range(6 + draw.below(18))).capitalize() + ". "
            parts.append(sentence)
            length += len(sentence)
        self._pool = "".join(parts)

    def filler(self, draw: Draw, length: int) -> str:
        """Filler of a length, cut where it comes."""
        start = draw.below(len(self._pool) - length)
        return self._pool[start : start + length].strip()

    def about(self, draw: Draw, subject: str, length: int) -> str:
        """A text that names its subject, where there is room for that."""
        begin = f"{subject} will be given to participants. "
        return begin + self.filler(draw, length - len(begin)) if length > len(begin) + 10 else self.filler(draw, length)
