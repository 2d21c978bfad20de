"""The base as a data set with its files: the one list that DCAT, RO-Crate, schema.org and the pages tell it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.history import built
from kb.names import BASE
from kb.releases import Release
from kb.tables import TABLES
from kb.tables.sheet import LICENCE

NAME = "AML evidence base"
DESCRIPTION = (
    "What papers and trial registries report of the treatment of acute myeloid leukaemia: studies, arms, regimens, outcomes and "
    "numbers, each with the place that says it, apart from what is computed."
)
KEYWORDS = ("acute myeloid leukaemia", "clinical trials", "immunotherapy", "combination therapy", "RDF", "SPARQL")
CRATE_PATH = "ro-crate-metadata.json"


@dataclass(frozen=True)
class File:
    """A file of the data set: its path here, what it is, its media type, and the specification that it follows."""

    path: str
    title: str
    media_type: str
    follows: str = ""


_OWN = (
    File("dump.nq", "All statements of the release, in a fixed order", "application/n-quads", "https://www.w3.org/TR/n-quads/"),
    File("ontology.ttl", "Classes and properties, and what they mean", "text/turtle", "https://www.w3.org/TR/owl2-overview/"),
    File("shapes.ttl", "What every record must have", "text/turtle", "https://www.w3.org/TR/shacl/"),
    File("mappings.sssom.tsv", "Terms mapped to other vocabularies", "text/tab-separated-values", "https://w3id.org/sssom/"),
    File(".well-known/void", "What the base holds, by numbers", "text/turtle", "https://www.w3.org/TR/void/"),
    File(".well-known/sparql-examples", "Worked queries", "text/turtle", "https://www.w3.org/TR/shacl/"),
)
_CSV = "https://www.w3.org/TR/tabular-data-model/"
FILES = (
    *_OWN,
    *(
        File(f"{spec.name}.csv", f"Table: {spec.title}", "text/csv", "https://www.w3.org/TR/tabular-data-model/")
        for spec in TABLES.values()
    ),
)
"""Every file of the data set as a whole; tables come in further formats, and by rows."""


def schema_org(release: Release, root: str) -> dict[str, Any]:
    """The base as a schema.org Dataset, for search engines of data."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{BASE}dataset",
        "name": NAME,
        "description": DESCRIPTION,
        "url": root,
        "version": release.version,
        "identifier": f"{BASE}id/release/{release.version}",
        "datePublished": built(release)[:10],
        "keywords": list(KEYWORDS),
        "isAccessibleForFree": True,
        "usageInfo": LICENCE,
        "creator": {"@type": "Organization", "name": NAME},
        "distribution": [
            {"@type": "DataDownload", "name": one.title, "contentUrl": f"{root}{one.path}", "encodingFormat": one.media_type}
            for one in FILES
        ],
    }


def crate(release: Release, root: str) -> dict[str, Any]:
    """The base as an RO-Crate 1.2 whose files are had over the web (https://w3id.org/ro/crate/1.2)."""
    files = [
        {
            "@id": f"{root}{one.path}",
            "@type": "File",
            "name": one.title,
            "encodingFormat": one.media_type,
            **({"conformsTo": {"@id": one.follows}} if one.follows else {}),
        }
        for one in FILES
    ]
    standards = [{"@id": iri, "@type": "CreativeWork", "name": iri} for iri in sorted({one.follows for one in FILES if one.follows})]
    return {
        "@context": "https://w3id.org/ro/crate/1.2/context",
        "@graph": [
            {
                "@id": CRATE_PATH,
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": f"{NAME}, release {release.version}",
                "description": DESCRIPTION,
                "datePublished": built(release)[:10],
                "version": release.version,
                "identifier": f"{BASE}id/release/{release.version}",
                "keywords": list(KEYWORDS),
                "license": {"@id": "#rights"},
                "publisher": {"@id": "#publisher"},
                "url": {"@id": root},
                "hasPart": [{"@id": one["@id"]} for one in files],
            },
            {"@id": "#rights", "@type": "CreativeWork", "name": "Rights", "description": f"{LICENCE}."},
            {"@id": "#publisher", "@type": "Organization", "name": NAME, "url": root},
            *files,
            *standards,
        ],
    }
