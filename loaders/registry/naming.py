"""Naming: what snapshots of the registry are called."""

from __future__ import annotations

from datetime import date

REGISTRY = "ctgov"
NAME = "ClinicalTrials.gov"
PUBLISHER = "U.S. National Library of Medicine"
ADDRESS = "https://clinicaltrials.gov"


def document_key(day: str) -> str:
    """The key of the snapshot of a day, as far as that is known: ``ctgov-2025-04``."""
    return f"{REGISTRY}-{day}"


def in_words(day: str) -> str:
    """A date as people write it: ``2025-04-01`` as 1 April 2025, ``2025-04`` as April 2025."""
    if len(day) == 4:
        return day
    whole = date.fromisoformat(day if len(day) == 10 else f"{day}-01")
    return f"{whole.day} {whole:%B %Y}" if len(day) == 10 else f"{whole:%B %Y}"
