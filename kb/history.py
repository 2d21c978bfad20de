"""History: releases in the order they were built, what went into each, and what every one of them says of one entity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from kb.diff import Change, compare
from kb.errors import KbError
from kb.names import parts
from kb.releases import MANIFEST, Release, all_versions, read_release

MOST = 20
"""How many releases back a history looks: of each, the part that tells of the entity is read."""


@dataclass(frozen=True)
class Cause:
    """Something that two releases were not made alike from: an input file, ``added``, ``removed`` or ``changed``."""

    name: str
    how: str

    @property
    def source(self) -> str:
        """The source that the file belongs to: a document, the vocabulary, the ontology."""
        return self.name.partition("/")[0]


def in_order(home: Path) -> list[Release]:
    """All whole releases of a folder, the one built last first; one that is damaged cannot be compared and is left out."""
    every = []
    for version in all_versions(home):
        with suppress(KbError):
            every.append(read_release(home / version))
    return sorted(every, key=lambda one: (_built(one), one.version), reverse=True)


def built(release: Release) -> str:
    """When a release was finished on this machine: an ISO date and time in UTC. The release itself holds no date."""
    return datetime.fromtimestamp(_built(release), UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _built(release: Release) -> float:
    return (release.folder / MANIFEST).stat().st_mtime


def causes(old: Release, new: Release) -> list[Cause]:
    """The input files that differ between two releases, sorted. None differ where only the rules of the software did."""
    before, after = old.manifest.get("inputs", {}), new.manifest.get("inputs", {})
    return [
        Cause(name, "added" if name not in before else "removed" if name not in after else "changed")
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def steps(releases: list[Release], entity: str) -> Iterator[tuple[Release, Release, list[Change]]]:
    """Each pair of neighbouring releases, the newest first, in which an entity differs, with its differences."""
    for new, old in pairwise(releases[:MOST]):
        if found := compare(old, new, entity):
            yield old, new, found


def plain(term: str) -> tuple[str, str]:
    """The text of a term of N-Quads, and ``kind/key`` where it names an entity of ours (else empty)."""
    literal = re.fullmatch(r'"(.*)"(?:\^\^<[^>]*>|@[\w-]+)?', term, re.DOTALL)
    if literal:
        return json.loads(f'"{literal[1]}"', strict=False), ""
    found = parts(term.strip("<>"))
    return term.strip("<>"), "/".join(found) if found else ""
