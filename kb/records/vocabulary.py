"""Vocabulary: agents, classes, targets, outcomes, adverse-event terms and concepts, and what ties them, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from kb.records.declare import Anchored, coded, refer, text

SOURCE = "where this was read: 'lu-2025' or 'guo-2026' with place and fragment, or the public file named in words"


@dataclass(frozen=True, kw_only=True)
class Concept(Anchored):
    """A term of a controlled list (phase, status, direction ...). Its key is ``scheme.name``."""

    kind, type_, file, also = "concept", "aml:Concept", "concepts.csv", ("skos:Concept",)

    scheme: str = text("aml:scheme", "the list it belongs to", required=True)
    label: str = text("skos:prefLabel", "name", required=True)
    alternatives: tuple[str, ...] = text("skos:altLabel", "other ways to write it, as sources print them", many=True)
    definition: str = text("skos:definition", "what it means", required=True)
    broader: str | None = refer("skos:broader", "concept", "the wider term")


@dataclass(frozen=True, kw_only=True)
class Agent(Anchored):
    """A drug, biologic, cell product, vaccine or procedure. A formulation is its own agent, tied to its active moiety."""

    kind, type_, file = "agent", "aml:Agent", "agents.csv"

    label: str = text("rdfs:label", "name (INN where there is one)", required=True)
    agent_kind: str = coded("aml:agentKind", "agent-kind", "drug, biologic, cell product, vaccine or procedure", required=True)
    moiety: tuple[str, ...] = refer("aml:activeMoiety", "agent", "the agent whose formulation or combination this is", many=True)
    definition: str = text("skos:definition", "what it is, in our own words", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class AgentClass(Anchored):
    """A class of agents on one of three axes: mechanism, modality, use."""

    kind, type_, file = "class", "aml:AgentClass", "classes.csv"

    label: str = text("rdfs:label", "name", required=True)
    axis: str = coded("aml:axis", "axis", "mechanism, modality or use", required=True)
    broader: tuple[str, ...] = refer("aml:broaderClass", "class", "the classes just above", many=True)
    definition: str = text("skos:definition", "what its members share", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class ClassMembership(Anchored):
    """That an agent belongs to a class, with the source that says so."""

    kind, type_, file = "membership", "aml:ClassMembership", "memberships.csv"

    agent: str = refer("aml:memberAgent", "agent", "the member", required=True)
    agent_class: str = refer("aml:memberClass", "class", "the class", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class Target(Anchored):
    """An antigen, receptor, gene product, pathway, or a biomarker such as a mutation."""

    kind, type_, file = "target", "aml:Target", "targets.csv"

    label: str = text("rdfs:label", "name", required=True)
    target_kind: str = coded("aml:targetKind", "target-kind", "antigen, checkpoint, gene product, mutation ...", required=True)
    gene: str | None = text("aml:geneSymbol", "HGNC symbol of the gene")
    broader: str | None = refer("aml:broaderTarget", "target", "the wider target or marker: everybody with this one has that one too")
    definition: str = text("skos:definition", "what it is, in our own words", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class Targeting(Anchored):
    """That an agent, or every agent of a class, acts on a target, with the source that says so."""

    kind, type_, file = "targeting", "aml:Targeting", "targetings.csv"

    subject: str = refer("aml:targetingSubject", "*", "agent/… or class/…", required=True)
    target: str = refer("aml:targetingTarget", "target", "the target", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class Synonym(Anchored):
    """Another name of an entity."""

    kind, type_, file = "synonym", "aml:Synonym", "synonyms.csv"

    subject: str = refer("aml:names", "*", "the entity named, such as agent/azacitidine", required=True)
    label: str = text("rdfs:label", "the other name", required=True)
    synonym_kind: str = coded("aml:synonymKind", "synonym-kind", "synonym, abbreviation, code name, brand", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class Identifier(Anchored):
    """An identifier of an entity in another system, read in a real source."""

    kind, type_, file = "identifier", "aml:Identifier", "identifiers.csv"

    subject: str = refer("aml:identifies", "*", "the entity identified", required=True)
    prefix: str = text("aml:identifierSystem", "Bioregistry prefix of the system", required=True)
    local_id: str = text("aml:localIdentifier", "identifier there, without prefix", required=True)
    match: str = coded("aml:match", "match", "exact or close", required=True)
    label_in_source: str | None = text("aml:labelInSource", "name it has there")
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class Outcome(Anchored):
    """What is measured (overall survival, complete remission ...), apart from any one paper's definition of it."""

    kind, type_, file = "outcome", "aml:Outcome", "outcomes.csv"

    label: str = text("rdfs:label", "name", required=True)
    abbreviation: str | None = text("aml:abbreviation", "abbreviation in use")
    outcome_kind: str = coded("aml:outcomeKind", "outcome-kind", "response, survival, safety, disposition ...", required=True)
    broader: str | None = refer("aml:broaderOutcome", "outcome", "the wider outcome")
    definition: str = text("skos:definition", "what is measured, in our own words", required=True)
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class AdverseEventTerm(Anchored):
    """A kind of adverse event, or a group of them, as sources name it."""

    kind, type_, file = "term", "aml:AdverseEventTerm", "terms.csv"

    label: str = text("rdfs:label", "name as printed", required=True)
    ctcae_term: str | None = text("aml:ctcaeTerm", "CTCAE term of the same meaning, where one was read in a source")
    broader: str | None = refer("aml:broaderEvent", "term", "the wider event that everybody with this one has too")
    definition: str | None = text("skos:definition", "what it is, in our own words")
    source: str = text("dcterms:source", SOURCE, required=True)


@dataclass(frozen=True, kw_only=True)
class RegimenName(Anchored):
    """A regimen's name or acronym (FLAG-IDA, MEC) and the agents that a source says it stands for."""

    kind, type_, file = "regimen-name", "aml:RegimenName", "regimen_names.csv"

    label: str = text("rdfs:label", "the name or acronym", required=True)
    agents: tuple[str, ...] = refer("aml:namedAgent", "agent", "the agents it stands for, where all are named", many=True)
    classes: tuple[str, ...] = refer("aml:namedClass", "class", "classes it stands for, where only a class is named", many=True)
    source: str = text("dcterms:source", SOURCE, required=True)
