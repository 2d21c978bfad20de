"""Names: prefixes, IRIs and CURIEs; minted, expanded and shortened here and nowhere else."""

from __future__ import annotations

import os
import re
import unicodedata

from kb.errors import BadInput

PUBLISHED_BASE = "https://w3id.org/aml-evidence/"
"""The base IRI that the ontology's files are written with."""

BASE = os.environ.get("AML_EVIDENCE_BASE", PUBLISHED_BASE)
"""The one setting of the base IRI; everything of ours starts with it."""

AML = f"{BASE}ontology#"
ID = f"{BASE}id/"
GRAPH = f"{BASE}graph/"

# Identifier patterns are those of the Bioregistry (PyPI bioregistry), so that links work on other people's data too.
PREFIXES: dict[str, str] = {
    "aml": AML,
    "id": ID,
    "graph": GRAPH,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "pav": "http://purl.org/pav/",
    "oa": "http://www.w3.org/ns/oa#",
    "cito": "http://purl.org/spar/cito/",
    "bibo": "http://purl.org/ontology/bibo/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "obo": "http://purl.obolibrary.org/obo/",
}

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_~-]*")
_KIND = re.compile(r"[a-z][a-z-]*")


def expand(curie: str) -> str:
    """The IRI of a CURIE such as ``aml:percent``; an unknown prefix is refused."""
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in PREFIXES:
        raise BadInput(f"'{curie}' has no known prefix", mend=f"use one of {', '.join(PREFIXES)}")
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """The CURIE of an IRI where a prefix covers it, else the IRI itself; the longest namespace wins."""
    best = max((p for p, ns in PREFIXES.items() if iri.startswith(ns)), key=lambda p: len(PREFIXES[p]), default="")
    return f"{best}:{iri[len(PREFIXES[best]) :]}" if best else iri


def mint(kind: str, key: str) -> str:
    """The IRI of the entity ``kind/key``; a key holds letters, digits and ``. + _ ~ -``."""
    if not _KIND.fullmatch(kind) or not _KEY.fullmatch(key):
        raise BadInput(f"'{kind}/{key}' is not a valid name of an entity", mend="use letters, digits and . + _ ~ -")
    return f"{ID}{kind}/{key}"


def parts(iri: str) -> tuple[str, str] | None:
    """``(kind, key)`` of an entity IRI of ours; None for any other IRI."""
    if not iri.startswith(ID):
        return None
    kind, slash, key = iri[len(ID) :].partition("/")
    return (kind, key) if slash and _KIND.fullmatch(kind) and _KEY.fullmatch(key) else None


def slug(text: str) -> str:
    """A readable key from any text: ASCII letters and digits, hyphens between."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()


def sparql_prologue() -> str:
    """The PREFIX lines for a query, one a prefix."""
    return "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in PREFIXES.items())
