"""Figures in SPARQL: grades, reference numbers, times, percentages, tables, years, and bare figures looked up where they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb.names import mint
from kb.store import iri, literal, values_clause
from kb.understand import Sought, Understood
from kb.understand.sought import PERSONS, SHARE, unit_code
from kb.values import unit_words

_BESIDE = {
    "a confidence interval": "aml:ciLow|aml:ciHigh",
    "a p value": "aml:pValue",
    "a standard deviation": "aml:standardDeviation",
    "a standard error": "aml:standardError",
    "an interquartile range": "aml:firstQuartile|aml:thirdQuartile",
}
"""Where a row holds what a question wants beside its figure."""

_MEASURED = ("results", "adverse-events", "baseline")
_YEARS = {"references": "aml:year", "documents": "aml:year", "events": "aml:occurred"}

_QUANTITIES = (
    "aml:value|aml:rangeLow|aml:rangeHigh|aml:ciLow|aml:ciHigh|aml:standardDeviation|aml:standardError|aml:firstQuartile|aml:thirdQuartile"
)
"""Where a row holds a quantity that is neither a number of persons nor a share."""


@dataclass(frozen=True)
class Restriction:
    """One thing that a question asks of a row: what it is, in words of the question's own kinds, and the pattern for it."""

    name: str
    pattern: str | None


def figures(table: str, understood: Understood) -> Iterator[Restriction]:
    """What the figures of a question ask of rows of a table; those that the table cannot tell have no pattern."""
    if understood.grades and understood.intent == "adverse-events":
        grades = [iri(mint("concept", f"grade.{grade}")) for grade in understood.grades]
        clause = f"{values_clause('grade', grades)} ?row aml:grade ?grade ."
        yield Restriction("grade", clause if table == "adverse-events" else None)
    if understood.reference_numbers:
        numbers = values_clause("written", [literal(number) for number in understood.reference_numbers])
        way = "?row" if table in ("references", "documents") else "?row aml:reference ?cited . ?cited"
        yield Restriction("reference", f"{way} aml:referenceNumber ?number . {numbers} FILTER(STR(?number) = ?written)")
    if understood.times:
        yield Restriction("time", _times(understood.times) if table in ("results", "adverse-events") else None)
    for number, comparison in enumerate(understood.percents):
        sign, figure = comparison.split(" ")
        share = f"{{ ?row aml:percent ?share{number} }} UNION {{ ?sum{number} aml:computedFrom ?row ; aml:computedPercent ?share{number} }}"
        yield Restriction("percentage", f"{share} FILTER(?share{number} {sign} {figure})" if table in _MEASURED else None)
    for number, sought in enumerate(understood.sought):
        # A reference holds no figures; it supports the statements that do.
        row, lead = (f"?told{number}", f"?told{number} aml:reference ?row . ") if table == "references" else ("?row", "")
        yield Restriction(sought.words, lead + " UNION ".join(f"{{ {way} }}" for way in _printed(row, sought, number)))
    if understood.places:
        printed = values_clause("printed", [literal(place) for place in understood.places])
        way = "aml:inConflict/aml:anchor/aml:table" if table == "discrepancies" else "aml:anchor/aml:table"
        yield Restriction("place", f"{printed} ?row {way} ?printed .")
    for number, wanted in enumerate(understood.beside):
        printed = f"FILTER EXISTS {{ ?row {_BESIDE[wanted]} ?beside{number} }}"
        yield Restriction(wanted, printed if table in ("results", "baseline") else None)
    if understood.years:
        years = values_clause("year", [literal(year) for year in understood.years])
        pattern = f"{years} ?row {_YEARS[table]} ?told . FILTER(STRSTARTS(STR(?told), ?year))" if table in _YEARS else None
        yield Restriction("year", pattern)


