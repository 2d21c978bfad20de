"""Combinations: ALL of / ANY of / NOT, in one arm; the matches, why each matched, and the near misses."""

from kb.combine.arms import studies_of
from kb.combine.chips import Chip, Combination
from kb.combine.filters import FILTERS, Filter
from kb.combine.match import Match, Matches, NearMiss, match
from kb.combine.reasons import Hierarchy, Reason, read_hierarchy
from kb.combine.saying import Said
from kb.combine.words import UnknownWord, like, read_chips, read_filter_value, with_word

__all__ = [
    "FILTERS",
    "Chip",
    "Combination",
    "Filter",
    "Hierarchy",
    "Match",
    "Matches",
    "NearMiss",
    "Reason",
    "Said",
    "UnknownWord",
    "like",
    "match",
    "read_chips",
    "read_filter_value",
    "read_hierarchy",
    "studies_of",
    "with_word",
]
