"""Records for additions: real ones, and what they may have been at another date: other drugs, arms, results and states."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def real(folder: Path, most: int) -> list[Record]:
    """Real records with arms or results, the shortest files first."""
    files = sorted(folder.glob("NCT*.json"), key=lambda file: (file.stat().st_size, file.name))
    records = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    told = (one for one in records if "resultsSection" in one or one["protocolSection"].get("armsInterventionsModule", {}).get("armGroups"))
    return [one for one, _ in zip(told, range(most), strict=False)]


def dated(record: Record, day: str) -> Record:
    """The record as of a day."""
    copy = deepcopy(record)
    copy.setdefault("derivedSection", {}).setdefault("miscInfoModule", {})["versionHolder"] = day
    return copy


def without_results(record: Record) -> Record:
    """As before results were posted."""
    return {name: module for name, module in record.items() if name != "resultsSection"}


def with_drug(record: Record, drug: str) -> Record:
    """With one drug more in its first arm, so that its regimen is another one."""
    copy = deepcopy(record)
    module = copy["protocolSection"].setdefault("armsInterventionsModule", {})
    module.setdefault("interventions", []).append({"type": "DRUG", "name": drug})
    for arm in module.get("armGroups", [])[:1]:
        arm.setdefault("interventionNames", []).append(f"Drug: {drug}")
    return copy


def with_endpoint(record: Record, measure: str) -> Record:
    """With another primary outcome, which names its states and criteria."""
    copy = deepcopy(record)
    copy["protocolSection"].setdefault("outcomesModule", {}).setdefault("primaryOutcomes", []).insert(0, {"measure": measure})
    return copy


def write(path: Path, records: Iterable[Record]) -> Path:
    """Write records, a line each."""
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")
    return path
