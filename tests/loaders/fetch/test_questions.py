"""What may be asked of the registry, and at which address."""

from __future__ import annotations

import pytest

from kb.errors import BadInput, KbError
from loaders.registry.fetch_question import Question, read_question
from loaders.registry.fetch_web import followed, read_address


@pytest.mark.parametrize(
    ("numbers", "condition", "since", "sentence"),
    [
        ((), "", "", "kb fetch: nothing was asked for; give numbers such as"),
        (("NCT123",), "", "", "NUMBERS: 'NCT123' is no number of a study; write NCT and eight digits"),
        (("NCT00000001|NCT00000002",), "", "", "is no number of a study"),
        (("NCT00000001",), "AML", "", "both numbers and a condition were given"),
        ((), "NCT00000001, nct00000002", "", "the condition holds only numbers of studies; give them as arguments"),
        ((), "x" * 2001, "", "longer than 2000 characters"),
        ((), "AML", "2025-4-1", "--changed-since: '2025-4-1' is no day; write it as in 2025-04-01"),
        ((), "AML", "2025-02-30", "is no day"),
        ((), "AML", "2025-04-01,MAX] OR AREA[X]RANGE[MIN", "is no day"),
        ((), "AML", "20250401", "is no day"),
    ],
)
def test_what_cannot_be_asked(numbers: tuple[str, ...], condition: str, since: str, sentence: str) -> None:
    with pytest.raises(BadInput) as told:
        read_question(numbers, condition, since)
    assert sentence in str(told.value)


def test_numbers_are_asked_for_once_and_in_order() -> None:
    assert read_question(("nct00000002", "NCT00000001", "NCT00000002"), "", "").numbers == ("NCT00000001", "NCT00000002")


def test_blanks_in_a_condition_do_not_make_another_question() -> None:
    assert read_question((), "  acute  myeloid\nleukemia ", "") == Question(condition="acute myeloid leukemia")


def test_the_whole_registry_may_be_asked_for_by_date() -> None:
    assert read_question((), "", "1999-01-01").parts() == [
        {"format": "json", "filter.advanced": "AREA[LastUpdatePostDate]RANGE[1999-01-01,MAX]"}
    ]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://clinicaltrials.gov/api/v2", "https://clinicaltrials.gov/api/v2"),
        ("https://clinicaltrials.gov/api/v2/", "https://clinicaltrials.gov/api/v2"),
        ("HTTP://Mirror.Example:8080/ctg", "http://mirror.example:8080/ctg"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("https://ada:secret@example.org/x", "https://example.org/x"),
    ],
)
def test_an_address(text: str, url: str) -> None:
    assert read_address(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clinicaltrials.gov/api/v2",
        "ftp://example.org/secret",
        "file:///etc/secret",
        "http://",
        "http:///secret",
        "http://example.org:secret/",
        "http://example.org:99999/secret",
        "http://example.org/a secret",
        "http://example.org/\r\nX: secret",
        "http://example.org/?key=secret",
        "http://example.org/#secret",
        "http://[::1/secret",
        f"http://{'a' * 70}.example/secret",
        "http://exämple.org/secret",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadInput) as told:
        read_address(text)
    assert str(told.value).startswith("--api: ")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://a.example/api/v2/studies", "https://a.example/api/v2/studies"),
        ("http://A.example:80/elsewhere", "http://A.example:80/elsewhere"),
        ("/api/v3/studies?x=1", "http://a.example/api/v3/studies?x=1"),
    ],
)
def test_a_redirect_on_the_same_host(location: str, target: str) -> None:
    assert followed("http://a.example/api/v2/studies", location) == target


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://a.example/x", "http://a.example/x"),
        ("https://a.example/x", "https://a.example.evil.example/x"),
        ("https://a.example/x", "https://a.example@evil.example/x"),
        ("http://a.example/x", "https://a.example:8443/x"),
        ("http://a.example:8080/x", "https://a.example/x"),
        ("http://a.example/x", "http://a.example:99999/x"),
        ("http://a.example/x", "http://[a.example/x"),
        ("http://a.example/x", "/a b"),
        ("http://a.example/x", "ftp://a.example/x"),
    ],
)
def test_a_redirect_to_elsewhere(url: str, location: str) -> None:
    with pytest.raises(KbError, match="redirects to another host, which is not followed"):
        followed(url, location)
