"""Small exports kept as files; every figure in them was read in the papers, at the places that the comments name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.formats import Table, write

SELECTIONS: dict[str, tuple[str, dict[str, str]]] = {
    # lu-2025, Table 3, row Leukopenia: G1 to G3 0 (0.00); G4, G3-4 and All 13 (65.00). Text 3.4 and abstract: 65.0 %.
    "leukopenia": (
        "adverse-events",
        {"columns": "term grade n denominator percent source anchor fragment", "sort": "anchor", "term": "Leukopenia"},
    ),
    # lu-2025, section 3.3, paragraph 3: 66.67 % (8/12) and 85.71 % (6/7); the former in the abstract too, and in section 4 without
    # a share. Exact intervals by scipy.stats.binomtest(8, 12).proportion_ci() and binomtest(6, 7).proportion_ci().
    "mac-based": (
        "results",
        {
            "columns": "family outcome n denominator percent computed_ci_low computed_ci_high source anchor",
            "sort": "anchor",
            "family": "MAC-based",
        },
    ),
    # guo-2026, Table 1, row NCT06384261: phase 2, recruiting, 2027-06, US, Canada, Germany, Switzerland.
    "cusatuzumab": (
        "trials",
        {"columns": "nct_id phase status country completion_date as_of source record_fragment", "nct_id": "NCT06384261"},
    ),
    # guo-2026, entries 14 and 17 of the references.
    "references": ("references", {"columns": "number label year doi pmid source", "source": "document/guo-2026", "number": "14|17"}),
    # lu-2025, Table 1, Sex: 10 (50.00) and 10 (50.00); section 3.1: 10 (50%) women.
    "sex": (
        "baseline",
        {"columns": "characteristic category n denominator percent source anchor", "sort": "anchor", "characteristic": "Sex"},
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        "leukopenia.csv",
        "leukopenia.json",
        "mac-based.md",
        "mac-based.tex",
        "cusatuzumab.ttl",
        "cusatuzumab.jsonld",
        "sex.tsv",
        "references.ris",
        "references.bib",
    ],
)
def test_golden(name: str, selected: Callable[..., Table], golden: Callable[[str, bytes], None]) -> None:
    selection, _, format_ = name.partition(".")
    table, choice = SELECTIONS[selection]
    golden(name, write(selected(table, **choice), format_))
