"""Measures to outcomes: words of real records, with the outcomes that a reader takes from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.registry.measures import criteria_of, outcomes_of, readings_of

MEASURES = [
    # what a record prints, and the outcomes it names
    ("Overall Survival", "os"),
    ("Overall Response Rate (ORR)", "orr"),
    ("Maximum Tolerated Dose (MTD) and recommended Ph2 dose (RP2D)", "mtd rp2d"),
    ("Treatment emergent adverse events", "teae"),
    ("Incidence of AEs, dose-limiting toxicities (DLTs), serious AEs (SAEs)", "ae dlt serious-adverse-event"),
    ("Safety and adverse events (AEs)", "ae"),
    ("Number of participants with Adverse Events as a Measure of Safety and Tolerability", "ae"),
    ("Safety of infusion", "safety"),
    ("Complete remission rate (CR/CRi)", "cr-cri"),
    ("Complete remission (CR) with partial hematologic recovery (CRh) rate", "crh"),
    ("Minimal Residual Disease (MRD) Negative Status", "mrd-negativity"),
    ("Minimal residual disease", "mrd-status"),
    ("MRD response rate", "mrd-response"),
    ("GVHD-free and relapse-free survival (GRFS)", "grfs"),
    ("Cumulative incidence of acute graft versus host disease (GVHD) and chronic GVHD following allo-HCT", "acute-gvhd chronic-gvhd"),
    ("Non-relapse mortality (NRM)", "nrm"),
    ("Cumulative incidence of transplant-related mortality", "trm"),
    ("Thirty-day Mortality Rate", "mortality-30-day"),
    ("AUC0-24 Post-dose of Venetoclax", "pharmacokinetics"),
    ("relapse-free survival, event defined as relapse or death of any causes", "rfs"),
    ("Primary Graft Failure Rejection", "graft-failure"),
    # words that look like an outcome and name none, or another
    ("Overall Survival (OS) in Participants Who Experienced Complete Response", "os"),
    ("Demographic Characteristics and Clinical Measures as Potential Predictors of Overall Survival (OS)", ""),
    ("Correlation of microbiome to diet", ""),
    ("Change in parental efficacy", ""),
    ("Part B: Event Free Survival (EFS)", "efs"),
    ("Evaluate the cancer related fatigue", ""),
    ("the mean across all participants", ""),
]


@pytest.mark.parametrize(("measure", "outcomes"), MEASURES)
def test_a_measure_names_its_outcomes(measure: str, outcomes: str) -> None:
    assert outcomes_of(measure) == tuple(outcomes.split())


@pytest.mark.parametrize(
    ("measure", "outcome", "states"),
    [
        ("Objective Response Rate (ORR) (complete response [CR= CR+CRp+CRi]+partial remission [PR])", "orr", "cr crp cri pr"),
        ("Complex response (CRc) rate (including CR and CRi)", "crc", "cr cri"),
        ("CR + CRi + MLFS", "crc", "cr cri mlfs"),
        ("Objective response (CR or PR)", "orr", "cr pr"),
        ("CR+CRh rate of DS1594b in combination with mini-HCVD in R/R ALL with MLLr", "cr-crh", "cr crh"),
        ("Percentage of participants achieving composite complete remission (CR or CRi)", "crc", "cr cri"),
        ("Overall response rate", "orr", ""),
    ],
)
def test_states_that_count_are_those_spelt_out(measure: str, outcome: str, states: str) -> None:
    (reading,) = readings_of(measure)
    assert (reading.outcome, reading.states) == (outcome, tuple(states.split()))


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("graded by NCI CTCAE v.4.03", ["CTCAE 4.03"]),
        ("as assessed by CTCAE v4.0", ["CTCAE 4.0"]),
        ("hematologic toxicity as defined by the 2017 ELN AML recommendations", ["ELN 2017"]),
        ("modified International Working Group (IWG) 2003 response criteria", ["IWG 2003"]),
        ("assessed by standard criteria for AML", []),
    ],
)
def test_criteria_are_told_with_their_version_only(text: str, criteria: list[str]) -> None:
    assert [term for found in criteria_of(text) for term in found.terms] == criteria


@given(st.text(max_size=60))
def test_any_text_is_read_and_words_stand_where_they_are_said_to(text: str) -> None:
    for reading in readings_of(text):
        assert 0 <= reading.start < reading.end <= len(text)
    assert len(set(outcomes_of(text))) == len(outcomes_of(text))


@given(st.sampled_from([measure for measure, outcomes in MEASURES if outcomes]), st.sampled_from(["Part A: ", "Phase 2: ", "AML: ", "- "]))
def test_what_stands_before_a_measure_changes_nothing(measure: str, before: str) -> None:
    assert outcomes_of(before + measure) == outcomes_of(measure)
