"""A record in the registry's older XML (one trial a file) to the API's shape; of its results nothing is read.

Paths as they stand in two such records of 2017 and 2018, which AACT's project keeps among the examples of its tests. The XML does not list
what each arm is given, only, with each intervention, its arms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kb.errors import BadInput
from loaders.registry import terms
from loaders.registry.archives import Stored
from loaders.registry.csv_export import counted
from loaders.registry.dating import newest_named, written_date
from loaders.registry.lines import AGAIN, UNDECODED, as_text
from loaders.registry.nesting import nested
from loaders.registry.raw import Limits, Raw
from loaders.registry.report import Report

ENDING = ".xml"
ROOT = "clinical_study"

TEXTS = {
    "id_info/nct_id": "identificationModule.nctId",
    "brief_title": "identificationModule.briefTitle",
    "official_title": "identificationModule.officialTitle",
    "acronym": "identificationModule.acronym",
    "why_stopped": "statusModule.whyStopped",
    "sponsors/lead_sponsor/agency": "sponsorCollaboratorsModule.leadSponsor.name",
    "brief_summary/textblock": "descriptionModule.briefSummary",
    "detailed_description/textblock": "descriptionModule.detailedDescription",
    "eligibility/minimum_age": "eligibilityModule.minimumAge",
    "eligibility/maximum_age": "eligibilityModule.maximumAge",
}
TERMS: dict[str, tuple[str, Collection[str]]] = {
    "overall_status": ("statusModule.overallStatus", terms.STATUSES),
    "study_type": ("designModule.studyType", terms.STUDY_TYPES),
    "eligibility/gender": ("eligibilityModule.sex", terms.SEXES),
    "study_design_info/allocation": ("designModule.designInfo.allocation", terms.ALLOCATIONS),
    "study_design_info/intervention_model": ("designModule.designInfo.interventionModel", terms.INTERVENTION_MODELS),
    "study_design_info/primary_purpose": ("designModule.designInfo.primaryPurpose", terms.PURPOSES),
    "study_design_info/masking": ("designModule.designInfo.maskingInfo.masking", terms.MASKINGS),
}
DATES = {
    "start_date": "statusModule.startDateStruct",
    "primary_completion_date": "statusModule.primaryCompletionDateStruct",
    "completion_date": "statusModule.completionDateStruct",
    "study_first_posted": "statusModule.studyFirstPostDateStruct",
    "last_update_posted": "statusModule.lastUpdatePostDateStruct",
}
OUTCOMES = {
    "primary_outcome": "outcomesModule.primaryOutcomes",
    "secondary_outcome": "outcomesModule.secondaryOutcomes",
    "other_outcome": "outcomesModule.otherOutcomes",
}
DOWNLOADED = "required_header/download_date"


def xml_records(item: Stored, report: Report, limits: Limits) -> Iterator[Raw]:
    """The record of an XML file; a file that speaks of no clinical study is counted as one without records. Errors: BadInput."""
    with as_text(item) as stream:
        text = stream.read(limits.record + 1)
    if f"<{ROOT}" not in text:
        report.without_records += 1
        return
    found = _parsed(text, item.place, limits)
    report.files += 1
    yield Raw(study(found), item.place, newest_named(_text(found, DOWNLOADED)))


def study(record: Element) -> dict[str, Any]:
    """A record in the API's shape."""
    fields: dict[str, Any] = {path: _text(record, name) for name, path in TEXTS.items()}
    fields |= {path: terms.spelled(_text(record, name), known) for name, (path, known) in TERMS.items()}
    for name, path in DATES.items():
        fields |= {f"{path}.date": written_date(_text(record, name)), f"{path}.type": _estimated(record, name)}
    for name, path in OUTCOMES.items():
        fields[path] = [_entry(one, measure="measure", description="description", timeFrame="time_frame") for one in record.findall(name)]
    phase = _text(record, "phase")
    enrolled = _text(record, "enrollment")
    return {
        "protocolSection": nested(
            fields
            | {
                # With its line breaks, which tell one criterion from the next.
                "eligibilityModule.eligibilityCriteria": _lines(record, "eligibility/criteria/textblock"),
                "designModule.phases": [
                    terms.spelled(one, terms.PHASES) for one in (phase.split("/") if phase != "N/A" else ["NA"]) if one
                ],
                "designModule.enrollmentInfo.count": counted(enrolled) if enrolled else None,
                "designModule.enrollmentInfo.type": _estimated(record, "enrollment"),
                "conditionsModule.conditions": _texts(record, "condition"),
                "conditionsModule.keywords": _texts(record, "keyword"),
                "armsInterventionsModule.interventions": [_intervention(one) for one in record.findall("intervention")],
                "armsInterventionsModule.armGroups": [_arm(one) for one in record.findall("arm_group")],
                "contactsLocationsModule.locations": [{"country": one} for one in _texts(record, "location/facility/address/country")],
                "referencesModule.references": [
                    {"pmid": one} for one in (*_texts(record, "reference/PMID"), *_texts(record, "results_reference/PMID"))
                ],
            }
        )
    }


def _parsed(text: str, place: str, limits: Limits) -> Element:
    if len(text) > limits.record:
        raise BadInput(f"a record of more than {limits.record} characters", place, AGAIN)
    if UNDECODED.search(text):
        raise BadInput("it is not UTF-8 text", place, AGAIN)
    if "<!DOCTYPE" in text:
        raise BadInput("it declares a document type, which no registry record does", place, AGAIN)
    try:
        return ElementTree.fromstring(text)  # noqa: S314 -- entities that swell need a document type, which was refused
    except ElementTree.ParseError as error:
        raise BadInput(f"it is no XML ({error})", place, AGAIN) from None


def _text(record: Element, name: str) -> str:
    """The text of the first element at a path; the XML wraps its lines anywhere, so that all blanks are one."""
    return _folded(record.findtext(name) or "")


def _lines(record: Element, name: str) -> str:
    """The text of the first element at a path, line by line."""
    return "\n".join(filter(None, map(_folded, (record.findtext(name) or "").splitlines())))


def _texts(record: Element, name: str) -> list[str]:
    return [text for one in record.findall(name) if (text := _folded(one.text or ""))]


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _estimated(record: Element, name: str) -> str:
    found = record.find(name)
    return terms.spelled("" if found is None else found.get("type", ""), terms.ESTIMATED)


def _entry(record: Element, **names: str) -> dict[str, Any]:
    return nested({field: _text(record, name) for field, name in names.items()})


def _intervention(record: Element) -> dict[str, Any]:
    entry = _entry(record, name="intervention_name", description="description")
    kind = terms.spelled(_text(record, "intervention_type"), terms.INTERVENTION_KINDS)
    return entry | nested({"type": kind, "otherNames": _texts(record, "other_name"), "armGroupLabels": _texts(record, "arm_group_label")})


def _arm(record: Element) -> dict[str, Any]:
    kind = terms.spelled(_text(record, "arm_group_type"), terms.ARM_KINDS)
    return _entry(record, label="arm_group_label", description="description") | nested({"type": kind})
