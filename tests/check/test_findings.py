"""All rules together: on the curated facts they find what the papers print wrong, and nothing else; keys and order are stable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.check import RULES, find
from kb.check.finding import SEVERITIES
from kb.names import mint
from kb.records import Concept
from kb.sources import Holdings, Source
from tests import examples as make

# Read in the papers. Lu: Table 3 (grades 3 and 4 and G3-4 of haematological toxicity, any event, Dizziness, heart failure), section 3.4
# and abstract (19, 95 %), section 4 (no cardiotoxicity), Table 2 (4 of 13 printed 30.76), abstract (9/13 printed 69.20), section 3.3
# (interval and range of event-free survival; dose of 33.75 against 24 in 2.2), sections 1 and 4 (remission under MEC, FLAG-IDA and
# CLAG-M), references 4 (S-HAM) and 11 (AML). Guo: Table 1 (FLAG-GO with cladribine, NCT04214249's date), Chen and Jiang against
# references 49 and 53.
EXPECTED = {
    "group-below-member": {
        "Any adverse events, grade 3 or worse: 18 of 20 in Table 3, but members have more: Hematological toxicity 19 in section 3.4",
        "Any adverse events, grade 4: 9 of 20",
        "Hematological toxicity, grade 4: 8 of 20",
    },
    "group-above-members": {"Hematological toxicity, grade 3: 6 of 20 in Table 3, more than its members there together: Anemia 4"},
    "absence-against-count": {"Cardiotoxicity is said in section 4 not to have occurred, but patients are counted: Heart failure, grade 2"},
    "restated-differently": {
        "14 of 20 (70.00 %) in Table 3, 19 of 20 in section 3.4 and 95 % in the abstract",
        "9 of 13 (69.20 %) in the abstract",
    },
    "duplicate-row": {"'Dizziness' and 'Dizziness[2]'"},
    "name-clash": {"'FLAG-GO'"},
    "past-date": {"2026-01-30"},
    "percent-of-count": {"9 of 13 is 69.23 %, printed as 69.20 %", "4 of 13 is 30.77 %, printed as 30.76 %"},
    "interval-beyond-range": {"3.94 months (range 1.18 to 6.41; interval 1.16 to 6.73) in section 3.3"},
    "dose-beyond-plan": {"up to 33.75 mg/m² per day given (section 3.3), more than the 24 mg/m² planned at most (section 2.2)"},
    "part-beyond-whole": {
        "is 40 to 60 % in section 1, but beyond that under some of them: 30 to 60 % under CLAG-M and FLAG-IDA in section 4"
    },
    "reference-mismatch": {
        "'Chen et al.' in section CAR-natural killer (NK) cell therapy is given reference 49 (Zhou",
        "'Jiang et al.' in section CAR-macrophage (CAR-M) cell therapy is given reference 53 (Guoyun",
        "non-Hodgkin lymphoma in section 1 is given reference 11 (Jiao et al. 2024), on acute myeloid leukaemia",
        "HAA, told with aclarubicin and cytarabine in section 1, is given reference 4 (Kern et al. 1998), without aclarubicin",
    },
}


def test_the_findings_on_the_papers_are_these_and_no_others():
    found = find(make.curated())
    by_rule = {rule: [one.label for one in found if one.rule == rule] for rule in {one.rule for one in found}}
    assert {rule: len(labels) for rule, labels in by_rule.items()} == {rule: len(parts) for rule, parts in EXPECTED.items()}
    for rule, parts in EXPECTED.items():
        assert all(any(part in label for label in by_rule[rule]) for part in parts), by_rule[rule]


def test_every_finding_points_at_statements_that_are_there():
    holdings = make.curated()
    for one in find(holdings):
        assert all(tuple(entity.split("/", 1)) in holdings.rows for entity in one.statements)


def test_every_rule_and_severity_is_in_the_vocabulary():
    concepts = {(concept.scheme, concept.key.partition(".")[2]) for concept in make.curated().all(Concept)}
    assert {key for scheme, key in concepts if scheme == "rule"} == set(RULES)
    assert {key for scheme, key in concepts if scheme == "severity"} == set(SEVERITIES)


def test_findings_are_the_worst_first_and_the_same_whatever_the_order_of_the_rows():
    holdings = make.curated()
    found = find(holdings)
    assert [SEVERITIES.index(one.severity) for one in found] == sorted(SEVERITIES.index(one.severity) for one in found)
    assert found == find(holdings)
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert mint("discrepancy", one.key)
    turned = Holdings([Source(source.graph, source.rows[::-1]) for source in holdings.sources])
    assert {(one.rule, frozenset(one.statements)) for one in find(turned)} == {(one.rule, frozenset(one.statements)) for one in found}


def changed(key, **change):
    """The curated facts with one record changed."""
    sources = [
        Source(
            source.graph, tuple(replace(row, record=replace(row.record, **change)) if row.record.key == key else row for row in source.rows)
        )
        for source in make.curated().sources
    ]
    return Holdings(sources)


@pytest.mark.parametrize(
    ("key", "change", "rule"),
    [
        ("lu-2025-crc-family-mac", {"n": 7}, "parts-of-total"),
        ("lu-2025-crc-family-ma-after-allo-hsct", {"denominator": 5}, "parts-of-total"),
        ("lu-2025-crc-pre-hsct", {"percent": make.Decimal("57.14")}, "parts-of-total"),
        ("lu-2025-crc-pre-hsct", {"percent": make.Decimal("44.86")}, "impossible-percent"),
        ("lu-2025-treated-mac-pre-hsct", {"n": 3}, "parts-of-total"),
        ("lu-2025-pre-hsct", {"size": 8}, "population-parts"),
        ("lu-2025-efs-after-allo-hsct", {"range_high": make.Decimal("12.41")}, "part-beyond-whole"),
        ("lu-2025-ae-anemia-g3", {"n": 5}, "severe-grades"),
        ("lu-2025-ae-fever-any", {"n": 19}, "grades-of-all"),
        ("guo-2026-nct04086264-prose", {"phases": ("3",)}, "record-conflict"),
        ("lu-2025-follow-up-abstract", {"value": make.Decimal("6.46")}, "restated-differently"),
        ("lu-2025-ae-text-immune-abnormalities-and-infections", {"percent": make.Decimal(35)}, "group-below-member"),
        ("lu-2025-ae-neurological-reactions-g1", {"n": 7}, "group-above-members"),
        ("lu-2025-os-after-allo-hsct", {"ci_low": make.Decimal("1.44")}, "interval-beyond-range"),
        ("lu-2025-dose-lipo-mit-pre-hsct", {"value": make.Decimal("25.00")}, "dose-beyond-plan"),
    ],
)
def test_a_figure_changed_in_the_facts_is_noticed(key, change, rule):
    before = {one.key for one in find(make.curated())}
    assert rule in {one.rule for one in find(changed(key, **change)) if one.key not in before}
