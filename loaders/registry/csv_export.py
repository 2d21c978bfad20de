"""The registry's CSV download, a trial a row, to records of the API's shape.

Columns as read in public copies of such downloads: ``ctg-studies.csv`` of johnNoxas/mrd-article-search (April 2025),
Anand21J-V/Clinical-Trial-Semantic-Model-Query (May 2025), Marc-Morcos/ClinicalTrials-Urology-Database-Word-Counter and
onlyjazz/flask-ctrials (dates in words); and, of the older site, as kaustcovid19/data lists them (2020). Users choose their columns: any
but the trial's number may be missing, and others are ignored. The download has no arms and no other names of drugs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from kb.errors import BadInput
from loaders.registry import terms
from loaders.registry.archives import Stored
from loaders.registry.dating import written_date
from loaders.registry.nesting import nested
from loaders.registry.raw import Limits, Raw
from loaders.registry.report import Report
from loaders.registry.rows import header, rows

ENDINGS = {".csv": ",", ".tsv": "\t"}
"""Endings of files, and what separates their cells."""

MARK = "|"
NUMBER = "nct number"
"""The column that tells such a download from other tables."""

TEXTS = {
    NUMBER: "identificationModule.nctId",
    "title": "identificationModule.briefTitle",
    "study title": "identificationModule.briefTitle",
    "acronym": "identificationModule.acronym",
    "brief summary": "descriptionModule.briefSummary",
    "sponsor": "sponsorCollaboratorsModule.leadSponsor.name",
}
TERMS: dict[str, tuple[str, Collection[str]]] = {
    "status": ("statusModule.overallStatus", terms.STATUSES),
    "study status": ("statusModule.overallStatus", terms.STATUSES),
    "study type": ("designModule.studyType", terms.STUDY_TYPES),
    "gender": ("eligibilityModule.sex", terms.SEXES),
    "sex": ("eligibilityModule.sex", terms.SEXES),
}
DATES = {
    "start date": "statusModule.startDateStruct.date",
    "primary completion date": "statusModule.primaryCompletionDateStruct.date",
    "completion date": "statusModule.completionDateStruct.date",
    "first posted": "statusModule.studyFirstPostDateStruct.date",
    "last update posted": "statusModule.lastUpdatePostDateStruct.date",
}
OUTCOMES = {
    "primary outcome measures": "outcomesModule.primaryOutcomes",
    "secondary outcome measures": "outcomesModule.secondaryOutcomes",
    "other outcome measures": "outcomesModule.otherOutcomes",
}
"""The older column ``Outcome Measures`` does not tell the roles, and is left out."""

DESIGN: dict[str, tuple[str, Collection[str]]] = {
    "allocation": ("designModule.designInfo.allocation", terms.ALLOCATIONS),
    "intervention model": ("designModule.designInfo.interventionModel", terms.INTERVENTION_MODELS),
    "masking": ("designModule.designInfo.maskingInfo.masking", terms.MASKINGS),
    "primary purpose": ("designModule.designInfo.primaryPurpose", terms.PURPOSES),
}
_KIND = re.compile(r"([A-Za-z_ ]+): (.+)", re.S)
_AGES = re.compile(r"(?P<lower>\d+ \w+) (?:to (?P<upper>\d+ \w+)|and older)\s*(?:\(|$)")
_REST_OF_NAME = re.compile(r"[a-z].*|.* of( the)?")
"""What follows the comma in names such as ``Korea, Republic of`` and ``Palestinian Territories, occupied``."""


def csv_records(item: Stored, report: Report, limits: Limits) -> Iterator[Raw]:
    """The records of a download. A table without a column of trials' numbers is counted as a file without records."""
    delimiter = ENDINGS[item.suffix]
    if NUMBER not in header(item, delimiter, limits.record):
        report.without_records += 1
        return
    report.files += 1
    for row in rows(item, delimiter, limits.record):
        if isinstance(row, BadInput):
            report.break_off(row)
        else:
            yield Raw(study(row.cells), f"{item.place}:{row.line}")


