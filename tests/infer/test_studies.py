"""Newest status: field by field, from the newest record that says anything."""

from __future__ import annotations

from kb import records as r
from kb.infer.studies import study_summaries
from kb.sources import Holdings, Row, Source


def record(key: str, as_of: str, **said: object) -> r.TrialRecord:
    return r.TrialRecord(key=key, study="NCT1", as_of=as_of, **said)  # type: ignore[arg-type]


def summary(*records: r.TrialRecord) -> r.StudySummary:
    study = r.Study(key="NCT1", label="a trial", study_kind="clinical-trial", nct_id="NCT1")
    sources = [Source("doe-2025", tuple(Row(found, "t:1") for found in (study, *records)))]
    (found,) = study_summaries(Holdings(sources))
    return found


def test_the_newest_record_wins_and_silence_does_not() -> None:
    found = summary(
        record("a", "2020-07-28", status="recruiting", phases=("2",)),
        record("b", "2025-04-01", status="terminated"),
        record("c", "2024-01-01", status="active-not-recruiting", countries=("germany",)),
    )
    assert (found.newest_record, found.current_status) == ("b", "terminated")
    assert found.current_phases == ("2",)
    assert found.current_countries == ("germany",)


def test_a_study_without_record_has_no_status_but_is_mentioned() -> None:
    found = summary()
    assert (found.newest_record, found.current_status, found.current_phases) == (None, None, ())
    assert found.mentioned_in == ("doe-2025",)


def test_of_records_of_one_date_the_fuller_one_is_shown() -> None:
    prose = record("a-prose", "2026-03-28", status="ongoing", phases=("1b", "2"))
    table = record(
        "b-table", "2026-03-28", status="active-not-recruiting", phases=("1", "2"), countries=("france",), completion_date="2027-02"
    )
    assert summary(prose, table).current_status == summary(table, prose).current_status == "active-not-recruiting"


def test_years_and_groups_are_those_of_all_that_tells_of_a_study() -> None:
    study = r.Study(key="NCT1", label="a trial", study_kind="clinical-trial", nct_id="NCT1")
    told = (
        study,
        record("a", "2020-07-28", start_date="2019-11", registered="2019-10-01", population="of-record"),
        record("b", "2025-04-01", start_date="2020-01-15", completion_date="2027"),
        r.Arm(key="arm", label="arm", study="NCT1", population="of-arm"),
        *(r.Population(key=key, label=key, disease=("aml",)) for key in ("of-record", "of-arm")),
        r.Population(key="own", label="own", disease=("aml",), study="NCT1"),
    )
    (found,) = study_summaries(Holdings([Source("doe-2025", tuple(Row(one, "t:1") for one in told))]))
    assert (found.registered_year, found.start_year, found.completion_year) == ("2019", "2020", "2027")
    assert found.populations == ("of-arm", "of-record", "own")
