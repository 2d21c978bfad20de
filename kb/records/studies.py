"""Studies: what was studied, in whom and with what; and what each source said of a trial at one date."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.records.declare import Anchored, coded, decimal, flag, integer, refer, text, when


@dataclass(frozen=True, kw_only=True)
class Study(Anchored):
    """A clinical trial, retrospective study, meta-analysis, or laboratory study; a registry number is optional."""

    kind, type_, file, shared = "study", "aml:Study", "studies.csv", True

    label: str = text("rdfs:label", "name for people, in our own words", required=True)
    study_kind: str = coded("aml:studyKind", "study-kind", "clinical trial, meta-analysis, in vitro ...", required=True)
    nct_id: str | None = text("aml:nctId", "ClinicalTrials.gov number")
    acronym: str | None = text("aml:acronym", "acronym as printed")
    design: tuple[str, ...] = coded("aml:design", "design", "single-arm, randomized, open-label ...", many=True)
    model: str | None = text("aml:model", "laboratory model, where there is one")
    references: tuple[str, ...] = refer("aml:reference", "document", "references that report it", many=True)
    reported_in: str | None = refer("aml:reportedIn", "document", "the primary paper in the base that reports it")


@dataclass(frozen=True, kw_only=True)
class TrialRecord(Anchored):
    """What one source said of a study at one date; as printed, and normalised."""

    kind, type_, file = "trial-record", "aml:TrialRecord", "trial_records.csv"

    study: str = refer("aml:recordOf", "study", "the study", required=True)
    as_of: str = when("aml:asOf", "date of the source, at which this held", required=True)
    intervention_printed: str | None = text("aml:interventionAsPrinted", "interventions as printed")
    phases: tuple[str, ...] = coded("aml:phase", "phase", "phases, two for a combined phase", many=True)
    phase_printed: str | None = text("aml:phaseAsPrinted", "phase as printed")
    population: str | None = refer("aml:population", "population", "target population")
    population_printed: str | None = text("aml:populationAsPrinted", "population as printed")
    outcomes: tuple[str, ...] = refer("aml:primaryOutcome", "outcome", "primary endpoints, normalised", many=True)
    outcomes_printed: str | None = text("aml:primaryOutcomeAsPrinted", "primary endpoints as printed")
    status: str | None = coded("aml:status", "status", "recruitment status")
    status_printed: str | None = text("aml:statusAsPrinted", "status as printed")
    completion_date: str | None = when("aml:completionDate", "study completion date")
    completion_estimated: bool | None = flag("aml:completionEstimated", "the completion date is an estimate")
    start_date: str | None = when("aml:startDate", "study start date")
    registered: str | None = when("aml:registered", "date of registration")
    countries: tuple[str, ...] = coded("aml:country", "country", "countries", many=True)
    location_printed: str | None = text("aml:locationAsPrinted", "location as printed")
    sponsor: str | None = text("aml:sponsor", "sponsor as printed")
    enrolment: int | None = integer("aml:enrolment", "number of participants", unit="persons")
    title: str | None = text("aml:officialTitle", "official title as printed")
    primary_completion_date: str | None = when("aml:primaryCompletionDate", "date of the last measurement of the primary endpoint")
    last_updated: str | None = when("aml:lastUpdated", "date on which the registry posted the last change")
    why_stopped: str | None = text("aml:whyStopped", "why it was stopped, as printed")
    has_results: bool | None = flag("aml:hasPostedResults", "results are posted in the registry")


@dataclass(frozen=True, kw_only=True)
class Intervention(Anchored):
    """One entry of a registry record's list of interventions, as printed, and what it was recognised as."""

    kind, type_, file = "intervention", "aml:Intervention", "interventions.csv"

    trial_record: str = refer("aml:interventionOf", "trial-record", "the record that lists it", required=True)
    label: str = text("rdfs:label", "name as printed", required=True)
    intervention_type: str | None = coded("aml:interventionType", "intervention-type", "the registry's kind of intervention")
    other_names: tuple[str, ...] = text("aml:otherName", "other names as printed", many=True)
    recognition: str = coded("aml:recognition", "recognition", "how its name was recognised", required=True)
    recognised: tuple[str, ...] = refer("aml:recognisedAs", "*", "agents and classes that it names", many=True)


@dataclass(frozen=True, kw_only=True)
class Population(Anchored):
    """A group of patients (or animals, cells); a subgroup names the group it is part of."""

    kind, type_, file = "population", "aml:Population", "populations.csv"

    label: str = text("rdfs:label", "name for people", required=True)
    study: str | None = refer("aml:populationOf", "study", "the study it was drawn in")
    part_of: str | None = refer("aml:partOf", "population", "the group it is part of")
    partition: str | None = text("aml:partition", "name shared by subgroups that together make up the whole group")
    disease: tuple[str, ...] = coded("aml:disease", "disease", "diseases", many=True)
    disease_printed: tuple[str, ...] = text(
        "aml:diseaseAsPrinted", "conditions as printed that no disease of the list stands for", many=True
    )
    setting: tuple[str, ...] = coded("aml:setting", "setting", "newly diagnosed, relapsed, refractory, post-transplant ...", many=True)
    line: str | None = coded("aml:line", "line", "line of therapy")
    age_group: str | None = coded("aml:ageGroup", "age-group", "paediatric, adult, elderly")
    age_low: Decimal | None = decimal("aml:ageLow", "lowest age", unit="years")
    age_high: Decimal | None = decimal("aml:ageHigh", "highest age", unit="years")
    fitness: str | None = coded("aml:fitness", "fitness", "fit or unfit for intensive therapy")
    transplant: str | None = coded("aml:transplant", "transplant", "prior transplantation")
    biomarkers: tuple[str, ...] = refer("aml:biomarker", "target", "biomarkers that define it", many=True)
    size: int | None = integer("aml:size", "number of patients", unit="persons")
    definition: str | None = text("skos:definition", "who belongs to it, in our own words")


