"""Changes of a file of tables: whatever came, changed and went, the file tells what one written of the rows that are left tells."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.formats import Citation
from kb.names import ID
from kb.numbering import NoRoom
from kb.tables import TABLES, Choice, Index, Item, Sheet, SheetRow, TablesFile, write_tables
from kb.tables.changing import change_tables
from kb.tables.file import Citations
from kb.tables.portions import order
from kb.tables.schema import write_cells

NAME = "trials"
SPEC = TABLES[NAME]
TEXTS = ("a", "A", "b", "b c", "10", "9", "-2.5", "2", "é", "2024")
ITEMS = [Item(text) for text in TEXTS] + [
    Item(text, f"{ID}{entity}") for text in ("a", "d") for entity in ("agent/a", "class/a", "agent/b")
]
ENTITIES = [f"study/{key}" for key in ("NCT00000009", "NCT00000010", "x-2", "x-10", "y", "z")]
PLACES = {f"{ID}{ENTITIES[4]}": 1, f"{ID}{ENTITIES[1]}": 2}

Rows = Mapping[str, SheetRow]


def place(iri: str) -> int:
    return PLACES.get(iri, 1 << 62)


@st.composite
def rows(draw: st.DrawFn) -> SheetRow:
    cells: dict[str, tuple[Item, ...]] = {}
    for column in ("label", "nct_id", "status", "phase", "agent", "start_year"):
        items = draw(st.lists(st.sampled_from(ITEMS if column != "start_year" else [Item("2024"), Item("999")]), max_size=2, unique=True))
        if items:
            cells[column] = tuple(items)
    return SheetRow("", cells)


def stages() -> st.SearchStrategy[list[dict[str, SheetRow | None]]]:
    """What there is at first, and what then changes, some rounds of it: rows by entity, None where one goes."""
    return st.lists(st.dictionaries(st.sampled_from(ENTITIES), st.none() | rows()), min_size=2, max_size=4)


def named(entity: str, row: SheetRow) -> SheetRow:
    return SheetRow(f"{ID}{entity}", row.cells)


def written(path: Path, rows_: Rows) -> Path:
    ordered = sorted((named(entity, row) for entity, row in rows_.items()), key=lambda row: order(row.iri, place))
    write_tables(path, [(spec, ordered if name == NAME else []) for name, spec in TABLES.items()], {})
    return path


def change(path: Path, changes: Mapping[str, SheetRow | None]) -> int:
    cells = {entity: row and write_cells(SPEC.in_cells, row.cells) for entity, row in changes.items()}
    return change_tables(path, [(SPEC, cells)], {}, place)


def told(path: Path) -> dict[str, object]:
    """All that a sheet tells: rows in every order, values with what they are called, facets, words."""
    file = TablesFile(path)
    try:
        return {f"listed {listed}": _told(Sheet(SPEC, Index(file, SPEC), "r", {}, listed)) for listed in (False, True)}
    finally:
        file.close()


def _told(sheet: Sheet) -> dict[str, object]:
    columns = [spec.name for spec in sheet.spec.columns]
    found: dict[str, object] = {"rows": list(sheet.rows), "one": [sheet.row(f"{ID}{entity}") for entity in ENTITIES]}
    for name in columns:
        found[f"by {name}"] = [row.iri for row in sheet.choose(Choice(sort=name))]
        found[f"by {name}, down"] = [row.iri for row in sheet.choose(Choice(sort=name, descending=True))]
        values = sheet.values(name)
        found[f"values {name}"] = [(value.item, value.short, value.count) for value in values]
        found[f"filled {name}"] = sheet.filled(name)
        for value in values:
            called = value.item.address or value.item.text
            found[f"with {name} {called}"] = [row.iri for row in sheet.choose(Choice({name: (called,)}))]
        for text in ("a", "A", "b", "agent/a", "d", "10"):
            found[f"alike {name} {text}"] = sorted((value.short, value.item.iri) for value in sheet.alike(name, text))
            one = sheet.named(name, text)
            found[f"named {name} {text}"] = one and (one.item, one.short)
    for word in (*TEXTS, "202", "99"):
        chosen = sheet.choose(Choice(words=word))
        found[f"words {word}"] = [row.iri for row in chosen]
        facets = sheet.facets(Choice(words=word))
        found[f"facets {word}"] = {name: [(value.item, many) for value, many in counted] for name, counted in facets.items()}
        found[f"telling {word}"] = {name for name in columns if any(row.cells.get(name) for row in chosen.telling())}
    return found


@given(stages=stages())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_file_tells_what_a_new_one_tells(
    stages: list[dict[str, SheetRow | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    held: dict[str, SheetRow] = {entity: row for entity, row in stages[0].items() if row}
    path = written(folder / "one.sqlite", held)
    for number, changes in enumerate(stages[1:]):
        differing = sum((held.get(entity) and held[entity].cells) != (row and row.cells) for entity, row in changes.items())
        assert change(path, changes) == differing
        held = {entity: row for entity, row in (held | changes).items() if row}
        assert told(path) == told(written(folder / f"other-{number}.sqlite", held))
        check_integrity(path)


def check_integrity(path: Path) -> None:
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        base.execute("INSERT INTO spelling (spelling, rank) VALUES ('integrity-check', 1)")
        assert base.execute("SELECT count(*) FROM value WHERE count = 0").fetchone() == (0,)
        assert base.execute("SELECT count(*) FROM alias WHERE value NOT IN (SELECT id FROM value)").fetchone() == (0,)


def test_many_rows_that_come_between_others_stand_where_they_belong(tmp_path: Path) -> None:
    """Some hundred rows, so that sets of rows are packed in both ways; every third comes later, every fifth goes."""
    every = {
        f"study/NCT{number:08}": SheetRow(
            "", {"label": (Item(f"trial {number * 7 % 400}"),), "status": (Item("on" if number % 2 else "off"),)}
        )
        for number in range(400)
    }
    first = {entity: row for number, (entity, row) in enumerate(every.items()) if number % 3}
    path = written(tmp_path / "one.sqlite", first)
    later: dict[str, SheetRow | None] = {entity: row for entity, row in every.items() if entity not in first}
    gone = {entity: None for number, entity in enumerate(every) if not number % 5}
    change(path, later)
    change(path, gone)
    left = {entity: row for entity, row in every.items() if entity not in gone}
    assert told(path) == told(written(tmp_path / "two.sqlite", left))


def test_numbers_of_values_that_run_out_are_told_before_anything_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = count()
    path = written(tmp_path / "one.sqlite", {"study/a": _labelled("a"), "study/b": _labelled("b")})
    with pytest.raises(NoRoom):
        for number in texts:
            change(path, {f"study/n{number}": _labelled("a" + "a" * number + "b")})
            assert number < 60, "a gap of 2^18 is halved no more than 18 times"
    assert next(texts) > 10


def _labelled(text: str) -> SheetRow:
    return SheetRow("", {"label": (Item(text),)})


def test_citations_come_change_and_go(tmp_path: Path) -> None:
    path = written(tmp_path / "one.sqlite", {})
    one, two = (Citation(key=key, kind="article", title=key, authors=("A",)) for key in ("one", "two"))
    x, y = f"{ID}document/x", f"{ID}document/y"
    for told_, left in (({x: one}, {x: one}), ({x: two, y: one}, {x: two, y: one}), ({x: None}, {y: one})):
        change_tables(path, [], told_, place)
        file = TablesFile(path)
        assert dict(Citations(file)) == left
        file.close()
