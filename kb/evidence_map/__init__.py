"""The evidence map: immunotherapies against backbones given in the same arm; how many studies, how far they got, which way they point."""

from kb.evidence_map.axes import COLUMNS, ROWS, Line
from kb.evidence_map.cells import LEVELS, SPLITS, Cell, EvidenceMap, MapAsked, Part, evidence_map
from kb.evidence_map.directions import DIRECTIONS, NOT_REPORTED, Pointing
from kb.evidence_map.fates import FAILED, TRIED, UNTRIED, Fate, failed, fates
from kb.evidence_map.gaps import Gap, gaps
from kb.evidence_map.studies import FACETS, StudyBook, StudyOnMap, furthest, read_book
from kb.evidence_map.table import map_sentence, map_table

__all__ = [
    "COLUMNS",
    "DIRECTIONS",
    "FACETS",
    "FAILED",
    "LEVELS",
    "NOT_REPORTED",
    "ROWS",
    "SPLITS",
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
    "failed",
    "fates",
    "furthest",
    "gaps",
    "map_sentence",
    "map_table",
    "read_book",
]
