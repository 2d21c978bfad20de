"""Ties: how a row of each table reaches what a question names: treatments, outcomes, studies, people, terms of lists."""

from __future__ import annotations

from collections.abc import Mapping

from kb.names import mint
from kb.store import iri

# Each line of a pattern is a way of its own. {v} is the variable of what is named, {n} a number that keeps other variables apart.


def _ways(*patterns: str) -> str:
    return "\n".join(patterns)


# A figure is that of its arm, else of its family; where it has neither, of all that its study gives.
_GIVEN = _ways(
    "?row aml:arm/^aml:componentOf/aml:matches ?{v}",
    "?row aml:family/aml:includesAgent ?{v}",
    "?row aml:family/aml:includesAgent/(aml:inClass|aml:actsOn) ?{v}",
    "?row aml:study/^aml:armOf/^aml:componentOf/aml:matches ?{v} . MINUS {{ ?row aml:arm|aml:family ?own{n} }}",
)

# An arm is one of a named regimen when it must hold all parts of the name.
_REQUIRED = f"?got{{n}} aml:componentOf ?arm{{n}} ; aml:matches ?part{{n}} ; aml:option {iri(mint('concept', 'option.required'))} ."
_HOLDS_ALL = f"FILTER NOT EXISTS {{{{ ?{{v}} aml:namedAgent|aml:namedClass ?part{{n}} . FILTER NOT EXISTS {{{{ {_REQUIRED} }}}} }}}}"
# Arms are chosen in a query of their own, so that an engine does it once and not for every row.
_ARMS_OF_NAME = (
    "{{ SELECT DISTINCT ?{v} ?arm{n} WHERE {{"
    " ?{v} a aml:RegimenName ; rdfs:label ?called{n} . ?arm{n} aml:regimen/aml:regimenName ?called{n} . }} }}"
)
_ARMS_OF_FAMILY = "{{ SELECT DISTINCT ?{v} ?arm{n} WHERE {{ ?arm{n} aml:regimen/aml:inFamily ?{v} . }} }}"

# A figure of a whole study stands in for a regimen that it gave, where the study has no figure of the same for that regimen.
_WHOLE_STUDY = (
    "FILTER(NOT EXISTS {{ ?row aml:arm|aml:family ?own{n} }} || EXISTS {{ ?row aml:arm/aml:armRole "
    + iri(mint("concept", "arm-role.whole-study"))
    + " }})"
)


def _of_group(arms: str, same: str) -> str:
    """Rows of chosen arms, or, where a study has no such row of the ``same`` quantity, rows of the whole study."""
    told = f"?told{{n}} aml:arm ?arm{{n}} ; {same} ?same{{n}} . ?arm{{n}} aml:armOf ?study{{n}} ."
    family = f"?told{{n}} aml:family ?{{v}} ; {same} ?same{{n}} ; aml:study ?study{{n}} ."
    own = f"SELECT DISTINCT ?{{v}} ?study{{n}} ?same{{n}} WHERE {{{{ {{{{ {arms} {told} }}}} UNION {{{{ {family} }}}} }}}}"
    whole = f"{arms} ?arm{{n}} aml:armOf ?study{{n}} . ?row aml:study ?study{{n}} ; {same} ?same{{n}} . {_WHOLE_STUDY}"
    return _ways(f"{arms} ?row aml:arm ?arm{{n}}", f"{whole} MINUS {{{{ {own} }}}}")


_OUTCOME = _ways(
    "?row aml:outcome ?{v}", "?row aml:outcome/aml:broaderOutcome ?{v}", "?row aml:outcome/aml:broaderOutcome/aml:broaderOutcome ?{v}"
)
_SOURCE = "?row aml:statedIn|aml:reference ?{v}"

_ENDS = "aml:subject|aml:object"
_NAMED = f"?row {_ENDS} ?{{v}}"
_NAMED_OR_MEMBER = _ways(
    _NAMED,
    f"?row {_ENDS} ?member{{n}} . ?member{{n}} aml:inClass|aml:actsOn|aml:within ?{{v}}",
    f"?tie{{n}} aml:targetingTarget ?{{v}} ; aml:targetingSubject ?acting{{n}} . ?row {_ENDS} ?acting{{n}}",
)

