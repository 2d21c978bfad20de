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


def test_a_device_is_a_treatment_where_it_has_the_name_of_one() -> None:
    devices = (drug("Extracorporeal photopheresis", kind="DEVICE"), drug("Cytarabine pump", kind="DEVICE"))
    assert given(trial(interventions=devices)) == {"*": {"extracorporeal-photopheresis"}}


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
        ("Donor-derived Anti-CD123-CART Cells for Recurred AML After Allo-HSCT", {"cd123-car-t"}),  # NCT03114670
    ],
)
def test_titles_tell_what_is_given_only_where_nothing_else_does(title: str, agents: set[str]) -> None:
    found = given(trial(brief_title=title))["*"]
    assert agents <= found
    assert not {"azacitidine", "allo-hsct"} & found - agents
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


@pytest.mark.parametrize(
    ("entry", "told", "agents"),
    [  # words of NCT06387069, NCT05248685, NCT00101140, NCT00005823, NCT02671708, NCT02979548, NCT06954987
        (
            "Salvage Chemotherapy Regimen",
            "Patients in the control group will receive salvage chemotherapy (one of four options) consisting of two intensive "
            "chemotherapy regimens (MEC regimen and FLAG ± Ida regimen) and two non-intensive chemotherapy "
            "regimens (azacitidine and LoDAC)",
            {"mitoxantrone", "etoposide", "cytarabine", "fludarabine", "g-csf", "idarubicin", "azacitidine"},
        ),
        (
            "Chemotherapy",
            "lymphodepletion chemotherapy (fludarabine at 30 mg/m\\^2/day and cyclophosphamide at 250 mg/m\\^2/day) will be administrated",
            {"fludarabine", "cyclophosphamide"},
        ),
        (
            "Preparative regimen",
            "a preparative regimen comprising total-body irradiation twice on day -8; fludarabine IV over 30 minutes on days -7 to -3; "
            "thiotepa IV over 2 hours twice on day -7; and antithymocyte globulin IV over 4-6 hours on days -5 to -2. Patients undergo",
            {"total-body-irradiation", "fludarabine", "thiotepa", "antithymocyte-globulin"},
        ),
        ("Arm III", "- Arm III: Patients receive low dose cytarabine subcutaneously twice daily on days 1-10", {"cytarabine"}),
        (
            "Myeloablative conditioning",
            "IDA+BUCY and BUCY myeloablative conditioning regimens",
            {"idarubicin", "busulfan", "cyclophosphamide"},
        ),
        ("Control group", "Control group will receive ondansetron (0.15 mg/kg) as an intravenous bolus", {"ondansetron"}),
        (
            "Reduced intensity conditioning",
            "placebo to reduced intensity conditioning chemotherapy with fludarabine and busulfan or melphalan, with or without",
            {"fludarabine", "busulfan", "melphalan"},
        ),
    ],
)
def test_a_regimen_that_is_listed_by_its_kind_is_what_the_record_says_of_it(entry: str, told: str, agents: set[str]) -> None:
    assert given(trial(brief_summary=told, interventions=(drug(entry),))) == {"*": agents}


@pytest.mark.parametrize(
    ("entry", "told"),
    [  # words of NCT00053287, NCT02728050, NCT06810583, NCT02200978; the last three are former treatment
        ("Chemotherapy", "Combining chemotherapy with thalidomide may kill more cancer cells."),
        ("Post-remission therapy", "1 course of post-remission therapy with mitoxantrone hydrochloride omitted in course 3"),
        ("Ex vivo sensitivity", "Ex vivo sensitivity of venetoclax and azacitidine is tested."),
        ("Chemotherapy", "relapsed ALL undergoing chemotherapy receiving dalbavancin-based prophylaxis"),
        ("Chemotherapy", "Treatment with ATRA and anthracycline-based chemotherapy (ATRA + chemotherapy) decreases relapses"),
        ("Induction chemotherapy", "Patients who are refractory to induction chemotherapy (cytarabine and daunorubicin) are included."),
        ("CXV", "Prior therapy with the CXV regimen (cladribine, cytarabine and venetoclax) is not allowed."),
        ("Conditioning", "in historical controls after conditioning with busulfan and cyclophosphamide"),
    ],
)
def test_what_is_combined_former_or_denied_explains_no_regimen(entry: str, told: str) -> None:
    found = given(trial(brief_summary=told, interventions=(drug(entry),)))["*"]
    assert found <= {"chemotherapy", "induction-chemotherapy"}, "nothing but the class that the entry itself names"


