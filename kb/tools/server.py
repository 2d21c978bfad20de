"""The server of the tools, which speaks the Model Context Protocol over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

import kb
from kb.base import Base
from kb.errors import KbError
from kb.tools import answers

INSTRUCTIONS = (
    "Evidence base of acute myeloid leukaemia: trials, regimens, drugs and reported outcomes, read from papers and trial records. "
    "Every figure has its place in a document: cite 'anchor' and 'fragment' with it. 'Reported' is what a source prints, 'computed' was "
    "worked out here, null is not reported; never take null for zero. The base holds the documents that it names and nothing else: what is "
    "not in it may exist elsewhere. It is for research and is no medical advice."
)
_READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Told = dict[str, Any]


def server(base: Base) -> MCPServer[Any]:
    """A server of the tools over an opened base, whose queries should run where they can be stopped."""
    made: MCPServer[Any] = MCPServer(
        "aml-evidence", title="AML evidence base", instructions=INSTRUCTIONS, version=kb.__version__, log_level="WARNING"
    )

    @made.tool(annotations=_READING)
    def ask(question: str, most: int = answers.MOST_ROWS) -> Told:
        """Answer a question in plain words, such as 'which trials combine HMA with anti-PD-1' or 'grade 4 leukopenia'.

        Tells how the question was understood, the rows with source, place and printed fragment, and near misses. Check
        'understood' before relying on the rows.
        """
        return _spoken(lambda: answers.ask(base, question, most))

    @made.tool(annotations=_READING)
    def trials(together: list[str], without: list[str] | None = None, filters: dict[str, list[str]] | None = None) -> Told:
        """Find studies that give drugs, classes, targets or modalities together in one arm.

        'together' names what the arm must hold ('HMA', 'anti-PD-1', 'CD33 or CD123'), 'without' what it must not; 'filters' narrow
        by phase, status, country, line, setting, age, fitness, biomarker, endpoint, outcome and the like.
        """
        return _spoken(lambda: answers.trials(base, together, without or [], filters))

    @made.tool(annotations=_READING)
    def show(name: str) -> Told:
        """Tell everything about one thing: a drug, class, target, trial number, DOI, PubMed number, or kind/key from another answer."""
        return _spoken(lambda: answers.show(base, name))

    @made.tool(annotations=_READING)
    def query(sparql: str, most: int = answers.MOST_ROWS) -> Told:
        """Run a SPARQL SELECT or ASK over the graph; prefixes (aml:, rdfs:, skos: ...) need not be declared.

        Limited in time, memory and rows; 'cut' says whether there are more. Statements among the rows come with their places.
        """
        return _spoken(lambda: answers.query(base, sparql, most))

    return made


def _spoken(tell: Callable[[], Told]) -> Told:
    """What is told; a fault becomes the one sentence that says how to mend it."""
    try:
        return tell()
    except KbError as fault:
        raise ToolError(str(fault)) from None
