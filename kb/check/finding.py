"""Findings: how a rule says what does not agree, with a key that stays the same from build to build."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from kb.records import Discrepancy
from kb.sources import Holdings

Rule = Callable[[Holdings], Iterator[Discrepancy]]
ROUNDING, MINOR, MAJOR = "rounding", "minor", "major"
SEVERITIES = (MAJOR, MINOR, ROUNDING)
"""Worst first."""


def finding(
    rule: str,
    severity: str,
    label: str,
    statements: Iterable[str],
    *,
    aspect: str = "",
    expected: str | None = None,
    found: str | None = None,
) -> Discrepancy:
    """A discrepancy between statements (``kind/key``).

    Its key is made of the rule, the statements in their order, and ``aspect``: what of them, where a rule may find several things.
    """
    entities = tuple(dict.fromkeys(statements))
    digest = hashlib.sha256(" ".join((aspect, *entities)).encode()).hexdigest()[:8]
    return Discrepancy(
        key=f"{rule}-{entities[0].partition('/')[2]}-{digest}",
        label=label,
        rule=rule,
        severity=severity,
        statements=entities,
        expected=expected,
        found=found,
    )
