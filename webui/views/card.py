"""The evidence card of a reported number: as printed, recomputed, in whom, when, in whose voice, and what does not agree with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.base import Base
from kb.names import expand, mint
from kb.statistics import exact_interval, percentage
from kb.store import iri
from kb.tables import Item, SheetRow
from webui import figures
from webui.facts import Told, as_item, told
from webui.views.discrepancy import TABLE_OF, Conflict, conflicts
from webui.views.quotes import Quote, quotes_of

_OTHERS = "SELECT DISTINCT ?other WHERE {{ ?quantity aml:reports {me}, ?other . FILTER(?other != {me}) }} ORDER BY ?other"
_GROUP = "SELECT ?definition ?whole WHERE {{ OPTIONAL {{ {me} skos:definition ?definition }} OPTIONAL {{ {me} aml:partOf ?whole }} }}"
_OUT = "SELECT ?p ?o WHERE {{ {me} ?p ?o }} ORDER BY ?p ?o"
_SPARQL = """SELECT ?property ?value WHERE {{
  {{ {me} ?property ?value }}
  UNION {{ ?computed aml:computedFrom {me} ; ?property ?value }}
}}"""

_FOLLOW_UP = "outcome/follow-up"
_DEFINING = frozenset(
    map(expand, ("aml:endpointRole", "aml:componentState", "aml:criteria", "aml:analysisPopulation", "aml:method", "aml:comparableWith"))
)
"""What of an endpoint defines it."""


@dataclass(frozen=True)
class Group:
    """Who was measured: a population, who belongs to it, and the population that it is part of."""

    population: Item
    definition: str
    whole: Item | None


@dataclass(frozen=True)
class Other:
    """The same quantity at another place: what it says there, in whose voice."""

    statement: Item
    voice: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Card:
    """A reported number with all that is needed to trust it or not."""

    row: SheetRow
    title: tuple[Item, ...]
    sentence: str
    line: str
    reported: str
    computed: str
    short: str
    method: str
    size: str
    group: Group | None
    endpoint: tuple[Told, ...]
    follow_up: tuple[Item, ...]
    references: tuple[tuple[Item, str], ...]
    quotes: tuple[Quote, ...]
    conflicts: tuple[Conflict, ...]
    others: tuple[Other, ...]
    sparql: str

    @property
    def restated(self) -> bool:
        """Whether the document repeats what another work reports."""
        return bool(self.references)


def card(base: Base, kind: str, key: str) -> Card:
    """The card of a statement."""
    sheet = base.sheet(TABLE_OF[kind])
    (row,) = sheet.rows_of([mint(kind, key)])
    me = iri(row.iri)
    found = [sheet.row(cell[0].text) for cell in base.select(_OTHERS.format(me=me)).rows if cell[0]]
    others = [other for other in found if other]
    printed = quotes_of(base, (row.iri, *(other.iri for other in others)))
    return Card(
        row,
        title(row),
        sentence(row),
        line(row, printed[row.iri]),
        figures.reported(row),
        figures.computed(row),
        recomputed(row),
        row.text("computed_method"),
        figures.group_size(row),
        _group(base, row),
        _definition(base, row),
        follow_up(base, row),
        tuple((one, _number(base, one)) for one in row.cells.get("references", ())),
        printed[row.iri],
        conflicts(base, (one.iri for one in row.cells.get("discrepancy", ()))),
        tuple(Other(Item(figures.told(other) or "as stated", other.iri), other.text("voice"), printed[other.iri]) for other in others),
        _SPARQL.format(me=me),
    )


def title(row: SheetRow) -> tuple[Item, ...]:
    """What was measured: outcome, event with grade, or characteristic with category."""
    return tuple(item for name in ("outcome", "term", "grade", "characteristic", "category") for item in row.cells.get(name, ()))


def sentence(row: SheetRow) -> str:
    """The number in words: what, how many of whom, when, in which study."""
    n, of, percent = row.text("n"), row.text("denominator"), row.text("percent")
    figure = f"{n} of {of}" + (f" ({percent} %)" if percent else "") if n and of else figures.told(row)
    what = ", ".join(item.text for item in title(row))
    who = ", ".join(filter(None, (row.text("arm") or row.text("family"), row.text("population"))))
    parts = (f"{what}: {row.text('statistic')} {figure}" if row.text("statistic") not in ("", "proportion") else f"{what} in {figure}", who)
    return "; ".join(filter(None, (*parts, row.text("time_point"), f"study: {row.text('study')}"))) + "."


def line(row: SheetRow, quotes: tuple[Quote, ...]) -> str:
    """The number on one line, to be copied: what is reported and what is recomputed kept apart."""
    n, of, percent = row.text("n"), row.text("denominator"), row.text("percent")
    told = f"{n}/{of}, {percent} % reported" if n and of and percent else f"{figures.reported(row) or 'stated in words'} reported"
    size = figures.group_size(row)
    place = f"{quotes[0].document.text}, {quotes[0].spots[0].words}" if quotes else row.text("source")
    return f"{', '.join(filter(None, (told, size, recomputed(row))))} ({place})"


def recomputed(row: SheetRow) -> str:
    """The recomputed share and its exact interval to one decimal, with the method's name; nothing where no count is printed."""
    n, of = row.text("n"), row.text("denominator")
    if not row.text("computed_percent") or not n or not of:
        return ""
    low, high = exact_interval(int(n), int(of))
    return f"{percentage(int(n), int(of), 1)} % [{low:.1f}–{high:.1f}] Clopper–Pearson"


def _group(base: Base, row: SheetRow) -> Group | None:
    population = next(iter(row.cells.get("population", ())), None)
    if population is None:
        return None
    ((definition, whole),) = base.select(_GROUP.format(me=iri(population.iri))).rows
    return Group(population, definition.text if definition else "", as_item(base, whole) if whole else None)


def _definition(base: Base, row: SheetRow) -> tuple[Told, ...]:
    """What defines the study's endpoint, where the number is one of an endpoint."""
    endpoint = next(iter(row.cells.get("endpoint", ())), None)
    rows = base.select(_OUT.format(me=iri(endpoint.iri))).rows if endpoint else ()
    return told(base, ((predicate.text, value) for predicate, value in rows if predicate and value and predicate.text in _DEFINING))


def follow_up(base: Base, row: SheetRow) -> tuple[Item, ...]:
    """How long the study's patients were followed, as it reports it; the fullest figure of each group."""
    if any(item.address == _FOLLOW_UP for item in row.cells.get("outcome", ())):
        return ()
    fullest: dict[str, SheetRow] = {}
    for other in _follow_ups(base, {item.iri for item in row.cells.get("study", ())}):
        group = other.text("population")
        if group not in fullest or len(figures.reported(other)) > len(figures.reported(fullest[group])):
            fullest[group] = other
    own = row.text("population")
    return tuple(
        Item(f"{other.text('statistic')} {figures.reported(other)}{'' if group == own else f' ({group})' if group else ''}", other.iri)
        for group, other in fullest.items()
    )


def _follow_ups(base: Base, studies: set[str]) -> Iterator[SheetRow]:
    for other in base.sheet("results").holding("study", studies):
        if any(item.address == _FOLLOW_UP for item in other.cells.get("outcome", ())):
            yield other


def _number(base: Base, reference: Item) -> str:
    """The number of a reference in the list of the document that cites it."""
    row = base.sheet("documents").row(reference.iri)
    return row.text("number") if row else ""
