"""Retracted: whether an earlier release held an entity that a later one does not, found in its dump without opening its store."""

from __future__ import annotations

from kb import compressed
from kb.dump import Dump
from kb.history import MOST, built, in_order
from kb.names import mint
from kb.releases import Release


def last_holding(release: Release, kind: str, key: str) -> Release | None:
    """The last release before this one that says anything of ``kind/key``; None where none of the last ``MOST`` does."""
    subject = f"<{mint(kind, key)}>"
    every = in_order(release.folder.parent)
    earlier = [one for one in every if one.version != release.version and built(one) <= built(release)]
    return next((one for one in earlier[:MOST] if says(one.dump, subject)), None)


def says(dump: Dump, subject: str) -> bool:
    """Whether a dump says anything of a subject, which stands as N-Quads writes it: only one of its parts could."""
    part = dump.file_about(subject)
    return part is not None and f"\n{subject} ".encode() in b"\n" + compressed.read(part)
