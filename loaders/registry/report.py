"""What a reading met: how many records of each fate, and the problems, each one sentence with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kb.errors import BadInput

Tell = Callable[[BadInput], None]
"""Takes one problem."""

KEPT = 1000
"""Problems kept word for word; a whole registry with one fault in each record must not fill the memory. All are counted."""

LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """A value as a message shows it: on one line, its control characters written out, and cut where it is long."""
    if isinstance(value, (Mapping, list)):
        return "a list" if isinstance(value, list) else "an object"
    text = repr(value[: LONGEST_SHOWN + 1] if isinstance(value, str) else value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} ..."


@dataclass
class Report:
    """Counts of a reading, which go up while it runs, and its first problems."""

    records: int = 0
    """Records met, whatever became of them."""
    trials: int = 0
    """Trials handed over."""
    broken: int = 0
    """Records, and files, that could not be read."""
    left_out: int = 0
    """Fields left out of records that were kept."""
    repeated: int = 0
    """Records that gave way to a fuller one of the same trial and date."""
    files: int = 0
    """Files with records, members of archives among them."""
    without_records: int = 0
    """Files that hold no registry records."""
    kept: int = KEPT
    problems: list[BadInput] = field(default_factory=list)

    def break_off(self, fault: BadInput) -> None:
        """Count a record or file that could not be read."""
        self.broken += 1
        self._keep(fault)

    def leave_out(self, fault: BadInput) -> None:
        """Count a field that was left out."""
        self.left_out += 1
        self._keep(fault)

    def repeat(self, fault: BadInput) -> None:
        """Count a record that another one of the same trial and date stands for."""
        self.repeated += 1
        self._keep(fault)

    def _keep(self, fault: BadInput) -> None:
        if len(self.problems) < self.kept:
            self.problems.append(fault)

    def __str__(self) -> str:
        told = f"{self.trials} trials of {self.records} records in {self.files} files"
        return f"{told}; {self.broken} broken, {self.left_out} fields left out, {self.repeated} repeated"