def _times(times: tuple[str, ...]) -> str:
    """Figures at a time, and those that are themselves so long."""
    clause = values_clause("time", [literal(time) for time in times])
    long = [_quantity("?row", number, unit_code(unit), f"long{spot}") for spot, (number, unit) in enumerate(time.split() for time in times)]
    ways = [f"?row aml:timePoint ?when . {clause} FILTER(CONTAINS(LCASE(?when), ?time))", *long]
    return " UNION ".join(f"{{ {way} }}" for way in ways)


def _printed(row: str, sought: Sought, spot: int) -> list[str]:
    """The ways in which a row holds a figure: as a typed value, or in the words of its place or its own."""
    found = f"figure{spot}"
    if sought.of:
        ways = [f"{row} aml:n ?{found} ; aml:denominator ?of{spot} . FILTER(?{found} = {sought.number} && ?of{spot} = {sought.of})"]
    elif sought.unit == PERSONS:
        ways = [f"{row} aml:{'denominator' if sought.whole else 'n'} ?{found} . FILTER(?{found} = {sought.number})"]
    elif sought.unit == SHARE:
        ways = [f"{row} aml:percent ?{found} . FILTER(?{found} = {sought.number})", _computed(row, sought.number, spot)]
        ways.append(f"{row} aml:ciLow|aml:ciHigh ?{found} ; aml:denominator ?of{spot} . FILTER(?{found} = {sought.number})")
        ways.append(_quantity(row, sought.number, SHARE, found))
    elif sought.unit:
        ways = [_quantity(row, sought.number, sought.unit, found)]
    else:
        ways = [f"{row} aml:n|aml:percent|aml:pValue|{_QUANTITIES} ?{found} . FILTER(?{found} = {sought.number})"]
    text = f"?text{spot}"
    told = f'{row} rdfs:label|aml:category|(aml:anchor/aml:fragment) {text} . FILTER(REGEX({text}, {literal(in_print(sought))}, "i"))'
    return [*ways, told]


def _quantity(row: str, number: str, unit: str, found: str) -> str:
    each = literal(f"{unit}/")
    return (
        f"{row} {_QUANTITIES} ?{found} ; aml:unit ?unit_{found} ."
        f" FILTER(?{found} = {number} && (?unit_{found} = {literal(unit)} || STRSTARTS(?unit_{found}, {each})))"
    )


def _computed(row: str, number: str, spot: int) -> str:
    """A share that was computed from counts, where none is printed, to as many digits as asked."""
    shift = 10 ** max(0, -int(Decimal(number).as_tuple().exponent))
    rounded = f"ROUND(?computed{spot} * {shift}) = {Decimal(number) * shift:f}"
    own = f"FILTER NOT EXISTS {{ {row} aml:percent ?own{spot} }}"
    return f"?sum{spot} aml:computedFrom {row} ; aml:computedPercent ?computed{spot} . FILTER({rounded}) {own}"


def in_print(sought: Sought) -> str:
    """The pattern of a figure in a text: whole numbers only, with or without noughts at the end."""
    first = _digits(sought.number)
    if sought.of:
        return f"(^|[^0-9A-Za-z.]){first} *(\\([0-9.]+ *%\\) *)?(/|of|out of)( the)? *{_digits(sought.of)}($|[^0-9A-Za-z.]|[.]($|[^0-9]))"
    if sought.unit == PERSONS:
        behind = " ([a-z]+ )?(patient|person|people|participant|subject|case)"
    elif sought.unit:
        words = "%|per ?cent" if sought.unit == SHARE else re.escape(unit_words(sought.unit).removesuffix("s")).replace("\\ ", " ")
        # A figure with decimals is hardly another one, though its unit stands in the head of its column.
        behind = f"[ -]*({words}|{re.escape(sought.unit)})" if "." not in sought.number else "($|[^0-9.]|[.]($|[^0-9]))"
    else:
        behind = "($|[^0-9A-Za-z.]|[.]($|[^0-9]))"
    return f"(^|[^0-9A-Za-z.]){first}{behind}"


def _digits(number: str) -> str:
    whole, _, part = number.partition(".")
    return f"{whole}[.]{part}0*" if part else f"{whole}([.]0+)?"
