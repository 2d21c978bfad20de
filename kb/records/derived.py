"""Derived records: what the base computes from reported ones, each with its method; never mixed with what was reported."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.records.declare import Record, coded, decimal, refer, text


@dataclass(frozen=True, kw_only=True)
class Regimen(Record):
    """A set of agents and classes given together; arms with the same set share it. Its key is made of the set."""

    kind, type_ = "regimen", "aml:Regimen"

    label: str = text("rdfs:label", "its parts, joined by +", required=True)
    agents: tuple[str, ...] = refer("aml:hasAgent", "agent", "agents that belong to it", many=True)
    classes: tuple[str, ...] = refer("aml:hasClass", "class", "classes that belong to it where no agent is named", many=True)
    optional_agents: tuple[str, ...] = refer("aml:hasOptionalAgent", "agent", "agents that may be given or left out", many=True)
    optional_classes: tuple[str, ...] = refer("aml:hasOptionalClass", "class", "classes that may be given or left out", many=True)
    contains: tuple[str, ...] = refer("aml:containsRegimen", "regimen", "regimens whose every part it holds", many=True)
    families: tuple[str, ...] = refer("aml:inFamily", "family", "families that it belongs to", many=True)
    names: tuple[str, ...] = text("aml:regimenName", "names or acronyms that a source gives to this set", many=True)


@dataclass(frozen=True, kw_only=True)
class ArmRegimen(Record):
    """The regimen that an arm's components make up. Its key is the arm's."""

    kind, type_ = "arm", "aml:Arm"

    regimen: str = refer("aml:regimen", "regimen", "the regimen", required=True)


@dataclass(frozen=True, kw_only=True)
class ComponentMatch(Record):
    """Everything that a component answers to: its agent, the classes above it, and their targets. Its key is the component's."""

    kind, type_ = "component", "aml:Component"

    matches: tuple[str, ...] = refer("aml:matches", "*", "agents, classes and targets that this component answers to", many=True)


@dataclass(frozen=True, kw_only=True)
class AgentClosure(Record):
    """All classes of an agent, however far above it, and all its targets. Its key is the agent's."""

    kind, type_ = "agent", "aml:Agent"

    in_class: tuple[str, ...] = refer("aml:inClass", "class", "classes it belongs to, directly or through others", many=True)
    member_of: tuple[str, ...] = refer("aml:memberOf", "class", "classes it belongs to directly", many=True)
    acts_on: tuple[str, ...] = refer("aml:actsOn", "target", "targets it acts on, itself or by its class", many=True)


@dataclass(frozen=True, kw_only=True)
class ClassClosure(Record):
    """All classes above a class. Its key is the class's."""

    kind, type_ = "class", "aml:AgentClass"

    within: tuple[str, ...] = refer("aml:within", "class", "classes above it, directly or through others", many=True)


@dataclass(frozen=True, kw_only=True)
class ConceptClosure(Record):
    """A term and all wider terms of its list. Its key is the concept's."""

    kind, type_ = "concept", "aml:Concept"

    within: tuple[str, ...] = refer("aml:withinTerm", "concept", "the term itself and the wider terms above it", many=True)


@dataclass(frozen=True, kw_only=True)
class StudySummary(Record):
    """The newest that any source says of a study, field by field. Its key is the study's."""

    kind, type_ = "study", "aml:Study"

    newest_record: str | None = refer("aml:newestRecord", "trial-record", "the newest record that says anything")
    current_status: str | None = coded("aml:currentStatus", "status", "status by the newest record that gives one")
    current_phases: tuple[str, ...] = coded("aml:currentPhase", "phase", "phases by the newest record that gives any", many=True)
    current_countries: tuple[str, ...] = coded("aml:currentCountry", "country", "countries by the newest record that gives any", many=True)
    current_outcomes: tuple[str, ...] = refer(
        "aml:currentPrimaryOutcome", "outcome", "primary endpoints by the newest record that gives any", many=True
    )
    populations: tuple[str, ...] = refer("aml:studiedIn", "population", "groups of its arms and records, and those drawn in it", many=True)
    registered_year: str | None = text("aml:registeredYear", "year of registration by the newest record that gives a date")
    start_year: str | None = text("aml:startYear", "year of the start by the newest record that gives a date")
    completion_year: str | None = text("aml:completionYear", "year of completion by the newest record that gives a date")
    mentioned_in: tuple[str, ...] = refer("aml:mentionedIn", "document", "documents of the base that say something of it", many=True)


@dataclass(frozen=True, kw_only=True)
class ComputedProportion(Record):
    """A proportion recomputed from a reported n and denominator, with its exact interval where it is of an outcome."""

    kind, type_ = "computed", "aml:ComputedProportion"

    of: str = refer("aml:computedFrom", "*", "the reported statement", required=True)
    percent: Decimal = decimal("aml:computedPercent", "100 n / denominator", unit="%", required=True)
    ci_low: Decimal | None = decimal("aml:computedCiLow", "lower limit of the exact interval", unit="%")
    ci_high: Decimal | None = decimal("aml:computedCiHigh", "upper limit of the exact interval", unit="%")
    ci_level: Decimal | None = decimal("aml:computedCiLevel", "level of the interval", unit="%")
    method: str = text("aml:method", "how it was computed", required=True)


@dataclass(frozen=True, kw_only=True)
class Measurement(Record):
    """Reported statements of one quantity: same study, group, population, outcome, time and kind of value."""

    kind, type_ = "measurement", "aml:Measurement"

    reports: tuple[str, ...] = refer("aml:reports", "*", "the statements, the best place first", many=True, required=True)
    main: str = refer("aml:mainReport", "*", "the statement shown for it", required=True)


@dataclass(frozen=True, kw_only=True)
class Comparable(Record):
    """Endpoints that may be compared, because outcome, component states and criteria agree. Its key is the endpoint's."""

    kind, type_ = "endpoint", "aml:Endpoint"

    comparable_with: tuple[str, ...] = refer("aml:comparableWith", "endpoint", "endpoints of other studies defined alike", many=True)


@dataclass(frozen=True, kw_only=True)
class Discrepancy(Record):
    """A conflict that a rule found between statements, or within one."""

    kind, type_ = "discrepancy", "aml:Discrepancy"

    label: str = text("rdfs:label", "what does not agree, with the figures", required=True)
    rule: str = coded("aml:rule", "rule", "the rule that found it", required=True)
    severity: str = coded("aml:severity", "severity", "rounding, minor, major", required=True)
    statements: tuple[str, ...] = refer("aml:inConflict", "*", "the statements in conflict", many=True, required=True)
    expected: str | None = text("aml:expected", "what agreement would need")
    found: str | None = text("aml:found", "what stands there")
    verdict: str | None = text("aml:verdict", "the curator's verdict, where one was given")
