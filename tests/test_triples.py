"""Records to quads: one function over the declarations, read back by an independent parser."""

from __future__ import annotations

from decimal import Decimal

import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kb import records, triples
from kb.names import expand, mint
from kb.sources import Row, Source
from kb.values import read_place

GRAPH = "https://example.org/g"


def parsed(quads: object) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data="".join(map(triples.line, quads)), format="nquads")  # type: ignore[call-overload]
    return dataset


def result(**more: object) -> records.Result:
    return records.Result(key="doe-2025-crc", study="s", statistic="proportion", voice="own", outcome="crc", **more)  # type: ignore[arg-type]


def test_a_number_stands_typed_and_as_printed() -> None:
    graph = parsed(triples.quads(result(percent=Decimal("60.00"), n=12), GRAPH))
    subject = rdflib.URIRef(mint("result", "doe-2025-crc"))
    assert graph.value(subject, rdflib.URIRef(expand("aml:percent"))).toPython() == Decimal("60.00")
    assert str(graph.value(subject, rdflib.URIRef(expand("aml:percentAsPrinted")))) == "60.00"
    assert graph.value(subject, rdflib.URIRef(expand("aml:n"))).toPython() == 12
    assert graph.value(subject, rdflib.URIRef(expand("aml:denominator"))) is None


def test_terms_and_references_become_iris_of_their_kind() -> None:
    graph = parsed(triples.quads(result(references=("doe-2025-r1",)), GRAPH))
    subject = rdflib.URIRef(mint("result", "doe-2025-crc"))
    assert graph.value(subject, rdflib.URIRef(expand("aml:statistic"))) == rdflib.URIRef(mint("concept", "statistic.proportion"))
    assert graph.value(subject, rdflib.URIRef(expand("aml:reference"))) == rdflib.URIRef(mint("document", "doe-2025-r1"))


def test_dates_are_typed_as_far_as_they_are_known() -> None:
    for text, datatype in (("2026", "gYear"), ("2026-08", "gYearMonth"), ("2026-08-31", "date")):
        record = records.TrialRecord(key="doe-2025-t", study="NCT00000000", as_of="2025-01-01", completion_date=text)
        graph = parsed(triples.quads(record, GRAPH))
        value = graph.value(rdflib.URIRef(mint("trial-record", "doe-2025-t")), rdflib.URIRef(expand("aml:completionDate")))
        assert isinstance(value, rdflib.Literal)
        assert (str(value), value.datatype) == (text, rdflib.XSD[datatype])


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",))))
def test_any_text_survives(text: str) -> None:
    record = result(note=text or "x")
    graph = parsed(triples.quads(record, GRAPH))
    value = graph.value(rdflib.URIRef(mint("result", "doe-2025-crc")), rdflib.RDFS.comment)
    assert str(value) == (text or "x")


def test_a_statement_carries_its_document_and_its_anchor_with_a_quotation_selector() -> None:
    place = read_place("Table 2 > Lipo-MIT + Ara-C > CRc rate (%)")
    row = Row(result(at=(place,), fragment=("50.00",)), "doe-2025/results.csv:2")
    graph = parsed(triples.source_quads(Source("doe-2025", (row,))))
    subject = rdflib.URIRef(mint("result", "doe-2025-crc"))
    assert graph.value(subject, rdflib.URIRef(expand("aml:statedIn"))) == rdflib.URIRef(mint("document", "doe-2025"))
    anchor = graph.value(subject, rdflib.URIRef(expand("aml:anchor")))
    assert str(graph.value(anchor, rdflib.URIRef(expand("aml:column")))) == "CRc rate (%)"
    selector = graph.value(anchor, rdflib.URIRef(expand("oa:hasSelector")))
    assert str(graph.value(selector, rdflib.URIRef(expand("oa:exact")))) == "50.00"


def test_an_ordered_list_keeps_its_order_in_one_literal() -> None:
    record = records.Reference(key="doe-2025-r1", cited_by="doe-2025", number=1, label="A 2020", title="T", authors=("Zed A", "Abe B"))
    graph = parsed(triples.quads(record, GRAPH))
    assert str(graph.value(rdflib.URIRef(mint("document", "doe-2025-r1")), rdflib.URIRef(expand("aml:authorName")))) == "Zed A; Abe B"
