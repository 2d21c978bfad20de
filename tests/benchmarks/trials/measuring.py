"""Measuring records in the shape of the API: how many of what they have, and how long their texts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

Record = Mapping[str, Any]


@dataclass
class Measures:
    """What was measured: numbers by name, and counts of values by name."""

    records: int = 0
    numbers: dict[str, list[int]] = field(default_factory=dict)
    values: dict[str, Counter[str]] = field(default_factory=dict)

    def mean(self, name: str) -> float:
        """The mean of a number."""
        return mean(self.numbers[name])

    def quantile(self, name: str, share: float) -> int:
        """The number that this share of records does not exceed."""
        ordered = sorted(self.numbers[name])
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def share(self, name: str, value: str) -> float:
        """Share of a value among all of its kind."""
        return self.values[name][value] / self.values[name].total()


def measure(records: Iterable[Record]) -> Measures:
    """Measure records, which need not stand in memory together."""
    found = Measures()
    for record in records:
        found.records += 1
        for name, value in _facts(record):
            if isinstance(value, str):
                found.values.setdefault(name, Counter())[value] += 1
            else:
                found.numbers.setdefault(name, []).append(value)
    return found


def _facts(record: Record) -> Iterator[tuple[str, int | str]]:
    """Names with a number or a value, for one record."""
    sections = record["protocolSection"]
    treatments = sections.get("armsInterventionsModule", {})
    arms, entries = treatments.get("armGroups", []), treatments.get("interventions", [])
    yield "arms", len(arms)
    yield "with arms", "yes" if arms else "no"
    yield "interventions", len(entries)
    yield from (("interventions of an arm", len(arm.get("interventionNames", []))) for arm in arms)
    yield from (("other names", len(entry.get("otherNames", []))) for entry in entries)
    yield from (("intervention kind", entry["type"]) for entry in entries)
    yield from _of_outcomes(sections.get("outcomesModule", {}))
    design = sections["designModule"]
    yield "study type", design["studyType"]
    yield "phase", " ".join(design.get("phases", [])) or "none"
    yield "status", sections["statusModule"]["overallStatus"]
    yield "sites", len(sections.get("contactsLocationsModule", {}).get("locations", []))
    yield "conditions", len(sections["conditionsModule"]["conditions"])
    yield "brief summary", len(sections["descriptionModule"]["briefSummary"])
    yield "eligibility", len(sections["eligibilityModule"].get("eligibilityCriteria", ""))
    yield "brief title", len(sections["identificationModule"]["briefTitle"])
    yield from (("arm description", len(arm["description"])) for arm in arms if "description" in arm)
    yield from (("intervention description", len(entry["description"])) for entry in entries if "description" in entry)


def _of_outcomes(module: Record) -> Iterator[tuple[str, int | str]]:
    for kind in ("primary", "secondary", "other"):
        outcomes = module.get(f"{kind}Outcomes", [])
        yield f"{kind} outcomes", len(outcomes)
        yield from (("outcome measure", len(outcome["measure"])) for outcome in outcomes)
        yield from (("outcome description", len(outcome["description"])) for outcome in outcomes if "description" in outcome)
