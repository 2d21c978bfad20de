"""Graphs: networkx views of the base; what ties its entities, what stands near one, ways between two, drugs given together."""

from kb.graphs.far import far_ways
from kb.graphs.files import graphml
from kb.graphs.layout import in_columns
from kb.graphs.near import Neighbourhood, neighbourhood
from kb.graphs.networks import VIEWS, co_use, connections, factual, network, overview, surroundings
from kb.graphs.reach import Reach
from kb.graphs.relations import CLAIM, RELATIONS, Relation
from kb.graphs.ways import HUBS, Ways, ways

__all__ = [
    "CLAIM",
    "HUBS",
    "RELATIONS",
    "VIEWS",
    "Neighbourhood",
    "Reach",
    "Relation",
    "Ways",
    "co_use",
    "connections",
    "factual",
    "far_ways",
    "graphml",
    "in_columns",
    "neighbourhood",
    "network",
    "overview",
    "surroundings",
    "ways",
]
