"""AACT's tables, written from records of the API by AACT's own map: what an export of them would hold."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.registry.aact import COLUMNS
from loaders.registry.aact_study import STUDIES

Tables = dict[str, list[dict[str, str]]]

CONSTANTS = ("lead_or_collaborator", "outcome_type", "result_type", "scope", "event_type", "classification")
"""Columns in which the map may write a word of its own, not the name of a field."""


class Writer:
    """AACT's tables, made from records of the API by ``aact-mapping.json``, which AACT itself is made by."""

    def __init__(self, mapping: list[dict[str, Any]]) -> None:
        # Rows that others point at come first, the listed ones in the order of the map.
        first = ("design_groups", "result_groups")
        self.mapping = sorted((entry for entry in mapping if entry["table"] in COLUMNS), key=lambda entry: entry["table"] not in first)
        self.tables: Tables = defaultdict(list)
        self.dice = random.Random(1)  # noqa: S311 -- a test's dice

    def add(self, record: dict[str, Any]) -> None:
        groups: dict[str, str] = {}
        for entry in self.mapping:
            self._add(entry, record, record, groups, {})

    def _add(self, entry: dict[str, Any], here: Any, record: dict[str, Any], groups: dict[str, str], above: dict[str, str]) -> None:
        table = entry["table"]
        for chain in _members([_at(here, entry["root"] or [])], entry.get("flatten", [])):
            member = chain[-1]
            row = {column["name"]: _cell(table, column, chain) for column in entry["columns"]} | above
            row["nct_id"] = record["protocolSection"]["identificationModule"]["nctId"]
            if table != STUDIES:
                row["id"] = str(1000 + len(self.tables[table]))
            code = row.get("ctgov_group_code", "")
            if table in ("design_groups", "result_groups"):
                groups[member["label"] if table == "design_groups" else above.get("outcome_id", "") + code] = row["id"]
            elif code:
                row["result_group_id"] = groups[above.get("outcome_id", "") + code]
            if table == "design_group_interventions":
                row["design_group_id"] = groups[member]
            self.tables[table].append(row)
            key = {"interventions": "intervention_id", "outcomes": "outcome_id", "outcome_analyses": "outcome_analysis_id"}.get(table, "")
            for child in entry.get("children", []):
                if child["table"] in COLUMNS:
                    self._add(child, member, record, groups, above | {key: row["id"]})

    def files(self) -> dict[str, str]:
        """The text of each table; rows in no order, as AACT's may be."""
        return {f"{name}.txt": self._text(rows) for name, rows in self.tables.items()}

    def _text(self, rows: list[dict[str, str]]) -> str:
        self.dice.shuffle(rows)
        stream = io.StringIO()
        writer = csv.DictWriter(stream, dict.fromkeys(column for row in rows for column in row), delimiter="|", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return stream.getvalue()


def _members(chain: list[Any], steps: list[str]) -> Iterator[list[Any]]:
    """What a map's root leads to, each with all that it stands in: the members of lists within lists."""
    found = chain[-1]
    for member in found if isinstance(found, list) else [found] if found else []:
        if steps:
            yield from _members([*chain[:-1], member, _at(member, steps[0])], steps[1:])
        else:
            yield [*chain[:-1], member]


def _at(here: Any, path: Any) -> Any:
    for step in [path] if isinstance(path, str) else path:
        here = here.get(step) if isinstance(here, dict) else None
    return here


def _cell(table: str, column: dict[str, Any], chain: list[Any]) -> str:
    """The cell of a column: a constant of the map where it names no field, a field's value else; lists of phases joined by a slash."""
    path, name = column["value"], column["name"]
    if name == "removed":
        return "t" if path is True else "f"
    if name in CONSTANTS and isinstance(path, str) and (table, name) != ("outcomes", "outcome_type"):
        return path
    steps = [path] if isinstance(path, str) else path if isinstance(path, list) else []
    up = steps.count("$parent")
    member = chain[-1 - up]
    value = member if path is None else _at(member, steps[up:]) if steps else None
    if name == "phase":
        return "/".join(value or [])
    if column.get("convert_to") == "date" and isinstance(value, str):
        value += "-01" if len(value) == len("2026-04") else ""
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def write_archive(records: list[dict[str, Any]], shared_folder: Path, archive: Path) -> Path:
    """The records as an export of AACT's, every table that is read among them."""
    writer = Writer(json.loads((shared_folder / "registry" / "schema" / "aact-mapping.json").read_text(encoding="utf-8")))
    for record in records:
        writer.add(record)
    assert set(writer.tables) == {*COLUMNS}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in writer.files().items():
            made.writestr(name, text)
    return archive
