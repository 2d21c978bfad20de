"""Filters: what a study must be, besides what it gives. Each is a name, the kind of its values, and a graph pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.errors import BadInput
from kb.names import mint
from kb.store import iri, literal, values_clause

NOT = "!"
"""What stands before a value that a study must not have."""

BOTH = "/"
"""What stands between values that a study must have together, such as the phases of a phase 1/2 trial."""


@dataclass(frozen=True)
class Filter:
    """A filter of studies. ``kind`` is the kind of entity of its values, with ``scheme`` for terms, or ``date``.

    ``pattern`` ties ``?study`` to a value; ``whom`` ties the population ``?whom`` to it, where it is one of people; ``said`` is the
    variable of the pattern that stands for the statement which says so, where the filter is about what is said; ``rule`` says what its
    values cover.
    """

    name: str
    title: str
    kind: str
    pattern: str
    scheme: str = ""
    whom: str = ""
    said: str = ""
    rule: str = ""


PHASE_RULE = "Phase 1 covers phase 1b, but not early phase 1; a study of two phases, such as 1/2, counts in both."
"""What a phase covers, for combinations and lists alike."""

_POPULATION = "?study aml:studiedIn ?whom ."

# A population called 'relapsed or refractory' holds relapsed patients too, though the term is the wider one.
_SETTING = "{{ ?whom aml:setting/aml:withinTerm ?{v} . }} UNION {{ ?{v} skos:broader ?wider . ?whom aml:setting ?wider . }}"
_BIOMARKER = "{{ ?whom aml:biomarker ?{v} . }} UNION {{ ?whom aml:biomarker/aml:broaderTarget ?{v} . }}"
_ENDPOINT = "{{ ?study aml:currentPrimaryOutcome ?{v} . }} UNION {{ ?study aml:currentPrimaryOutcome/aml:broaderOutcome ?{v} . }}"

_EVENT = (
    "?event aml:eventKind/aml:withinTerm ?{v} . {{ ?event aml:subject ?study . }} UNION"
    " {{ ?event aml:subject ?concerned . ?study ^aml:armOf/^aml:componentOf/aml:matches ?concerned . }}"
)


def _people(name: str, title: str, kind: str, whom: str, scheme: str = "") -> Filter:
    return Filter(name, title, kind, f"{_POPULATION} {whom}", scheme, whom)


FILTERS: Mapping[str, Filter] = {
    f.name: f
    for f in (
        Filter("phase", "Phase", "concept", "?study aml:currentPhase/aml:withinTerm ?{v} .", "phase", rule=PHASE_RULE),
        Filter("status", "Status", "concept", "?study aml:currentStatus/aml:withinTerm ?{v} .", "status"),
        Filter("country", "Country", "concept", "?study aml:currentCountry/aml:withinTerm ?{v} .", "country"),
        Filter("design", "Design", "concept", "?study aml:design/aml:withinTerm ?{v} .", "design"),
        Filter("kind", "Kind of study", "concept", "?study aml:studyKind/aml:withinTerm ?{v} .", "study-kind"),
        _people("line", "Line of therapy", "concept", "?whom aml:line/aml:withinTerm ?{v} .", "line"),
        _people("setting", "Disease setting", "concept", _SETTING, "setting"),
        _people("age", "Age group", "concept", "?whom aml:ageGroup/aml:withinTerm ?{v} .", "age-group"),
        _people("fitness", "Fitness", "concept", "?whom aml:fitness/aml:withinTerm ?{v} .", "fitness"),
        _people("transplant", "Transplantation", "concept", "?whom aml:transplant/aml:withinTerm ?{v} .", "transplant"),
        _people("disease", "Disease", "concept", "?whom aml:disease/aml:withinTerm ?{v} .", "disease"),
        _people("biomarker", "Biomarker", "target", _BIOMARKER),
        Filter("endpoint", "Primary endpoint", "outcome", _ENDPOINT),
        Filter("outcome", "Outcome reported", "outcome", "?result aml:study ?study ; aml:outcome ?{v} ."),
        Filter("adverse-event", "Adverse event reported", "term", "?result aml:study ?study ; aml:term ?{v} ."),
        Filter(
            "direction", "Direction of findings", "concept", "?claim aml:study ?study ; aml:direction ?{v} .", "direction", said="claim"
        ),
        Filter("event", "Regulatory event on it or its drugs", "concept", _EVENT, "event-kind", said="event"),
        Filter("document", "Document", "document", "?study aml:mentionedIn|aml:reference ?{v} ."),
        Filter("study", "Study", "study", "?study a aml:Study . FILTER(?study = ?{v})"),
        Filter("completed-before", "Completion before", "date", "?study ^aml:recordOf/aml:completionDate ?day . FILTER(STR(?day) < ?{v})"),
        # A date is cut to the length of the one asked for: 2026-03 is not after 2026.
        Filter(
            "completed-after", "Completion after", "date",
            "?study ^aml:recordOf/aml:completionDate ?day . FILTER(SUBSTR(STR(?day), 1, STRLEN(?{v})) > ?{v})",
        ),
    )
}  # fmt: skip


def filter_called(name: str) -> Filter:
    """The filter of a name; an unknown one is refused."""
    if name not in FILTERS:
        raise BadInput(f"there is no filter '{name}'", mend=f"use {', '.join(FILTERS)}")
    return FILTERS[name]


def filter_term(chosen: Filter, value: str) -> str:
    """A filter's value as SPARQL writes it."""
    if chosen.kind == "date":
        return literal(value)
    return iri(mint(chosen.kind, f"{chosen.scheme}.{value}" if chosen.scheme else value))


def filter_pattern(name: str, values: tuple[str, ...]) -> str:
    """The pattern of one filter; its values are alternatives, but for those to be avoided."""
    chosen = filter_called(name)
    variable = "is_" + name.replace("-", "_")
    wanted = tuple(value for value in values if not value.startswith(NOT))
    avoided = tuple(value.removeprefix(NOT) for value in values if value.startswith(NOT))
    # Wrapped in a sub-select, so that a study with two fitting populations is still one row.
    lines = [f"  {{ SELECT DISTINCT ?study WHERE {{ {tied(chosen, chosen.pattern, variable, wanted)} }} }}"] if wanted else []
    if avoided:
        # A study of which nothing is told is not one that is told to be otherwise.
        lines.append(f"  {{ SELECT DISTINCT ?study WHERE {{ {chosen.pattern.format(v=f'{variable}_any')} }} }}")
        lines.append(f"  FILTER NOT EXISTS {{ {tied(chosen, chosen.pattern, f'{variable}_not', avoided)} }}")
    return "\n".join(lines)


def tied(chosen: Filter, pattern: str, variable: str, values: tuple[str, ...]) -> str:
    """A pattern with its values bound: any of them, or all that ``BOTH`` ties together."""
    single = [value for value in values if BOTH not in value]
    branches = (
        [f"{values_clause(variable, [filter_term(chosen, value) for value in single])} {pattern.format(v=variable)}"] if single else []
    )
    for number, value in enumerate(value for value in values if BOTH in value):
        parts = []
        for spot, part in enumerate(value.split(BOTH)):
            own = f"{variable}_{number}_{spot}"
            parts.append(f"{values_clause(own, [filter_term(chosen, part)])} {pattern.format(v=own)}")
        branches.append(" ".join(parts))
    return branches[0] if len(branches) == 1 else " UNION ".join(f"{{ {branch} }}" for branch in branches)
