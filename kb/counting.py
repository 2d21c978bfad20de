"""Counting: numbers of which only the beginning was counted, since the whole would take too long."""

from __future__ import annotations


class AtLeast(int):
    """A number of which only the beginning was counted."""

    def __str__(self) -> str:
        return f"{int(self)} or more"

    def __format__(self, form: str) -> str:
        return f"{int(self):{form}} or more"
