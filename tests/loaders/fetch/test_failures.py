"""A registry whose failures pass: it is asked again, later and later, and nothing is lost."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

import pytest

from kb.errors import KbError
from loaders.registry.fetch_web import Limits
from tests.loaders.fetch.conftest import Fetching, StillClock, numbers
from tests.loaders.fetch.faults import cut, cut_gzip, hang_up, no_http, status, text
from tests.loaders.fetch.small_registry import Asked, SmallRegistry

AML = [f"NCT{number:08}" for number in range(1, 11)]

PASSING = {
    "429": (status(429), "it answered 429 Too Many Requests"),
    "408": (status(408), "it answered 408"),
    "500": (status(500), "it answered 500 Internal Server Error"),
    "503": (status(503), "it answered 503 Service Unavailable"),
    "a cut body": (cut, "its answer was cut short"),
    "a cut packed body": (cut_gzip, "its answer was cut short"),
    "no answer": (hang_up, "the connection was cut"),
    "no HTTP": (no_http, "the connection was cut"),
    "half a page": (text('{"studies":['), "its answer is not a page of studies in JSON"),
    "no studies": (text('{"nextPageToken":"x"}'), "not a page of studies"),
    "a study without number": (text('{"studies":[{}]}'), "not a page of studies"),
    "no page": (text("[]"), "not a page of studies"),
    "a word for a count": (text('{"studies":[],"totalCount":"many"}'), "not a page of studies"),
    "no JSON number": (text('{"studies":[],"totalCount":NaN}'), "not a page of studies"),
    "endless depth": (text("[" * 200_000), "not a page of studies"),
}


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("at", [0, 2])
def test_what_may_pass_is_asked_again(
    fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path, name: str, at: int
) -> None:
    fault, sentence = PASSING[name]
    registry.faults = [None] * at + [fault, fault]
    assert fetching(tmp_path).studies == 10
    assert numbers(tmp_path) == AML
    told = [line for line in fetching.told if "failed" in line]
    assert [sentence in line for line in told] == [True, True]
    assert [told[0].rpartition("; ")[2], told[1].rpartition("; ")[2]] == ["asking again in 4 s (1 of 5)", "asking again in 8 s (2 of 5)"]


def test_waits_grow_to_a_limit_and_then_it_is_given_up(
    fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path
) -> None:
    registry.faults = [None] + [status(503)] * 6
    with pytest.raises(KbError) as told:
        fetching(tmp_path)
    assert str(told.value) == "the registry failed 6 times: it answered 503 Service Unavailable; run the same command again to go on"
    assert [seconds for seconds in clock.slept if seconds > 1] == [4, 8, 16, 32, 60]
    asked = len(registry.asked)
    assert fetching(tmp_path).studies == 10
    assert numbers(tmp_path) == AML
    assert len(registry.asked) == asked + 3  # the first page was kept


def test_chance_shortens_a_wait_by_half_at_most(fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path) -> None:
    clock.chance = lambda: 0.0  # type: ignore[method-assign]
    registry.faults = [status(500)]
    fetching(tmp_path)
    assert 2.0 in clock.slept


@pytest.mark.parametrize(
    ("asked", "waited"), [("7", 7), ("300", 300), ("1", 4), ("Sun, 15 Jun 2025 15:08:20 GMT", 1300 - 1200), ("soon", 4), ("-5", 4)]
)
def test_the_registry_says_how_long_to_wait(
    fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path, asked: str, waited: float
) -> None:
    registry.faults = [status(429, **{"Retry-After": asked})]
    assert fetching(tmp_path).studies == 10
    assert max(clock.slept) == waited


def test_nobody_waits_for_hours(fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path) -> None:
    registry.faults = [status(503, **{"Retry-After": "7200"})]
    with pytest.raises(KbError, match="asks to wait 7200 s; run the same command again then to go on"):
        fetching(tmp_path)
    assert max(clock.slept) == 1


@pytest.mark.parametrize("begin", ["", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"])
def test_a_trickle_meets_the_limit_of_time(fetching: Fetching, registry: SmallRegistry, tmp_path: Path, begin: str) -> None:
    """Byte by byte, never silent for long: in the status, in the headers, in the body, which would never end."""
    over = threading.Event()

    def trickle(request: Asked) -> bool:
        with suppress(OSError):  # whoever reads gives up
            request.wfile.write(begin.encode())
            while not over.wait(0.005):
                request.wfile.write(b" " if begin.endswith("\r\n\r\n") else b"H")
        return True

    registry.faults = [None, trickle]
    fetching.limits = Limits(idle=5, total=0.5)
    try:
        assert fetching(tmp_path).studies == 10
    finally:
        over.set()
    assert "the registry failed: its answer took longer than 0.5 s" in {line.partition(";")[0] for line in fetching.told}


def test_silence_meets_the_limit_of_idleness(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    over = threading.Event()

    def silent(request: Asked) -> bool:
        return over.wait(5)

    registry.faults = [silent]
    fetching.limits = Limits(idle=0.3)
    try:
        assert fetching(tmp_path).studies == 10
    finally:
        over.set()
    assert any("it was silent for too long" in line for line in fetching.told)
