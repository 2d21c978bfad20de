"""The map as a table, one row a pair, empty pairs included; and the sentence that says what it shows."""

from __future__ import annotations

from kb.base import Base
from kb.combine import FILTERS
from kb.evidence_map.axes import COLUMNS, ROWS
from kb.evidence_map.cells import Cell, EvidenceMap
from kb.evidence_map.directions import DIRECTIONS
from kb.evidence_map.gaps import gaps
from kb.evidence_map.studies import StudyBook, StudyOnMap
from kb.formats import Column, Named, Notes, Table
from kb.names import ID
from kb.tables.sheet import LICENCE

_COLUMNS = (
    Column("row", "Immunotherapy", "the class or target of one component"),
    Column("column", "Given with", "the class of another component of the same arm"),
    Column("studies", "Studies", "studies with an arm that holds both; 0: none in the documents of the base", kind="integer"),
    Column(
        "in_patients",
        "Studies in patients",
        "those of them that are known to be in patients and were not withdrawn before the first; 0: untried",
        kind="integer",
    ),
    Column(
        "specific",
        "Most specific",
        "whether both are of the most specific level, at which untried pairs are counted",
        kind="flag",
    ),
    Column("tried_more_widely", "Tried more widely", "of an untried pair of that level, the nearest wider pairs that were tried"),
    Column("phase", "Furthest", "the highest phase that any of them reached"),
    Column("status", "Status", "statuses of the studies of that phase"),
    Column("supports", "Supports", "studies whose reported results speak for it", kind="integer"),
    Column("no_benefit", "No benefit", "studies whose reported results speak against benefit, without harm", kind="integer"),
    Column("harm", "Harm", "studies whose reported results speak of harm, and none for it", kind="integer"),
    Column("mixed", "Mixed", "studies whose reported results speak both ways", kind="integer"),
    Column("not_reported", "Not reported", "studies of which the documents tell no result that points any way", kind="integer"),
    Column("by_phase", "By phase", "studies by phase; one of two phases counts in both"),
    Column("by_line", "By line", "studies by line of therapy"),
    Column("by_kind", "By kind", "studies by kind, wider kinds included"),
    Column("class_only", "Class only", "studies that are here only by a component of which just the class is stated", kind="integer"),
    Column("optional", "Optional", "studies that are here only by a component that may be left out", kind="integer"),
    Column("study", "Study", "the studies"),
    Column("release", "Release", "version of the base"),
)


def map_table(base: Base, book: StudyBook, made: EvidenceMap, url: str = "") -> Table:
    """The map as an export."""
    narrowest = [{line.address for line in lines} for lines in (made.specific.rows, made.specific.columns)]
    wider = {(gap.row.address, gap.column.address): gap.wider_words for gap in gaps(base, made)}
    rows = []
    for row, column in ((row.address, column.address) for row in made.rows for column in made.columns):
        level = (row in narrowest[0] and column in narrowest[1], wider.get((row, column)))
        rows.append(_row(base, book, made, row, column, level))
    notes = Notes(base.release.version, LICENCE, map_sentence(base, made), url)
    return Table("evidence-map", "Evidence map", _COLUMNS, tuple(rows), notes)


def _row(base: Base, book: StudyBook, made: EvidenceMap, row: str, column: str, level: tuple[bool, str | None]) -> tuple[object, ...]:
    cell = made.cells.get((row, column)) or Cell(row, column, (), frozenset(), frozenset())
    names = tuple(Named(base.hierarchy.label(one), f"{ID}{one}") for one in (row, column))
    by_facet = tuple(_counts(book, facet, cell.studies) for facet in ("phase", "line", "kind"))
    return (
        *names,
        len(cell.studies),
        len(cell.in_patients),
        *level,
        cell.reached if cell.studies else None,
        cell.statuses or None,
        *(cell.directions.get(one, 0) for one in DIRECTIONS),
        *by_facet,
        len(cell.class_only),
        len(cell.optional),
        tuple(Named(study.name, f"{ID}{study.address}") for study in cell.studies) or None,
        base.release.version,
    )


def _counts(book: StudyBook, facet: str, studies: tuple[StudyOnMap, ...]) -> tuple[str, ...] | None:
    """How many of some studies have each value of a facet, and of how many none is stated."""
    counts = book.counts((study.address for study in studies), facet)
    counted = [(label, counts.get(value, 0)) for value, label in book.terms[facet]]
    counted.append(("not stated", sum(not book.values(facet, study.address) for study in studies)))
    return tuple(f"{label}: {number}" for label, number in counted if number) or None


def map_sentence(base: Base, made: EvidenceMap) -> str:
    """What the map shows, in words."""
    rows, columns = ROWS[made.asked.rows], COLUMNS[made.asked.columns]
    pairs = len(made.rows) * len(made.columns)
    told = f"{_number(len(made.rows), rows.one, rows.many)} against {_number(len(made.columns), columns.one, columns.many)}: "
    told += f"{_number(len(made.studies), 'study gives', 'studies give')} both in one arm, as different components; "
    tried = sum(bool(cell.in_patients) for cell in made.shown.values())
    told += f"{tried} of the {pairs} pairs were tried in patients, {len(made.shown) - tried} only otherwise, {made.empty} have no study. "
    told += f"At the most specific level {_number(len(gaps(base, made)), 'pair is', 'pairs are')} untried."
    filters = [_filter(base, name, values) for name, values in made.asked.filters.items()]
    return told + (f" Only studies of {'; '.join(filters)}." if filters else "")


def _filter(base: Base, name: str, values: tuple[str, ...]) -> str:
    return f"{FILTERS[name].title.lower()}: {' or '.join(_value(base, name, value) for value in values)}"


def _value(base: Base, name: str, value: str) -> str:
    chosen = FILTERS[name]
    return base.all_labels.get(f"{ID}{chosen.kind}/{chosen.scheme}.{value}", value)


def _number(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
