"""One word per idea: columns of questions and answers are called as fields of records, as columns of tables, or by words explained here."""

from __future__ import annotations

import csv
import dataclasses

import pytest

from kb import ask, records
from kb.answer import answer
from kb.base import Base
from kb.names import PREFIXES as PREFIXES_OF_RDF
from kb.store import Answer, Cell
from kb.tables import TABLES
from tests.conftest import ROOT

RECORDS = [record for record in vars(records).values() if isinstance(record, type) and dataclasses.is_dataclass(record)]
FIELDS = {field.name for record in RECORDS for field in dataclasses.fields(record)}
COLUMNS = {column.name for table in TABLES.values() for column in table.columns}
KINDS = {kind.replace("-", "_") for record in RECORDS if (kind := getattr(record, "kind", ""))}
with (ROOT / "data" / "vocabulary" / "concepts.csv").open(encoding="utf-8", newline="") as stream:
    TERMS = {row["key"].partition(".")[2].replace("-", "_") for row in csv.DictReader(stream)}
    """Terms of the controlled lists: a question may give one a column, as ``supports`` and ``harm`` of a claim's direction."""

GLOSSARY = {
    "iri": "the address of the thing that a row is about",
    "name": "one of several names of a thing, where its label stands beside it",
    "entity": "a thing of any kind, by its label",
    "kind": "the kind of a record",
    "record": "a thing that the base holds, of whatever kind",
    "statement": "a result, claim or other thing that a document says",
    "reference": "a cited work that a statement rests on",
    "place_name": "a section or a table of a document",
    "finding": "what a discrepancy says",
    "figures": "the printed figures of one quantity, side by side",
    "measured": "what was measured: an outcome or an adverse event",
    "partner": "an agent given together with the asked one",
    "given_with": "what else the arm holds",
    "held": "the asked part that an arm holds",
    "class_only": "parts of which only the class is stated",
    "built_on": "the regimen that another contains",
    "added": "what a regimen holds beyond the one it is built on",
    "first": "what matched the first part of a combination",
    "second": "what matched the second part",
    "third": "what matched the third part",
    "subgroup": "a population that is part of another",
    "whole": "the population that a subgroup is part of",
    "any_grade": "patients with the event at whatever grade",
    "input": "a file that the release was built from",
    "domain": "what a property of the model is a property of",
    "range": "what a property of the model leads to",
    "id": "kind and key of what a row is about",
    "study_id": "the key of a study, where its label stands beside it",
    "why": "why a row matched, one reason for each part asked for",
    "missing": "the part that a near miss lacks",
    "treatment": "an agent, or a class of agents, that a question asks about",
    "fate": "what became of a treatment in a study: something spoke against it, or the study ended early or was withdrawn",
    "further_arms": "other arms of the same study that match too",
}
"""Words of questions and answers that are neither a field, a column, a kind of record nor a term of a list."""

PREFIXES = {
    "other", "own", "whole", "subgroup", "table", "text", "first", "second", "partner", "primary", "reference", "arm", "endpoint", "grade",
    "clinical",
}  # fmt: skip
"""Words before a known one that tell which of two is meant: ``own_percent`` beside ``other_percent``."""

KNOWN = FIELDS | COLUMNS | KINDS | TERMS | set(GLOSSARY)


def known(word: str) -> bool:
    """Whether a word is known, or is a known one with a prefix that tells which is meant."""
    prefix, _, rest = word.partition("_")
    return word in KNOWN or (prefix in PREFIXES and (known(rest) or rest.replace("_", "").isdigit()))


def counted(word: str) -> bool:
    """Whether a word is the plural of a known one: that is how a count of such things is called, as ``arms``."""
    return any(
        word.endswith(ending) and known(word.removesuffix(ending) + one) for ending, one in (("s", ""), ("ies", "y"), ("_files", ""))
    )


def unknown(found: Answer) -> list[str]:
    """Variables of an answer that are neither known words nor counts of known things."""
    numbers = {
        word
        for spot, word in enumerate(found.variables)
        if all(row[spot] and row[spot].datatype == f"{PREFIXES_OF_RDF['xsd']}integer" for row in found.rows)  # type: ignore[union-attr]
    }
    return [word for word in found.variables if not known(word) and not (word in numbers and counted(word))]


@pytest.mark.parametrize("name", ask.questions())
def test_the_columns_of_a_question_have_known_names(name: str, base: Base) -> None:
    assert unknown(base.store.select(ask.find(name).sparql)) == [], "use the record's word for it, or explain a new one in the glossary"


QUESTIONS = (
    "which trials combine HMA with anti-PD-1",
    "what was reported for magrolimab",
    "grade 4 leukopenia",
    "do the numbers hold",
    "what is azacitidine",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_keys_of_an_answer_have_known_names(question: str, base: Base) -> None:
    found = answer(base, question).as_json()
    assert found["rows"], "choose a question that has an answer"
    words = {word for row in (*found["rows"], *found["near_misses"]) for word in row}
    assert [word for word in sorted(words) if not known(word)] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_column_is_called_as_its_field_or_in_the_singular(table) -> None:
    assert [column.name for column in table.columns if column.name != column.name.lower() or column.name in GLOSSARY] == []


def test_no_word_is_explained_in_vain(base: Base) -> None:
    used = {word for name in ask.questions() for word in base.store.select(ask.find(name).sparql).variables}
    for question in QUESTIONS:
        found = answer(base, question).as_json()
        used |= {word for row in (*found["rows"], *found["near_misses"]) for word in row}
    parts = {part for word in used for part in (word, word.partition("_")[0], word.partition("_")[2])}
    assert sorted(word for word in GLOSSARY if not {word, f"{word}s", f"{word}_files"} & parts) == []
    assert sorted(PREFIXES - {word.partition("_")[0] for word in used}) == []
    assert sorted(set(GLOSSARY) & (FIELDS | COLUMNS | KINDS)) == []


def test_an_unknown_word_is_seen() -> None:
    assert known("own_percent")
    assert not known("percentage")
    assert not known("own_percentage")
    one, two = Cell("literal", "1", f"{PREFIXES_OF_RDF['xsd']}integer"), Cell("literal", "a | b")
    assert unknown(Answer(("arms", "synonyms", "percentage"), [(one, two, one)], False, 0.0)) == ["synonyms", "percentage"]
