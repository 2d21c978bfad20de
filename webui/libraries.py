"""Browser libraries: which ones the pages can use, under which licences, and whether this installation has them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from webui.assets import STATIC

_FOLDER = Path(__file__).parent
NOTICE = _FOLDER / "THIRD_PARTY.txt"
"""Copyright and licences of all that travels with the package and is not ours."""


@dataclass(frozen=True)
class Library:
    """A library, what it is for, and the packages that its files hold beside it, by licence."""

    package: str
    version: str
    licence: str
    homepage: str
    use: str
    bundles: Mapping[str, tuple[str, ...]]
    installed: bool


@cache
def libraries() -> tuple[Library, ...]:
    """The libraries of the lock file."""
    return tuple(_library(entry) for entry in json.loads((_FOLDER / "libraries.lock.json").read_text(encoding="utf-8")))


def _library(entry: Mapping[str, Any]) -> Library:
    held: dict[str, list[str]] = defaultdict(list)
    for one in entry["bundles"]:
        held[one["licence"]].append(one["package"])
    place = STATIC / "library" / entry["name"]
    return Library(
        package=entry["package"],
        version=entry["version"],
        licence=entry["licence"],
        homepage=entry["homepage"],
        use=entry["use"],
        bundles={licence: tuple(names) for licence, names in sorted(held.items())},
        installed=all((place / Path(path).name).is_file() for path in entry["files"]),
    )
