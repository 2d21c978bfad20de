"""Settings of the server: what is absent is as by default, what cannot be is refused in one sentence that names the setting."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.places import HOME_SETTING
from kb.store import Lane, Track
from webui.settings import MIB, Settings, read_settings

NAMES = {one.name: one.metadata["name"] for one in fields(Settings)}


def test_an_empty_environment_gives_what_is_usual() -> None:
    assert read_settings({}) == read_settings(dict.fromkeys(NAMES.values(), " ")) == Settings()


def test_values_arrive_where_they_are_used() -> None:
    given = {
        "AML_EVIDENCE_THREADS": "12",
        "AML_EVIDENCE_VISITOR_WORKERS": "2",
        "AML_EVIDENCE_VISITOR_QUEUE": "2",
        "AML_EVIDENCE_VISITOR_SLOW_WORKERS": "3",
        "AML_EVIDENCE_VISITOR_SLOW_QUEUE": "1",
        "AML_EVIDENCE_VISITOR_SECONDS": "3",
        "AML_EVIDENCE_VISITOR_MEMORY_MIB": "700",
        "AML_EVIDENCE_BODY_KIB": "2",
        "AML_EVIDENCE_METRICS": "[::1]:9464",
        "AML_EVIDENCE_LOG_FORMAT": "JSON",
        "AML_EVIDENCE_SITE": "https://aml.example.org",
    }
    read = read_settings(given)
    visitor = read.limits[Lane.VISITOR]
    assert (visitor.seconds, visitor.memory_bytes) == (3, 700 * MIB)
    manned = {track: (read.manning[track].workers, read.manning[track].places) for track in Track if track is not Track.OWN}
    assert manned == {Track.QUICK: (2, 2), Track.NEW: (2, 1), Track.SLOW: (3, 1)}
    assert (read.body_bytes, read.metrics_address(), read.log_format) == (2048, ("::1", 9464), "json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THREADS", "0"),
        ("THREADS", "many"),
        ("THREADS", "55"),  # as many as visitors' queries may hold
        ("THREADS", "1e2"),
        ("THREADS", "٨"),
        ("VISITOR_SECONDS", "-1"),
        ("VISITOR_MEMORY_MIB", "10"),
        ("BODY_KIB", "9999999999999999999999"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("METRICS", "9464"),
        ("METRICS", "localhost:99999"),
        ("METRICS", ":9464"),
        ("TRUSTED_PROXY", "proxy.example.org"),
        ("SITE", "aml.example.org"),
        ("SITE", "https://aml.example.org/base"),
        ("SITE", "https://aml.example.org:port"),
        ("SITE", "https://user@aml.example.org"),
        ("SITE", "ftp://aml.example.org"),
    ],
)
def test_what_cannot_be_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings({HOME_SETTING.replace("HOME", name): value})
    told = str(caught.value)
    assert HOME_SETTING.replace("HOME", name) in told
    assert "\n" not in told


@given(st.sampled_from(sorted(NAMES.values())), st.text(max_size=60))
def test_any_text_is_taken_or_refused_in_one_sentence(name: str, value: str) -> None:
    try:
        read = read_settings({name: value})
    except BadInput as fault:
        assert name in str(fault)
    else:
        assert isinstance(read, Settings)
