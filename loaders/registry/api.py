"""A record of the API's shape (ClinicalTrials.gov API, version 2) to a Trial: one pure function, led by the paths at the top.

Fields that are not named here are ignored. Only a record that is no object, or has no valid NCT number, is broken; any other field of
a wrong type, or with a value that cannot be, is left out and told, and the record is kept: a registry of half a million trials has some.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kb.errors import BadInput
from loaders.registry import terms
from loaders.registry.fields import Fields, clean
from loaders.registry.report import Tell, shown
from loaders.registry.trial import ArmGroup, Intervention, PartialDate, PlannedOutcome, Trial

PROTOCOL = "protocolSection"
RESULTS = "resultsSection"
HAS_RESULTS = "hasResults"

NCT_ID = "identificationModule.nctId"
TEXTS = {
    "brief_title": "identificationModule.briefTitle",
    "official_title": "identificationModule.officialTitle",
    "acronym": "identificationModule.acronym",
    "why_stopped": "statusModule.whyStopped",
    "sponsor": "sponsorCollaboratorsModule.leadSponsor.name",
    "brief_summary": "descriptionModule.briefSummary",
    "detailed_description": "descriptionModule.detailedDescription",
    "eligibility": "eligibilityModule.eligibilityCriteria",
}
AGES = {
    "minimum_age": "eligibilityModule.minimumAge",
    "maximum_age": "eligibilityModule.maximumAge",
}
NO_LIMIT = "N/A"
"""How the registry's older formats write that there is no limit of age; the API leaves the field out."""

LISTS = {
    "conditions": "conditionsModule.conditions",
    "keywords": "conditionsModule.keywords",
}
TERMS = {
    "status": ("statusModule.overallStatus", terms.STATUSES),
    "study_type": ("designModule.studyType", terms.STUDY_TYPES),
    "allocation": ("designModule.designInfo.allocation", terms.ALLOCATIONS),
    "intervention_model": ("designModule.designInfo.interventionModel", terms.INTERVENTION_MODELS),
    "primary_purpose": ("designModule.designInfo.primaryPurpose", terms.PURPOSES),
    "masking": ("designModule.designInfo.maskingInfo.masking", terms.MASKINGS),
    "sex": ("eligibilityModule.sex", terms.SEXES),
}
DATES = {
    "start": "statusModule.startDateStruct",
    "primary_completion": "statusModule.primaryCompletionDateStruct",
    "completion": "statusModule.completionDateStruct",
}
DAYS = {
    "registered": "statusModule.studyFirstPostDateStruct.date",
    "last_updated": "statusModule.lastUpdatePostDateStruct.date",
}
PHASES = "designModule.phases"
ENROLMENT = "designModule.enrollmentInfo"
INTERVENTIONS = "armsInterventionsModule.interventions"
ARMS = "armsInterventionsModule.armGroups"
OUTCOMES = {
    "primary": "outcomesModule.primaryOutcomes",
    "secondary": "outcomesModule.secondaryOutcomes",
    "other": "outcomesModule.otherOutcomes",
}
LOCATIONS = "contactsLocationsModule.locations"
_END_OF_NAME = re.compile(r"(?:[^,]* )?of(?: the)?|[a-z][^,]*")
"""What is left of ``Korea, Republic of`` where a tool has cut a site's address at its last comma."""
REFERENCES = "referencesModule.references"


def _raise(fault: BadInput) -> None:
    raise fault


def _once(tell: Tell) -> Tell:
    """The same, but each fault once: a module that is no object is met again with each of its fields."""
    told: set[str] = set()

    def tell_new(fault: BadInput) -> None:
        if fault.what not in told:
            told.add(fault.what)
            tell(fault)

    return tell_new


def read_trial(study: Mapping[str, Any], origin: str, as_of: str, tell: Tell = _raise) -> Trial:
    """The trial of a record; ``as_of`` is the ISO date of its snapshot as far as known.

    ``tell`` is given each field that was left out; without it the first such field raises BadInput. BadInput too for a broken record.
    """
    if not isinstance(study, Mapping) or not isinstance(protocol := study.get(PROTOCOL), Mapping):
        raise BadInput(f"no registry record: it has no object {PROTOCOL}", origin, "give records as the API writes them")
    number = nct_id(protocol, origin)
    tell = _once(tell)
    fields = Fields(protocol, origin, tell)
    values: dict[str, Any] = {name: fields.text(path) for name, path in TEXTS.items()}
    values |= {name: "" if (age := fields.text(path)) == NO_LIMIT else age for name, path in AGES.items()}
    values |= {name: fields.texts(path) for name, path in LISTS.items()}
    values |= {name: fields.term(path, known) for name, (path, known) in TERMS.items()}
    values |= {name: _date(fields, path) for name, path in DATES.items()}
    values |= {name: fields.day(path) for name, path in DAYS.items()}
    return Trial(
        nct_id=number,
        as_of=as_of,
        origin=origin,
        phases=fields.terms(PHASES, terms.PHASES),
        enrolment=(enrolment := fields.count(f"{ENROLMENT}.count")),
        enrolment_estimated=None if enrolment is None else _estimated(fields, f"{ENROLMENT}.type"),
        interventions=_interventions(fields),
        arms=_arms(fields),
        outcomes=_outcomes(fields),
        countries=_countries(fields),
        pmids=_pmids(fields),
        results=(results := _results(study, origin, tell)),
        has_results=_has_results(study, results),
        **values,
    )


