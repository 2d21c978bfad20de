"""Settings of the server, read from the environment in this one place; a value that cannot be is refused at the start, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from kb.errors import BadInput
from kb.store import DEFAULT_LIMITS, DEFAULT_MANNING, Lane, Limits, Manning, Track

MIB = 1 << 20
LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")
_VISITOR = DEFAULT_LIMITS[Lane.VISITOR]


def _number(name: str, otherwise: int, least: int, most: int) -> Any:
    return field(default=otherwise, metadata={"name": name, "least": least, "most": most})


def _word(name: str, otherwise: str, words: tuple[str, ...] = ()) -> Any:
    return field(default=otherwise, metadata={"name": name, "words": words})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the server runs. Each field names its setting and what it may be; numbers are counts, seconds, MiB or KiB as their names say."""

    threads: int = _number("AML_EVIDENCE_THREADS", 64, 2, 1024)
    own_workers: int = _number("AML_EVIDENCE_OWN_WORKERS", DEFAULT_MANNING[Track.OWN].workers, 1, 64)
    visitor_workers: int = _number("AML_EVIDENCE_VISITOR_WORKERS", DEFAULT_MANNING[Track.QUICK].workers, 1, 64)
    visitor_queue: int = _number("AML_EVIDENCE_VISITOR_QUEUE", DEFAULT_MANNING[Track.QUICK].places, 0, 250)
    visitor_slow_workers: int = _number("AML_EVIDENCE_VISITOR_SLOW_WORKERS", DEFAULT_MANNING[Track.SLOW].workers, 1, 64)
    visitor_slow_queue: int = _number("AML_EVIDENCE_VISITOR_SLOW_QUEUE", DEFAULT_MANNING[Track.SLOW].places, 0, 250)
    visitor_seconds: int = _number("AML_EVIDENCE_VISITOR_SECONDS", int(_VISITOR.seconds), 1, 600)
    visitor_memory_mib: int = _number("AML_EVIDENCE_VISITOR_MEMORY_MIB", _VISITOR.memory_bytes // MIB, 512, 1 << 20)
    visitor_rows: int = _number("AML_EVIDENCE_VISITOR_ROWS", _VISITOR.rows, 1, 10_000_000)
    visitor_answer_mib: int = _number("AML_EVIDENCE_VISITOR_ANSWER_MIB", _VISITOR.answer_bytes // MIB, 1, 4096)
    body_kib: int = _number("AML_EVIDENCE_BODY_KIB", 1024, 1, 1 << 20)
    connections: int = _number("AML_EVIDENCE_CONNECTIONS", 1000, 10, 100_000)
    request_seconds: int = _number("AML_EVIDENCE_REQUEST_SECONDS", 20, 1, 3600)
    idle_seconds: int = _number("AML_EVIDENCE_IDLE_SECONDS", 30, 1, 3600)
    stop_seconds: int = _number("AML_EVIDENCE_STOP_SECONDS", 20, 0, 3600)
    log_format: str = _word("AML_EVIDENCE_LOG_FORMAT", "text", FORMATS)
    log_level: str = _word("AML_EVIDENCE_LOG_LEVEL", "info", LEVELS)
    metrics: str = _word("AML_EVIDENCE_METRICS", "")
    trusted_proxy: str = _word("AML_EVIDENCE_TRUSTED_PROXY", "")
    site: str = _word("AML_EVIDENCE_SITE", "")

    def __post_init__(self) -> None:
        held = sum(manning.workers + manning.places for track, manning in self.manning.items() if track is not Track.OWN)
        if self.threads <= held:
            others = ", ".join(_name(of) for of in ("visitor_workers", "visitor_queue", "visitor_slow_workers", "visitor_slow_queue"))
            mend = f"set it to more than {held}, which visitors' queries can hold, so that pages never wait for them, or lower {others}"
            raise BadInput(f"{self.threads} threads are too few", _name("threads"), mend)
        self.metrics_address()
        _check_proxy(self.trusted_proxy)
        _check_site(self.site)

    @property
    def limits(self) -> Mapping[Lane, Limits]:
        """What one query of each lane may use."""
        visitor = Limits(self.visitor_seconds, self.visitor_memory_mib * MIB, self.visitor_rows, self.visitor_answer_mib * MIB)
        return {Lane.OWN: DEFAULT_LIMITS[Lane.OWN], Lane.VISITOR: visitor}

    @property
    def manning(self) -> Mapping[Track, Manning]:
        """How many workers each track has, and how many queries may wait."""
        chosen = {
            Track.OWN: (self.own_workers, DEFAULT_MANNING[Track.OWN].places),
            Track.QUICK: (self.visitor_workers, self.visitor_queue),
            Track.NEW: (self.visitor_workers, self.visitor_queue // 2),
            Track.SLOW: (self.visitor_slow_workers, self.visitor_slow_queue),
        }
        return {track: replace(DEFAULT_MANNING[track], workers=workers, places=places) for track, (workers, places) in chosen.items()}

    @property
    def body_bytes(self) -> int:
        """Largest body of a request."""
        return self.body_kib * 1024

    def metrics_address(self) -> tuple[str, int] | None:
        """Host and port that metrics are served on; None where they are not."""
        if not self.metrics:
            return None
        host, _, port = self.metrics.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 <= int(port) < 1 << 16:
            raise BadInput(f"'{self.metrics}' is no host with a port", _name("metrics"), "write HOST:PORT, such as 127.0.0.1:9464")
        return host.strip("[]"), int(port)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment; what is absent or empty is as it is by default. Errors: BadInput names the setting."""
    found = {one.name: environment.get(one.metadata["name"], "").strip() for one in fields(Settings)}
    chosen: dict[str, Any] = {one.name: _read(found[one.name], one.metadata) for one in fields(Settings) if found[one.name]}
    return Settings(**chosen)


def _read(text: str, told: Mapping[str, Any]) -> int | str:
    if "least" in told:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not told["least"] <= int(text) <= told["most"]:
            raise BadInput(
                f"'{text}' is no number that it can be", told["name"], f"give a whole one from {told['least']} to {told['most']}"
            )
        return int(text)
    if told["words"] and text.lower() not in told["words"]:
        raise BadInput(f"'{text}' is none of its values", told["name"], f"set it to {' or '.join(told['words'])}")
    return text.lower() if told["words"] else text


def _name(of: str) -> str:
    return str(next(one.metadata["name"] for one in fields(Settings) if one.name == of))


def _check_proxy(address: str) -> None:
    try:
        if address and address != "*":
            ip_address(address)
    except ValueError:
        mend = "give the address that the proxy's connections come from, such as 127.0.0.1, or * where nothing else can reach this server"
        raise BadInput(f"'{address}' is no IP address", _name("trusted_proxy"), mend) from None


def _check_site(site: str) -> None:
    if not site:
        return
    mend = "write the address that visitors use, without a path, such as https://aml.example.org"
    try:
        parts = urlsplit(site)
        parts.port  # noqa: B018 -- reading it finds a port that is none
    except ValueError:
        raise BadInput(f"'{site}' is no address", _name("site"), mend) from None
    right = re.fullmatch(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?/?", site)
    if not right or not parts.hostname:
        raise BadInput(f"'{site}' is no address of a site", _name("site"), mend)
