"""One trial's rows of AACT's tables to one record of the API's shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loaders.registry import terms
from loaders.registry.aact_results import results
from loaders.registry.csv_export import counted
from loaders.registry.dating import written_date
from loaders.registry.nesting import nested

Cells = Mapping[str, str]
Table = dict[str, list[dict[str, str]]]
"""Rows by the name of their table."""

STUDIES = "studies"
COLUMNS: dict[str, tuple[str, ...]] = {
    "interventions": ("id", "intervention_type", "name", "description"),
    "intervention_other_names": ("intervention_id", "name"),
    "design_groups": ("id", "group_type", "title", "description"),
    "design_group_interventions": ("design_group_id", "intervention_id"),
    "conditions": ("name",),
    "keywords": ("name",),
    "designs": ("allocation", "intervention_model", "primary_purpose", "masking"),
    "eligibilities": ("gender", "minimum_age", "maximum_age", "criteria"),
    "countries": ("name", "removed"),
    "design_outcomes": ("outcome_type", "measure", "time_frame", "description"),
    "sponsors": ("lead_or_collaborator", "name"),
    "brief_summaries": ("description",),
    "detailed_descriptions": ("description",),
    "study_references": ("pmid",),
}
"""The tables that are read besides that of the studies, and the columns of each."""

TEXTS = {
    "nct_id": "identificationModule.nctId",
    "brief_title": "identificationModule.briefTitle",
    "official_title": "identificationModule.officialTitle",
    "acronym": "identificationModule.acronym",
    "why_stopped": "statusModule.whyStopped",
}
DATES = {
    "start": "statusModule.startDateStruct",
    "primary_completion": "statusModule.primaryCompletionDateStruct",
    "completion": "statusModule.completionDateStruct",
}
"""Columns that begin so: ``_month_year`` is the date as far as the registry knows it, ``_date`` a whole day made of it."""

DAYS = {
    "study_first_posted_date": "statusModule.studyFirstPostDateStruct.date",
    "last_update_posted_date": "statusModule.lastUpdatePostDateStruct.date",
    "last_update_submitted_date": "statusModule.lastUpdateSubmitDate",
}
DESIGNS = {
    "allocation": ("designModule.designInfo.allocation", terms.ALLOCATIONS),
    "intervention_model": ("designModule.designInfo.interventionModel", terms.INTERVENTION_MODELS),
    "primary_purpose": ("designModule.designInfo.primaryPurpose", terms.PURPOSES),
    "masking": ("designModule.designInfo.maskingInfo.masking", terms.MASKINGS),
}
OUTCOMES = {
    "primary": "outcomesModule.primaryOutcomes",
    "secondary": "outcomesModule.secondaryOutcomes",
    "other": "outcomesModule.otherOutcomes",
}
STUDY_COLUMNS = (
    *TEXTS,
    *DAYS,
    *(f"{begin}_{end}" for begin in DATES for end in ("month_year", "date", "date_type")),
    *(
        "overall_status",
        "study_type",
        "results_first_posted_date",
        "phase",
        "enrollment",
        "enrollment_type",
        "nlm_download_date_description",
    ),
)
"""The columns that are read of the table of studies."""

TRUE = ("t", "true")


def study(cells: Cells, held: Table) -> dict[str, Any]:
    """The record of a row of the table of studies and of the rows that other tables hold of the same trial."""
    fields = _of_studies(cells) | _arms(held)
    for row in held.get("designs", ()):
        fields |= {path: terms.spelled(row[column], known) for column, (path, known) in DESIGNS.items() if column in row}
    for row in held.get("eligibilities", ()):
        fields["eligibilityModule.sex"] = terms.spelled(row.get("gender", ""), terms.SEXES)
        fields |= {"eligibilityModule.minimumAge": row.get("minimum_age"), "eligibilityModule.maximumAge": row.get("maximum_age")}
        fields["eligibilityModule.eligibilityCriteria"] = row.get("criteria")
    for role, path in OUTCOMES.items():
        fields[path] = [_outcome(row) for row in held.get("design_outcomes", ()) if row.get("outcome_type", "").lower() == role]
    leads = [row.get("name") for row in held.get("sponsors", ()) if row.get("lead_or_collaborator", "").lower() == "lead"]
    fields |= {
        "conditionsModule.conditions": _names(held, "conditions"),
        "conditionsModule.keywords": _names(held, "keywords"),
        "sponsorCollaboratorsModule.leadSponsor.name": next(iter(leads), None),
        "descriptionModule.briefSummary": next((row.get("description") for row in held.get("brief_summaries", ())), None),
        "descriptionModule.detailedDescription": next((row.get("description") for row in held.get("detailed_descriptions", ())), None),
        "contactsLocationsModule.locations": [
            {"country": row["name"]} for row in held.get("countries", ()) if "name" in row and row.get("removed", "").lower() not in TRUE
        ],
        "referencesModule.references": [{"pmid": row["pmid"]} for row in held.get("study_references", ()) if "pmid" in row],
    }
    record = {"protocolSection": nested(fields), "hasResults": True if "results_first_posted_date" in cells else None}
    return nested(record | {"resultsSection": results(held) or None})


def _of_studies(cells: Cells) -> dict[str, Any]:
    fields: dict[str, Any] = {path: cells.get(column) for column, path in TEXTS.items()}
    fields |= {path: written_date(cells.get(column, "")) for column, path in DAYS.items()}
    for begin, path in DATES.items():
        fields[f"{path}.date"] = written_date(cells.get(f"{begin}_month_year") or cells.get(f"{begin}_date", ""))
        fields[f"{path}.type"] = terms.spelled(cells.get(f"{begin}_date_type", ""), terms.ESTIMATED)
    phases = [one.strip() for one in cells.get("phase", "").split("/")] if cells.get("phase") != "N/A" else ["NA"]
    return fields | {
        "statusModule.overallStatus": terms.spelled(cells.get("overall_status", ""), terms.STATUSES),
        "designModule.studyType": terms.spelled(cells.get("study_type", ""), terms.STUDY_TYPES),
        "designModule.phases": [terms.spelled(one, terms.PHASES) for one in phases if one],
        "designModule.enrollmentInfo.count": counted(cells["enrollment"]) if "enrollment" in cells else None,
        "designModule.enrollmentInfo.type": terms.spelled(cells.get("enrollment_type", ""), terms.ESTIMATED),
    }


def _arms(held: Table) -> dict[str, Any]:
    """Interventions and arms, each with the names of the other: the table between them holds their numbers."""
    drugs = {row["id"]: _intervention(row) for row in held.get("interventions", ()) if "id" in row}
    arms = {row["id"]: _arm(row) for row in held.get("design_groups", ()) if "id" in row}
    others = [(row.get("intervention_id"), row["name"]) for row in held.get("intervention_other_names", ()) if "name" in row]
    rows = held.get("design_group_interventions", ())
    pairs = [(row.get("intervention_id", ""), row.get("design_group_id", "")) for row in rows]
    given = [(one, of) for one, of in pairs if one in drugs and of in arms]
    named = {key: ": ".join(filter(None, (terms.in_words(drug.get("type", "")), drug.get("name")))) for key, drug in drugs.items()}
    for key, drug in drugs.items():
        drug["otherNames"] = [name for other, name in others if other == key]
        drug["armGroupLabels"] = _each_once(arms[of].get("label") for one, of in given if one == key)
    for key, arm in arms.items():
        arm["interventionNames"] = _each_once(named[one] for one, of in given if of == key)
    return {
        "armsInterventionsModule.interventions": list(drugs.values()),
        "armsInterventionsModule.armGroups": list(arms.values()),
    }


def _each_once(names: Iterable[str | None]) -> list[str]:
    """Two entries of one name stand in an arm once, as in the API."""
    return list(filter(None, dict.fromkeys(names)))


def _intervention(row: Cells) -> dict[str, Any]:
    kind = terms.spelled(row.get("intervention_type", ""), terms.INTERVENTION_KINDS)
    return nested({"type": kind, "name": row.get("name"), "description": row.get("description")})


def _arm(row: Cells) -> dict[str, Any]:
    kind = terms.spelled(row.get("group_type", ""), terms.ARM_KINDS)
    return nested({"type": kind, "label": row.get("title"), "description": row.get("description")})


def _outcome(row: Cells) -> dict[str, Any]:
    return nested({"measure": row.get("measure"), "description": row.get("description"), "timeFrame": row.get("time_frame")})


def _names(held: Table, table: str) -> list[str]:
    return [row["name"] for row in held.get(table, ()) if "name" in row]
