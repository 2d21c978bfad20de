"""Every count with its denominator is recomputed, once, in a record of its own."""

from kb.infer.proportions import proportions
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
