"""Packing: a trial to bytes and back, so that records can be kept in a file that holds nothing but data."""

from __future__ import annotations

import dataclasses
import json
import zlib
from typing import Any

from loaders.registry.trial import ArmGroup, Intervention, PartialDate, PlannedOutcome, Trial

_FIELDS = tuple(field.name for field in dataclasses.fields(Trial))
_PARTS: dict[str, type] = {
    "start": PartialDate, "primary_completion": PartialDate, "completion": PartialDate,
    "interventions": Intervention, "arms": ArmGroup, "outcomes": PlannedOutcome,
}  # fmt: skip
"""The fields of a trial that hold things with fields of their own."""

_AS_GIVEN = "results"
"""The field that stays in the shape of the API."""


def pack(trial: Trial) -> bytes:
    """The values of a trial's fields in their order, as compressed JSON."""
    return zlib.compress(_encode([getattr(trial, name) for name in _FIELDS]).encode(), 1)


_NAMES = {kind: tuple(field.name for field in dataclasses.fields(kind)) for kind in _PARTS.values()}


def _values(part: Any) -> list[Any]:
    return [getattr(part, name) for name in _NAMES[type(part)]]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_values).encode


def unpack(packed: bytes) -> Trial:
    """The trial that was packed. Errors: ValueError or TypeError where these bytes hold none."""
    values = json.loads(zlib.decompress(packed))
    told = zip(_FIELDS, values, strict=True)
    return Trial(**{name: _read(name, value) if type(value) is list else value for name, value in told})


def _read(name: str, value: list[Any]) -> Any:
    kind = _PARTS.get(name)
    if kind is None:
        return value if name == _AS_GIVEN else tuple(value)
    if kind is PartialDate:
        return PartialDate(*value)
    return tuple(kind(*map(_whole, one)) for one in value)


def _whole(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
