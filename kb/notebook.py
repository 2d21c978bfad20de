"""Notebooks: answers, things and the base itself as they show themselves in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.answer import Answer

_KINDS = (
    ("Study", "studies"),
    ("Regimen", "regimens"),
    ("Agent", "agents"),
    ("Result", "results"),
    ("AdverseEventResult", "adverse-event results"),
)
"""Kinds of record that are counted when a base shows itself."""


class AnswerFrame(pandas.DataFrame):
    """The rows of an answer. What is cut out of it is a plain frame; ``.attrs`` holds how it was understood, and the SPARQL."""

    @property
    def _constructor(self) -> Any:
        return pandas.DataFrame

    def _repr_html_(self) -> str:
        near = self.attrs["near_misses"]
        lines = [
            f"<p><b>{escape(self.attrs['understood'])}</b></p>",
            f"<p>Not understood: {escape(', '.join(self.attrs['not_understood']))}</p>" if self.attrs["not_understood"] else "",
            *(f"<p>{escape(hint)}</p>" for hint in self.attrs["hints"]),
            self.to_html(max_rows=60, max_cols=20, notebook=True),
            f"<p>Near misses: {len(near)}, in <code>.attrs['near_misses']</code>.</p>" if len(near) else "",
            f"<p>Release {escape(self.attrs['release'])}</p>",
        ]
        return "".join(lines)


def frame_of(found: Answer) -> AnswerFrame:
    """The rows of an answer as a frame; near misses are ``Rows`` among the ``attrs``."""
    frame = AnswerFrame([dict(row) for row in found.rows])
    frame.attrs = {
        "understood": found.sentence,
        "not_understood": found.understood.unknown,
        "hints": found.hints,
        "near_misses": Rows([dict(row) for row in found.near_misses]),
        "sparql": found.sparql,
        "release": found.release,
    }
    return frame


class Rows(list[dict[str, Any]]):
    """Rows beside a frame: a list, since frames among the ``attrs`` of a frame cannot be compared when frames are joined."""

    def frame(self) -> pandas.DataFrame:
        """The rows as a frame."""
        return pandas.DataFrame(self)


@dataclass(frozen=True)
class Card:
    """Everything about one thing, in words; ``facts`` holds the same by predicate."""

    text: str
    facts: Mapping[str, Any]

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        first, _, rest = self.text.partition("\n")
        return f"<h4>{escape(first)}</h4><pre>{escape(rest)}</pre>"


def base_html(version: str, counts: Mapping[str, int]) -> str:
    """A base as a cell shows it: its release, what it counts, and what can be asked of it."""
    told = ", ".join(f"{counts.get(kind, 0):,} {name}" for kind, name in _KINDS)
    return (
        f"<h4>AML evidence base</h4><p>Release <code>{escape(version)}</code>: {escape(told)}.</p>"
        "<p><code>base.ask('which trials combine HMA with anti-PD-1')</code>, <code>base.show('vidaza')</code>, "
        "<code>base.query(sparql)</code>, <code>base.graph()</code>, <code>base.network()</code></p>"
    )