def study(cells: dict[str, str]) -> dict[str, Any]:
    """A row, its cells by column in small letters, in the API's shape; absent cells give no field."""
    fields: dict[str, Any] = {path: cells[column] for column, path in TEXTS.items() if column in cells}
    fields |= {path: terms.spelled(cells[column], known) for column, (path, known) in TERMS.items() if column in cells}
    fields |= {path: written_date(cells[column]) for column, path in DATES.items() if column in cells}
    fields |= {path: [{"measure": one} for one in _members(cells[column])] for column, path in OUTCOMES.items() if column in cells}
    fields |= _design(cells) | _ages(cells.get("age", "")) | _older_sponsor(cells.get("sponsor/collaborators", ""))
    if "conditions" in cells:
        fields["conditionsModule.conditions"] = _members(cells["conditions"])
    if "interventions" in cells:
        fields["armsInterventionsModule.interventions"] = [_intervention(one) for one in _interventions(cells["interventions"])]
    if "locations" in cells:
        countries = [{"country": country} for one in _members(cells["locations"]) if (country := _country(one))]
        fields["contactsLocationsModule.locations"] = countries
    return {"protocolSection": nested(fields)}


def _members(cell: str) -> list[str]:
    return [member.strip() for member in cell.split(MARK) if member.strip()]


def _design(cells: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if "phases" in cells:
        fields["designModule.phases"] = [terms.spelled(one, terms.PHASES) for one in _members(cells["phases"])]
    if "enrollment" in cells:
        fields["designModule.enrollmentInfo.count"] = counted(cells["enrollment"])
    for one in _members(cells.get("study designs", cells.get("study design", ""))):
        name, _, value = one.partition(": ")
        if name.lower() in DESIGN and value:
            path, known = DESIGN[name.lower()]
            fields[path] = terms.spelled(value, known)
    return fields


def counted(cell: str) -> int | str:
    """The number that a cell of digits writes; another cell as it is, so that it is told."""
    return int(cell) if re.fullmatch(r"\s*[0-9]{1,12}\s*", cell) else cell


def _ages(cell: str) -> dict[str, Any]:
    """The limits of age that the older site wrote in words: ``3 Years to 99 Years   (Child, Adult, Older Adult)``."""
    found = _AGES.match(cell)
    limits = {"eligibilityModule.minimumAge": found["lower"], "eligibilityModule.maximumAge": found["upper"]} if found else {}
    return {path: age for path, age in limits.items() if age}


def _older_sponsor(cell: str) -> dict[str, Any]:
    """The sponsor of the older site's list, where it is the only one; a longer list does not say which of them leads."""
    return {TEXTS["sponsor"]: cell} if cell and MARK not in cell else {}


def _interventions(cell: str) -> list[str]:
    """Members that begin with a kind; a part without one is the rest of a name that holds the mark itself."""
    parts: list[str] = []
    for one in cell.split(MARK):
        if parts and not _kind(one.strip()):
            parts[-1] += f"{MARK}{one}"
        else:
            parts.append(one)
    return [part.strip() for part in parts if part.strip()]


def _kind(one: str) -> str:
    """The kind that an intervention begins with, ``DRUG`` of ``Drug: Azacitidine``; empty where there is none."""
    kind = terms.spelled(found[1], terms.INTERVENTION_KINDS) if (found := _KIND.fullmatch(one)) else ""
    return kind if kind in terms.INTERVENTION_KINDS else ""


def _intervention(one: str) -> dict[str, str]:
    return {"type": kind, "name": one.partition(": ")[2]} if (kind := _kind(one)) else {"name": one}


def _country(site: str) -> str:
    """The last part of a site, ``Yale, New Haven, Connecticut, 06511, United States``; a site of one part tells no country."""
    parts = [part.strip() for part in site.split(",")]
    if len(parts) > 2 and _REST_OF_NAME.fullmatch(parts[-1]):
        return ", ".join(parts[-2:])
    return parts[-1] if len(parts) > 1 else ""
