"""A small registry that is served, and ways to fetch from it that never wait."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.registry.fetch import Manner, fetch
from loaders.registry.fetch_run import Fetched
from loaders.registry.fetch_web import Clock, Limits
from tests.loaders.fetch.small_registry import SmallRegistry, serving, study


class StillClock(Clock):
    """Waits are noted, and not waited."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.time = 1_000.0

    def now(self) -> float:
        return 1_750_000_000.0

    def ticks(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def chance(self) -> float:
        return 1.0


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallRegistry]:
    """Ten studies of AML and two of another disease, three a page."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    studies = [study(number) for number in range(1, 11)] + [study(number, "asthma") for number in (11, 12)]
    with serving(SmallRegistry(studies)) as served:
        yield served


class Fetching:
    """Fetches from the small registry, and keeps what was told."""

    def __init__(self, registry: SmallRegistry, clock: StillClock) -> None:
        self.registry, self.clock = registry, clock
        self.limits = Limits(idle=5)
        self.told: list[str] = []

    @property
    def manner(self) -> Manner:
        return Manner(self.clock, self.limits)

    def __call__(self, folder: Path, *numbers: str, condition: str = "", **given: str | bool) -> Fetched:
        if not numbers and not given.get("changed_since"):
            condition = condition or "acute myeloid leukemia"
        self.told = []
        return fetch(folder, self.registry.url, self.told.append, numbers, condition, manner=self.manner, **given)  # type: ignore[arg-type]


@pytest.fixture
def fetching(registry: SmallRegistry, clock: StillClock) -> Fetching:
    return Fetching(registry, clock)


def files(folder: Path) -> dict[str, bytes]:
    """Everything that a folder holds."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def numbers(folder: Path) -> list[str]:
    """Numbers of the studies in a folder's files, in their order."""
    lines = [line for path in sorted(folder.glob("studies-*.ndjson")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line)["protocolSection"]["identificationModule"]["nctId"] for line in lines]
