"""Transplantations and radiation are known by what is transplanted, of whom, and by its rays, in whatever words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loaders.registry.grafts import grafts
from loaders.registry.trial import ArmGroup
from tests.loaders.registry.given import recogniser
from tests.loaders.registry.test_arms import drug, given, trial

ACTS = ("transplantation", "transplant", "graft", "infusion", "transfusion")
TISSUES = (
    "marrow",
    "stem cell",
    "progenitor cell",
    "hematopoietic cell",
    "haematopoietic stem cell",
    "blood and marrow",
    "CD34+ cell",
    "HSC",
)


def _of(entry: str) -> set[str]:
    return {one.entity for one in recogniser().entry(entry).given}


@pytest.mark.parametrize("tissue", TISSUES)
@pytest.mark.parametrize("act", ACTS)
def test_a_graft_is_known_by_its_tissue_and_whose_it_is_by_the_words_before_it(tissue: str, act: str) -> None:
    assert _of(f"{tissue} {act}") == {"class/hsct"}
    for donor in ("allogeneic", "haploidentical", "matched unrelated donor", "HLA-matched", "sibling", "cord blood"):
        assert _of(f"{donor} {tissue} {act}") == {"agent/allo-hsct"}, donor
    assert _of(f"autologous {tissue} {act}") == {"agent/autologous-hsct"}
    assert _of(f"syngeneic {tissue} {act}") == {"agent/syngeneic-hsct"}


@pytest.mark.parametrize("entry", ["Haplo-cord transplant", "Matched unrelated donor transplantation", "MUD graft", "Sibling transplant"])
def test_a_graft_may_be_told_by_its_donor_alone(entry: str) -> None:
    assert _of(entry) == {"agent/allo-hsct"}


@pytest.mark.parametrize(
    "entry",
    [
        "Arm I (low risk of graft failure)",
        "Donor search",
        "Bone marrow aspiration",
        "Donor platelets",
        "Marrow failure",
    ],
)
def test_what_is_no_transplantation_is_none(entry: str) -> None:
    assert not {one for one in _of(entry) if "hsct" in one}


def test_conditioning_for_a_transplantation_is_not_the_transplantation() -> None:
    assert _of("Conditioning for allogeneic HSCT") == set()
    assert _of("Allogeneic HSCT") == {"agent/allo-hsct"}
    assert _of("Placebo matched to vosaroxin") == set()


@pytest.mark.parametrize("name", ["low-LET photon therapy", "Craniospinal irradiation", "Electron beam therapy", "brachytherapy"])
def test_radiation_is_known_by_its_rays(name: str) -> None:
    assert given(trial(interventions=(drug(name, kind="RADIATION"),))) == {"*": {"radiotherapy"}}


@pytest.mark.parametrize("name", ["Ultraviolet radiation", "Radiation exposure questionnaire", "Irradiated donor blood"])
def test_what_only_sounds_like_radiation_is_none(name: str) -> None:
    assert given(trial(interventions=(drug(name),))) == {"*": set()}


def _arms(label: str, description: str, *listed: str) -> set[str]:
    arm = ArmGroup(label, "EXPERIMENTAL", tuple(f"Drug: {name}" for name in listed), description=description)
    other = ArmGroup("B", "OTHER", ("Drug: Cladribine",))
    return given(trial(arms=(arm, other), interventions=tuple(map(drug, (*listed, "Cladribine")))))[label]


def test_a_remark_in_brackets_does_not_end_a_list() -> None:
    told = "Any combination of decitabine (not for patients previously treated with decitabine), etoposide (VP-16), idarubicin"
    assert _arms("A", told, "Conventional care") == {"decitabine", "etoposide", "idarubicin"}


def test_what_another_group_gets_or_a_last_course_held_is_not_given() -> None:
    assert _arms("A", "Etoposide as in the midostaurin group", "Etoposide") == {"etoposide"}
    assert _arms("A", "No later than 120 days after the last course of cytarabine", "Aldesleukin") == {"aldesleukin"}
    assert _arms("Non-decitabine arm", "", "Decitabine", "Venetoclax") == {"venetoclax"}


def test_an_arm_that_is_only_observed_gets_nothing_of_its_label() -> None:
    assert _arms("Immunotherapy Arm II", "Patients are observed.", "clinical observation") == set()
    assert _arms("Cytarabine arm", "", "XYZ-1") == {"cytarabine"}


def test_a_bracket_that_tells_what_a_product_is_made_of_adds_nothing() -> None:
    assert _of("CPX-351 (cytarabine:daunorubicin) injection") == {"agent/cytarabine-daunorubicin-liposome"}
    assert _of("CPX-351 or cytarabine and daunorubicin") == {
        "agent/cytarabine-daunorubicin-liposome", "agent/cytarabine", "agent/daunorubicin",
    }  # fmt: skip


def test_what_explains_cells_adds_no_others() -> None:
    known = replace(
        drug("Peripheral blood stem cell transplantation"), description="In autologous transplants, patients receive their own cells."
    )
    assert given(trial(interventions=(known,), brief_title="Donor transplant")) == {"*": {"allo-hsct"}}
    open_ = replace(drug("Hematopoietic stem cell transplantation"), description="Autologous HSCT or allogeneic HSCT")
    assert given(trial(interventions=(open_,))) == {"*": {"allo-hsct", "autologous-hsct"}}
    made = replace(drug("Donor NK cells"), description="Ex-vivo activation: aldesleukin 1000 U/ml, 7 days")
    assert given(trial(interventions=(made,))) == {"*": {"allogeneic-nk"}}
    assert _of("HPC,A infusion") == _of("HPC(A) transplant") == {"class/hsct"}


def test_chemotherapy_to_which_nothing_is_added_is_chemotherapy() -> None:
    arm = ArmGroup("2", "ACTIVE_COMPARATOR", description="Patients will be treated without adding lomustine to chemotherapy")
    other = ArmGroup("1", "EXPERIMENTAL", ("Drug: Lomustine",))
    assert given(trial(arms=(arm, other), interventions=(drug("Lomustine"),))) == {"1": {"lomustine"}, "2": {"chemotherapy"}}


def test_radiation_is_that_of_the_body_where_its_other_names_or_description_say_so() -> None:
    for told in (
        drug("radiation therapy", kind="RADIATION", other=("TBI",)),
        replace(drug("radiation therapy"), description="total body irradiation"),
    ):
        assert given(trial(interventions=(told,))) == {"*": {"total-body-irradiation"}}


def test_what_is_withheld_is_not_given() -> None:
    assert _of("Cord blood infusion") == {"agent/allo-hsct"}
    assert _of("Chemotherapy while withholding allo-SCT") == {"class/chemotherapy"}


@pytest.mark.parametrize("word", ["stem ", "cord ", "donor ", "HPC,A ", "cell/"])
def test_words_of_grafts_without_end_make_no_longer_and_longer_name(word: str) -> None:
    text = word * 5_000
    assert list(grafts(text)) == []
    assert [end - start < 100 for start, end in grafts(f"{text}stem cell transplant")] == [True]
