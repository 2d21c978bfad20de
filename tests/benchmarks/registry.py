"""A made-up registry: rows of the table of trials, as many as wanted, the same for the same number; values as uneven as real ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from kb.names import mint
from kb.tables import Item, SheetRow

REGISTRY = 560_000
"""About as many studies as ClinicalTrials.gov holds."""

WORDS = 20_000
AGENTS = 30_000


def _uneven(chance: random.Random, many: int) -> Callable[[], int]:
    """Numbers below ``many``, the first ones often, the last ones hardly ever."""
    return lambda: min(many - 1, int(many ** chance.random()) - 1)


def registry(trials: int) -> Iterator[SheetRow]:
    """Rows of the table ``trials``."""
    chance = random.Random(trials)  # noqa: S311 -- nothing secret
    word, agent, class_, country = (_uneven(chance, many) for many in (WORDS, AGENTS, 400, 120))
    regimen, endpoint, population = (_uneven(chance, many) for many in (150_000, 8_000, 60_000))
    phase, status, line = (_uneven(chance, many) for many in (7, 12, 6))
    source = (Item("ClinicalTrials.gov 2026", mint("document", "ctgov-2026")),)

    def several(kind: str, name: str, draw: Callable[[], int], most: int) -> tuple[Item, ...]:
        found = sorted({draw() for _ in range(chance.randint(1, most))})
        return tuple(Item(f"{name} {number}", mint(kind, f"{name.replace(' ', '-')}-{number}")) for number in found)

    def term(scheme: str, number: int) -> tuple[Item, ...]:
        return (Item(f"{scheme} {number}", mint("concept", f"{scheme}.{number}")),)

    for place in range(trials):
        number = f"NCT{place * 11 + 1_000_000:08d}"
        title = " ".join(f"word{word()}" for _ in range(chance.randint(6, 14)))
        cells = {
            "label": (Item(f"{title} in AML"),),
            "nct_id": (Item(number),),
            "study_kind": term("study-kind", chance.randint(0, 2)),
            "phase": term("phase", phase()),
            "status": term("status", status()),
            "regimen": several("regimen", "regimen", regimen, 2),
            "agent": several("agent", "drug", agent, 4),
            "agent_class": several("class", "class", class_, 5),
            "population": several("population", "population", population, 1),
            "line": term("line", line()) if chance.random() < 0.5 else (),
            "endpoint": several("outcome", "endpoint", endpoint, 3),
            "country": several("concept", "country", country, 3),
            "completion_date": (Item(f"{chance.randint(2000, 2030)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"),),
            "as_of": (Item("2026-11-01"),),
            "source": source,
            "anchor": (Item(f"ClinicalTrials.gov, {number}, identification", mint("anchor", f"{number}-id")),),
            "fragment": (Item(title[:40]),),
        }
        yield SheetRow(mint("study", number), {name: items for name, items in cells.items() if items})
