"""Regimens: the same set is the same regimen; containment and families follow from the sets."""

from __future__ import annotations

from kb import records as r
from kb.infer.regimens import arm_regimens, regimens
from kb.sources import Holdings, Row, Source


def holdings(*found: r.Record) -> Holdings:
    return Holdings([Source("vocabulary", tuple(Row(record, f"test:{place}") for place, record in enumerate(found)))])


def arm(key: str, *agents: str, classes: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> list[r.Record]:
    def part(name: str, option: str, **what: str) -> r.Component:
        return r.Component(key=f"{key}-{name}-{option}", arm=key, component_role="backbone", option=option, **what)  # type: ignore[arg-type]

    return [
        r.Arm(key=key, study="s", label=key),
        *(part(name, "required", agent=name) for name in agents),
        *(part(name, "required", agent_class=name) for name in classes),
        *(part(name, "optional", agent=name) for name in optional),
    ]


def test_arms_of_the_same_set_share_a_regimen_whatever_the_order() -> None:
    base = holdings(*arm("one", "mit", "arac"), *arm("two", "arac", "mit"), *arm("three", "arac"))
    assert len(regimens(base)) == 2
    made = {found.key: found.regimen for found in arm_regimens(base)}
    assert made["one"] == made["two"] != made["three"]


def test_a_class_or_an_optional_agent_makes_another_regimen() -> None:
    base = holdings(*arm("one", "aza"), *arm("two", "aza", classes=("anti-pd-1",)), *arm("three", "aza", optional=("ven",)))
    assert len({found.regimen for found in arm_regimens(base)}) == 3


def test_a_regimen_contains_those_whose_parts_it_holds() -> None:
    base = holdings(*arm("mac", "mit", "arac", "ctx"), *arm("ma", "mit", "arac"), *arm("other", "mit", "vp16"))
    contains = {found.key: found.contains for found in regimens(base)}
    assert contains == {"arac+ctx+mit": ("arac+mit",), "arac+mit": (), "mit+vp16": ()}


def test_a_family_takes_what_it_includes_and_leaves_what_it_excludes() -> None:
    family = r.RegimenFamily(key="ma-based", study="s", label="MA-based", includes=("mit", "arac"), excludes=("ctx",))
    base = holdings(family, *arm("mac", "mit", "arac", "ctx"), *arm("ma", "mit", "arac"), *arm("mas", "mit", "arac", "selinexor"))
    assert {found.key: found.families for found in regimens(base)} == {
        "arac+ctx+mit": (),
        "arac+mit": ("ma-based",),
        "arac+mit+selinexor": ("ma-based",),
    }


def test_an_optional_agent_does_not_make_a_member_but_an_excluded_one_bars() -> None:
    family = r.RegimenFamily(key="ma-based", study="s", label="MA-based", includes=("mit", "arac"), excludes=("ctx",))
    base = holdings(family, *arm("maybe", "mit", optional=("arac",)), *arm("barred", "mit", "arac", optional=("ctx",)))
    assert [found.families for found in regimens(base)] == [(), ()]


def test_a_name_is_given_to_the_set_it_stands_for() -> None:
    name = r.RegimenName(key="mec", label="MEC", agents=("mit", "vp16", "arac"), source="s")
    base = holdings(name, *arm("one", "arac", "mit", "vp16"), *arm("two", "arac", "mit"))
    assert {found.key: found.names for found in regimens(base)} == {"arac+mit+vp16": ("MEC",), "arac+mit": ()}
