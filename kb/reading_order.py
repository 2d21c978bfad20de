"""The order of reading: where each entity stands in the curated tables, and so in the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

FEW = 100_000
"""So many places are read at once when the first is asked for; of more, each is read when it is asked for."""


class Places(Mapping[str, int]):
    """The place of each entity ``kind/key``; ``len`` is past the last."""

    def __init__(self, select: Callable[..., list[tuple[Any, ...]]]) -> None:
        self._select = select
        self._read = lru_cache(FEW)(self._place)

    @cached_property
    def _count(self) -> int:
        return int(self._select("SELECT count(*) FROM place")[0][0])

    @cached_property
    def _whole(self) -> dict[str, int]:
        return {f"{kind}/{key}": spot for kind, key, spot in self._select("SELECT kind, key, spot FROM place")}

    def _place(self, entity: str) -> int | None:
        kind, _, key = entity.partition("/")
        found = self._select("SELECT spot FROM place WHERE kind = ? AND key = ?", kind, key)
        return int(found[0][0]) if found else None

    def __getitem__(self, entity: str) -> int:
        if self._count <= FEW:
            return self._whole[entity]
        if (found := self._read(entity)) is None:
            raise KeyError(entity)
        return found

    def __iter__(self) -> Iterator[str]:
        return (f"{kind}/{key}" for kind, key in self._select("SELECT kind, key FROM place ORDER BY kind, key"))

    def __len__(self) -> int:
        return self._count

    def keyed(self, key: str) -> list[str]:
        """Every entity of a key, whatever its kind."""
        return [f"{kind}/{key}" for (kind,) in self._select("SELECT kind FROM place WHERE key = ? ORDER BY kind", key)]

    def first(self, kind: str, beginning: str) -> int:
        """The first place of the entities of a kind whose key begins so; past the last where there is none."""
        query = "SELECT min(spot) FROM place WHERE kind = ? AND substr(key, 1, ?) = ?"
        ((spot,),) = self._select(query, kind, len(beginning), beginning)
        return len(self) if spot is None else int(spot)
