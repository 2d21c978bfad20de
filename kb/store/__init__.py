"""The triple store, and the only room that knows which one it is."""

from kb.store.catalogue import Wanted
from kb.store.changing import ChangingStore
from kb.store.embedded import build_embedded, open_embedded
from kb.store.endpoint import Endpoint
from kb.store.interface import (
    DEFAULT_LIMITS,
    DEFAULT_MANNING,
    GRAPH_MEDIA_TYPES,
    RESULT_MEDIA_TYPES,
    Answer,
    Cell,
    Graphs,
    Lane,
    LaneState,
    Limit,
    Limits,
    Manning,
    StoppedAt,
    Store,
    Track,
)
from kb.store.native import native
from kb.store.screen import query_form
from kb.store.syntax import check_query
from kb.store.terms import in_parts, iri, literal, values_clause

__all__ = [
    "DEFAULT_LIMITS",
    "DEFAULT_MANNING",
    "GRAPH_MEDIA_TYPES",
    "RESULT_MEDIA_TYPES",
    "Answer",
    "Cell",
    "ChangingStore",
    "Endpoint",
    "Graphs",
    "Lane",
    "LaneState",
    "Limit",
    "Limits",
    "Manning",
    "StoppedAt",
    "Store",
    "Track",
    "Wanted",
    "build_embedded",
    "check_query",
    "in_parts",
    "iri",
    "literal",
    "native",
    "open_embedded",
    "query_form",
    "values_clause",
]
