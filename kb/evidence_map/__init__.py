"""The evidence map: immunotherapies against backbones given in the same arm; how many studies, how far they got, which way they point."""

from kb.evidence_map.axes import COLUMNS, ROWS, Line
from kb.evidence_map.cells import LEVELS, SPLITS, Cell, EvidenceMap, MapAsked, Part, evidence_map
from kb.evidence_map.directions import DIRECTIONS, NOT_REPORTED, Pointing
from kb.evidence_map.fates import (
    BOTH_WAYS,
    CALLED_OFF,
    ENDED_EARLY,
    FAILED,
    SPOKE_AGAINST,
    TRIED,
    UNTRIED,
    Fate,
    failed_or_ended,
    fates,
    reasons_printed,
)
from kb.evidence_map.gaps import Gap, gaps
from kb.evidence_map.studies import FACETS, StudyBook, StudyOnMap, furthest, read_book
from kb.evidence_map.table import map_sentence, map_table

__all__ = [
    "BOTH_WAYS",
    "CALLED_OFF",
    "COLUMNS",
    "DIRECTIONS",
    "ENDED_EARLY",
    "FACETS",
    "FAILED",
    "LEVELS",
    "NOT_REPORTED",
    "ROWS",
    "SPLITS",
    "SPOKE_AGAINST",
    "TRIED",
    "UNTRIED",
    "Cell",
    "EvidenceMap",
    "Fate",
    "Gap",
    "Line",
    "MapAsked",
    "Part",
    "Pointing",
    "StudyBook",
    "StudyOnMap",
    "evidence_map",
    "failed_or_ended",
    "fates",
    "furthest",
    "gaps",
    "map_sentence",
    "map_table",
    "read_book",
    "reasons_printed",
]
