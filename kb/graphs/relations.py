"""Relations: the ties that mean something to a reader, in words both ways, each with the pattern that finds it and its statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

CLAIM = "is in a claim with"
"""The relation of the two ends of a claim; what the claim says of them stands in the claim."""


@dataclass(frozen=True)
class Relation:
    """A tie from ``?from`` to ``?to``; ``?statement`` is the record that states it. ``back`` says it from the other end.

    Over a registry nearly every study may be tied to one ``?to`` of a ``crowded`` relation: of such a one no more ties are looked for
    than start from the first that this part of the pattern finds, and none are counted.
    """

    name: str
    back: str
    pattern: str
    crowded: str = ""


# What vocabulary, regimens, studies and documents say of each other.
SHARED: tuple[Relation, ...] = (
    Relation("is a", "takes in", "?statement aml:memberAgent ?from ; aml:memberClass ?to"),
    Relation("is a", "takes in", "?from aml:broaderClass ?to . BIND(?from AS ?statement)"),
    Relation("is a form of", "has the form", "?from aml:activeMoiety ?to . BIND(?from AS ?statement)"),
    Relation("acts on", "is acted on by", "?statement aml:targetingSubject ?from ; aml:targetingTarget ?to"),
    Relation("is part of", "takes in", "?from aml:broaderOutcome ?to . BIND(?from AS ?statement)"),
    Relation("contains", "is part of", "?from aml:hasAgent|aml:hasClass ?to . BIND(?from AS ?statement)"),
    Relation("may contain", "may be part of", "?from aml:hasOptionalAgent|aml:hasOptionalClass ?to . BIND(?from AS ?statement)"),
    Relation("belongs to", "takes in", "?from aml:inFamily ?to . BIND(?from AS ?statement)"),
    Relation("holds", "is held by", "?from aml:includesAgent ?to . BIND(?from AS ?statement)"),
    Relation("was formed in", "formed", "?from aml:familyOf ?to . BIND(?from AS ?statement)"),
    Relation("stands for", "is named in", "?from aml:namedAgent|aml:namedClass ?to . BIND(?from AS ?statement)"),
    Relation("is told in", "tells of", "?from aml:mentionedIn ?to . BIND(?from AS ?statement)", "?from aml:mentionedIn ?to"),
    Relation("is reported in", "reports", "?from a aml:Study ; aml:reference|aml:reportedIn ?to . BIND(?from AS ?statement)"),
    Relation("reports", "is reported by", "?statement aml:study ?from ; aml:outcome ?to", "?statement aml:outcome ?to"),
    Relation(
        "has primary endpoint",
        "is primary endpoint of",
        "?from aml:currentPrimaryOutcome ?to . ?statement aml:recordOf ?from ; aml:primaryOutcome ?to",
        "?from aml:currentPrimaryOutcome ?to",
    ),
)

# What a study gives and sees, its arms passed over: for drawings, where an arm beside each study would say little.
OF_STUDIES: tuple[Relation, ...] = (
    Relation("gives", "is given in", "?statement aml:agent|aml:agentClass ?to ; aml:componentOf/aml:armOf ?from"),
    Relation("gives regimen", "is the regimen of", "?statement aml:armOf ?from ; aml:regimen ?to"),
)

EVENTS_OF_STUDIES: tuple[Relation, ...] = (
    Relation("saw", "was seen in", "?statement a aml:AdverseEventResult ; aml:study ?from ; aml:term ?to", "?statement aml:term ?to"),
)

# The same arm by arm: for ways, where two drugs of one arm are given together and two of one study need not be.
OF_ARMS: tuple[Relation, ...] = (
    Relation("gives", "is given in", "?statement aml:agent|aml:agentClass ?to ; aml:componentOf ?from"),
    Relation("is an arm of", "has the arm", "?from aml:armOf ?to . BIND(?from AS ?statement)"),
    Relation("gives regimen", "is the regimen of", "?from aml:regimen ?to . BIND(?from AS ?statement)"),
    Relation("reports", "is reported by", "?statement aml:arm ?from ; aml:outcome ?to"),
    Relation("saw", "was seen in", "?statement a aml:AdverseEventResult ; aml:arm ?from ; aml:term ?to"),
    Relation("is of patients", "are treated in", "?from a aml:Arm ; aml:population ?to . BIND(?from AS ?statement)"),
    Relation("are patients of", "has the patients", "?from aml:populationOf ?to . BIND(?from AS ?statement)"),
    Relation("are chosen by", "chooses", "?from aml:biomarker ?to . BIND(?from AS ?statement)"),
    Relation("are part of", "has the subgroup", "?from a aml:Population ; aml:partOf ?to . BIND(?from AS ?statement)"),
    Relation("have", "is the state of", "?from aml:disease|aml:setting|aml:line|aml:ageGroup|aml:fitness ?to . BIND(?from AS ?statement)"),
    Relation("is in", "is the phase of", "?from aml:currentPhase ?to . BIND(?from AS ?statement)"),
    Relation("is", "is the status of", "?from aml:currentStatus ?to . BIND(?from AS ?statement)"),
    Relation("is done in", "has the study", "?from aml:currentCountry ?to . BIND(?from AS ?statement)"),
)

CLAIMED: tuple[Relation, ...] = (
    Relation(CLAIM, CLAIM, "?statement a aml:Claim ; aml:subject ?from ; aml:object ?to FILTER(?from != ?to)"),
)
CLAIMED_OF_STUDIES: tuple[Relation, ...] = (
    *CLAIMED,
    Relation(CLAIM, CLAIM, "?statement a aml:Claim ; aml:subject/aml:armOf ?from ; aml:object ?to FILTER(?from != ?to)"),
)

RELATIONS: Mapping[str, str] = MappingProxyType(
    {one.name: one.back for one in (*OF_STUDIES, *EVENTS_OF_STUDIES, *OF_ARMS, *CLAIMED, *SHARED)}
)
"""What each relation is called from its other end."""
