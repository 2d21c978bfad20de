"""Statements: reported numbers, baseline characteristics, adverse events, claims and regulatory events."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.records.declare import Anchored, coded, decimal, integer, refer, text, when


@dataclass(frozen=True, kw_only=True)
class Measured(Anchored):
    """What every reported number has: who, how it is expressed, and the figures as printed."""

    study: str = refer("aml:study", "study", "the study it was measured in", required=True)
    population: str | None = refer("aml:population", "population", "who was measured")
    statistic: str = coded("aml:statistic", "statistic", "proportion, median, rate at a time, count ...", required=True)
    n: int | None = integer("aml:n", "number with the event or state", unit="persons")
    denominator: int | None = integer("aml:denominator", "number of whom", unit="persons")
    percent: Decimal | None = decimal("aml:percent", "percentage as printed", unit="%")
    value: Decimal | None = decimal("aml:value", "value of a statistic that is not a percentage")
    unit: str | None = text("aml:unit", "UCUM unit of value, spread, range and interval (mo, wk, a, %, mg/m2, 1)")
    sd: Decimal | None = decimal("aml:standardDeviation", "standard deviation as printed")
    se: Decimal | None = decimal("aml:standardError", "standard error as printed")
    q1: Decimal | None = decimal("aml:firstQuartile", "lower end of the printed interquartile range")
    q3: Decimal | None = decimal("aml:thirdQuartile", "upper end of the printed interquartile range")
    range_low: Decimal | None = decimal("aml:rangeLow", "lower end of the printed range")
    range_high: Decimal | None = decimal("aml:rangeHigh", "upper end of the printed range")
    voice: str = coded("aml:voice", "voice", "the document's own result, or restated from a reference", required=True)
    references: tuple[str, ...] = refer("aml:reference", "document", "references it is restated from", many=True)


@dataclass(frozen=True, kw_only=True)
class Result(Measured):
    """One reported number, at the place that prints it."""

    kind, type_, file = "result", "aml:Result", "results.csv"

    arm: str | None = refer("aml:arm", "arm", "the arm")
    family: str | None = refer("aml:family", "family", "the regimen family")
    outcome: str = refer("aml:outcome", "outcome", "what was measured", required=True)
    endpoint: str | None = refer("aml:endpoint", "endpoint", "the study's endpoint, where it defines one")
    category: str | None = text("aml:category", "the part of what was measured that it is of, as printed, such as Stage II")
    time_point: str | None = text("aml:timePoint", "when, such as 'after one course' or '1 year'")
    ci_low: Decimal | None = decimal("aml:ciLow", "lower limit of the printed confidence interval")
    ci_high: Decimal | None = decimal("aml:ciHigh", "upper limit of the printed confidence interval")
    ci_level: Decimal | None = decimal("aml:ciLevel", "level of the interval", unit="%")
    ci_sides: str | None = coded("aml:ciSides", "sides", "one-sided or two-sided, where the source says it of the interval")
    bound: str | None = coded("aml:bound", "bound", "exact, about, at least, less than, not reached")
    statistic_printed: str | None = text("aml:statisticAsPrinted", "the kind of value in the words of the source, where it gives any")
    compared_arms: tuple[str, ...] = refer("aml:comparedArm", "arm", "the arms that an analysis compares", many=True)
    compared_populations: tuple[str, ...] = refer(
        "aml:comparedPopulation", "population", "the groups, arms apart, that an analysis compares", many=True
    )
    p_value: Decimal | None = decimal("aml:pValue", "p value as printed")
    p_bound: str | None = coded("aml:pValueBound", "bound", "less than, more than ..., where the p value is printed as a limit")
    statistical_method: str | None = text("aml:statisticalMethod", "the statistical test or model, as printed; it may name the sides")
    hypothesis: str | None = coded("aml:hypothesis", "hypothesis", "superiority, non-inferiority, equivalence ...")
    note: str | None = text("rdfs:comment", "what a reader must know, in our own words")


@dataclass(frozen=True, kw_only=True)
class BaselineResult(Measured):
    """A baseline characteristic of a population."""

    kind, type_, file = "baseline", "aml:BaselineResult", "baseline.csv"

    characteristic: str = text("aml:characteristic", "characteristic, such as Sex", required=True)
    category: str | None = text("aml:category", "category, such as Male")
    part_of: str | None = refer("aml:partOf", "baseline", "the category that this one is part of")
    partition: str | None = text("aml:partition", "name shared by categories that together make up the whole, each person in one")
    position: int | None = integer("aml:position", "row in the printed table, from 1")


@dataclass(frozen=True, kw_only=True)
class AdverseEventResult(Measured):
    """How many had an adverse event, by grade."""

    kind, type_, file = "adverse-event", "aml:AdverseEventResult", "adverse_events.csv"

    arm: str | None = refer("aml:arm", "arm", "the arm")
    term: str = refer("aml:term", "term", "the adverse event or group", required=True)
    group: str | None = refer("aml:group", "term", "the group it is listed under")
    level: str = coded("aml:level", "ae-level", "term, group, or any event", required=True)
    grade: str = coded("aml:grade", "grade", "CTCAE grade or grades", required=True)
    relatedness: str | None = coded("aml:relatedness", "relatedness", "treatment-related or not stated")
    seriousness: str | None = coded("aml:seriousness", "seriousness", "serious or not, where the source counts the two apart")
    events: int | None = integer("aml:numberOfEvents", "number of events, of which one person may have several", unit="events")
    event_dictionary: str | None = text(
        "aml:eventDictionary", "dictionary of terms that the source names, with its version; never its codes"
    )
    assessment: str | None = coded("aml:assessment", "assessment", "whether events were asked for by a method, or told unasked")
    frequency_threshold: Decimal | None = decimal(
        "aml:frequencyThreshold", "share of patients that an event must exceed to be listed; one not listed is unknown, not zero", unit="%"
    )
    criteria: str | None = text("aml:criteria", "grading criteria and version")
    time_point: str | None = text("aml:timePoint", "when")
    position: int | None = integer("aml:position", "row in the printed table, from 1")


@dataclass(frozen=True, kw_only=True)
class Claim(Anchored):
    """A qualitative statement, in our own words: what of what, in which direction, on what evidence, in whose voice."""

    kind, type_, file = "claim", "aml:Claim", "claims.csv"

    label: str = text("rdfs:label", "the statement, one sentence in our own words", required=True)
    topic: str = coded("aml:topic", "topic", "mechanism, efficacy, safety, biomarker, challenge ...", required=True)
    subject: tuple[str, ...] = refer("aml:subject", "*", "what it is about, such as agent/… or study/…", many=True, required=True)
    relation: str = coded("aml:relation", "relation", "what is said of the subject", required=True)
    object: tuple[str, ...] = refer("aml:object", "*", "the other end, where it is an entity", many=True)
    direction: str = coded(
        "aml:direction",
        "direction",
        "supports, no benefit, harm, mixed, neutral; background where no treatment is spoken of",
        required=True,
    )
    evidence_kind: str = coded("aml:evidenceKind", "evidence-kind", "clinical, in vivo, in vitro, opinion ...", required=True)
    voice: str = coded("aml:voice", "voice", "own result, restated from a reference, opinion", required=True)
    study: str | None = refer("aml:study", "study", "the study it comes from")
    population: str | None = refer("aml:population", "population", "in whom")
    model: str | None = text("aml:model", "laboratory model")
    references: tuple[str, ...] = refer("aml:reference", "document", "references given for it", many=True)


@dataclass(frozen=True, kw_only=True)
class RegulatoryEvent(Anchored):
    """An approval, hold, termination or withdrawal, as a document states it."""

    kind, type_, file = "event", "aml:RegulatoryEvent", "events.csv"

    label: str = text("rdfs:label", "what happened, in our own words", required=True)
    event_kind: str = coded("aml:eventKind", "event-kind", "approval, clinical hold, termination, discontinuation", required=True)
    subject: tuple[str, ...] = refer("aml:subject", "*", "agents, classes or studies concerned", many=True, required=True)
    authority: str | None = text("aml:authority", "regulator or sponsor that acted")
    occurred: str | None = when("aml:occurred", "when, as far as stated")
    indication: str | None = text("aml:indication", "indication as stated")
    references: tuple[str, ...] = refer("aml:reference", "document", "references given for it", many=True)
