"""Whole snapshots: every place holds its fragment, sources stand up to the checks of a build, two snapshots share their terms."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Graph

from kb.build import hold
from kb.check import find
from kb.check.shapes import check_shapes
from kb.names import GRAPH, mint
from kb.places import resource
from kb.records import Anchored, Population
from kb.registry import read_source
from kb.sources import Row, Source
from kb.triples import line, source_quads
from kb.values import Place
from loaders.registry.event_terms import EventTerms, curated_terms
from loaders.registry.trial import Trial
from loaders.registry.unmatched import Unmatched
from tests.loaders.registry_outcomes.conftest import WITH_RESULTS, Load, as_trial, facts_of, snapshot

DOC, OLDER = "ctgov-2025-04", "ctgov-2020-07"
NAMES = (
    *WITH_RESULTS, "ctgov-v2/NCT03386513", "ctgov-v2/NCT03358719", "ctgov-v2/NCT04086264", "aml-csv-2025/NCT04097301",
    "aml-csv-2025/NCT03602898", "aml-csv-2025/NCT02775903", "aml-csv-2025/NCT01371981",
)  # fmt: skip


def at(record: dict[str, Any], place: Place) -> Any:
    """What stands at a place of a record."""
    path = ".".join(place.steps)
    section = "resultsSection" if re.match(r"(outcomeMeasures|adverseEvents|baselineCharacteristics)Module", path) else "protocolSection"
    value: Any = record[section]
    for name, number in re.findall(r"([A-Za-z]+)|\[(\d+)\]", path):
        value = value[name] if name else value[int(number)]
    return value


@pytest.mark.parametrize("name", NAMES)
def test_every_fragment_stands_at_its_place(load: Load, name: str) -> None:
    record = load(name)
    facts = facts_of(as_trial(record, name), DOC, EventTerms(curated_terms()), Unmatched())
    assert facts
    for fact in facts:
        assert fact.at and len(fact.at) == len(fact.fragment)
        for place, fragment in zip(fact.at, fact.fragment, strict=True):
            assert place.head == name.rpartition("/")[2]
            assert fragment and len(fragment) <= 200 and fragment in " ".join(str(at(record, place)).split()), (fact.key, place)


@pytest.fixture(scope="module")
def sources(load: Load) -> list[Source]:
    """The vocabulary and two snapshots that tell of the same trials."""
    some = [as_trial(load(name), name) for name in NAMES if "NCT02513394" not in name]
    vocabulary = read_source("vocabulary", resource("data") / "vocabulary")
    (terms, one), (further, other) = snapshot(DOC, some), snapshot(OLDER, [trial for trial in some if trial.results])
    posted_terms = {row.entity: row for row in (*terms.rows, *further.rows)}  # a build gathers those of a portion in one place
    return [vocabulary, replace(terms, rows=tuple(posted_terms.values())), one, other]


def test_two_snapshots_are_held_together(sources: list[Source]) -> None:
    holdings = hold(sources)
    assert {source.graph for source in holdings.sources} >= {DOC, OLDER}
    assert len([one for one in holdings.all(Population) if one.study == "NCT01207388" and not one.part_of]) == 2


def test_a_term_is_the_same_whichever_snapshot_posts_it(sources: list[Source]) -> None:
    quads = [quad for source in sources if not source.is_document for quad in source_quads(source)]
    about = {quad for quad in quads if quad[0].endswith("/term/posted-hypotension>")}
    assert len([quad for quad in about if quad[1].endswith("#label>")]) == 1
    assert {quad[3].rpartition("/")[2] for quad in about} == {"vocabulary>"}


def test_rules_find_in_posted_figures_only_what_the_records_have(sources: list[Source]) -> None:
    """NCT02856893 lists one serious event twice, and NCT00763412 tells of 8 patients from one country in groups of 4; that is all."""
    told = [one for one in find(hold(sources)) if any(DOC in statement for statement in one.statements)]
    assert {re.search(r"nct\d{8}", statement)[0] for one in told for statement in one.statements} <= {"nct02856893", "nct00763412"}
    assert {one.rule for one in told} <= {"restated-differently", "duplicate-row", "beyond-denominator"}


def test_facts_are_the_same_each_time(posted: dict[str, Trial]) -> None:
    trial = posted["NCT01207388"]
    once, again = (facts_of(trial, DOC, EventTerms(curated_terms()), Unmatched()) for _ in range(2))
    assert once == again and len({(one.kind, one.key) for one in once}) == len(once)


def test_a_group_told_twice_takes_no_ones_key(load: Load) -> None:
    record = load("ctgov-v2-converted/NCT01207388")
    measure = record["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]
    measure["classes"][0]["categories"][0]["measurements"] *= 2
    events = record["resultsSection"]["adverseEventsModule"]
    events["seriousEvents"][0]["stats"] *= 2
    events["eventGroups"][0]["id"] = events["eventGroups"][0]["id"] + " / x"
    facts = facts_of(as_trial(record), DOC, EventTerms(curated_terms()), Unmatched())
    assert len({(one.kind, one.key) for one in facts}) == len(facts)
    assert all(mint(one.kind, one.key) for one in facts)


def test_a_hostile_record_is_read_without_harm() -> None:
    odd: dict[str, Any] = {
        "outcomeMeasuresModule": {
            "outcomeMeasures": [None, {"title": 5}, {"title": "Overall survival", "classes": [{"categories": "x"}, 7]}]
        },
        "adverseEventsModule": {
            "eventGroups": [{"id": "E1"}],
            "seriousEvents": [{"term": "Nausea", "stats": [{"groupId": "E9"}]}],
            "otherEvents": 3,
        },
        "baselineCharacteristicsModule": [],
    }
    trial = Trial("NCT00000001", "2025-04", "made-up.json", results=odd)
    (population,) = facts_of(trial, DOC, EventTerms(()), Unmatched())
    assert population.kind == "population"


def test_shapes_hold_for_a_snapshot(sources: list[Source], posted: dict[str, Trial], tmp_path: Path) -> None:
    """Against the lists, outcomes and terms of the vocabulary, whose own places lie in papers that are left out here."""
    rows = [row for row in sources[0].rows if row.record.kind in ("concept", "outcome", "term")]
    bare = [Row(replace(row.record, at=(), fragment=()), row.origin) for row in rows if isinstance(row.record, Anchored)]
    trials = [posted[number] for number in ("NCT01207388", "NCT02856893", "NCT02369484", "NCT00763412", "NCT06094296")]
    quads = [quad for source in (Source("vocabulary", tuple(bare)), *snapshot(DOC, trials)) for quad in source_quads(source)]
    headers = Graph().parse(resource("ontology") / "schemes.ttl", format="turtle")
    lists = [f"<{subject}> <{RDF.type}> <{kind}> <{GRAPH}vocabulary> .\n" for subject, kind in headers.subject_objects(RDF.type)]
    (tmp_path / "dump.nq").write_text("".join([*map(line, quads), *lists]), encoding="utf-8")
    assert [str(fault) for fault in check_shapes([tmp_path / "dump.nq"], warnings=True)] == []
