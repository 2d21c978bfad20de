"""Entries as registry records print them, with what a reader of the record says they name."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from loaders.registry.recognised import MISSPELT, NONE, OTHER_NAME, PART, PLACEBO, WHOLE
from loaders.registry.words import name_key, tokens
from tests.loaders.registry.given import recogniser, shipped


def named(text: str, *other_names: str) -> dict[str, str]:
    found = recogniser().entry(text, tuple(other_names))
    return {one.entity.partition("/")[2] if one.entity.startswith("agent/") else one.entity: one.option for one in found.given}


def required(*agents: str) -> dict[str, str]:
    return dict.fromkeys(agents, "required")


@pytest.mark.parametrize(
    ("entry", "agents"),
    [
        ("Azacitidine", ["azacitidine"]),
        ("Azacitidine Injection", ["azacitidine"]),
        ("5-Azacitidine", ["azacitidine"]),
        ("Daunorubicin Hydrochloride", ["daunorubicin"]),
        ("Fludarabine Phosphate", ["fludarabine"]),
        ("Venetoclax 100 MG", ["venetoclax"]),
        ("Venetoclax Oral Tablet", ["venetoclax"]),
        ("daunorubicin + cytarabine", ["daunorubicin", "cytarabine"]),
        ("Daunorubicin+Cytarabine", ["daunorubicin", "cytarabine"]),
        ("Azacitidine and Venetoclax", ["azacitidine", "venetoclax"]),
        ("GO + cytarabine", ["gemtuzumab-ozogamicin", "cytarabine"]),
        ("Azacitidine (AZA)", ["azacitidine"]),
        ("Venetoclax (VEN)", ["venetoclax"]),
        ("dacogen (decitabine) only", ["decitabine"]),
        ("Mylotarg", ["gemtuzumab-ozogamicin"]),
        ("Ara-C", ["cytarabine"]),
        ("Low Dose Cytarabine", ["cytarabine"]),
        ("CART123 cells; cyclophosphamide; fludarabine", ["cd123-car-t", "cyclophosphamide", "fludarabine"]),
        ("CD123 CAR-T cells", ["cd123-car-t"]),
        ("anti-CD123 CAR-T treatment", ["cd123-car-t"]),
        ("FLAG-IDA", ["fludarabine", "cytarabine", "g-csf", "idarubicin"]),
        ("Nintedanib/Placebo", ["nintedanib"]),  # NCT02665143
        ("uproleselan versus placebo", ["uproleselan"]),
        ("Azacitidine75mg/m2", ["azacitidine"]),
        ("Decitabine（20mg/m2）＋Venetoclax", ["decitabine", "venetoclax"]),
        ("Aza/Ven", ["azacitidine", "venetoclax"]),
        ("CSA", ["ciclosporin"]),
        ("MSCs", ["mesenchymal-stromal-cells"]),
        ("CD33CART", ["cd33-car-t"]),
        ("anti-thymocyte globulin, rabbit 2.5 mg/kg", ["antithymocyte-globulin-rabbit"]),
        ("IDA consolidation", ["idarubicin"]),
        ("prophylactic DLI", ["dli"]),
        ("Infusion of donor lymphocytes and azacitidine", ["dli", "azacitidine"]),
        ("Oral Rigosertib in Combination With Azacitidine", ["rigosertib", "azacitidine"]),  # NCT01926587
        ("Allogeneic Transplant", ["allo-hsct"]),
        ("CD33 and CLL-1 CAR-T", ["cd33-cll1-car-t"]),
        ("anti-CD33/CLL1 CAR-NK Cells", ["cd33-cll1-car-nk"]),
        ("NKG2D CAR-T", ["nkg2d-car-t"]),
        ("Flu/Cy", ["fludarabine", "cyclophosphamide"]),
    ],
)
def test_an_entry_names_its_drugs(entry: str, agents: list[str]) -> None:
    assert named(entry) == required(*agents)


def test_a_regimen_spelled_out_in_one_entry_gives_its_drugs() -> None:
    entry = "Cladribine, Cytarabine, and Granulocyte-Colony Stimulating Factor with Fractionated Gemtuzumab Ozogamicin (CLAG-GO)"
    assert {"cladribine", "cytarabine", "g-csf", "gemtuzumab-ozogamicin"} == set(named(entry))


@pytest.mark.parametrize(
    ("entry", "options"),
    [
        ("Venetoclax and/or azacitidine", {"venetoclax": "optional", "azacitidine": "optional"}),
        ("Azacitidine with or without venetoclax", {"azacitidine": "required", "venetoclax": "optional"}),
        ("Decitabine +/- venetoclax", {"decitabine": "required", "venetoclax": "optional"}),
        ("Daunorubicin or Idarubicin", {"daunorubicin": "alternative", "idarubicin": "alternative"}),
        ("anthracycline ((daunorubicin or idarubicin): Induction Phase only", {"daunorubicin": "alternative", "idarubicin": "alternative"}),
        (
            "Idarubicin, daunorubicin, or mitoxantrone plus Ara-C",
            {"idarubicin": "alternative", "daunorubicin": "alternative", "mitoxantrone": "alternative", "cytarabine": "required"},
        ),
    ],
)
def test_what_may_be_left_out_or_chosen_is_told(entry: str, options: dict[str, str]) -> None:
    assert named(entry) == options


@pytest.mark.parametrize("entry", ["Azacitadine", "azacytadine", "Decetabine", "Cyclophosphomide", "Gilterinitib"])
def test_a_letter_or_two_amiss_still_names_the_drug(entry: str) -> None:
    assert recogniser().entry(entry).how == MISSPELT
    assert set(named(entry)) <= {"azacitidine", "decitabine", "cyclophosphamide", "gilteritinib"}


@pytest.mark.parametrize(
    "entry", ["doxorubicine hydrochloride liposomal placebo", "Magrolimab Placebo", "Placebo", "Matched placebo", "Placebo Oral Tablet"]
)
def test_a_placebo_gives_nothing(entry: str) -> None:
    found = recogniser().entry(entry)
    assert (found.given, found.how) == ((), PLACEBO)


def test_a_placebo_beside_a_drug_leaves_the_drug() -> None:
    assert named("Placebo to venetoclax + azacitidine") == required("azacitidine")


@pytest.mark.parametrize(
    "entry",
    ["go", "Ida", "ATG-019", "donor granulocytes", "it was decided to go on", "mit", "Laboratory Biomarker Analysis", "Questionnaire", ""],
)
def test_short_names_and_other_words_stand_for_nothing(entry: str) -> None:
    assert recogniser().entry(entry).given == ()


def test_what_is_denied_is_not_given() -> None:
    assert named("Cytarabine without daunorubicin") == required("cytarabine")


@pytest.mark.parametrize(
    ("entry", "agents"),
    [
        ("89Zr-bevacizumab PET Scan", []),  # NCT01859234: looked at, not given
        ("Busulfan levels", []),
        ("Retinoic Acid Receptor Alpha Agonist (SY-1425)", ["tamibarotene"]),  # NCT02807558
        ("Sorafenib for Prophylaxis of Leukemia Relapse in Allo-HSCT Recipients", ["sorafenib"]),  # NCT02474290
        ("Cytarabine-resistant leukemia treated with venetoclax", ["venetoclax"]),
        ("Supportive care", []),
    ],
)
def test_what_is_measured_imaged_or_blamed_is_not_given(entry: str, agents: list[str]) -> None:
    assert named(entry) == required(*agents)


def test_names_that_are_measured_together_are_not_given() -> None:
    assert named("Zinc, selenium and ascorbic acid levels") == {}
    assert named("Azacitidine + venetoclax-resistant cells") == required("azacitidine")


def test_an_abbreviation_in_brackets_within_a_name_does_not_break_it() -> None:
    assert named("Natural Killer (NK) Cell Transplantation") == {"class/nk-cell-therapy": "required"}  # NCT00187096


def test_cells_of_which_several_targets_may_be_chosen_are_as_many_products() -> None:
    cells = "CLL-1, CD33, CD38 and/or CD123-specific universal CAR- T cells"  # NCT05995041
    assert named(cells) == dict.fromkeys(("cll1-car-t", "cd33-car-t", "cd38-car-t", "cd123-car-t"), "optional")


@pytest.mark.parametrize(
    ("text", "graft"),
    [
        ("ATG as GVHD Prophylaxis After Peripheral Blood Stem Cell Transplantation", "allo-hsct"),
        ("Autologous stem cells", "autologous-hsct"),
        ("Autologous or allogeneic stem cells", ""),
        ("Stem cell transplantation in leukaemia", ""),
    ],
)
def test_the_rest_of_a_record_tells_whose_graft_it_is(text: str, graft: str) -> None:
    untold = recogniser().text("stem cell transplantation").given[0].entity
    assert recogniser().whose(untold, text) == (f"agent/{graft}" if graft else untold)


def test_a_class_alone_is_given_as_a_class_and_one_beside_its_member_is_not() -> None:
    assert named("Anthracycline") == {"class/anthracycline": "required"}
    assert named("Hypomethylating agent (azacitidine)") == required("azacitidine")


def test_other_names_are_asked_only_where_the_name_says_nothing() -> None:
    assert named("Compound X", "Vidaza") == required("azacitidine")
    assert recogniser().entry("Compound X", ("Vidaza",)).how == OTHER_NAME
    # NCT04086264 calls azacitidine decitabine among its other names; its name decides.
    assert named("Azacitidine", "Decitabine") == required("azacitidine")


def test_how_an_entry_was_recognised_is_told() -> None:
    assert recogniser().entry("Azacitidine Injection").how == WHOLE
    assert recogniser().entry("oral venetoclax with tablets of posaconazole-like kind").how == PART
    assert recogniser().entry("KX-0000").how == NONE


def test_the_fragment_is_what_stands_in_the_entry() -> None:
    text = "5-Azacitidine with or without  VENETOCLAX"
    assert all(one.fragment in text for one in recogniser().entry(text).given)


def test_blanks_hyphens_and_plurals_make_no_difference() -> None:
    assert name_key("CAR T-cells") == name_key("CAR-T cell")
    assert name_key("CPX 351") == name_key("CPX-351")


@pytest.mark.parametrize(
    "way",
    [
        "{}", "{} 100 mg", "{} (75 mg/m2)", "({})", "{} injection", "{} Tablets", "{}™ (Brandus®)", "Drug: {}",
        "{} combined with ribavirin", "ribavirin+{}", "ribavirin/{}", "{} and ribavirin",
        "ribavirin plus {}", "ribavirin followed by {}", "{} versus placebo",
        "{} or placebo", "ribavirin，{}", "{}; ribavirin", "{} maintenance", "treatment with {}", "{} d1-7", "Arm A: {}",
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_an_entry_leave_every_name_known(way: str) -> None:
    names = [one for one in shipped().names.values() if one[0].entity.startswith("agent/") and not one[0].whole]
    missed = [
        one[0].label for one in names if one[0].entity not in {given.entity for given in recogniser().text(way.format(one[0].label)).given}
    ]
    # Names that end with a comma or a bracket of their own run on into what follows.
    assert len(names) > 7000 and len(missed) <= 20, missed


def test_a_name_of_the_vocabulary_stands_for_itself() -> None:
    """Each agent's own label, alone, is recognised as that agent, whatever else the vocabulary holds."""
    wrong = []
    for key, names in shipped().names.items():
        for name in names:
            if name.entity.startswith("agent/") and name_key(shipped().holdings.label(name.entity)) == key:
                found = {one.entity for one in recogniser().text(name.label).given}
                if name.entity not in found:
                    wrong.append((name.label, found))
    assert wrong == []


@given(strategies.text(max_size=200))
def test_no_text_does_harm(text: str) -> None:
    found = recogniser().entry(text)
    assert all(one.fragment in text for one in found.given)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens(text))
