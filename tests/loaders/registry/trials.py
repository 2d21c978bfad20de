"""Trials of registry files, as the tests of loaders look at them: each record that was kept, read out again."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from loaders.registry.reading import read_kept
from loaders.registry.trial import Trial


def read_trials(paths: Iterable[Path], as_of: str | None = None, **how: Any) -> Generator[Trial, None, None]:
    kept = read_kept(paths, as_of, **how)
    try:
        yield from (one.trial for one in kept)
    finally:
        kept.close()
