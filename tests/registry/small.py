"""A small made-up registry: two dates of one trial; trials of several arms, without arms, withdrawn, named by a paper; one broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

OLD, NEW = "2020-07-28", "2025-04-01"


def record(number: str, as_of: str, title: str, **modules: dict[str, Any]) -> dict[str, Any]:
    """A record as the API gives it."""
    protocol = {"identificationModule": {"nctId": number, "briefTitle": title}, **modules}
    return {"protocolSection": protocol, "derivedSection": {"miscInfoModule": {"versionHolder": as_of}}}


def status(value: str, **more: Any) -> dict[str, Any]:
    return {"overallStatus": value, "completionDateStruct": {"date": "2027-01", "type": "ESTIMATED"}, **more}


def given(*names: str, arms: dict[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
    """Drugs, and which arms get them."""
    interventions = [{"type": "DRUG", "name": name} for name in names]
    groups = [
        {"label": label, "type": "EXPERIMENTAL", "interventionNames": [f"Drug: {one}" for one in got]}
        for label, got in (arms or {}).items()
    ]
    return {"interventions": interventions} | ({"armGroups": groups} if groups else {})


def records() -> list[dict[str, Any]]:
    design = {"studyType": "INTERVENTIONAL", "phases": ["PHASE1", "PHASE2"], "enrollmentInfo": {"count": 40, "type": "ESTIMATED"}}
    conditions = {"conditions": ["Relapsed Acute Myeloid Leukemia"]}
    both = given("Azacitidine", "Nivolumab", "Study drug X")
    apart = given("Decitabine", "Pembrolizumab", arms={"One": ("Decitabine",), "Two": ("Pembrolizumab",)})
    return [
        record("NCT90000001", OLD, "Older title", statusModule=status("RECRUITING"), designModule=design, armsInterventionsModule=both),
        record(
            "NCT90000001",
            NEW,
            "Azacitidine and nivolumab",
            statusModule=status("TERMINATED", whyStopped="Slow accrual"),
            designModule=design,
            conditionsModule=conditions,
            armsInterventionsModule=both,
        ),
        record("NCT90000002", NEW, "Two arms", statusModule=status("COMPLETED"), armsInterventionsModule=apart),
        record("NCT90000003", NEW, "Decitabine with pembrolizumab after azacitidine failed"),
        record(
            "NCT90000004",
            NEW,
            "Relatlimab with cladribine",
            statusModule=status("WITHDRAWN", whyStopped="No funding"),
            designModule=design,
            conditionsModule=conditions,
            armsInterventionsModule=given("Relatlimab", "Cladribine"),
        ),
        # guo-2026 prints of this trial: phase 2, not yet the registry's later word, and other drugs beside.
        record("NCT04913922", NEW, "Nivolumab, relatlimab, azacitidine", statusModule=status("WITHDRAWN"), armsInterventionsModule=both),
    ]


def write(folder: Path) -> Path:
    """Write the registry as files: a page of studies, and one record that has no number."""
    folder.mkdir()
    (folder / "page.json").write_text(json.dumps({"studies": records()}), encoding="utf-8")
    (folder / "broken.json").write_text(json.dumps({"protocolSection": {"identificationModule": {"nctId": "NCT12"}}}), encoding="utf-8")
    return folder
