"""The W3C's SPARQL test suites, read from their manifests: what each test asks, of which data, and what should come out.

The files are not ours and not here: the source archive of rdflib 6.2.0 on PyPI carries them (test/data/suites/w3c), whence ``fetch``
takes them.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import rdflib
from rdflib.collection import Collection

ARCHIVE = "rdflib==6.2.0"
INSIDE = "test/data/suites/w3c/"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
NOT_CLAIMED = {"entailment": "inference at query time", "service": "calls of other servers", "syntax-fed": "calls of other servers"}
"""Folders of tests of what the endpoint does not offer, and says so in its description."""

KINDS = {
    MF.QueryEvaluationTest: "answer",
    MF.CSVResultFormatTest: "answer",
    MF.PositiveSyntaxTest: "right",
    MF.PositiveSyntaxTest11: "right",
    MF.NegativeSyntaxTest: "wrong",
    MF.NegativeSyntaxTest11: "wrong",
}


@dataclass(frozen=True)
class Case:
    """One test: its kind (an ``answer`` to compare, a ``right`` or ``wrong`` query), files of the default graph and named ones."""

    name: str
    kind: str
    query: Path
    result: Path | None
    data: tuple[Path, ...] = ()
    graphs: dict[str, Path] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The part of the suite that it belongs to."""
        return f"{self.query.parent.parent.name}/{self.query.parent.name}"


def fetch(into: Path) -> Path:
    """The suites' folder, taken from PyPI. Raises CalledProcessError where that cannot be reached."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(into), ARCHIVE]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (archive,) = into.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        wanted = [one for one in opened.getmembers() if f"/{INSIDE}" in one.name and one.isfile()]
        opened.extractall(into, members=wanted, filter="data")
    return next(into.glob(f"*/{INSIDE}"))


def cases(suites: Path) -> Iterator[Case]:
    """Every test of the query language of SPARQL 1.0 and 1.1, but those of what is not claimed."""
    for manifest in sorted((*suites.glob("dawg-data-r2/*/manifest.ttl"), *suites.glob("sparql11/*/manifest.ttl"))):
        if manifest.parent.name not in NOT_CLAIMED:
            yield from _cases(manifest)


def _cases(manifest: Path) -> Iterator[Case]:
    graph = rdflib.Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
    for head in graph.objects(None, MF.entries):
        for test in Collection(graph, head):
            kind = next((KINDS[one] for one in graph.objects(test, rdflib.RDF.type) if one in KINDS), "")
            action = graph.value(test, MF.action)
            if not kind or (kind == "answer" and graph.value(action, QT.query) is None):
                continue
            query = graph.value(action, QT.query) or action
            result = graph.value(test, MF.result)
            yield Case(
                str(graph.value(test, MF.name)),
                kind,
                _path(query),
                _path(result) if isinstance(result, rdflib.URIRef) else None,
                tuple(_path(one) for one in graph.objects(action, QT.data)),
                {str(one): _path(one) for one in graph.objects(action, QT.graphData) if isinstance(one, rdflib.URIRef)},
            )


def _path(address: rdflib.term.Node) -> Path:
    return Path(str(address).removeprefix("file://"))
