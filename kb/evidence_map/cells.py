"""Cells: the map as one combination, an immunotherapy and another component that is a backbone, grouped by what each answered to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.base import Base
from kb.combine import Chip, Combination
from kb.combine.finding import combination_sparql
from kb.errors import BadInput
from kb.evidence_map.axes import COLUMNS, ROWS, Line, read_axis
from kb.evidence_map.directions import DIRECTIONS
from kb.evidence_map.nesting import Specific, specific
from kb.evidence_map.pairs import Ways
from kb.evidence_map.parts import spoken_of
from kb.evidence_map.studies import FACETS, StudyBook, StudyOnMap, furthest

SPLITS = ("", *FACETS)
"""What a cell may be split by; the empty one leaves it whole."""

LEVELS = ("", "broad", "specific")
"""Which lines are shown: all, only those under no other, or only the most specific ones."""


@dataclass(frozen=True)
class MapAsked:
    """What is asked of the map: its rows and columns, their level, the filters that studies must meet, and what cells are split by."""

    rows: str = "modality"
    columns: str = "backbone"
    split: str = ""
    level: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chosen = (
            ("rows", self.rows, ROWS),
            ("columns", self.columns, COLUMNS),
            ("split", self.split, SPLITS),
            ("level", self.level, LEVELS),
        )
        for name, value, known in chosen:
            if value not in known:
                raise BadInput(f"the map has no {name} '{value[:60]}'", name, f"use {', '.join(filter(None, known))}")


@dataclass(frozen=True)
class Part:
    """A part of a cell: the studies with one value of what it is split by; ``value`` is empty for those of which none is stated."""

    value: str
    label: str
    studies: tuple[StudyOnMap, ...]


@dataclass(frozen=True)
class Cell:
    """The studies of one pair, or of one row as a whole (``column`` is empty then), each once.

    ``class_only`` are those that are here only by a component of which just the class is stated; ``optional`` those that are
    here only by one that may be left out, or is one of several choices. Which way each study points is told of the row's component,
    and whether it ended early or was withdrawn only where that component is never left out.
    """

    row: str
    column: str
    studies: tuple[StudyOnMap, ...]
    class_only: frozenset[str]
    optional: frozenset[str]
    parts: tuple[Part, ...] = ()

    @cached_property
    def in_patients(self) -> tuple[StudyOnMap, ...]:
        """Those of its studies that are known to be in patients."""
        return tuple(study for study in self.studies if study.in_patients)

    @cached_property
    def furthest(self) -> tuple[StudyOnMap, ...]:
        """Those of its studies that got furthest."""
        return furthest(self.studies)

    @property
    def reached(self) -> str:
        """How far the pair got, in words; where no study has a stage, what kinds of study there are."""
        told = sorted(self.furthest, key=lambda study: -len(study.phase))[:1] or self.studies
        return ", ".join(dict.fromkeys(study.reached for study in told))

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of the studies that got furthest, those that are stated."""
        return tuple(dict.fromkeys(study.status for study in self.furthest if study.status))

    @cached_property
    def directions(self) -> Mapping[str, int]:
        """How many studies point each way; every study counts once."""
        counted = Counter(study.pointing.verdict for study in self.studies)
        return {one: counted[one] for one in DIRECTIONS if counted[one]}

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many studies there are of each kind."""
        return dict(Counter(study.kind for study in self.studies).most_common())


@dataclass(frozen=True)
class EvidenceMap:
    """The map: lines, cells by row and column, the row's studies whatever they are given with, and the query that found the pairs.

    ``every`` holds the lines of every level, to which ``cells`` and ``totals`` hold cells; ``specific`` the most specific lines.
    """

    asked: MapAsked
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[tuple[str, str], Cell]
    totals: Mapping[str, Cell]
    sparql: str
    every: tuple[tuple[Line, ...], tuple[Line, ...]] = ((), ())
    specific: Specific = Specific((), (), ())

    @property
    def shown(self) -> Mapping[tuple[str, str], Cell]:
        """The cells of the lines that are shown."""
        rows, columns = ({line.address for line in lines} for lines in (self.rows, self.columns))
        return {pair: cell for pair, cell in self.cells.items() if pair[0] in rows and pair[1] in columns}

    @cached_property
    def studies(self) -> frozenset[str]:
        """The studies that stand in some cell."""
        return frozenset(study.address for cell in self.shown.values() for study in cell.studies)

    @property
    def empty(self) -> int:
        """The number of pairs that are shown and have no study."""
        return len(self.rows) * len(self.columns) - len(self.shown)

    def lacking(self, row: str) -> tuple[Line, ...]:
        """The columns with which a row has no study."""
        return tuple(column for column in self.columns if (row, column.address) not in self.cells)

    def combination(self, row: str, column: str = "", part: str = "") -> Combination:
        """The combination that finds exactly the studies of a cell, or of a part of it."""
        chips = tuple(Chip((one,)) for one in (row, column) if one)
        filters = dict(self.asked.filters) | ({self.asked.split: (part,)} if part else {})
        return Combination(chips, (), filters)


def evidence_map(base: Base, book: StudyBook, asked: MapAsked) -> EvidenceMap:
    """The map of a release as asked for."""
    rows, columns = read_axis(base, ROWS[asked.rows]), read_axis(base, COLUMNS[asked.columns])
    if not rows or not columns:
        return EvidenceMap(asked, rows, columns, {}, {}, "")
    chips = tuple(Chip(tuple(line.address for line in lines)) for lines in (rows, columns))
    made = EvidenceMap(asked, rows, columns, {}, {}, combination_sparql(Combination(chips, (), asked.filters)), (rows, columns))
    pairs = book.pairs(*(chip.any_of for chip in chips))
    book.take(pairs.studies)
    fitting = book.fitting(pairs.studies, asked.filters)
    cells = {pair: cell for pair, ways in pairs.together.items() if (cell := _cell(book, asked, pair, ways, fitting)).studies}
    totals = {row: cell for row, ways in pairs.given.items() if (cell := _cell(book, asked, (row, ""), ways, fitting)).studies}
    narrowest = specific(base, rows, columns, frozenset(row for row, cell in totals.items() if cell.in_patients))
    return replace(
        made,
        rows=_of_level(asked.level, rows, (*narrowest.rows, *narrowest.unused)),
        columns=_of_level(asked.level, columns, narrowest.columns),
        cells=cells,
        totals=totals,
        specific=narrowest,
    )


def _of_level(level: str, lines: tuple[Line, ...], narrowest: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines of a level; the most specific ones stand side by side, under no other."""
    if level == "specific":
        return tuple(replace(line, depth=0, top=line.address) for line in lines if line in narrowest)
    return tuple(line for line in lines if not level or not line.depth)


