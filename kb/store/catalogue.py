"""The catalogue of an endpoint: which releases it holds whole, in which graphs, and which of them is the current one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.names import BASE, GRAPH, expand, mint, sparql_prologue
from kb.store.terms import iri, literal

CATALOGUE = f"{BASE}catalogue"
"""The graph with an entry for each whole release, and the subject that tells the current one."""

STORED = f"{BASE}release/"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The release that is to be asked: its version, the SHA-256 of its dump (empty where its manifest does not tell), its quads."""

    version: str
    sha256: str
    quads: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A graph of a release: its name, the name that it is stored under, and how many triples it holds."""

    name: str
    stored: str
    triples: int


def stored_name(version: str, name: str) -> str:
    """What a graph of a release is stored under: a name of that release only, so that releases never mix."""
    return f"{STORED}{version}/{name.removeprefix(GRAPH)}"


def identity(wanted: Wanted) -> str:
    """What tells one release from another that has its version."""
    return literal(f"sha256:{wanted.sha256}" if wanted.sha256 else f"quads:{wanted.quads}")


def entry_query(wanted: Wanted) -> str:
    """The graphs of a release by its entry: ``name``, ``stored``, ``triples``; no rows where it has none."""
    return f"""{sparql_prologue()}SELECT ?name ?stored ?triples WHERE {{
  {iri(mint("release", wanted.version))} dcterms:identifier {identity(wanted)} ; dcterms:hasPart ?stored .
  ?stored prov:specializationOf ?name ; void:triples ?triples .
}}"""


def begun_query() -> str:
    """Graphs of every release that was ever begun to be put here: ``release``, ``stored``, and ``issued`` where it is whole."""
    return f"""{sparql_prologue()}SELECT ?release ?stored ?issued WHERE {{
  ?stored dcterms:isPartOf ?release .
  OPTIONAL {{ ?release dcterms:issued ?issued }}
}}"""


def current_query() -> str:
    """The version of the current release: ``version``."""
    return f"{sparql_prologue()}SELECT ?version WHERE {{ {iri(CATALOGUE)} pav:hasCurrentVersion ?release . ?release pav:version ?version }}"


def own_graphs_query(version: str) -> str:
    """The graphs of a release whose dump was loaded under its own names: ``graph``, ``triples``; to be asked of the release's graph."""
    return f"""{sparql_prologue()}SELECT ?graph ?triples WHERE {{
  {iri(mint("release", version))} pav:version {literal(version)} .
  ?graph a aml:NamedGraph ; aml:quadCount ?triples .
}}"""


def count_query() -> str:
    """How many triples the graphs asked hold: ``triples``."""
    return "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"


def begin(version: str, stored: Iterable[str]) -> str:
    """The update that notes which graphs a release is going to be put into, so that what is left of it can be found and cleared away."""
    me = iri(mint("release", version))
    return _insert(f"{iri(one)} {_pred('dcterms:isPartOf')} {me} ." for one in stored)


def enter(wanted: Wanted, graphs: Iterable[Stored], issued: str) -> str:
    """The update that gives a release its entry: from then on it can be read."""
    me, integer = iri(mint("release", wanted.version)), expand("xsd:integer")
    rows = [f"{me} {_pred('pav:version')} {literal(wanted.version)} .", f"{me} {_pred('dcterms:identifier')} {identity(wanted)} ."]
    rows.append(f"{me} {_pred('dcterms:issued')} {literal(issued)} .")
    for one in graphs:
        stored = iri(one.stored)
        rows.append(f"{me} {_pred('dcterms:hasPart')} {stored} .")
        rows.append(f"{stored} {_pred('prov:specializationOf')} {iri(one.name)} .")
        rows.append(f"{stored} {_pred('void:triples')} {literal(str(one.triples), integer)} .")
    return _insert(rows)


def switch(version: str) -> str:
    """The update that makes a release the current one, in place of whichever was."""
    where, tells = iri(CATALOGUE), f"{iri(CATALOGUE)} {_pred('pav:hasCurrentVersion')}"
    return (
        f"DELETE {{ GRAPH {where} {{ {tells} ?old }} }} INSERT {{ GRAPH {where} {{ {tells} {iri(mint('release', version))} }} }} "
        f"WHERE {{ OPTIONAL {{ GRAPH {where} {{ {tells} ?old }} }} }}"
    )


def forget(subject: str) -> str:
    """The update that takes away what the catalogue says of a release or of a graph; nobody begins to read such a release any more."""
    return f"DELETE WHERE {{ GRAPH {iri(CATALOGUE)} {{ {iri(subject)} ?how ?it }} }}"


def drop(stored: str) -> str:
    """The update that takes a graph away; one that is not there does no harm."""
    return f"DROP SILENT GRAPH {iri(stored)}"


def names_of(graphs: Sequence[Stored]) -> Mapping[str, str]:
    """Stored names by name."""
    return {one.name: one.stored for one in graphs}


def _insert(rows: Iterable[str]) -> str:
    return f"INSERT DATA {{ GRAPH {iri(CATALOGUE)} {{\n{chr(10).join(rows)}\n}} }}"


def _pred(curie: str) -> str:
    return iri(expand(curie))
