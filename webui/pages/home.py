"""The home page: a question box, the combination builder, and what the release holds."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kb.base import Base
from kb.tables import TABLES
from webui.combining import things
from webui.distribution import schema_org
from webui.pages.coverage import papers_read
from webui.repairing import blank
from webui.service import base, opened

page = Blueprint("home", __name__)

EXAMPLES = (
    "Which trials combine HMA with anti-PD-1?",
    "What CRc rate was reported with MAC-based regimens?",
    "How many patients had grade 4 leukopenia?",
    "Which recruiting trials give venetoclax without anti-PD-1?",
    "Which claims about anti-CD47 show no benefit?",
    "What dose of mitoxantrone liposome was given?",
    "What was reported for pembrolizumab with azacitidine?",
    "How are azacitidine and CD47 connected?",
    "Do the numbers hold?",
)
"""Worked questions; each is answered with rows (a test holds this)."""

SIX: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "What is given together?",
        "Drugs, classes and targets in one arm, why each study matched, and what nearly did.",
        (("/trials?with=class/hma&with=class/anti-pd-1", "HMA with anti-PD-1"), ("#build", "your own combination")),
    ),
    (
        "What was reported, in whom, n of N?",
        "Every figure with its people, its denominator, and the place that prints it.",
        (("/outcomes?outcome=crc", "complete remission"), ("/results", "all results"), ("/adverse-events-wide", "adverse events by grade")),
    ),
    (
        "Do the numbers hold?",
        "Percentages recomputed, parts against totals, text against table.",
        (("/discrepancies", "what does not agree"),),
    ),
    (
        "What was tried, what failed or ended early, what is untried?",
        "Immunotherapy by backbone: how many studies, how far they got, which way they point, and which pairs nobody gave.",
        (("/map", "tried"), ("/map#failed", "failed or ended early"), ("/map#untried", "untried")),
    ),
    (
        "Can I have the table?",
        "Every list, with your filters, as a spreadsheet, LaTeX, or for a reference manager.",
        (("/trials.xlsx", "trials as XLSX"), ("/results.csv", "results as CSV"), ("/references.ris", "references as RIS")),
    ),
    (
        "How does it hang together?",
        "From a drug to its class, target, trials, results and papers, and the ties between any two things.",
        (("/agents", "drugs"), ("/graph?start=agent/azacitidine", "graph"), ("/compare", "compare regimens"), ("/documents", "papers")),
    ),
)
"""What the base is for, as questions, with ways in."""


@page.get("/")
def home() -> str:
    """What can be asked, and what there is."""
    told = base()
    return render_template(
        "home/page.html",
        examples=EXAMPLES,
        six=SIX,
        question=request.args.get("q", "")[:500],
        typed=blank(told),
        things=opened().remember("things", lambda: things(told)),
        papers=opened().remember("papers read", lambda: papers_read(told)),
        numbers=opened().remember("numbers", lambda: numbers(told)),
        data_set=schema_org(told.release, request.url_root),
    )


def numbers(told: Base) -> list[tuple[str, str, int]]:
    """Tables with their number of rows: name, title, count."""
    return [(spec.name, spec.title, len(told.sheet(spec.name).rows)) for spec in TABLES.values()]
