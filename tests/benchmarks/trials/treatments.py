"""Arms and interventions of a trial, each naming the other as the registry has them do."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.trials import measured
from tests.benchmarks.trials.draws import Draw
from tests.benchmarks.trials.entries import entry
from tests.benchmarks.trials.names import Names
from tests.benchmarks.trials.texts import Texts

LABELS = ("Experimental", "Control", "Arm A", "Arm B", "Group A", "Group B", "Cohort 1", "Cohort 2", "Standard Arm", "Treatment Arm")
OWN_LABEL = 0.6
"""Share of arms that are called by what they get; the others have a label that says less."""


def treatments(draw: Draw, names: Names, texts: Texts, aml: bool, observational: bool) -> dict[str, Any]:
    """The module of arms and interventions; empty where the record has neither."""
    arm_count, entry_count = draw.weighed(measured.SHAPES)
    entries = _entries(draw, names, texts, aml, entry_count)
    arms = _arms(draw, texts, entries, observational, arm_count)
    module: dict[str, Any] = {}
    if arms:
        module["armGroups"] = arms
    if entries:
        module["interventions"] = entries
    return module


def _entries(draw: Draw, names: Names, texts: Texts, aml: bool, wanted: int) -> list[dict[str, Any]]:
    """Interventions, each name once: the registry tells them apart by it."""
    found: dict[str, dict[str, Any]] = {}
    for _ in range(3 * wanted):
        if len(found) == wanted:
            break
        one = entry(draw, names, aml)
        found.setdefault(one["name"], one)
    for one in found.values():
        if draw.chance(measured.WITH_INTERVENTION_DESCRIPTION):
            one["description"] = texts.about(draw, one["name"], draw.along(measured.INTERVENTION_DESCRIPTION))
    return list(found.values())


def _arms(draw: Draw, texts: Texts, entries: list[dict[str, Any]], observational: bool, wanted: int) -> list[dict[str, Any]]:
    given = _given(draw, len(entries), wanted)
    labels: dict[str, None] = {}
    arms = []
    for number, spots in enumerate(given):
        label = _label(draw, [entries[spot]["name"] for spot in spots], number, labels)
        arm: dict[str, Any] = {"label": label}
        if not observational:
            arm["type"] = draw.weighed(measured.ARM_KINDS)
        if draw.chance(measured.WITH_ARM_DESCRIPTION):
            arm["description"] = texts.about(draw, label, draw.along(measured.ARM_DESCRIPTION))
        if spots:
            arm["interventionNames"] = [f"{_in_words(entries[spot]['type'])}: {entries[spot]['name']}" for spot in spots]
        for spot in spots:
            entries[spot].setdefault("armGroupLabels", []).append(label)
        arms.append(arm)
    return arms


def _given(draw: Draw, entries: int, arms: int) -> list[list[int]]:
    """Which entries each arm gets. What no arm got goes to the first, which is the one that the trial is about."""
    counts = measured.INTERVENTIONS_OF_AN_ARM[entries]
    given = [sorted(draw.several(range(entries), draw.weighed(counts))) for _ in range(arms)]
    if given:
        left = set(range(entries)).difference(*given)
        given[0] = sorted({*given[0], *left})
    return given


def _label(draw: Draw, names: list[str], number: int, taken: dict[str, None]) -> str:
    label = draw.pick((" + ", " and ", "/")).join(names[:3]) if names and draw.chance(OWN_LABEL) else draw.pick(LABELS)
    label = label[:100]
    if label in taken:
        label = f"{label[:90]} ({number + 1})"
    taken[label] = None
    return label


def _in_words(kind: str) -> str:
    return kind.replace("_", " ").title()
