"""The evidence map: immunotherapies against backbones given in the same arm; how many studies, how far they got, which way they point."""

from kb.evidence_map.axes import COLUMNS, ROWS, Line
from kb.evidence_map.cells import SPLITS, Cell, EvidenceMap, MapAsked, Part, evidence_map
from kb.evidence_map.directions import DIRECTIONS, NOT_REPORTED, Pointing
from kb.evidence_map.studies import FACETS, StudyBook, StudyOnMap, furthest, read_book
from kb.evidence_map.table import map_sentence, map_table

__all__ = [
    "COLUMNS",
    "DIRECTIONS",
    "FACETS",
    "NOT_REPORTED",
    "ROWS",
    "SPLITS",
    "Cell",
    "EvidenceMap",
    "Line",
    "MapAsked",
    "Part",
    "Pointing",
    "StudyBook",
    "StudyOnMap",
    "evidence_map",
    "furthest",
    "map_sentence",
    "map_table",
    "read_book",
]