@dataclass(frozen=True, kw_only=True)
class Endpoint(Anchored):
    """A study's endpoint, with its definition; comparable with another only when the definitions say so."""

    kind, type_, file = "endpoint", "aml:Endpoint", "endpoints.csv"

    study: str = refer("aml:endpointOf", "study", "the study", required=True)
    label: str = text("rdfs:label", "name", required=True)
    outcome: str = refer("aml:outcome", "outcome", "what is measured", required=True)
    role: str | None = coded("aml:endpointRole", "endpoint-role", "primary or secondary")
    components: tuple[str, ...] = refer("aml:componentState", "outcome", "states that count, such as CR, CRi, MLFS", many=True)
    criteria: str | None = text("aml:criteria", "response or grading criteria and their version")
    analysis_population: str | None = text("aml:analysisPopulation", "population analysed, such as intent-to-treat")
    method: str | None = text("aml:method", "how it is assessed or estimated, in our own words")
    references: tuple[str, ...] = refer("aml:reference", "document", "references given for its definition or criteria", many=True)


@dataclass(frozen=True, kw_only=True)
class Arm(Anchored):
    """A group of a study that gets one regimen."""

    kind, type_, file = "arm", "aml:Arm", "arms.csv"

    study: str = refer("aml:armOf", "study", "the study", required=True)
    label: str = text("rdfs:label", "name for people", required=True)
    arm_role: str | None = coded("aml:armRole", "arm-role", "experimental, comparator, or regimen group")
    population: str | None = refer("aml:population", "population", "who is in it")
    size: int | None = integer("aml:size", "number of patients", unit="persons")
    regimen_printed: str | None = text("aml:regimenAsPrinted", "regimen as printed")


@dataclass(frozen=True, kw_only=True)
class Component(Anchored):
    """What an arm is given: an agent, or only a class where the source names no agent."""

    kind, type_, file = "component", "aml:Component", "components.csv"

    arm: str = refer("aml:componentOf", "arm", "the arm", required=True)
    agent: str | None = refer("aml:agent", "agent", "the agent")
    agent_class: str | None = refer("aml:agentClass", "class", "the class, where no agent is named")
    component_role: str = coded("aml:componentRole", "component-role", "investigational, backbone, comparator, supportive", required=True)
    option: str = coded("aml:option", "option", "required, optional or alternative", required=True)


@dataclass(frozen=True, kw_only=True)
class Dose(Anchored):
    """A dose of an agent in an arm or population; planned and delivered doses are kept apart."""

    kind, type_, file = "dose", "aml:Dose", "doses.csv"

    arm: str | None = refer("aml:doseIn", "arm", "the arm")
    agent: str = refer("aml:doseOf", "agent", "the agent", required=True)
    population: str | None = refer("aml:population", "population", "who got it")
    basis: str = coded("aml:basis", "dose-basis", "planned or delivered", required=True)
    statistic: str | None = coded("aml:statistic", "statistic", "median, range, fixed value")
    value: Decimal | None = decimal("aml:value", "the dose")
    range_low: Decimal | None = decimal("aml:rangeLow", "lowest dose")
    range_high: Decimal | None = decimal("aml:rangeHigh", "highest dose")
    unit: str = text("aml:unit", "UCUM unit, such as mg/m2 or mg/m2/d", required=True)
    route: str | None = text("aml:route", "route of administration")
    days: str | None = text("aml:days", "days of the cycle, such as 1 or 1-7")


@dataclass(frozen=True, kw_only=True)
class RegimenFamily(Anchored):
    """Regimens that hold certain agents and lack others, as a source groups them (MAC-based)."""

    kind, type_, file = "family", "aml:RegimenFamily", "families.csv"

    study: str = refer("aml:familyOf", "study", "the study that groups them", required=True)
    label: str = text("rdfs:label", "name as printed", required=True)
    includes: tuple[str, ...] = refer("aml:includesAgent", "agent", "agents that every member holds", many=True, required=True)
    excludes: tuple[str, ...] = refer("aml:excludesAgent", "agent", "agents that no member holds", many=True)


@dataclass(frozen=True, kw_only=True)
class StudyParameter(Anchored):
    """One parameter of a study or document (CDISC trial summary): eligibility, definition, method, funding, ethics ..."""

    kind, type_, file = "parameter", "aml:StudyParameter", "parameters.csv"

    subject: str = refer("aml:parameterOf", "*", "study/… or document/…", required=True)
    parameter: str = coded("aml:parameter", "parameter", "which parameter", required=True)
    label: str = text("rdfs:label", "the value, in our own words or figures", required=True)
    references: tuple[str, ...] = refer("aml:reference", "document", "references given for it", many=True)
