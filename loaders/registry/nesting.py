"""Values by path to the nested objects of the API's shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Objects within objects for paths such as ``designModule.designInfo.allocation``; None and empty values are left out."""
    whole: dict[str, Any] = {}
    for path, value in fields.items():
        if value is None or value in ("", []):
            continue
        *steps, last = path.split(".")
        here = whole
        for step in steps:
            here = here.setdefault(step, {})
        here[last] = value
    return whole
