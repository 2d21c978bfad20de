"""A registry record as read: the fields that the base uses, as they stand there; absent means that the source does not carry it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PartialDate:
    """An ISO date as far as it is known; ``estimated`` is None where the source does not tell whether it is an estimate."""

    day: str
    estimated: bool | None = None


@dataclass(frozen=True, slots=True)
class Intervention:
    """One entry of the list of interventions; ``path`` is its place in the record, ``armsInterventionsModule.interventions[0]``."""

    name: str
    kind: str = ""
    """``DRUG``, ``BIOLOGICAL`` ... of the registry; empty where the source does not tell."""
    other_names: tuple[str, ...] = ()
    arm_labels: tuple[str, ...] = ()
    description: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class ArmGroup:
    """One arm as registered; ``interventions`` holds names as the arm prints them, such as ``Drug: Azacitidine``."""

    label: str
    kind: str = ""
    """``EXPERIMENTAL``, ``PLACEBO_COMPARATOR`` ... of the registry."""
    interventions: tuple[str, ...] = ()
    description: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class PlannedOutcome:
    """An outcome that a trial plans to measure; ``role`` is primary, secondary or other."""

    role: str
    measure: str
    description: str = ""
    time_frame: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial as the registry told of it at one date. Terms are the registry's own (``RECRUITING``, ``PHASE1``).

    ``origin`` is the file, and the place in it, that a message about the record names; ``as_of`` the snapshot's date, as far as known.
    """

    nct_id: str
    as_of: str
    origin: str
    brief_title: str = ""
    official_title: str = ""
    acronym: str = ""
    study_type: str = ""
    status: str = ""
    why_stopped: str = ""
    start: PartialDate | None = None
    primary_completion: PartialDate | None = None
    completion: PartialDate | None = None
    registered: str = ""
    last_updated: str = ""
    phases: tuple[str, ...] = ()
    allocation: str = ""
    intervention_model: str = ""
    primary_purpose: str = ""
    masking: str = ""
    enrolment: int | None = None
    enrolment_estimated: bool | None = None
    sponsor: str = ""
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    arms: tuple[ArmGroup, ...] = ()
    outcomes: tuple[PlannedOutcome, ...] = ()
    eligibility: str = ""
    """The criteria for inclusion and exclusion, as printed."""
    sex: str = ""
    minimum_age: str = ""
    maximum_age: str = ""
    countries: tuple[str, ...] = ()
    pmids: tuple[str, ...] = ()
    brief_summary: str = ""
    detailed_description: str = ""
    has_results: bool | None = None
    """Whether results are posted; None where the source does not tell."""
    results: Mapping[str, Any] | None = None
    """The ``resultsSection`` as the API gives it; None where the source carries none."""
