"""What the running text of arms and interventions says is given, and what it only mentions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loaders.registry.trial import ArmGroup
from tests.loaders.registry.given import recogniser
from tests.loaders.registry.test_arms import drug, given, trial


def _arm(description: str, *listed: str, label: str = "A") -> set[str]:
    arm = ArmGroup(label, "EXPERIMENTAL", tuple(f"Drug: {name}" for name in listed), description=description)
    return given(trial(arms=(arm, ArmGroup("B", "OTHER", ("Drug: Cladribine",))), interventions=tuple(map(drug, (*listed, "Cladribine")))))[
        label
    ]


@pytest.mark.parametrize(
    ("description", "agents"),
    [
        ("Venetoclax continues until progression or allogeneic transplantation", set()),
        ("Prior to the infusion, patients will receive cyclophosphamide and fludarabine", {"cyclophosphamide", "fludarabine"}),
        ("Midostaurin 14 days after high-dose cytarabine", {"midostaurin", "cytarabine"}),
        ("Given to patients after allogeneic stem cell transplantation", set()),
        ("For patients with prior azacitidine", set()),
        ("Patients previously treated with decitabine receive it", set()),
        ("TBI on day -7 followed by a DLI", set()),
        ("Daunorubicine: 60 mg/m2 from day 1 to day 3", {"daunorubicin"}),
        ("They receive 60 mg/m2/d daunorubicin for 3 days", {"daunorubicin"}),
        ("Placebo volume matched to vosaroxin", set()),
        ("For RBC transfusion-dependent patients", set()),
        ("A filgrastim-mobilized peripheral blood stem cell graft of a donor", {"allo-hsct"}),
    ],
)
def test_the_description_of_an_arm_tells_what_else_it_gets(description: str, agents: set[str]) -> None:
    assert _arm(description, "Venetoclax") == {"venetoclax", *agents}


def test_an_arm_without_interventions_gets_what_its_description_doses() -> None:
    assert _arm("Idarubicin: 9 mg/m2/d D1 to D4 Cytarabine: 200 mg/m2/d; no azacitidine") == {"idarubicin", "cytarabine"}
    assert _arm("Patients on azacitidine are watched") == set()


@pytest.mark.parametrize(
    ("label", "lacking"), [("Cytarabine without G-CSF", {"g-csf"}), ("Cytarabine with or without G-CSF", set()), ("Cytarabine", set())]
)
def test_what_an_arms_label_denies_is_not_given_there(label: str, lacking: set[str]) -> None:
    assert _arm("", "Cytarabine", "G-CSF", label=label) == {"cytarabine", "g-csf"} - lacking


def test_a_label_that_lists_drugs_adds_those_that_are_not_linked() -> None:
    assert _arm("", "Lenalidomide", label="Cytarabine, daunorubicin, lenalidomide") == {"cytarabine", "daunorubicin", "lenalidomide"}
    assert _arm("", "Lenalidomide", label="After cytarabine failure") == {"lenalidomide"}
    assert _arm("", "Lenalidomide", label="IA group") == {"lenalidomide"}


def test_a_dose_of_radiation_in_a_label_is_radiation() -> None:
    arm = ArmGroup("8 Gy/fludarabine", "EXPERIMENTAL", ("Other: Conditioning",))
    one = trial(arms=(arm,), interventions=(drug("Conditioning", kind="OTHER"),))
    assert given(one)["8 Gy/fludarabine"] == {"radiotherapy", "fludarabine"}
    titled = replace(one, official_title="Fludarabine and 8 Gy TBI Before Allogeneic Transplantation")
    assert given(titled)["8 Gy/fludarabine"] == {"total-body-irradiation", "fludarabine"}


@pytest.mark.parametrize(
    ("name", "description", "agents"),
    [
        ("Investigator's choice", "E.g. cytarabine single agent, hypomethylating agents, best supportive care", {"cytarabine", "hma"}),
        ("Stem cell transplantation from a donor", "fludarabine and TBI based conditioning", {"allo-hsct", "fludarabine"}),
        ("Donor NK cells", "after chemotherapy associating fludarabine and cytarabine", {"allogeneic-nk", "fludarabine", "cytarabine"}),
        ("Donor NK cells", "cells generated from umbilical cord blood", {"allogeneic-nk"}),
        ("Sorafenib", "Standard AML chemotherapy plus sorafenib 400 mg", {"sorafenib", "chemotherapy"}),
        ("Sorafenib", "For patients who had chemotherapy", {"sorafenib"}),
        ("Sorafenib", "given sequentially to standard induction chemotherapy", {"sorafenib", "chemotherapy"}),
        ("Chemotherapy and antibodies as follows", "thiotepa, cyclophosphamide. Rituximab", {"thiotepa", "cyclophosphamide", "rituximab"}),
        ("Infusion of non-T-cell depleted bone marrow", "The donor's bone marrow is infused.", {"allo-hsct"}),
        ("Conditioning regimen", "Melphalan: 140 mg/m2 on day -7. TBI: 2 Gy on day -3", {"melphalan", "total-body-irradiation"}),
    ],
)
def test_the_description_of_an_intervention_tells_what_its_name_leaves_open(name: str, description: str, agents: set[str]) -> None:
    assert given(trial(interventions=(replace(drug(name), description=description),))) == {"*": agents}


@pytest.mark.parametrize(
    ("entry", "agents"),
    [
        ("Interleukin-21-expanded haploidentical natural killer cells", {"allogeneic-nk"}),
        ("UCB-NK cells", {"nk-cell-therapy"}),
        ("Allogeneic natural killer cell line NK-92", {"nk-92"}),
        ("WT1-sensitized allogeneic T-lymphocytes", {"wt1-sensitized-t-cells"}),
        ("PRAME-sensitized allogeneic T-lymphocytes", set()),
        ("Palbociclib at 125 mg", {"palbociclib"}),
        ("AT-125", {"acivicin"}),
        ("aDLI", {"activated-dli"}),
    ],
)
def test_what_cells_are_made_with_and_words_that_look_like_names_are_not_given(entry: str, agents: set[str]) -> None:
    assert {one.entity.partition("/")[2] for one in recogniser().text(entry).given} == agents


@pytest.mark.parametrize(
    ("entries", "kept"),
    [
        (("Induction chemotherapy", "Cytarabine"), {"cytarabine"}),
        (("Induction chemotherapy", "Venetoclax"), {"induction-chemotherapy", "venetoclax"}),
        (("Intrathecal chemotherapy", "Cytarabine"), {"intrathecal-chemotherapy", "cytarabine"}),
    ],
)
def test_chemotherapy_by_its_use_beside_drugs_of_it_is_nothing_more(entries: tuple[str, ...], kept: set[str]) -> None:
    assert given(trial(interventions=tuple(map(drug, entries)))) == {"*": kept}


def test_the_one_drug_among_other_names_tells_which_of_its_class_is_given() -> None:
    assert given(trial(interventions=(drug("CXCR4 antagonist", other=("Plerixafor", "Mozobil")),))) == {"*": {"plerixafor"}}
    assert given(trial(interventions=(drug("CXCR4 antagonist", other=("Cytarabine",)),))) == {"*": {"cxcr4-antagonist"}}


def test_a_graft_of_which_nothing_is_told_beside_one_that_is_told_is_nothing_more() -> None:
    listed = (drug("Allogeneic bone marrow transplantation"), drug("Peripheral blood stem cell transplantation"))
    assert given(trial(interventions=listed, brief_title="Allogeneic or autologous transplantation")) == {"*": {"allo-hsct"}}


def test_killer_cells_are_a_donors_where_the_record_says_so() -> None:
    cells = trial(interventions=(drug("NK cells"),))
    assert given(cells) == {"*": {"nk-cell-therapy"}}
    donors = replace(cells, brief_summary="NK cells of a haploidentical donor are infused.")
    assert given(donors) == {"*": {"allogeneic-nk"}}
    assert given(replace(donors, interventions=(*cells.interventions, drug("NK-92")))) == {"*": {"nk-92"}}


@pytest.mark.parametrize(
    ("name", "description", "agents"),
    [
        ("Cyclophosphamide", "Infused with high volume fluid flush and mesna", {"cyclophosphamide", "mesna"}),
        ("Busulfan", "4 times a day with phenytoin prophylaxis", {"busulfan", "phenytoin"}),
        ("Fluconazole", "For patients with neutropenia induced by chemotherapy or radiotherapy", {"fluconazole"}),
        ("Cyclophosphamide", "For patients with AML previously treated with mesna", {"cyclophosphamide"}),
        ("Conditioning therapy", "Preparation before allogeneic transplantation", set()),
        ("Conditioning regimen", "One of: cyclophosphamide (Cy) / total body irradiation (TBI); busulfan (Bu)/Cy", {
            "cyclophosphamide", "total-body-irradiation", "busulfan",
        }),
        ("Arsenic", "ATO at a fixed dose of 0.15 mg/kg", {"arsenic-trioxide"}),
        ("NK cells", "Chemotherapy will be given over 6 days", {"nk-cell-therapy", "chemotherapy"}),
        ("Tranexamic acid", "This group will not receive routine platelet transfusions", {"tranexamic-acid"}),
    ],
)  # fmt: skip
def test_what_goes_with_a_drug_is_given_too(name: str, description: str, agents: set[str]) -> None:
    assert given(trial(interventions=(replace(drug(name), description=description),))) == {"*": agents}


def test_chemotherapy_by_which_a_summary_means_a_drug_beside_it_is_nothing_more() -> None:
    listed = trial(interventions=(drug("Venetoclax"), drug("chemotherapy", kind="PROCEDURE")))
    assert given(listed) == {"*": {"venetoclax", "chemotherapy"}}
    meant = replace(listed, brief_summary="Drugs used in chemotherapy, such as venetoclax, work in different ways.")
    assert given(meant) == {"*": {"venetoclax"}}


def test_other_names_tell_what_a_shared_abbreviation_means() -> None:
    listed = drug("DAC", other=("Cladribine", "Cytosine arabinoside [Ara-C]", "Daunorubicin"))
    assert given(trial(interventions=(listed,))) == {"*": {"cladribine", "cytarabine", "daunorubicin"}}


def test_greek_letters_in_names_are_written_as_generic_names_have_them() -> None:
    assert given(trial(interventions=(drug("Interferon-alpha"),))) == {"*": {"interferon-alfa"}}


def test_a_transplantation_may_be_listed_as_a_device() -> None:
    assert given(trial(interventions=(drug("Matched Sibling Allogeneic Transplantation", kind="DEVICE"),))) == {"*": {"allo-hsct"}}
    assert given(trial(interventions=(drug("CliniMACS", kind="DEVICE"),))) == {"*": set()}
