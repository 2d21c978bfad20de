"""Documents: papers, registry snapshots and cited references; their authors; and the anchors that point into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kb.records.declare import Anchored, Record, coded, flag, integer, place, refer, text, when


@dataclass(frozen=True, kw_only=True)
class Document(Anchored):
    """A paper or a registry snapshot whose statements the base holds."""

    kind, type_, file, also = "document", "aml:Document", "document.csv", ("bibo:Document", "prov:Entity")

    label: str = text("rdfs:label", "short citation, such as 'Lu et al. 2025'", required=True)
    title: str = text("dcterms:title", "title as printed", required=True)
    document_kind: str = coded("aml:documentKind", "document-kind", "primary, review, registry or cited", required=True)
    journal: str | None = text("aml:journal", "journal as printed")
    publisher: str | None = text("dcterms:publisher", "publisher")
    year: str | None = text("aml:year", "year of publication as printed")
    volume: str | None = text("bibo:volume", "volume")
    issue: str | None = text("bibo:issue", "issue")
    pages: str | None = text("bibo:pages", "pages, or the article's number")
    doi: str | None = text("bibo:doi", "DOI without resolver")
    pmid: str | None = text("bibo:pmid", "PubMed identifier")
    url: str | None = text("aml:url", "address printed, where there is no DOI")
    received: str | None = when("dcterms:dateSubmitted", "date received")
    revised: str | None = when("aml:revised", "date revised")
    accepted: str | None = when("dcterms:dateAccepted", "date accepted")
    published: str | None = when("dcterms:issued", "date published online")
    licence: str | None = text("dcterms:license", "licence's short name")
    rights_holder: str | None = text("dcterms:rightsHolder", "holder of the copyright as printed")
    keywords: tuple[str, ...] = text("dcterms:subject", "keywords as printed", many=True)
    text_file: str | None = text("aml:textFile", "file name of the text that anchors are checked against")
    text_sha256: str | None = text("aml:textHash", "SHA-256 of that text, hexadecimal")


@dataclass(frozen=True, kw_only=True)
class Author(Anchored):
    """A person's authorship of a document, in printed order."""

    kind, type_, file = "author", "aml:Author", "authors.csv"

    document: str = refer("aml:authorOf", "document", "the document written", required=True)
    position: int = integer("aml:position", "place in the list of authors, from 1", required=True)
    label: str = text("rdfs:label", "name as printed", required=True)
    orcid: str | None = text("aml:orcid", "ORCID as printed, without resolver")
    corresponding: bool | None = flag("aml:corresponding", "is a corresponding author")
    equal_contribution: bool | None = flag("aml:equalContribution", "is said to have contributed equally")
    affiliations: tuple[str, ...] = text("aml:affiliation", "affiliations as printed", many=True)


@dataclass(frozen=True, kw_only=True)
class Reference(Anchored):
    """A numbered entry of a document's list of references; the cited work as a document of its own."""

    kind, type_, file, also = "document", "aml:CitedReference", "references.csv", ("aml:Document", "bibo:Document")

    cited_by: str = refer("cito:isCitedBy", "document", "the document whose list this stands in", required=True)
    number: int = integer("aml:referenceNumber", "number in that list", required=True)
    label: str = text("rdfs:label", "short citation, such as 'Gojo et al. 2019'", required=True)
    title: str = text("dcterms:title", "title as printed", required=True)
    authors: tuple[str, ...] = text("aml:authorName", "authors as printed, in order", many=True, ordered=True)
    et_al: bool | None = flag("aml:etAl", "the printed list of authors is cut short")
    journal: str | None = text("aml:journal", "journal as printed")
    year: str | None = text("aml:year", "year as printed")
    volume: str | None = text("bibo:volume", "volume")
    issue: str | None = text("bibo:issue", "issue or supplement")
    pages: str | None = text("bibo:pages", "pages, or the article's number, as printed")
    doi: str | None = text("bibo:doi", "DOI as printed, without resolver")
    pmid: str | None = text("bibo:pmid", "PubMed identifier as printed")
    url: str | None = text("aml:url", "address printed")


@dataclass(frozen=True, kw_only=True)
class Anchor(Record):
    """Where a document says something: a paragraph or a table's cell, and the fragment found there."""

    kind, type_, also = "anchor", "aml:Anchor", ("oa:SpecificResource",)

    document: str = refer("oa:hasSource", "document", "the document", required=True)
    label: str = text("rdfs:label", "place in words", required=True)
    place: Any = place("aml:place", "place as the curator wrote it", required=True)
    fragment: str = text("aml:fragment", "the fragment, as printed", required=True)
    section: str | None = text("aml:section", "section, outside tables")
    paragraph: int | None = integer("aml:paragraph", "number of the paragraph in its section, from 1")
    table: str | None = text("aml:table", "table's name")
    row: str | None = text("aml:row", "row's header, with the headers above it")
    column: str | None = text("aml:column", "column's header")