# Where a table tells things in words only, it is searched for any of their names, as whole words.
_SAID = (
    "?{v} rdfs:label|skos:prefLabel|skos:altLabel|aml:abbreviation|aml:geneSymbol|^aml:names/rdfs:label ?name{n} . ?row {texts} ?text{n} ."
    ' BIND(CONCAT(" ", REPLACE(LCASE(?text{n}), "[;:,()]", " "), " ") AS ?searched{n})'
    ' BIND(CONCAT(" ", LCASE(STR(?name{n}))) AS ?sought{n})'
    ' FILTER(STRLEN(?name{n}) > 2 && (CONTAINS(?searched{n}, CONCAT(?sought{n}, " ")) || CONTAINS(?searched{n}, CONCAT(?sought{n}, "s "))))'
)
_IN_LABEL = _SAID.replace("{texts}", "rdfs:label")
_IN_EVENT = _SAID.replace("{texts}", "rdfs:label|aml:indication")
_IN_BASELINE = _SAID.replace("{texts}", "aml:characteristic|aml:category")
_EVERY_KIND = ("agent", "class", "target", "outcome", "term", "regimen-name", "family", "concept")


def _all(pattern: str, *kinds: str) -> dict[str, str]:
    return dict.fromkeys(kinds, pattern)


_TREATMENTS = ("agent", "class", "target")
_MEASURED = {**_all(_GIVEN, *_TREATMENTS), "study": "?row aml:study ?{v}", "document": _SOURCE}


def _of_regimen(same: str) -> dict[str, str]:
    return {
        "regimen-name": _of_group(_ARMS_OF_NAME, same),
        "family": _ways("?row aml:family ?{v}", _of_group(_ARMS_OF_FAMILY, same)),
    }


_CONFLICT = "?row aml:inConflict/{path} ?{v}"
_RESTS = "?said{n} aml:reference ?row ; "
_RESTS_ON = _ways(
    f"{_RESTS}{_ENDS} ?{{v}}",
    f"{_RESTS}{_ENDS} ?member{{n}} . ?member{{n}} aml:inClass|aml:actsOn|aml:within ?{{v}}",
    f"?tie{{n}} aml:targetingTarget ?{{v}} ; aml:targetingSubject ?acting{{n}} . {_RESTS}{_ENDS} ?acting{{n}}",
    f"{_RESTS}^aml:armOf/^aml:componentOf/aml:matches ?{{v}}",
)

