"""What is asked of the registry: studies by number, by condition, by date of change; and the parameters that ask the API for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.errors import BadInput
from loaders.registry.fetch_page import NUMBER

NUMBERS_AT_ONCE = 100
"""So many numbers go into one request: its address then stays far below what servers take."""
_LONGEST_CONDITION = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """Which studies: those of ``numbers`` or of ``condition`` (an expression of the API), and changed on ``changed_since`` or later."""

    numbers: tuple[str, ...] = ()
    condition: str = ""
    changed_since: str = ""

    def parts(self) -> list[dict[str, str]]:
        """The API's parameters; several sets of them where there are many numbers. The API wants the same ones for each page."""
        common = {"format": "json"}
        if self.condition:
            common["query.cond"] = self.condition
        if self.changed_since:
            common["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{self.changed_since},MAX]"
        if not self.numbers:
            return [common]
        groups = (self.numbers[start : start + NUMBERS_AT_ONCE] for start in range(0, len(self.numbers), NUMBERS_AT_ONCE))
        return [common | {"filter.ids": "|".join(group)} for group in groups]

    @property
    def told(self) -> str:
        """The question in words."""
        several = f"{len(self.numbers)} numbers from {self.numbers[0]}" if self.numbers[1:] else "".join(self.numbers)
        what = several or (f"condition '{self.condition}'" if self.condition else "all studies")
        return what + (f" changed since {self.changed_since}" if self.changed_since else "")

    def since(self, data_version: str) -> Question:
        """The same question for what changed after a data version.

        The day before it is asked for: the version is a UTC time, the registry's days are those of its own place. What is then
        fetched twice does no harm.
        """
        return replace(self, changed_since=(date.fromisoformat(data_version[:10]) - timedelta(days=1)).isoformat())


def read_question(numbers: Sequence[str], condition: str, changed_since: str) -> Question:
    """The question that a user puts; numbers are sorted, each once."""
    read = tuple(sorted({_number(one) for one in numbers}))
    words = " ".join(condition.split())
    if read and words:
        raise BadInput("both numbers and a condition were given", "--condition", "fetch them into two folders")
    if words and all(re.fullmatch(NUMBER, word, re.I) for word in re.split(r"[\s,]+", words) if word):
        # The API leaves its filters unused where a query holds nothing but numbers.
        raise BadInput("the condition holds only numbers of studies", "--condition", "give them as arguments")
    if len(words) > _LONGEST_CONDITION:
        raise BadInput(f"the condition is longer than {_LONGEST_CONDITION} characters", "--condition", "ask for fewer diseases at once")
    if not (read or words or changed_since):
        raise BadInput("nothing was asked for", "kb fetch", "give numbers such as NCT04284787, --condition, --changed-since or --update")
    return Question(read, words, _day(changed_since))


def _number(text: str) -> str:
    number = text.strip().upper()
    if not re.fullmatch(NUMBER, number):
        raise BadInput(f"'{text}' is no number of a study", "NUMBERS", "write NCT and eight digits")
    return number


def _day(text: str) -> str:
    """A day of the calendar, which may be left out; it goes into an expression, so nothing else passes."""
    if not text:
        return ""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(f"'{text}' is no day", "--changed-since", "write it as in 2025-04-01") from None
