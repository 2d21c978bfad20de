"""Statements of one quantity meet, those of different ones do not, and the best place comes first."""

import pytest

from kb.infer.measurements import Groups, measurements, quantity, reported
from tests import examples as make


def grouped(holdings):
    return {frozenset(one.reports) for one in measurements(holdings)}


def alone(*statements):
    return {frozenset([f"{s.kind}/{s.key}"]) for s in statements}


def together(*statements):
    return {frozenset(f"{s.kind}/{s.key}" for s in statements)}


def test_table_comes_before_text_and_text_before_abstract():
    abstract = make.result(percent="69.20", at="Abstract p3")
    discussion = make.result(percent="69.23", at="4 p5")
    results = make.result(percent="69.23", at="Abstract p1|3.3 p1")
    table = make.result(n=9, denominator=13, at="Table 2 > CR > All")
    (one,) = measurements(make.holdings(abstract, discussion, results, table))
    assert one.reports == tuple(f"result/{s.key}" for s in (table, results, discussion, abstract))
    assert one.main == f"result/{table.key}"
    assert one.key == f"result-{table.key}"


def test_section_ten_comes_after_section_nine():
    tenth, ninth = make.result(percent="1", at="10 p1"), make.result(percent="1", at="9 p2")
    (one,) = measurements(make.holdings(tenth, ninth))
    assert one.main.endswith(ninth.key)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "crc"},
        {"family": "doe-2020-family"},
        {"population": "doe-2020-part"},
        {"statistic": "median"},
        {"study": "NCT00000002"},
        {"references": ("doe-2020-r1",)},
    ],
)
def test_another_quantity_stays_apart(change):
    people = make.population("all"), make.population("part", part_of="doe-2020-all")
    one, other = make.result(percent="40"), make.result(percent="50", **change)
    assert grouped(make.holdings(*people, one, other)) == alone(one, other)


def test_a_count_of_patients_is_the_numerator_of_their_share():
    table, text = make.event("anemia", "3-4", 14), make.event("anemia", "3-4", 14, None, statistic="count", at="3.4 p1")
    assert grouped(make.holdings(table, text)) == together(table, text)


def test_grades_and_categories_tell_statements_apart():
    statements = make.event("anemia", "3", 1), make.event("anemia", "4", 1), make.baseline("Sex", "Male"), make.baseline("Sex", "Female")
    assert grouped(make.holdings(*statements)) == alone(*statements)


def test_a_statement_without_a_time_goes_with_the_only_time_there_is():
    timed, untimed = make.result(percent="40", time_point="After one  cycle"), make.result(percent="40")
    again = make.result(percent="40", time_point="after one cycle")
    (one,) = reported(make.holdings(timed, untimed, again))
    assert len(one.statements) == 3
    assert one.time == "after one cycle"


def test_a_statement_without_a_time_stays_alone_where_there_are_several():
    first, fifth, untimed = (make.result(percent="40", time_point=t) for t in ("1 year", "5 years", None))
    assert grouped(make.holdings(first, fifth, untimed)) == alone(first, fifth, untimed)


def test_events_said_to_be_related_in_different_ways_stay_apart():
    treatment, immune = (make.event("rash", "any", 1, relatedness=r) for r in ("treatment-related", "immune-related"))
    unsaid = make.event("rash", "any", 1, relatedness="not-stated")
    assert grouped(make.holdings(treatment, immune)) == alone(treatment, immune)
    assert grouped(make.holdings(treatment, unsaid)) == together(treatment, unsaid)


def test_the_whole_study_is_one_group_however_it_is_put():
    whole = make.population("all", 20)
    arms = make.arm("arm-all", arm_role="whole-study", population="doe-2020-all"), make.arm("arm-a", arm_role="regimen-group")
    statements = make.result(), make.result(arm="doe-2020-arm-all"), make.result(population="doe-2020-all")
    assert grouped(make.holdings(whole, *arms, *statements)) == together(*statements)


def test_the_only_arm_of_a_study_is_the_study():
    statements = make.result(arm="doe-2020-arm"), make.result()
    assert grouped(make.holdings(make.arm("arm"), *statements)) == together(*statements)


def test_naming_a_larger_group_adds_nothing_to_an_arm():
    people = make.population("all", 20), make.population("part", 13, part_of="doe-2020-all")
    arms = make.arm("arm-a", 6, population="doe-2020-all"), make.arm("arm-b", 14, population="doe-2020-all")
    bare, whole, part = (make.result(arm="doe-2020-arm-a", population=p) for p in (None, "doe-2020-all", "doe-2020-part"))
    holdings = make.holdings(*people, *arms, bare, whole, part)
    assert grouped(holdings) == together(bare, whole) | alone(part)
    groups = Groups(holdings)
    assert [groups.size(quantity(holdings, groups, s)) for s in (bare, part)] == [6, None]


def test_the_share_given_a_regimen_is_a_share_of_the_population():
    people, arms = make.population("all", 20), (make.arm("a", 6), make.arm("b", 14))
    treated = make.result("treated", arm="doe-2020-a", percent="30")
    holdings = make.holdings(people, *arms, treated)
    groups = Groups(holdings)
    assert groups.size(quantity(holdings, groups, treated)) == 20


def test_every_statement_of_the_papers_is_in_one_measurement():
    reports = [report for one in measurements(make.curated()) for report in one.reports]
    assert len(reports) == len(set(reports)) > 500
    assert len({one.key for one in measurements(make.curated())}) == len(measurements(make.curated()))


def test_the_remission_rate_after_transplantation_is_one_measurement_printed_three_times():
    one = next(m for m in measurements(make.curated()) if "result/lu-2025-crc-after-allo-hsct" in m.reports)
    assert one.reports == tuple(f"result/lu-2025-crc-after-allo-hsct{end}" for end in ("", "-discussion", "-abstract"))
