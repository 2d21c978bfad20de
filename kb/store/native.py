"""Cells as Python's own values."""

from __future__ import annotations

from typing import Any

from kb.store.interface import Cell


def native(cell: Cell | None) -> Any:
    """A cell as Python's own value: None, int, float, bool or str."""
    if cell is None:
        return None
    kinds: dict[str, type] = {"integer": int, "decimal": float, "double": float}
    local = cell.datatype.rpartition("#")[2]
    if local == "boolean":
        return cell.text in ("true", "1")
    return kinds[local](cell.text) if local in kinds else cell.text
