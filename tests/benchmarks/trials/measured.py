"""Distributions measured in real records (README.md says in which); the tests measure those again and compare.

A table gives how many of the measured records, arms or entries had a value. Deciles give the 0th to the 100th percentile by tens.
"""

from __future__ import annotations

from tests.benchmarks.trials.draws import Table

SHAPES = Table(
    {
        (0, 0): 6, (0, 1): 3, (1, 0): 3, (1, 1): 25, (1, 2): 4, (1, 3): 3, (1, 4): 1, (1, 5): 3, (2, 0): 1, (2, 1): 3, (2, 2): 19,
        (2, 3): 3, (2, 4): 2, (2, 7): 1, (3, 1): 3, (3, 2): 2, (3, 3): 1, (4, 3): 1, (4, 5): 1, (5, 6): 1, (6, 5): 1,
    }
)  # fmt: skip
"""Arms and interventions of a trial; no arms is a record without ``armGroups``. The one record with seven arms is counted with six."""
INTERVENTIONS_OF_AN_ARM = {
    0: Table({0: 1}),
    1: Table({0: 3, 1: 37}),
    2: Table({0: 3, 1: 26, 2: 19}),
    3: Table({1: 6, 2: 5, 3: 5}),
    4: Table({3: 3, 4: 2}),
    5: Table({1: 5, 2: 2, 3: 1, 4: 2, 5: 4}),
    6: Table({5: 3, 6: 2}),
    7: Table({6: 1, 7: 1}),
}
"""Interventions that an arm names, by how many the trial has."""
OTHER_NAMES = Table({0: 95, 1: 39, 2: 6, 3: 3, 4: 2, 5: 4, 6: 2, 7: 3, 10: 1, 11: 1, 15: 1, 25: 1})
"""Other names that an intervention lists."""
INTERVENTION_KINDS = Table(
    {"DRUG": 132, "OTHER": 7, "BIOLOGICAL": 7, "DEVICE": 5, "RADIATION": 3, "PROCEDURE": 2, "COMBINATION_PRODUCT": 1, "DIAGNOSTIC_TEST": 1}
)
ARM_KINDS = Table(
    {"EXPERIMENTAL": 98, "ACTIVE_COMPARATOR": 14, "OTHER": 4, "PLACEBO_COMPARATOR": 3, "NO_INTERVENTION": 2, "SHAM_COMPARATOR": 1}
)
"""Kinds of arm in trials that give a treatment; the groups of an observational study have none."""
PRIMARY = Table({1: 62, 2: 12, 3: 8, 4: 2, 5: 1, 7: 1, 8: 1})
SECONDARY = Table(
    {0: 8, 1: 10, 2: 12, 3: 14, 4: 14, 5: 7, 6: 4, 7: 5, 8: 2, 9: 2, 10: 2, 11: 2, 12: 2, 14: 1, 15: 2}
)  # fmt: skip
OTHER = Table({0: 75, 1: 7, 2: 3, 3: 1, 9: 1})
"""Primary, secondary and other outcomes of a trial."""
PHASES = Table({"PHASE2": 33, "PHASE1": 9, "PHASE3": 8, "PHASE1 PHASE2": 8, "NA": 6, "PHASE2 PHASE3": 2, "PHASE4": 2, "EARLY_PHASE1": 1})
STATUSES = Table(
    {
        "RECRUITING": 22, "COMPLETED": 15, "UNKNOWN": 15, "NOT_YET_RECRUITING": 11, "ACTIVE_NOT_RECRUITING": 10, "WITHDRAWN": 6,
        "TERMINATED": 6, "SUSPENDED": 1, "ENROLLING_BY_INVITATION": 1,
    }
)  # fmt: skip
ALLOCATIONS = Table({"NA": 31, "RANDOMIZED": 25, "NON_RANDOMIZED": 11})
MODELS = Table({"SINGLE_GROUP": 36, "PARALLEL": 25, "SEQUENTIAL": 3, "CROSSOVER": 2})
MASKINGS = Table({"NONE": 60, "QUADRUPLE": 3, "SINGLE": 2, "DOUBLE": 1})
OBSERVATIONAL_MODELS = Table({"COHORT": 15, "CASE_ONLY": 2, "CASE_CONTROL": 1})
PERSPECTIVES = Table({"PROSPECTIVE": 11, "RETROSPECTIVE": 4, "OTHER": 2, "CROSS_SECTIONAL": 1})
CONDITIONS = Table({1: 76, 2: 3, 3: 4, 4: 2, 5: 1, 6: 1})
KEYWORDS = Table({0: 36, 1: 7, 2: 7, 3: 14, 4: 6, 5: 8, 6: 5, 7: 2, 10: 1, 12: 1})
SPONSOR_CLASSES = Table({"OTHER": 51, "INDUSTRY": 26, "NETWORK": 3, "NIH": 2, "INDIV": 1, "OTHER_GOV": 1})
COLLABORATORS = Table({0: 60, 1: 18, 2: 6, 3: 1, 4: 1, 5: 1})
START_YEARS = Table(
    {
        2006: 1, 2007: 1, 2009: 1, 2010: 3, 2011: 2, 2012: 3, 2013: 2, 2015: 5, 2016: 4, 2017: 2, 2018: 10, 2019: 8, 2020: 9, 2021: 5,
        2022: 4, 2023: 12, 2024: 11, 2025: 4,
    }
)  # fmt: skip
LEAST_AGES = Table({"18 Years": 70, "20 Years": 3, "21 Years": 3, "70 Years": 2, "12 Years": 1, "5 Years": 1, "65 Years": 1, "1 Year": 1})
GREATEST_AGES = Table({"": 57, "75 Years": 14, "70 Years": 2, "60 Years": 2, "80 Years": 1, "85 Years": 1, "21 Years": 1})
COUNTRIES = Table(
    {
        "United States": 332, "France": 183, "Italy": 143, "China": 118, "Germany": 115, "Spain": 100, "Australia": 70, "Belgium": 57,
        "United Kingdom": 37, "Austria": 35, "Canada": 35, "Netherlands": 34, "Israel": 25, "Switzerland": 22, "Greece": 21,
        "Turkey (Türkiye)": 21, "Poland": 17, "Romania": 17, "Portugal": 12, "Ireland": 11, "Japan": 9, "Taiwan": 7, "Mexico": 7,
        "Argentina": 7, "Chile": 7,
    }
)  # fmt: skip
"""Countries of sites."""
COUNTRIES_OF_A_TRIAL = Table({1: 59, 2: 2, 3: 1, 4: 1, 6: 1, 8: 2, 10: 1, 11: 1, 20: 1, 21: 1, 25: 1})

