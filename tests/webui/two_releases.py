"""Two releases that differ in three seeded ways: one figure, one claim gone, one claim come."""

from __future__ import annotations

import shutil
from pathlib import Path

from kb.build import build
from kb.registry import read_source
from kb.releases import Release
from tests.conftest import ROOT

FIGURE = "lu-2025-crc-family-mac"
GONE = "lu-2025-claim-future-best-partners"
COME = "lu-2025-claim-future-other-partners"


def build_two(home: Path, scratch: Path) -> tuple[Release, Release]:
    """The release of the shipped facts, then one of a copy with the seeded changes."""
    folder = scratch / "lu-2025"
    shutil.copytree(ROOT / "data" / "evidence" / "lu-2025", folder)
    old = _build(home, folder)
    row = f"\n{FIGURE},NCT04645199,lu-2025-all,proportion,8,12,"
    _replace(folder / "results.csv", f"{row}66.67,", f"{row}66.66,")
    _replace(folder / "claims.csv", f"\n{GONE},", f"\n{COME},")
    return old, _build(home, folder)


def _build(home: Path, folder: Path) -> Release:
    data = ROOT / "data"
    return build([read_source("vocabulary", data / "vocabulary"), read_source("evidence", folder)], home)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")
