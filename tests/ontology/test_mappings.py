"""The mappings: well-formed SSSOM, about terms that exist, and no identifier that was not read in the reference folder."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from rdflib import RDFS, SKOS, Graph, URIRef

from kb.names import AML, ID, PREFIXES, expand
from kb.places import resource
from kb.records import Concept, Identifier, Outcome
from tests.examples import curated

COLUMNS = ["subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "comment"]
PREDICATES = {f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
LISTED_BY_IDENTIFIERS = {"ncit": "NCIT", "mondo": "MONDO", "doid": "DOID", "efo": "EFO", "mesh": "mesh"}
"""Prefixes of the vocabulary's identifiers that the mappings repeat, as CURIEs write them."""


def read(path: Path) -> tuple[dict[str, str], dict[str, str], list[dict[str, str]]]:
    """The curie_map, the other metadata, and the mappings."""
    text = path.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#") for line in text if line.startswith("#")]
    pairs = [line.split(": ", 1) for line in head if ": " in line]
    prefixes = {name.strip(): value for name, value in pairs if name.startswith("   ")}
    metadata = {name.strip(): value for name, value in pairs if not name.startswith("   ")}
    return prefixes, metadata, list(csv.DictReader(text[len(head) :], delimiter="\t"))


PATH = resource("ontology") / "mappings.sssom.tsv"
CURIES, METADATA, MAPPINGS = read(PATH)


def test_the_file_is_sssom() -> None:
    assert list(MAPPINGS[0]) == COLUMNS
    assert {"mapping_set_id", "mapping_set_version", "subject_source"} <= set(METADATA)
    for row in MAPPINGS:
        assert all(row[name] and row[name] == row[name].strip() for name in COLUMNS), row
        assert row["predicate_id"] in PREDICATES
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        for name in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[name].partition(":")[0] in CURIES, f"{row[name]}: its prefix is not in the curie_map"
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in MAPPINGS]
    assert sorted(set(keys)) == keys, "rows repeat, or are out of order"


def test_prefixes_are_used_and_are_those_of_the_code() -> None:
    used = {row[name].partition(":")[0] for row in MAPPINGS for name in row if name.endswith("_id") or name == "mapping_justification"}
    assert used == set(CURIES)
    assert {name: iri for name, iri in CURIES.items() if name in PREFIXES} == {name: PREFIXES[name] for name in CURIES if name in PREFIXES}


def subject_label(subject: str, ontology: Graph) -> str | None:
    if subject.startswith("aml:"):
        label = ontology.value(URIRef(expand(subject)), RDFS.label)
        return None if label is None else str(label)
    kind, _, key = subject.removeprefix("id:").partition("/")
    row = curated().rows.get((kind, key))
    return row.record.label if row and isinstance(row.record, Concept | Outcome) else None


def test_subjects_are_terms_of_ours_under_their_own_label(ontology: Graph) -> None:
    for row in MAPPINGS:
        assert subject_label(row["subject_id"], ontology) == row["subject_label"], row["subject_id"]


def test_matches_that_the_ontology_tells_are_among_them(ontology: Graph) -> None:
    rows = {
        (AML + row["subject_id"][4:], row["predicate_id"], row["object_id"]) for row in MAPPINGS if row["subject_id"].startswith("aml:")
    }
    for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.narrowMatch, SKOS.broadMatch, SKOS.relatedMatch):
        for term, value in ontology.subject_objects(predicate):
            if isinstance(term, URIRef):
                curie = re.sub(r"^http://purl.obolibrary.org/obo/([A-Z]+)_", r"\1:", str(value)).replace(PREFIXES["schema"], "schema:")
                assert (str(term), f"skos:{predicate.rpartition('#')[2]}", curie) in rows, f"{term} {value}"


def test_terms_of_the_vocabulary_are_mapped_as_its_identifiers_say() -> None:
    told = {
        (f"id:{one.subject}", f"skos:{one.match}Match", f"{LISTED_BY_IDENTIFIERS[one.prefix]}:{one.local_id}")
        for one in curated().all(Identifier)
        if one.subject.partition("/")[0] in {"concept", "outcome"} and one.prefix in LISTED_BY_IDENTIFIERS
    }
    rows = {(row["subject_id"], row["predicate_id"], row["object_id"]) for row in MAPPINGS}
    assert told - rows == set()


def test_all_subjects_expand_to_terms_of_this_base() -> None:
    assert all((CURIES[(parts := row["subject_id"].partition(":"))[0]] + parts[2]).startswith((AML, ID)) for row in MAPPINGS)


def listed(text: str) -> set[str]:
    """The identifiers that a text names, as CURIEs; ``CTO_0000203/204`` names two, and ``STATO:0000047 count, 0000607`` too."""
    found, prefix = {one.group(0) for one in re.finditer(r"\b(schema|pico):[A-Za-z]+", text)}, ""
    found |= {f"wikidata:{one.group(0)}" for one in re.finditer(r"\b[PQ]\d+\b", text)}
    for one in re.finditer(r"(?:\b([A-Z]{3,})[:_]|\b_|\b)(C?\d{4,})((?:/\d+)*)", text):
        prefix = one[1] or prefix
        local = one[2]
        found.add(f"{prefix}:{local}")
        found |= {f"{prefix}:{local[: -len(tail)]}{tail}" for tail in one[3].split("/") if tail}
    return found


def test_shortened_lists_are_read_out() -> None:
    assert listed("obo:CTO_0000203/204 and SEPIO_0000000 x, _0000183 direction; NCIT:C188813, C61512; wdt:P3098; schema:Drug") == {
        "CTO:0000203", "CTO:0000204", "SEPIO:0000000", "SEPIO:0000183", "NCIT:C188813", "NCIT:C61512", "wikidata:P3098", "schema:Drug",
    }  # fmt: skip


@pytest.fixture(scope="module")
def read_in_sources(shared_folder: Path) -> set[str]:
    with (shared_folder / "reference" / "identifiers.csv").open(encoding="utf-8", newline="") as stream:
        rows = {f"{LISTED_BY_IDENTIFIERS.get(row['prefix'], row['prefix'])}:{row['local_id']}" for row in csv.DictReader(stream)}
    return rows | listed((shared_folder / "reference" / "VOCABULARY.md").read_text(encoding="utf-8"))


def test_every_identifier_was_read_in_the_reference_folder(read_in_sources: set[str]) -> None:
    assert {row["object_id"] for row in MAPPINGS} - read_in_sources == set()


def test_an_identifier_from_nowhere_would_be_noticed(read_in_sources: set[str]) -> None:
    assert {"CTO:0009999", "NCIT:C1", "STATO:0000001"} & read_in_sources == set()
