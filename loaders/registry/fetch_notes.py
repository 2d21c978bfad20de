"""What a folder of fetched records says of itself: what was asked, of which data version, which files there are, how far it has come."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from loaders.registry.fetch_question import Question

LAYOUT = 1
"""Number of the form in which all this is written; another form gets another number."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of studies."""

    name: str
    studies: int
    bytes: int
    sha256: str


@dataclass(slots=True)
class Snapshot:
    """What one question gave. ``data_versions``: of the registry, at the beginning and whenever it was seen to change; ``counted``:
    how many studies the registry said there are."""

    question: Question
    data_versions: list[str]
    counted: int | None = None
    unknown: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    @property
    def studies(self) -> int:
        """How many studies its files hold."""
        return sum(file.studies for file in self.files)


@dataclass(slots=True)
class Progress:
    """How far a snapshot has come: which part of its question, and the token of the next page. ``number``: which snapshot it is, from 1."""

    number: int
    snapshot: Snapshot
    part: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a folder is for; another question, API or packing needs another folder."""

    api: str
    question: Question
    compressed: bool

    @property
    def told(self) -> str:
        """In words, for a message."""
        return f"{self.question.told} of {self.api}, {'compressed' if self.compressed else 'not compressed'}"


def write_manifest(asked: Asked, snapshots: list[Snapshot]) -> dict[str, Any]:
    """The manifest. ``data_version`` is the one that the newest snapshot began with: what changed later is not surely in it."""
    return {
        "layout": LAYOUT,
        "finished": bool(snapshots),
        "api": asked.api,
        "question": asdict(asked.question),
        "compressed": asked.compressed,
        "data_version": snapshots[-1].data_versions[0] if snapshots else None,
        "studies": sum(snapshot.studies for snapshot in snapshots),
        "snapshots": [{"studies": snapshot.studies} | asdict(snapshot) for snapshot in snapshots],
    }


def read_manifest(told: dict[str, Any]) -> tuple[Asked, list[Snapshot]]:
    """The manifest read back. Raises ValueError, LookupError or TypeError where it is damaged."""
    if told["layout"] != LAYOUT:
        raise ValueError("another layout")
    asked = Asked(str(told["api"]), _question(told["question"]), bool(told["compressed"]))
    return asked, [_snapshot(one) for one in told["snapshots"]]


def write_progress(progress: Progress) -> dict[str, Any]:
    """How far an unfinished snapshot has come."""
    return asdict(progress)


def read_progress(told: dict[str, Any]) -> Progress:
    """Progress read back; raises as read_manifest does."""
    return Progress(int(told["number"]), _snapshot(told["snapshot"]), int(told["part"]), str(told["token"]))


def _question(told: dict[str, Any]) -> Question:
    return Question(tuple(map(str, told["numbers"])), str(told["condition"]), str(told["changed_since"]))


def _snapshot(told: dict[str, Any]) -> Snapshot:
    files = [File(str(one["name"]), int(one["studies"]), int(one["bytes"]), str(one["sha256"])) for one in told["files"]]
    versions = [str(one) for one in told["data_versions"]]
    if not versions:
        raise ValueError("no data version")
    counted = None if told["counted"] is None else int(told["counted"])
    return Snapshot(_question(told["question"]), versions, counted, [str(one) for one in told["unknown"]], files)