def _cell(book: StudyBook, asked: MapAsked, pair: tuple[str, str], ways: Ways, fitting: frozenset[str]) -> Cell:
    told = (_told(book, book.studies[one], ways) for one in ways.studies & fitting)
    studies = tuple(sorted(told, key=lambda one: (not one.nct_id, one.name)))
    class_only, optional = (frozenset(ways.studies - held) & fitting for held in (ways.named, ways.required))
    return Cell(*pair, studies, class_only, optional, _parts(book, asked, studies))


def _told(book: StudyBook, study: StudyOnMap, ways: Ways) -> StudyOnMap:
    """A study as it tells of a row's components."""
    if not (study.stopped or study.withdrawn or study.pointing.claims):
        return study
    parts = [book.part(one) for one in ways.parts_of(study.address)]
    required = any(not part.optional for part in parts)
    pointing = spoken_of(study.address, study.pointing, parts)
    return replace(study, pointing=pointing, stopped=study.stopped and required, withdrawn=study.withdrawn and required)


def _parts(book: StudyBook, asked: MapAsked, studies: tuple[StudyOnMap, ...]) -> tuple[Part, ...]:
    """The studies of a cell by the values of a facet, in the order of the vocabulary; those without any value last.

    Where the facet itself is a filter, only its values are told: of the others the filter has let through but a part.
    """
    if not asked.split:
        return ()
    held = {study.address: book.values(asked.split, study.address) for study in studies}
    wanted = asked.filters.get(asked.split) or [value for value, _ in book.terms[asked.split]]
    by_value = {value: tuple(study for study in studies if value in held[study.address]) for value in wanted}
    parts = [Part(value, label, by_value[value]) for value, label in book.terms[asked.split] if by_value.get(value)]
    silent = tuple(study for study in studies if not held[study.address])
    return (*parts, *([Part("", "not stated", silent)] if silent else []))
