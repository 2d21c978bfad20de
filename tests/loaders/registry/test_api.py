"""One record of the API's shape: what is wrong in it is told with field and place, and nothing else fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from loaders.registry import api, terms
from loaders.registry.api import read_trial
from loaders.registry.dating import newest_named, snapshot_date, written_date
from loaders.registry.trial import PartialDate
from tests.loaders.registry.made_up import study

MODULES = sorted(
    {path.partition(".")[0] for path in (*api.TEXTS.values(), *api.DAYS.values(), api.ARMS, *api.OUTCOMES.values())}
    | {"conditionsModule", "contactsLocationsModule", "referencesModule", "designModule", "eligibilityModule"}
)


def read(record: Any) -> tuple[Any, list[str]]:
    faults: list[BadInput] = []
    return read_trial(record, "a/b.json", "2026-04", faults.append), [str(fault) for fault in faults]


def test_a_plain_record() -> None:
    trial, faults = read(study(7))
    assert faults == []
    assert (trial.nct_id, trial.as_of, trial.origin) == ("NCT00000007", "2026-04", "a/b.json")
    assert trial.start == PartialDate("2024-03", False)
    assert (trial.enrolment, trial.enrolment_estimated, trial.phases) == (40, True, ("PHASE1", "PHASE2"))
    assert (trial.completion, trial.sponsor, trial.results) == (None, "", None)


BAD = [
    ("statusModule", {"overallStatus": "FINISHED"}, "field statusModule.overallStatus: 'FINISHED' is no term of the registry"),
    ("statusModule", {"overallStatus": ["COMPLETED"]}, "field statusModule.overallStatus: a list is not text"),
    ("statusModule", "COMPLETED", "field statusModule: 'COMPLETED' is not an object"),
    ("statusModule", {"startDateStruct": {"date": "2024-02-30"}}, "field statusModule.startDateStruct.date: '2024-02-30' is not a day"),
    ("statusModule", {"startDateStruct": {"date": 2024}}, "field statusModule.startDateStruct.date: 2024 is not text"),
    ("statusModule", {"startDateStruct": {"date": "2024", "type": "GUESSED"}}, "field statusModule.startDateStruct.type: 'GUESSED'"),
    ("designModule", {"enrollmentInfo": {"count": -1}}, "field designModule.enrollmentInfo.count: -1 is no number of persons"),
    ("designModule", {"enrollmentInfo": {"count": True}}, "field designModule.enrollmentInfo.count: True is no number"),
    ("designModule", {"enrollmentInfo": {"count": 1e9}}, "field designModule.enrollmentInfo.count: 1000000000.0 is no number"),
    ("designModule", {"phases": "PHASE1"}, "field designModule.phases: 'PHASE1' is not a list"),
    ("designModule", {"phases": ["PHASE1", "PHASE9"]}, r"field designModule.phases\[1\]: 'PHASE9' is no term"),
    ("conditionsModule", {"conditions": ["AML", 3]}, r"field conditionsModule.conditions\[1\]: 3 is not text"),
    ("armsInterventionsModule", {"interventions": [{"type": "DRUG"}]}, r"armsInterventionsModule.interventions\[0\].name: it is empty"),
    ("armsInterventionsModule", {"interventions": ["Azacitidine"]}, r"interventions\[0\]: 'Azacitidine' is not an object"),
    ("armsInterventionsModule", {"armGroups": [{"label": "A", "type": "BEST"}]}, r"armGroups\[0\].type: 'BEST' is no term"),
    ("outcomesModule", {"otherOutcomes": [{"timeFrame": "1 year"}]}, r"outcomesModule.otherOutcomes\[0\].measure: it is empty"),
    ("referencesModule", {"references": [{"pmid": "PMC12"}]}, r"references\[0\].pmid: 'PMC12' is no PubMed number"),
    ("eligibilityModule", {"sex": "X" * 500}, r"field eligibilityModule.sex: 'X{59} \.\.\. is no term"),
]


@pytest.mark.parametrize(("module", "value", "told"), BAD)
def test_a_bad_field_is_left_out_and_told_and_the_record_is_kept(module: str, value: Any, told: str) -> None:
    trial, faults = read(study(7, **{module: value}))
    assert trial.nct_id == "NCT00000007"
    assert len(faults) == 1
    with pytest.raises(BadInput, match=f"a/b.json: .*{told}.*; it was left out"):
        read_trial(study(7, **{module: value}), "a/b.json", "2026-04")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ([], "it has no object protocolSection"),
        ({"protocolSection": None}, "it has no object protocolSection"),
        ({"protocolSection": {}}, "there is no NCT number"),
        (study(1, identificationModule={"nctId": 12345678}), "12345678 is no NCT number"),
        (study(1, identificationModule={"nctId": "NCT123"}), "'NCT123' is no NCT number"),
        (study(1, identificationModule={"nctId": "NCT0000000\u0661"}), "is no NCT number"),
        (study(1, identificationModule={"nctId": "nct00000001"}), "is no NCT number"),
    ],
)
def test_a_record_without_its_number_is_broken(record: Any, told: str) -> None:
    with pytest.raises(BadInput, match=f"a/b.json: .*{told}"):
        read(record)


def test_texts_are_cleaned_and_empty_ones_are_absent() -> None:
    modules = {
        "identificationModule": {
            "nctId": " NCT00000007\n",
            "briefTitle": " A\x00 ti\x1btle\ud83d ",
            "acronym": " \t ",
            "extra": {"un": "known"},
        },
        "conditionsModule": {"conditions": ["", " AML ", None], "keywords": None},
        "eligibilityModule": {"maximumAge": "N/A"},
        "contactsLocationsModule": {"locations": [{"country": name} for name in ("China", "Japan", "China")]},
    }
    trial, faults = read(study(7, **modules))
    assert faults == []
    assert (trial.nct_id, trial.brief_title, trial.acronym) == ("NCT00000007", "A title", "")
    assert (trial.conditions, trial.keywords, trial.maximum_age) == (("AML",), (), "")
    assert trial.countries == ("China", "Japan")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["NCT00000001", "2024-01", "DRUG", "PHASE1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "date", "type", "count", "label", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
SECTION = st.fixed_dictionaries(
    {},
    optional={
        module: JSON | st.dictionaries(st.sampled_from(sorted({path.split(".")[1] for path in api.TEXTS.values()} | {
            "nctId", "overallStatus", "startDateStruct", "phases", "enrollmentInfo", "interventions", "armGroups", "primaryOutcomes",
            "locations", "references", "conditions", "designInfo",
        })), JSON, max_size=4)
        for module in MODULES
    },
)  # fmt: skip


@given(
    JSON | st.fixed_dictionaries({"protocolSection": SECTION | JSON, "resultsSection": JSON, "derivedSection": JSON, "_provenance": JSON})
)
def test_whatever_a_record_holds_it_is_read_or_told(record: Any) -> None:
    faults: list[BadInput] = []
    try:
        as_of = snapshot_date(record, "", "") if isinstance(record, dict) else ""
        trial = read_trial(record, "a/b.json", as_of, faults.append)
    except BadInput as broken:
        faults.append(broken)
    else:
        assert trial.nct_id == "NCT00000001"
        json.dumps([trial.brief_title, trial.conditions]).encode("utf-8")
    assert all(fault.place == "a/b.json" and "\n" not in str(fault) for fault in faults)


@given(JSON, st.sampled_from(MODULES))
def test_whatever_stands_in_a_module_of_a_valid_record_the_record_is_kept(value: Any, module: str) -> None:
    trial, _ = read(study(7, **{module: value})) if module != "identificationModule" else read(study(7))
    assert trial.nct_id == "NCT00000007"


# The phrases of the sample's records, and the forms that its README names.
@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("April 2025", "2025-04"),
        ("2018 (newest NCT id NCT03579706, about July 2018)", "2018-07"),
        ("ClinicalTrials.gov XML of about 2020-21 (HINT benchmark; drug and disease names lower-cased there)", "2020"),
        ("ClinicalTrials.gov processed this data on May 11, 2018", "2018-05-11"),
        ("ClinicalTrials.gov processed this data on October 20, 2017", "2017-10-20"),
        ("about 2020", "2020"),
        ("2026-04-26", "2026-04-26"),
        ("2018-07-01 and 2019-03", "2019-03"),
        ("February 30, 2018", "2018"),
        ("NCT20202020", ""),
        ("no date at all", ""),
    ],
)
def test_the_newest_date_of_a_phrase(words: str, day: str) -> None:
    assert newest_named(words) == day


def test_the_order_in_which_a_snapshot_is_dated() -> None:
    record = study(1, version="2025-12-09")
    record["_provenance"] = {"download_date": "2020-07-28", "sources": [{"snapshot": "April 2025"}, {"snapshot": "2018"}, {}, 3]}
    record["protocolSection"]["statusModule"] |= {"lastUpdatePostDateStruct": {"date": "2017-01-02"}, "lastUpdateSubmitDate": "2017-01-01"}
    assert snapshot_date(record, "2026-01-01", "2024-03-15") == "2026-01-01"
    assert snapshot_date(record, "", "2024-03-15") == "2025-12-09"
    del record["derivedSection"]
    assert snapshot_date(record, "", "2024-03-15") == "2020-07-28"
    del record["_provenance"]["download_date"]
    assert snapshot_date(record, "", "2024-03-15") == "2025-04"
    del record["_provenance"]
    assert snapshot_date(record, "", "2024-03-15") == "2024-03-15"
    assert snapshot_date(record) == "2017-01-02"
    del record["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]
    assert snapshot_date(record) == "2017-01-01"
    assert snapshot_date(study(1, version="")) == ""


@pytest.mark.parametrize(
    ("words", "day"), [("May 11, 2018", "2018-05-11"), ("June 2017", "2017-06"), ("2020-01", "2020-01"), ("soon", "soon"), ("", "")]
)
def test_a_date_in_words(words: str, day: str) -> None:
    assert written_date(words) == day


# Older words: the registry's legacy XML, and AACT's tables of its time.
@pytest.mark.parametrize(
    ("words", "known", "term"),
    [
        ("Active, not recruiting", terms.STATUSES, "ACTIVE_NOT_RECRUITING"),
        ("Unknown status", terms.STATUSES, "UNKNOWN"),
        ("No longer available", terms.STATUSES, "NO_LONGER_AVAILABLE"),
        ("Early Phase 1", terms.PHASES, "EARLY_PHASE1"),
        ("Phase 2", terms.PHASES, "PHASE2"),
        ("N/A", terms.PHASES, "NA"),
        ("Observational [Patient Registry]", terms.STUDY_TYPES, "OBSERVATIONAL"),
        ("Non-Randomized", terms.ALLOCATIONS, "NON_RANDOMIZED"),
        ("Crossover Assignment", terms.INTERVENTION_MODELS, "CROSSOVER"),
        ("None (Open Label)", terms.MASKINGS, "NONE"),
        ("Double (Participant, Investigator)", terms.MASKINGS, "DOUBLE"),
        ("Health Services Research", terms.PURPOSES, "HEALTH_SERVICES_RESEARCH"),
        ("Placebo Comparator", terms.ARM_KINDS, "PLACEBO_COMPARATOR"),
        ("Dietary Supplement", terms.INTERVENTION_KINDS, "DIETARY_SUPPLEMENT"),
        ("Anticipated", terms.ESTIMATED, "ESTIMATED"),
        ("PHASE3", terms.PHASES, "PHASE3"),
        ("Phase 9", terms.PHASES, "Phase 9"),
        ("", terms.PHASES, ""),
    ],
)
def test_older_words_become_terms(words: str, known: Any, term: str) -> None:
    assert terms.spelled(words, known) == term


def test_the_terms_are_those_of_the_official_description(shared_folder: Any) -> None:
    text = (shared_folder / "registry" / "schema" / "ctg-oas-v2.yaml").read_text(encoding="utf-8")
    schemas = {
        "Status": terms.STATUSES, "StudyType": terms.STUDY_TYPES, "Phase": terms.PHASES, "Sex": terms.SEXES, "DateType": terms.ESTIMATED,
        "EnrollmentType": terms.ESTIMATED, "DesignAllocation": terms.ALLOCATIONS, "InterventionalAssignment": terms.INTERVENTION_MODELS,
        "PrimaryPurpose": terms.PURPOSES, "DesignMasking": terms.MASKINGS, "ArmGroupType": terms.ARM_KINDS,
        "InterventionType": terms.INTERVENTION_KINDS,
    }  # fmt: skip
    for name, known in schemas.items():
        listed = text.partition(f"\n    {name}:\n")[2].partition("enum:\n")[2].splitlines()
        found = []
        for line in listed:
            if not line.startswith("      - "):
                break
            found.append(line.removeprefix("      - ").strip('"'))
        assert set(found) == set(known), name


def test_the_end_of_a_countrys_name_is_told_and_is_no_country() -> None:
    sites = [{"country": one} for one in ("Korea, Republic of", "Republic of", "Republic of", "France", "The Former Yugoslav Republic of")]
    told: list[str] = []
    trial = read_trial(study(1, contactsLocationsModule={"locations": sites}), "a.json", "2026-04", lambda fault: told.append(str(fault)))
    assert trial.countries == ("Korea, Republic of", "France")
    assert len(told) == 3 and "field contactsLocationsModule.locations[1].country: 'Republic of' is the end of a name" in told[0]
