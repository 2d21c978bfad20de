"""A study in one sentence, and as a block of schema.org for machines that read pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.tables import Item, SheetRow
from webui.facts import Entity
from webui.views.study import StudyShown

REGISTRY = "https://clinicaltrials.gov/study/"
_MOST = 3
_KINDS = {"clinical trial": "MedicalTrial", "retrospective study": "MedicalObservationalStudy"}
"""Kinds of study that schema.org has a class for; others are a MedicalStudy."""


def summary(found: Entity, shown: StudyShown) -> str:
    """What the study is, gives, to whom, and what is reported of it: as far as the documents say."""
    row = shown.row
    design = ", ".join(item.text for told in found.told if told.name == "design" for item in told.items)
    status = " ".join(filter(None, (row.text("status"), f"as of {row.text('as_of')}" if row.text("status") and row.text("as_of") else "")))
    kind = " ".join(filter(None, (row.text("phase").replace("; ", "/"), row.text("study_kind"))))
    first = ", ".join(filter(None, (f"{kind} ({design})" if design else kind, status)))
    gives = _some([item.text for item in row.cells.get("regimen", ())], "regimens")
    whom = "; ".join(dict.fromkeys(item.text for item in row.cells.get("population", ()))) or _whole(shown)
    main = f"{first[:1].upper()}{first[1:]}" + (f", of {gives}" if gives else "") + (f" in {_within(whom)}" if whom else "")
    further = (
        f"Primary endpoint: {row.text('endpoint')}" if row.text("endpoint") else "",
        f"Completion: {row.text('completion_date')}" if row.text("completion_date") else "",
        _counted(shown),
    )
    return ". ".join(filter(None, (main, *further))) + "."


def _within(name: str) -> str:
    """A name within a sentence: its first letter small, unless it begins with an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _whole(shown: StudyShown) -> str:
    """The whole study's population, where no record tells one: that of its largest arm."""
    return shown.arms[0].row.text("population") if shown.arms else ""


def _some(names: list[str], several: str) -> str:
    """A few names; of many, how many there are."""
    return f"{len(names)} {several}" if len(names) > _MOST else " or ".join(names)


def _counted(shown: StudyShown) -> str:
    held = [(len(shown.results), "result", "results"), (len(shown.adverse_events), "adverse event", "adverse events")]
    told = [f"{number} {one if number == 1 else many}" for number, one, many in held if number]
    return f"In this base: {' and '.join(told)}" if told else "No figure of its results is in this base"


def schema(found: Entity, row: SheetRow) -> dict[str, Any]:
    """The study in the terms of schema.org; what is not stated is left out."""
    nct = row.text("nct_id")
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _KINDS.get(row.text("study_kind"), "MedicalStudy"),
        "@id": found.iri,
        "name": found.label,
        "sameAs": f"{REGISTRY}{nct}" if nct else "",
        "code": {"@type": "MedicalCode", "codeValue": nct, "codingSystem": "ClinicalTrials.gov"} if nct else "",
        "status": row.text("status"),
        "healthCondition": _typed("MedicalCondition", row.cells.get("population", ())),
        "studySubject": _typed("Drug", row.cells.get("agent", ())),
        "studyLocation": _typed("AdministrativeArea", row.cells.get("country", ())),
        "subjectOf": [{"@type": "ScholarlyArticle", "name": one.text, "@id": one.iri} for one in row.cells.get("source", ())],
    }
    return {name: value for name, value in told.items() if value}


def _typed(kind: str, items: Iterable[Item]) -> list[dict[str, str]]:
    return [{"@type": kind, "name": one.text} for one in items]
