"""Every count with its denominator is recomputed, once, in a record of its own; those of outcomes with the exact interval."""

import pytest

from kb.infer.proportions import SETTLED, proportions
from kb.records import Outcome
from tests import examples as make


def test_a_proportion_names_its_statement_its_method_and_its_interval():
    statement = make.result("crc", n=9, denominator=13, percent="69.20", key="doe-2020-crc")
    (computed,) = proportions(make.holdings(statement))
    assert (computed.key, computed.of) == ("result-doe-2020-crc", "result/doe-2020-crc")
    assert [str(computed.percent), str(computed.ci_low), str(computed.ci_high), str(computed.ci_level)] == ["69.23", "38.57", "90.91", "95"]
    assert "Clopper" in computed.method


def test_every_kind_of_statement_is_recomputed_whatever_its_voice():
    statements = [
        make.result(n=1, denominator=2, voice="restated"),
        make.baseline("Sex", "Male", n=1, denominator=2),
        make.event("anemia", "3", 1),
    ]
    assert len({computed.key for computed in proportions(make.holdings(*statements))}) == 3


def test_what_has_no_count_or_cannot_be_a_share_is_left_out():
    statements = [make.result(percent="40"), make.result(n=3), make.result(n=5, denominator=4), make.result(n=0, denominator=0)]
    assert proportions(make.holdings(*statements)) == []


def test_each_count_of_the_papers_is_recomputed():
    computed = {one.of: one for one in proportions(make.curated())}
    assert str(computed["result/lu-2025-crc-after-allo-hsct-abstract"].ci_low) == "38.57"
    assert str(computed["result/guo-2026-zeidner-2019-cr-cri"].percent) == "46.43"


def kind_of(outcome, kind):
    return Outcome(key=outcome, label=outcome, outcome_kind=kind, definition="x", source="x")


@pytest.mark.parametrize(
    ("kind", "has_interval"),
    [("response", True), ("survival", True), ("safety", True), ("expression", True), ("disposition", False), ("exposure", False)],
)
def test_an_interval_is_of_how_patients_fared_not_of_what_was_done_with_them(kind, has_interval):
    statement = make.result("it", n=6, denominator=20, percent="30.00")
    (computed,) = proportions(make.holdings(kind_of("it", kind), statement))
    assert str(computed.percent) == "30.00"
    assert [value is not None for value in (computed.ci_low, computed.ci_high, computed.ci_level)] == [has_interval] * 3
    assert ("Clopper" in computed.method) is has_interval


def test_a_baseline_characteristic_has_no_interval_and_an_adverse_event_has():
    came_with, befell = make.baseline("Sex", "Male", n=10, denominator=20), make.event("anemia", "3", 4)
    computed = {one.of: one for one in proportions(make.holdings(came_with, befell))}
    assert (str(computed[f"baseline/{came_with.key}"].percent), computed[f"baseline/{came_with.key}"].ci_low) == ("50.00", None)
    # by binomtest of scipy, method "exact"
    event = computed[f"adverse-event/{befell.key}"]
    assert [str(event.ci_low), str(event.ci_high)] == ["5.73", "43.66"]


def test_the_shares_given_each_regimen_of_the_paper_have_a_percentage_and_no_interval():
    computed = {one.of: one for one in proportions(make.curated())}
    one = computed["result/lu-2025-treated-mac-after-allo-hsct"]
    assert (str(one.percent), one.ci_low, one.ci_high, one.ci_level) == ("30.77", None, None, None)
    settled = {outcome.key for outcome in make.curated().all(Outcome) if outcome.outcome_kind in SETTLED}
    assert {"treated", "dli-given", "prior-allo-hsct", "enrolled"} <= settled
    assert not {"crc", "orr", "mrd-negativity", "os"} & settled
