"""Files: a graph in GraphML, which Gephi, Cytoscape, yEd, R and networkx read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.names import ID

if TYPE_CHECKING:
    import networkx


def graphml(graph: networkx.MultiDiGraph[str]) -> bytes:
    """The graph as GraphML: nodes with IRI, kind and label, edges with relation and the IRIs of their statements."""
    import networkx

    plain: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node, told in graph.nodes(data=True):
        plain.add_node(node, iri=f"{ID}{node}", kind=told["kind"], label=told["label"])
    for start, end, key, told in graph.edges(keys=True, data=True):
        statements = " ".join(f"{ID}{statement}" for statement in told["statements"])
        plain.add_edge(start, end, key=key, relation=told["relation"], statements=statements)
    return "\n".join(networkx.generate_graphml(plain, named_key_ids=True)).encode() + b"\n"