TIES: Mapping[str, Mapping[str, str]] = {
    "results": {**_MEASURED, **_of_regimen("aml:outcome"), "outcome": _OUTCOME},
    "adverse-events": {**_MEASURED, **_of_regimen("aml:term"), "term": "?row aml:term|aml:group ?{v}"},
    "baseline": {
        **_all(_IN_BASELINE, *_EVERY_KIND), "baseline": "FILTER(?row = ?{v})", "study": "?row aml:study ?{v}", "document": _SOURCE,
    },
    "claims": {
        **_all(_NAMED_OR_MEMBER, *_TREATMENTS),
        **_all(_NAMED, "outcome", "term", "concept", "regimen-name", "family"),
        "study": "?row aml:study|aml:subject|aml:object ?{v}",
        "document": _SOURCE,
    },
    "events": {
        **_all(_ways("?row aml:subject ?{v}", "?row aml:subject/(aml:inClass|aml:actsOn) ?{v}"), *_TREATMENTS),
        "study": "?row aml:subject ?{v}", "concept": _IN_EVENT, "document": _SOURCE,
    },
    "parameters": {
        **_all(_IN_LABEL, *_EVERY_KIND), "study": "?row aml:parameterOf ?{v}", "document": "?row aml:parameterOf|aml:statedIn ?{v}",
    },
    "doses": {
        **_all(_ways("?row aml:doseOf ?{v}", "?row aml:doseOf/(aml:inClass|aml:actsOn) ?{v}"), *_TREATMENTS),
        # Where a dose is told for the whole study, it holds for every regimen there that has the drug.
        "family": "?row aml:doseOf ?drug{n} ; aml:doseIn/aml:armOf ?own{n} . ?{v} aml:familyOf ?own{n} ; aml:includesAgent ?drug{n} .",
        "regimen-name": "?row aml:doseOf ?drug{n} ; aml:doseIn/aml:armOf/^aml:armOf ?arm{n} . ?{v} aml:namedAgent ?drug{n} . " + _HOLDS_ALL,
        "study": "?row aml:doseIn/aml:armOf ?{v}", "document": _SOURCE,
    },
    "references": {
        **_all(_RESTS_ON, *_TREATMENTS),
        **_all(f"{_RESTS}{_ENDS}|aml:outcome|aml:term|aml:family ?{{v}}", "outcome", "term", "concept", "family"),
        "regimen-name": _ways(f"{_RESTS}{_ENDS} ?{{v}}", f"{_RESTS}^aml:armOf ?arm{{n}} . {_HOLDS_ALL}"),
        "study": _ways("?{v} aml:reference ?row", _RESTS + "aml:study ?{v}"),
        "document": _ways("?row cito:isCitedBy ?{v}", "BIND(?{v} AS ?row)"),
    },
    "discrepancies": {
        "outcome": _CONFLICT.replace("{path}", "aml:outcome"), "term": _CONFLICT.replace("{path}", "(aml:term|aml:group)"),
        "study": _CONFLICT.replace("{path}", "aml:study"), "document": _CONFLICT.replace("{path}", "aml:statedIn"),
        **_all(_CONFLICT.replace("{path}", "(aml:arm|aml:study/^aml:armOf)/^aml:componentOf/aml:matches"), *_TREATMENTS),
        "family": _CONFLICT.replace("{path}", "aml:family"),
    },
    "trials": {
        **_all("?row ^aml:armOf/^aml:componentOf/aml:matches ?{v}", *_TREATMENTS), "study": "FILTER(?row = ?{v})",
        "regimen-name": "?row ^aml:armOf ?arm{n} . " + _HOLDS_ALL, "family": "?row ^aml:familyOf ?{v}",
        "document": "?row aml:mentionedIn|aml:reference ?{v}",
    },
    "agents": {
        "agent": "FILTER(?row = ?{v})", "class": "?row aml:inClass ?{v}", "target": "?row aml:actsOn ?{v}",
        "study": "?row ^aml:agent/aml:componentOf/aml:armOf ?{v}", "document": "?row aml:anchor/oa:hasSource ?{v}",
    },
    "classes": {"class": "FILTER(?row = ?{v})"},
    "targets": {
        "target": "FILTER(?row = ?{v})", "agent": "?{v} aml:actsOn ?row", "class": "?row ^aml:actsOn/aml:inClass ?{v}",
    },
    "regimens": {
        **_all("?row ^aml:regimen/^aml:componentOf/aml:matches ?{v}", *_TREATMENTS),
        "regimen-name": "?{v} rdfs:label ?name{n} . ?row aml:regimenName ?name{n}", "family": "?row aml:inFamily ?{v}",
        "study": "?row ^aml:regimen/aml:armOf ?{v}", "document": "?row ^aml:regimen/aml:statedIn ?{v}",
    },
    "documents": {"document": "FILTER(?row = ?{v})"},
}  # fmt: skip
"""How a row of a table is tied to a thing that a question names, by table and kind of thing."""

TERMS: Mapping[str, Mapping[str, str]] = {
    "results": {"voice": "aml:voice", "statistic": "aml:statistic"},
    "adverse-events": {"voice": "aml:voice", "relatedness": "aml:relatedness"},
    "baseline": {"voice": "aml:voice", "statistic": "aml:statistic"},
    "claims": {"topic": "aml:topic", "direction": "aml:direction", "evidence-kind": "aml:evidenceKind", "voice": "aml:voice"},
    "discrepancies": {"severity": "aml:severity", "rule": "aml:rule"},
    "parameters": {"parameter": "aml:parameter"},
    "events": {"event-kind": "aml:eventKind"},
    "doses": {"dose-basis": "aml:basis"},
}
"""The predicate of a row's term in a list, by table and scheme."""

STUDY: Mapping[str, str] = {
    "results": "?row aml:study ?study .", "adverse-events": "?row aml:study ?study .", "baseline": "?row aml:study ?study .",
    "claims": "?row aml:study ?study .", "events": "?row aml:subject ?study .", "doses": "?row aml:doseIn/aml:armOf ?study .",
    "parameters": "?row aml:parameterOf ?study .", "trials": "BIND(?row AS ?study)", "regimens": "?row ^aml:regimen/aml:armOf ?study .",
    "discrepancies": "?row aml:inConflict/aml:study ?study .",
}  # fmt: skip
"""How a row reaches its study ``?study``, which filters of studies are about."""

WHOM: Mapping[str, str] = {
    "results": "?row aml:population ?whom .", "adverse-events": "?row aml:population ?whom .", "baseline": "?row aml:population ?whom .",
    "claims": "?row aml:population ?whom .", "doses": "?row aml:population ?whom .",
}  # fmt: skip
"""How a row reaches the people ``?whom`` that it is about."""
