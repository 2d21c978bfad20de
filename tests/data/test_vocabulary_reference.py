"""The vocabulary against what was read outside: the reference list of drugs, and the registry records that its rows name."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kb.lookup import fold
from kb.records import Agent, RegimenName, Synonym
from kb.sources import Holdings
from tests.registry.quality import records

RECORD = re.compile(r"ClinicalTrials\.gov (NCT\d{8}), ")
"""How a source names a registry record and the field that was read."""


@pytest.fixture(scope="module")
def names(holdings: Holdings) -> frozenset[str]:
    """Every name of an agent, folded and without blanks."""
    labels = [agent.label for agent in holdings.all(Agent)]
    labels += [synonym.label for synonym in holdings.all(Synonym) if synonym.subject.startswith("agent/")]
    return frozenset(fold(label).replace(" ", "") for label in labels)


def test_every_drug_of_the_reference_list_is_in_the_vocabulary(names: frozenset[str], shared_folder: Path) -> None:
    with (shared_folder / "reference" / "drug_classes.csv").open(encoding="utf-8", newline="") as file:
        drugs = [row["drug_label"] for row in csv.DictReader(file)]
    assert len(drugs) > 400
    # The list writes 'Anti-CD44v6 CAR-T cells' where the papers and the vocabulary write 'CD44v6 CAR-T cells'.
    missing = [drug for drug in drugs if not {_joined(drug), _joined(drug.removeprefix("Anti-"))} & names]
    assert not missing, f"add these to agents.csv, or their names to synonyms.csv: {missing}"


def _joined(name: str) -> str:
    return fold(name).replace(" ", "")


def test_names_of_three_letters_are_abbreviations(holdings: Holdings) -> None:
    """They count only as a whole name and in their own capitals, so that their kind must tell what they are."""
    short = [synonym for synonym in holdings.all(Synonym) if synonym.subject.startswith("agent/") and len(synonym.label) <= 3]
    assert short
    wrong = [synonym.key for synonym in short if synonym.synonym_kind != "abbreviation"]
    assert not wrong, f"short forms that are called something else: {wrong}"


@pytest.fixture(scope="module")
def record_text(shared_folder: Path) -> Callable[[str], str | None]:
    """The words of a registry record by its number, folded and joined; None where neither folder nor labelled sets have it."""

    @cache
    def text(number: str) -> str | None:
        files = sorted((shared_folder / "registry").glob(f"*/{number}.json"))
        read = [json.loads(file.read_text(encoding="utf-8")) for file in files] + [one for one in [records().get(number)] if one]
        return _joined(" ".join(string for one in read for string in _strings(one))) if read else None

    return text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (string for name, part in value.items() if name != "_provenance" for string in _strings(part))
    elif isinstance(value, list):
        yield from (string for part in value for string in _strings(part))


def test_names_taken_from_a_registry_record_stand_there(holdings: Holdings, record_text: Callable[[str], str | None]) -> None:
    named = [*holdings.all(Synonym), *holdings.all(RegimenName)]
    read = [(row, found[1]) for row in named if (found := RECORD.match(row.source))]
    known = [(row, number, text) for row, number in read if (text := record_text(number)) is not None]
    assert len(known) > 60
    absent = [f"{row.key}: '{row.label}' in {number}" for row, number, text in known if _joined(row.label) not in text]
    assert not absent, "read these names in their record again:\n" + "\n".join(absent)
