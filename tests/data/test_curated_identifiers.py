"""Identifiers have the form of their system, and stand once for each thing."""

from __future__ import annotations

import re
from collections import defaultdict

from kb.records import Author, Document, Identifier, Reference, Study
from kb.sources import Holdings

# Bioregistry 0.15.6 (CC0), file bioregistry.json: its own pattern, or the one it takes over from MIRIAM or Wikidata.
PATTERNS = {
    "atc": r"[A-Z](\d+([A-Z]{1,2}(\d+)?)?)?",
    "chebi": r"\d+",
    "chembl.compound": r"CHEMBL\d+",
    "doid": r"\d+",
    "drugbank": r"DB\d{5}",
    "efo": r"\d{7}",
    "hgnc": r"\d{1,5}",
    "hp": r"\d{7}",
    "mesh": r"(C|D|Q)\d+",
    "mondo": r"\d{7}",
    "ncbigene": r"\d+",
    "ncit": r"(C|R|P|A|NHC)\d+",
    "rxnorm": r"[0-9]{1,7}",
    "unii": r"[0-9A-Z]{10}",
    "uniprot": r"([OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d([A-Z][A-Z0-9]{2}\d){1,2})",
    # CTCAE numbers its terms with MedDRA's codes, which are licensed; the terms' own names stand instead.
    "ctcae": r"[A-Z][A-Za-z]*( [A-Za-z-]+)*",
}
CLINICAL_TRIALS, ORCID = r"NCT\d{8}", r"\d{4}-\d{4}-\d{4}-\d{3}(\d|X)"
PUBMED = r"[1-9]\d{0,7}"
# Crossref's advice for matching DOIs (its blog, 2015), with its first pattern.
DOI = r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+"


def test_an_identifier_has_the_form_of_its_system(holdings: Holdings) -> None:
    for identifier in holdings.all(Identifier):
        assert identifier.prefix in PATTERNS, f"{identifier.key}: '{identifier.prefix}' is no system known here; use its Bioregistry prefix"
        assert re.fullmatch(PATTERNS[identifier.prefix], identifier.local_id), (
            f"{identifier.key}: '{identifier.local_id}' is not of {identifier.prefix}"
        )


def test_an_identifier_stands_once_and_exactly_for_one_thing(holdings: Holdings) -> None:
    exact: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = [(one.subject, one.prefix, one.local_id) for one in holdings.all(Identifier)]
    assert len(rows) == len(set(rows)), "an identifier of a thing stands twice"
    for one in holdings.all(Identifier):
        if one.match == "exact":
            exact[one.prefix, one.local_id].add(one.subject)
    shared = {identifier: sorted(subjects) for identifier, subjects in exact.items() if len(subjects) > 1}
    assert not shared, f"one identifier cannot be exactly two things; make one of them close: {shared}"


def test_dois_pubmed_and_trial_numbers_are_well_formed(holdings: Holdings) -> None:
    for document in (*holdings.all(Document), *holdings.all(Reference)):
        assert document.doi is None or re.fullmatch(DOI, document.doi), f"{document.key}: write the DOI without resolver: {document.doi}"
        assert document.pmid is None or re.fullmatch(PUBMED, document.pmid), (
            f"{document.key}: write the PubMed number in digits: {document.pmid}"
        )
    for study in holdings.all(Study):
        assert study.nct_id is None or re.fullmatch(CLINICAL_TRIALS, study.nct_id)
    for author in holdings.all(Author):
        assert author.orcid is None or orcid_is_valid(author.orcid), f"{author.key}: read the ORCID again: {author.orcid}"


def orcid_is_valid(orcid: str) -> bool:
    """Form and check digit (ISO 7064 11,2, as ORCID describes it)."""
    if not re.fullmatch(ORCID, orcid):
        return False
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return orcid[-1] == ("X" if check == 10 else str(check))


def test_works_of_one_document_differ(holdings: Holdings) -> None:
    for field in ("doi", "pmid"):
        named: dict[tuple[str, str], list[str]] = defaultdict(list)
        for reference in holdings.all(Reference):
            if value := getattr(reference, field):
                named[reference.cited_by, value.lower()].append(reference.key)
        twice = [keys for keys in named.values() if len(keys) > 1]
        assert not twice, f"one {field} at two references: {twice}"
