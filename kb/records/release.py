"""The release's own records: what it is made of, for its metadata graph."""

from __future__ import annotations

from dataclasses import dataclass

from kb.records.declare import Record, integer, text


@dataclass(frozen=True, kw_only=True)
class ReleaseRecord(Record):
    """A release of the base. Its key is its version."""

    kind, type_, also = "release", "aml:Release", ("prov:Entity",)

    label: str = text("rdfs:label", "name for people", required=True)
    version: str = text("pav:version", "hash of what it holds", required=True)
    quads: int = integer("aml:quadCount", "number of quads, its own metadata left out", required=True)
    inputs: tuple[str, ...] = text("aml:input", "files it was built from, each with its SHA-256", many=True)


@dataclass(frozen=True, kw_only=True)
class GraphRecord(Record):
    """A named graph of the release. Its key is the graph's name."""

    kind, type_ = "graph", "aml:NamedGraph"

    label: str = text("rdfs:label", "what it holds", required=True)
    quads: int = integer("aml:quadCount", "number of quads in it", required=True)
