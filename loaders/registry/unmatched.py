"""Unmatched: what normalisation leaves out of a snapshot, counted by its words, so that the lists of words can grow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Unmatched:
    """Counts over any number of trials. Outcomes and units by their words as posted; figures by the reason for which they are left out."""

    outcomes: Counter[str] = field(default_factory=Counter)
    """Measures, planned or posted, that name no outcome of the vocabulary."""
    conditions: Counter[str] = field(default_factory=Counter)
    """Conditions that no disease of the list stands for."""
    units: Counter[str] = field(default_factory=Counter)
    """Units of posted figures that no UCUM unit is known for."""
    figures: Counter[str] = field(default_factory=Counter)
    """Reasons for which posted figures are left out."""

    def counts(self) -> dict[str, int]:
        """How much was left out, by what it is."""
        told = {"outcome measures not known": self.outcomes, "conditions not known": self.conditions, "units not known": self.units}
        return {name: total for name, words in told.items() if (total := words.total())} | {
            f"posted figures left out: {reason}": times for reason, times in self.figures.items()
        }

    def outcome(self, measure: str) -> None:
        """A measure that names no outcome that is known."""
        self.outcomes[_plain(measure)] += 1

    def condition(self, words: str) -> None:
        """A condition that is no disease of the list."""
        self.conditions[_plain(words)] += 1

    def unit(self, words: str) -> None:
        """A unit that is not known."""
        self.units[_plain(words)] += 1

    def figure(self, reason: str) -> None:
        """A figure that the model cannot hold."""
        self.figures[reason] += 1


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
