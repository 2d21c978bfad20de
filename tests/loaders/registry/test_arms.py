"""What each arm is given: by links between arms and interventions, else by labels and titles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from loaders.registry.arms import arms_given, telling
from loaders.registry.trial import ArmGroup, Intervention, Trial
from tests.loaders.registry.given import recogniser


def trial(**fields: Any) -> Trial:
    return Trial(nct_id="NCT00000001", as_of="2025-04", origin="made up", **fields)


def drug(name: str, *labels: str, other: tuple[str, ...] = (), kind: str = "DRUG") -> Intervention:
    return Intervention(name, kind, other, labels, path=f"armsInterventionsModule.interventions[{name}]")


def given(one: Trial) -> dict[str, set[str]]:
    return {
        arm.arm.label if arm.arm else "*": {source.given.entity.partition("/")[2] for source in arm.sources}
        for arm in arms_given(one, recogniser())
    }


def test_an_arm_gets_what_it_names_and_what_names_it() -> None:
    arms = (
        ArmGroup("A", "EXPERIMENTAL", ("Drug: Venetoclax", "Drug: Azacitidine")),
        ArmGroup("B", "PLACEBO_COMPARATOR", ("Drug: Placebo", "Drug: Azacitidine")),
        ArmGroup("C", "OTHER"),
    )
    drugs = (drug("Venetoclax"), drug("Azacitidine"), drug("Placebo"), drug("Cytarabine", "C"))
    assert given(trial(arms=arms, interventions=drugs)) == {"A": {"venetoclax", "azacitidine"}, "B": {"azacitidine"}, "C": {"cytarabine"}}


def test_a_record_without_arms_is_one_arm() -> None:
    assert given(trial(interventions=(drug("Venetoclax"), drug("Azacitidine")))) == {"*": {"venetoclax", "azacitidine"}}


def test_arms_that_link_to_nothing_leave_the_whole_study_as_the_arm() -> None:
    assert given(trial(arms=(ArmGroup("A"), ArmGroup("B")), interventions=(drug("Venetoclax"),))) == {"*": {"venetoclax"}}


def test_an_arm_of_unknown_names_is_told_by_its_label() -> None:
    arms = (ArmGroup("Decitabine + venetoclax", "EXPERIMENTAL", ("Drug: Study drugs",)),)
    assert given(trial(arms=arms, interventions=(drug("Study drugs"),))) == {"Decitabine + venetoclax": {"decitabine", "venetoclax"}}


def test_a_placebo_arm_is_not_told_by_its_label() -> None:
    arms = (ArmGroup("Placebo to venetoclax", "PLACEBO_COMPARATOR", ("Drug: Placebo",)),)
    assert given(trial(arms=arms, interventions=(drug("Placebo"),))) == {"Placebo to venetoclax": set()}


def test_a_test_called_after_a_drug_gives_no_drug() -> None:
    assert given(trial(interventions=(drug("Cytarabine sensitivity test", kind="DIAGNOSTIC_TEST"),))) == {"*": set()}


@pytest.mark.parametrize(
    ("title", "agents"),
    [
        ("Azacitidine and Lenalidomide for Acute Myeloid Leukemia", {"azacitidine"}),  # NCT01016600; lenalidomide may be known too
        ("Decitabine in Patients Relapsed After Azacitidine", {"decitabine"}),
        ("Cytarabine Versus Decitabine", {"cytarabine", "decitabine"}),
        (
            "Efficacy Study of CHG Regimen vs Decitabine to Treat Higher-risk MDS",
            {"cytarabine", "homoharringtonine", "g-csf", "decitabine"},
        ),
        ("Low-dose Antithymocyte Globulin and Cyclophosphamide to Prevent GVHD", {"antithymocyte-globulin", "cyclophosphamide"}),
        ("A Registry of Patients With Acute Myeloid Leukemia", set()),
    ],
)
def test_titles_tell_what_is_given_only_where_nothing_else_does(title: str, agents: set[str]) -> None:
    found = given(trial(brief_title=title))["*"]
    assert agents <= found
    assert "azacitidine" in agents or "azacitidine" not in found
    assert given(trial(brief_title=title, interventions=(drug("Gilteritinib"),))) == {"*": {"gilteritinib"}}


CAV = "This trial studies the CAV regimen (cladribine, cytarabine and venetoclax) in AML."


def test_a_regimen_that_the_record_explains_is_spelled_out() -> None:
    assert given(trial(brief_summary=CAV, interventions=(drug("CAV"),))) == {"*": {"cladribine", "cytarabine", "venetoclax"}}
    assert given(trial(brief_title="CAV in Acute Myeloid Leukemia", brief_summary=CAV)) == {"*": {"cladribine", "cytarabine", "venetoclax"}}


def test_where_nothing_explains_an_acronym_nothing_is_given() -> None:
    assert given(trial(interventions=(drug("TmBU"),))) == {"*": set()}
    # An acronym of the disease, and drugs of a sentence that is no list of the acronym's, are not spelled out.
    told = "Patients with AML (cytarabine and venetoclax) are treated. Venetoclax is given; later cytarabine, then XYZ."
    assert given(trial(brief_summary=told, interventions=(drug("AML"), drug("XYZ")))) == {"*": set()}


def test_whose_graft_it_is_is_told_elsewhere_in_the_record() -> None:
    graft = drug("Peripheral Blood Stem Cell Transplantation")
    assert given(trial(interventions=(graft,))) == {"*": {"peripheral-blood-stem-cell-transplantation"}}
    title = "Prevention of GVHD After Unrelated Donor Peripheral Blood Stem Cell Transplantation"
    assert given(trial(brief_title=title, interventions=(graft,))) == {"*": {"allo-hsct"}}
    assert given(trial(brief_summary="Autologous stem cells are given back.", interventions=(graft,))) == {"*": {"autologous-hsct"}}


def test_what_one_entry_requires_and_another_leaves_open_is_required() -> None:
    one = trial(interventions=(drug("Azacitidine with or without venetoclax"), drug("Venetoclax")))
    (arm,) = arms_given(one, recogniser())
    assert {source.given.entity: source.given.option for source in arm.sources}["agent/venetoclax"] == "required"


def test_of_several_dates_the_newest_that_says_what_is_given_tells_the_arms() -> None:
    armed = replace(
        trial(
            arms=(ArmGroup("A", "", ("Drug: Venetoclax",)), ArmGroup("B", "", ("Drug: Azacitidine",))),
            interventions=(drug("Venetoclax"), drug("Azacitidine")),
        ),
        as_of="2020",
    )
    bare = replace(trial(brief_title="Venetoclax"), as_of="2026")
    fewer = replace(trial(interventions=(drug("Azacitidine"),)), as_of="2025")
    more = replace(trial(interventions=(drug("Azacitidine"), drug("Gilteritinib"))), as_of="2025")
    assert telling([armed, bare], recogniser()) is armed
    assert telling([armed, fewer, bare], recogniser()) is armed, "a file without arms says nothing against the arms known"
    assert telling([armed, more, bare], recogniser()) is more, "what is newly given is in no older arm"
    assert telling([replace(armed, as_of="2026"), more], recogniser()).as_of == "2026"