def nct_id(protocol: Mapping[str, Any], origin: str) -> str:
    """The trial's number; BadInput where there is none, or none that is valid."""
    identification, _, name = NCT_ID.partition(".")
    module = protocol.get(identification)
    number = module.get(name) if isinstance(module, Mapping) else None
    if not isinstance(number, str) or not re.fullmatch(r"NCT[0-9]{8}", clean(number)):
        told = "there is no NCT number" if number is None else f"{shown(number)} is no NCT number"
        raise BadInput(f"field {NCT_ID}: {told}", origin, "write NCT and eight digits, such as NCT04645199")
    return clean(number)


def _estimated(fields: Fields, path: str) -> bool | None:
    return terms.ESTIMATED.get(fields.term(path, terms.ESTIMATED))


def _date(fields: Fields, path: str) -> PartialDate | None:
    day = fields.day(f"{path}.date")
    return PartialDate(day, _estimated(fields, f"{path}.type")) if day else None


def _interventions(fields: Fields) -> tuple[Intervention, ...]:
    return tuple(
        Intervention(
            name=name,
            kind=one.term("type", terms.INTERVENTION_KINDS),
            other_names=one.texts("otherNames"),
            arm_labels=one.texts("armGroupLabels"),
            description=one.text("description"),
            path=one.at,
        )
        for one in fields.each(INTERVENTIONS)
        if (name := _name(one, "name"))
    )


def _arms(fields: Fields) -> tuple[ArmGroup, ...]:
    return tuple(
        ArmGroup(
            label=label,
            kind=one.term("type", terms.ARM_KINDS),
            interventions=one.texts("interventionNames"),
            description=one.text("description"),
            path=one.at,
        )
        for one in fields.each(ARMS)
        if (label := _name(one, "label"))
    )


def _outcomes(fields: Fields) -> tuple[PlannedOutcome, ...]:
    return tuple(
        PlannedOutcome(role, measure, one.text("description"), one.text("timeFrame"), one.at)
        for role, path in OUTCOMES.items()
        for one in fields.each(path)
        if (measure := _name(one, "measure"))
    )


def _name(one: Fields, path: str) -> str:
    """What an entry of a list is called; an entry without it says nothing, and is left out whole."""
    name = one.text(path)
    if not name and not isinstance(one.value(path), (int, float, list, Mapping)):  # those were told as no text
        one.fault(path, "it is empty, so the whole entry says nothing")
    return name


def _countries(fields: Fields) -> tuple[str, ...]:
    """The countries of the sites, each once. The end of a name, ``Republic of``, may be that of several countries, and is told."""
    found: dict[str, None] = {}
    for one in fields.each(LOCATIONS):
        country = one.text("country")
        if country in found:
            continue
        if _END_OF_NAME.fullmatch(country):
            one.fault("country", f"{shown(country)} is the end of a name, such as that of 'Korea, Republic of', without its beginning")
        elif country:
            found[country] = None
    return tuple(found)


def _pmids(fields: Fields) -> tuple[str, ...]:
    found = []
    for one in fields.each(REFERENCES):
        number = one.text("pmid")
        if re.fullmatch(r"[1-9][0-9]{0,8}", number):
            found.append(number)
        elif number:
            one.fault("pmid", f"{shown(number)} is no PubMed number")
    return tuple(dict.fromkeys(found))


def _has_results(study: Mapping[str, Any], results: Mapping[str, Any] | None) -> bool | None:
    """Whether results are posted; None where neither they nor the mark of them is there."""
    told = study.get(HAS_RESULTS)
    return True if results else told if isinstance(told, bool) else None


def _results(study: Mapping[str, Any], origin: str, tell: Tell) -> Mapping[str, Any] | None:
    results = Fields(study, origin, tell).value(RESULTS)
    if results is None or isinstance(results, Mapping):
        return results or None
    Fields(study, origin, tell).fault(RESULTS, f"{shown(results)} is not an object")
    return None
