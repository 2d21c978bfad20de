"""Whether the numbers of one paper or trial hold: its own findings, and no others."""

from __future__ import annotations

import pytest

from kb.answer import answer
from kb.base import Base


@pytest.mark.parametrize(
    ("text", "about", "others"),
    [
        ("do the numbers of lu-2025 hold?", "lu-2025", "guo-2026"),
        ("do the figures in Lu et al. 2025 add up?", "lu-2025", "guo-2026"),
        ("are the figures of guo-2026 consistent", "guo-2026", "lu-2025"),
        ("do the tables of Guo 2026 agree with the text?", "guo-2026", "lu-2025"),
    ],
)
def test_the_findings_of_one_paper(base: Base, text: str, about: str, others: str) -> None:
    found = answer(base, text)
    assert found.tables == ("discrepancies",)
    assert found.rows
    assert {row["id"] for row in found.rows} < {row["id"] for row in answer(base, "do the numbers hold?").rows}
    statements = " ".join(str(row) for row in found.rows)
    assert about in statements
    assert not [row for row in found.rows if others in str(row) and about not in str(row)]


def test_the_findings_of_one_trial(base: Base) -> None:
    found = answer(base, "do the numbers of NCT04645199 agree?")
    assert found.tables == ("discrepancies",)
    # lu-2025 prints the figures of this trial.
    assert found.rows
    assert all("lu-2025" in str(row) for row in found.rows)