OBSERVATIONAL = 18 / 87
FULL_START_DATE = 65 / 87
ACTUAL_ENROLMENT = 37 / 87
WITH_OFFICIAL_TITLE = 85 / 87
WITH_ACRONYM = 23 / 87
WITH_DETAILED_DESCRIPTION = 54 / 87
WITH_ARM_DESCRIPTION = 121 / 135
WITH_INTERVENTION_DESCRIPTION = 149 / 158
WITH_OUTCOME_DESCRIPTION = 418 / 533

SITES = (0, 0, 1, 1, 1, 1, 1, 2, 8, 26, 437)
ENROLMENT = (0, 4, 10, 28, 36, 51, 79, 124, 296, 513, 5796)
BRIEF_SUMMARY = (49, 166, 195, 231, 293, 318, 370, 505, 596, 926, 1596)
DETAILED_DESCRIPTION = (33, 381, 611, 696, 765, 875, 1163, 1471, 1624, 1817, 4152)
ELIGIBILITY = (0, 0, 418, 951, 1483, 2440, 3165, 4687, 5140, 5729, 9423)
ARM_DESCRIPTION = (10, 29, 63, 79, 99, 140, 185, 213, 258, 334, 844)
INTERVENTION_DESCRIPTION = (8, 11, 21, 31, 40, 64, 86, 122, 181, 352, 999)
OUTCOME_DESCRIPTION = (3, 31, 58, 79, 99, 121, 146, 196, 285, 568, 1018)
"""Lengths of texts, in characters; for ``SITES`` and ``ENROLMENT``, numbers."""
