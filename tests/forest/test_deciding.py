"""A pool exists only of own, counted, comparable results of groups that share nobody; else the reasons are told in words."""

from __future__ import annotations

import pytest

from kb.forest import Quantities, Quantity, decide
from kb.forest.patients import Patients, Whom
from kb.names import mint
from kb.tables import Item, SheetRow


def of_outcome(held: Quantities, outcome: str) -> list[Quantity]:
    return [quantity for quantity in held.of.values() if quantity.key("outcome") == outcome]


def test_four_comparable_studies_are_pooled_and_parts_and_restated_rows_left_out(made_up: Quantities) -> None:
    # Expected: statsmodels 0.15.0, combine_effects(logits, variances, method_re="iterated"), with Student's quantile by scipy.
    decision = decide(of_outcome(made_up, "crc"), made_up.patients, made_up.comparable)
    assert decision.pooled is not None
    assert (decision.pooled.groups, decision.pooled.patients) == (4, 146)
    assert decision.pooled.percent == pytest.approx(58.90162850331365, abs=1e-6)
    assert (decision.pooled.low, decision.pooled.high) == pytest.approx((35.42024523868177, 78.92512248022197), abs=1e-6)
    standing = {iri.rpartition("/")[2]: text for iri, text in decision.standing.items()}
    assert standing["doe-2020-crc-one-old"] == "part of the patients of another row"
    assert standing["doe-2020-restated"] == "restated from another work"
    assert sorted(standing.values()).count("in the pool") == 4


@pytest.mark.parametrize("outcome", ["crc", "orr", "cr", "cr-cri", "mrd-negativity", "treated"])
def test_nothing_of_the_two_papers_is_pooled(shipped: Quantities, outcome: str) -> None:
    decision = decide(of_outcome(shipped, outcome), shipped.patients, shipped.comparable)
    assert decision.pooled is None
    assert decision.text.startswith("Not pooled: ")
    assert decision.reasons


def quantity(study: str, n: int | None = 20, of: int | None = 40, **cells: str) -> Quantity:
    """A counted result of a study of its own; cells are told by the keys of what they hold."""
    told = {"statistic": "statistic.proportion", "voice": "voice.own", "endpoint": "same", "line": "line.salvage", **cells}
    kinds = {"endpoint": "endpoint", "time_point": ""}
    items = {
        name: (Item(key, mint(kind, key) if (kind := kinds.get(name, "concept")) else ""),)
        for name, key in told.items()
        if key and name not in ("arm", "population")
    }
    numbers = {name: (Item(str(number)),) for name, number in (("n", n), ("denominator", of)) if number is not None}
    whom = Whom(study, cells.get("arm", ""), "", cells.get("population", ""))
    return Quantity(SheetRow(mint("result", f"r-{study}{cells.get('arm', '')}{cells.get('population', '')}"), {**items, **numbers}), whom)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, ""),
        ({"endpoint": "other"}, "endpoints are defined differently"),
        ({"endpoint": ""}, "endpoints are defined differently"),
        ({"time_point": "after two cycles"}, "measured at different times"),
        ({"line": "line.first"}, "different lines of therapy"),
        ({"n": None}, "fewer than three"),
        ({"voice": "voice.restated"}, "fewer than three"),
        ({"statistic": "statistic.rate-at-time"}, "fewer than three"),
        ({"n": 40}, "in a group none or all had the event, and such a share has no logit"),
        ({"n": 0}, "in a group none or all had the event, and such a share has no logit"),
    ],
)
def test_each_reason_alone_prevents_a_pool(changed: dict[str, object], reason: str) -> None:
    rows = [quantity("a"), quantity("b", 21, 42), quantity("c", **changed)]  # type: ignore[arg-type]
    decision = decide(rows, Patients(), frozenset())
    assert decision.reasons == ((reason,) if reason else ())
    assert (decision.pooled is None) == bool(reason)


def test_rows_on_the_same_patients_are_not_pooled() -> None:
    rows = [quantity("a"), quantity("a", 10, 40, population="p"), quantity("a", 11, 40, population="q"), quantity("b"), quantity("c")]
    decision = decide(rows[1:], Patients(), frozenset())
    assert "rows overlap: the same patients" in decision.reasons


def test_endpoints_of_several_studies_must_be_alike_by_pairs() -> None:
    rows = [quantity(study, endpoint=study) for study in "abc"]
    pairs = {(mint("endpoint", one), mint("endpoint", other)) for one in "abc" for other in "abc" if one != other}
    assert decide(rows, Patients(), frozenset(pairs)).pooled
    fewer = frozenset(pair for pair in pairs if "c" not in {one[-1] for one in pair})
    assert decide(rows, Patients(), fewer).reasons == ("endpoints are defined differently",)


def test_arms_of_one_study_alone_are_not_pooled() -> None:
    rows = [quantity("a", arm=arm) for arm in ("x", "y", "z")]
    assert decide(rows, Patients(), frozenset()).reasons == ("all of one study, whose own total tells more",)