@pytest.mark.parametrize(
    ("entry", "told", "agents"),
    [  # words of NCT00363025, NCT02520011, NCT03384212 and NCT00005940
        (
            "MTZ",
            "intermediate-dose cytarabine (500 mg/m2/12h day 1 to 3) combined to mitoxantrone (MTZ) at a daily dosage",
            {"mitoxantrone"},
        ),
        (
            "ACM",
            "will receive treatment with alvocidib, cytarabine and mitoxantrone [ACM regimen].",
            {"alvocidib", "cytarabine", "mitoxantrone"},
        ),
        (
            "CBX",
            "CBX as HSCT conditioning which including cladribine 5mg/m2 day -6 to day -2 , busulfan(iv) 3.2mg/kg and cytarabine 2g/m2",
            {"cladribine", "busulfan", "cytarabine"},
        ),
        ("RP2D", "to determine safety and RP2D of venetoclax (RP2D) and azacitidine", set()),
        ("PO", "Patients receive busulfan orally (PO) every 6 hours", set()),
    ],
)
def test_an_acronym_stands_for_the_names_that_it_abbreviates(entry: str, told: str, agents: set[str]) -> None:
    assert given(trial(detailed_description=told, interventions=(drug(entry),))) == {"*": agents}


def test_a_regimen_without_drugs_is_what_its_own_description_begins_with() -> None:
    listed = replace(
        drug("Study treatment"), description="Daunorubicin 60 mg/m2 d1-3, cytarabine 100 mg/m2 d1-7. Relapsed after decitabine."
    )
    assert given(trial(interventions=(listed,))) == {"*": {"daunorubicin", "cytarabine"}}
    undosed = replace(listed, name="XYZ-1", description="Daunorubicin and cytarabine as usual. Relapsed after decitabine.")
    assert given(trial(interventions=(undosed,))) == {"*": set()}, "a drug that nothing is known of is no regimen"


@pytest.mark.parametrize(
    ("description", "agents"),
    [
        ("ATRA: 25mg/m2 daily；Arsenic trioxide: 0.16mg/kg daily. MTX: 15mg/m2 qw", {"tretinoin", "arsenic-trioxide", "methotrexate"}),
        ("Idarubicin 8mg/m2 or daunorubicin (DNR) 45 mg/m2 for 3 days", {"idarubicin", "daunorubicin"}),
        ("Fludarabine at a dose of 30 mg/m2, then cytarabine IV 2 g/m2", {"fludarabine", "cytarabine"}),
        ("Given 24 hours after the last dose of cytarabine 3 g/m2", {"cytarabine"}),
        ("For patients previously treated with cytarabine 3 g/m2", set()),
        ("Dose as of cytarabine; 100 mg daily", set()),
        ("Patients on azacitidine with 10 g/dL haemoglobin", set()),
        ("Continued until methotrexate: 0.1 mg/dL", set()),
    ],
)
def test_a_drug_that_a_description_doses_is_given(description: str, agents: set[str]) -> None:
    listed = replace(drug("Venetoclax"), description=description)
    assert given(trial(interventions=(listed,))) == {"*": {"venetoclax", *agents}}


@pytest.mark.parametrize(
    ("name", "other_names", "agents"),
    [
        ("ITMHA", ("Methotrexate/Hydrocortisone/Cytarabine",), {"methotrexate", "hydrocortisone", "cytarabine"}),
        ("B arm (DAC)", ("Daunorubicin, Cladribine, Cytarabine",), {"daunorubicin", "cladribine", "cytarabine"}),
        ("DAC", ("Dacogen",), {"decitabine"}),
        ("DAC", ("Decitabine and venetoclax",), {"decitabine"}),
        ("chemotherapy", ("daunorubicin or idarubicin",), {"daunorubicin", "idarubicin"}),
        ("Venetoclax", ("azacitidine + cytarabine",), {"venetoclax"}),
    ],
)
def test_a_list_among_the_other_names_tells_what_a_name_leaves_open(name: str, other_names: tuple[str, ...], agents: set[str]) -> None:
    assert given(trial(interventions=(replace(drug(name), other_names=other_names),))) == {"*": agents}


def test_radiation_without_a_name_is_that_of_the_title() -> None:
    listed = replace(drug("radiation therapy"), kind="RADIATION")
    titled = trial(brief_title="Busulfan in Patients Undergoing Total-Body Irradiation", interventions=(listed,))
    assert given(titled) == {"*": {"total-body-irradiation"}}
    assert given(trial(brief_title="Radiation in Leukemia", interventions=(listed,))) == {"*": {"radiotherapy"}}


def test_a_class_beside_a_drug_of_it_in_the_same_arm_is_nothing_more() -> None:
    both = trial(interventions=(drug("Chemotherapy"), drug("Cytarabine")))
    assert [{one.given.entity for one in arm.sources} for arm in arms_given(both, recogniser())] == [{"agent/cytarabine"}]
    may_be = trial(interventions=(drug("Chemotherapy"), drug("Venetoclax with or without cytarabine")))
    assert [{one.given.entity for one in arm.sources} for arm in arms_given(may_be, recogniser())] == [
        {"class/chemotherapy", "agent/venetoclax", "agent/cytarabine"}
    ]


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
