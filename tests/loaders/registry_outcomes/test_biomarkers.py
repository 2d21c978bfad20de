"""Biomarkers: what real titles and conditions tell of mutations; what is denied, left open or only measured is never a mark of patients."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.registry.biomarkers import biomarkers, criteria
from loaders.registry.trial import Trial
from tests.loaders.registry_outcomes.conftest import Load, as_trial, titled

TOLD = [
    # words of a real record's title or condition, and the markers that they tell
    ("Refractory Acute Myeloid Leukemia With FLT-3 Mutation", "flt3-mutation"),
    ("Acute Myeloid Leukemia Exhibiting a FLT3 Internal Tandem Duplication", "flt3-itd"),
    ("Patients With FLT3/Internal Tandem Duplication (ITD) Acute Myeloid Leukemia", "flt3-itd"),
    ("Participants With an IDH1 and/or IDH2 Mutation", "idh1-mutation idh2-mutation"),
    ("IDH1- and IDH2-mutated Acute Myeloid Leukemia", "idh1-mutation idh2-mutation"),
    ("Metformin And Chloroquine in IDH1/2-mutated Solid Tumors", "idh1-mutation idh2-mutation"),
    ("IDH2 Inhibition Using Enasidenib as Maintenance Therapy for IDH2-mutant Myeloid Neoplasms", "idh2-mutation"),
    ("R/R Leukemias Including Those With an MLL/KMT2A Gene Rearrangement or NPM1 Mutation", "kmt2a-rearrangement npm1-mutation"),
    ("Newly-diagnosed FMS-like Tyrosine 3 (FLT3) Kinase Receptor-mutated Acute Myeloid Leukemia", "flt3-mutation"),
    ("Newly-diagnosed CEBPA Double Mutated Acute Myeloid Leukemia", "cebpa-mutation"),
    ("Avapritinib in CBF-AML With KIT Mutations", "kit-mutation"),
    ("TP53 Mutant Acute Myeloid Leukemia That Have Not Been Treated", "tp53-mutation"),
    ("Italian Non-Interventional Study of FLT3 Mutated AML Patients", "flt3-mutation"),
    ("a FLT3 Inhibitor, With and Without Combination of 5-Azacytidine, in Patients With FLT3-Mutated AML", "flt3-mutation"),
    ("FLT3 CAR-T AMG 553 in FLT3-positive Relapsed/Refractory AML", "flt3"),
    ("adult acute myeloid leukemia with 11q23 (mll) abnormalities", "kmt2a-rearrangement"),
    # and what says nothing of the patients
    ("Gilteritinib, an Inhibitor of FLT3", ""),
    ("Acute Myeloid Leukemia (AML) Independent of FLT3-ITD Status", ""),
    ("AML With or Without FMS-like Tyrosine Kinase-3 (FLT3) Mutation", ""),
    ("IDH1/IDH2 Mutation Frequency in Acute Myeloblastic Patients", ""),
    ("the Fc-optimized FLT3 Antibody FLYSYN for the Treatment of Acute Myeloid Leukemia", ""),
    ("Avapritinib (BLU-285), A Selective KIT Mutation-targeted Tyrosine Kinase Inhibitor", ""),
    ("Malignancy (FPDMM) Caused by RUNX1 Germline Variants", ""),
]


def terms(trial: Trial) -> str:
    return " ".join(one.term for one in biomarkers(trial))


@pytest.mark.parametrize(("words", "markers"), TOLD, ids=[words[:40] for words, _ in TOLD])
def test_words_tell_of_markers_or_not(words: str, markers: str) -> None:
    assert terms(titled(words)) == markers
    for one in biomarkers(titled(words)):
        assert one.fragment in words


MARKERS = ("FLT3-ITD", "FLT3 mutation", "NPM1 mutations", "IDH1 mutation", "IDH2-mutated disease", "TP53 mutation", "KMT2A rearrangement")
MARKERS += ("CEBPA double mutation", "RUNX1 mutation", "DNMT3A mutation", "mutated NPM1", "mutations in TP53")


@given(st.sampled_from(MARKERS), st.sampled_from(MARKERS))
def test_what_is_denied_is_never_told(one: str, other: str) -> None:
    for words in (
        f"AML without {one}",
        f"AML without {one} or {other}",
        f"Excluding {one}, {other}",
        f"absence of {one}, {other} and t(15;17)",
        f"AML lacking {one}",
        f"no {one}",
        f"{one} negative AML",
        f"AML, {one}-negative",
        f"AML regardless of {one} status",
        f"Patients with {one} are excluded",
        f"other than {one}",
    ):
        assert not biomarkers(titled(words)), words


@pytest.mark.parametrize("marker", MARKERS)
def test_each_marker_is_told_where_it_is_not_denied(marker: str) -> None:
    assert biomarkers(titled(f"Acute Myeloid Leukemia With {marker}")), marker


def test_a_marker_that_one_title_leaves_open_is_none_of_the_trial() -> None:
    trial = replace(titled("AML With or Without FLT3 Mutations"), official_title="Gilteritinib for Patients With FLT3 Mutations")
    assert terms(trial) == ""


def eligible(text: str) -> Trial:
    return replace(titled("A study"), eligibility=text)


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("Inclusion Criteria:\n\n- FLT3-ITD Positive AML\n- Adults\n\nExclusion Criteria:\n\n- NPM1 mutation", "flt3-itd"),
        ("Inclusion Criteria:~* Subjects must have documented IDH2 mutation~* Age 18~Exclusion Criteria:~* none", "idh2-mutation"),
        ("Inclusion Criteria:\n- AML\n\nExclusion Criteria:\n- Patients must have no FLT3-ITD\n- documented TP53 mutation", ""),
        ("Inclusion Criteria:\n- absence of an activating FLT3-mutation (FLT3-ITD)\nExclusion Criteria:\n- x", ""),
        ("Inclusion Criteria:\n- Patients with ALL must have MLL gene rearrangement\nExclusion Criteria:\n- x", ""),
        ("Inclusion Criteria:\n- high risk mutations by FISH e.g. MLL rearrangement\nExclusion Criteria:\n- x", ""),
        ("Inclusion Criteria:\n- must have FLT3-ITD or complex karyotype\nExclusion Criteria:\n- x", ""),
        ("Inclusion Criteria:\n- FLT3-ITD positive AML\n", ""),  # where exclusion begins, nobody knows
    ],
)
def test_eligibility_counts_only_where_a_criterion_for_inclusion_asks_for_a_marker(text: str, markers: str) -> None:
    assert terms(eligible(text)) == markers


def test_real_eligibility_that_denies_or_offers_a_choice_tells_no_marker(load: Load) -> None:
    for number in ("NCT01534702", "NCT01411267", "NCT01801046", "NCT02446964"):
        trial = as_trial(load(f"aml-partial/{number}"))
        assert trial.eligibility
        assert not [one for one in biomarkers(trial) if one.place.steps[0] == "eligibilityModule"], number


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    trial = eligible(f"Inclusion Criteria:\n- {text}\nExclusion Criteria:\n- {text}")
    assert all(one.fragment in " ".join(trial.eligibility.split()) for one in biomarkers(trial)) and list(criteria(trial)) is not None
