"""Sheets: rows as the store holds them, chosen, ordered and counted as a plain walk over the rows would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.base import Base
from kb.combine import Combination
from kb.errors import BadInput
from kb.names import ID
from kb.store import Answer, Store
from kb.tables import TABLES, Choice, Index, Item, Sheet, SheetRow, read_rows, sheet_of
from kb.tables.reading import AT_ONCE
from kb.tables.rows import natural, natural_key
from kb.tables.spec import TableSpec, via
from tests.tables.conftest import HOSTILE
from tests.tables.plain import PlainSheet, tally

FILTERED = ("trials", "results", "adverse-events", "claims", "references")
WORDS = ("azacitidine", "60.00", "GRADE 4", "leukaemia", "NCT0", "table 3", "zzz", "a", "4 5", "zo", "+", "10.", "Über")


@st.composite
def choices(draw: st.DrawFn, sheet: Sheet) -> Choice:
    """Filters by text or by entity of values that stand in the sheet, or of none; words; an order."""
    names = [spec.name for spec in sheet.spec.columns]
    filters: dict[str, tuple[str, ...]] = {}
    for name in draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
        values = sorted({value for row in sheet.rows for item in row.cells.get(name, ()) for value in (item.text, item.address) if value})
        filters[name] = tuple(draw(st.lists(st.sampled_from([*values, "no such value"]), max_size=3)))
    sort = draw(st.sampled_from(["", *names]))
    return Choice(filters, draw(st.sampled_from(["", "", *WORDS])), sort, draw(st.booleans()))


def plain(sheet: Sheet) -> PlainSheet:
    """The same rows as a list; made once for each sheet."""
    return _plain(sheet.spec.name, sheet.listed, sheet)


_MADE: dict[tuple[str, bool], PlainSheet] = {}


def _plain(name: str, listed: bool, sheet: Sheet) -> PlainSheet:
    return _MADE.setdefault((name, listed), PlainSheet(sheet.spec, tuple(sheet.rows)))


@pytest.fixture(params=["kept", "read"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small tables are kept in memory and counted row by row, large ones are read and counted by sets; here every table both ways."""
    if request.param == "read":
        monkeypatch.setattr("kb.tables.index.KEPT_ROWS", 0)
        monkeypatch.setattr("kb.tables.sheet.KEPT_ROWS", 0)
        monkeypatch.setattr("kb.tables.tallying._OFTEN", 20)
        monkeypatch.setattr("kb.tables.tallying._AT_ONCE", 7)
    return str(request.param)


def opened(base: Base, name: str, listed: bool) -> Sheet:
    """A sheet that remembers nothing of other tests."""
    return Sheet(TABLES[name], Index(base.tables, TABLES[name]), base.release.version, base.citations, listed)


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("name", FILTERED)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_choice_leaves_what_a_plain_walk_leaves(name: str, listed: bool, data: st.DataObject, base: Base, way: str) -> None:
    sheet = opened(base, name, listed)
    choice = data.draw(choices(base.sheet(name)))
    chosen = sheet.choose(choice)
    expected = plain(base.sheet(name, listed=listed)).choose(choice)
    assert list(chosen) == list(expected)
    assert len(chosen) == sheet.count(choice) == len(expected)
    first, last = (data.draw(st.integers(0, len(expected))) for _ in "ab")
    assert chosen[first:last] == expected[first:last]
    for column in sheet.spec.columns:
        assert any(row.cells.get(column.name) for row in chosen.telling()) == any(row.cells.get(column.name) for row in expected)


@pytest.mark.parametrize("name", FILTERED)
@given(data=st.data(), most=st.sampled_from([1, 3, 1000]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facets_count_what_a_plain_walk_counts(name: str, data: st.DataObject, most: int, base: Base, way: str) -> None:
    sheet = opened(base, name, listed=False)
    choice = data.draw(choices(base.sheet(name)))
    counted = {column: [(value.item, count) for value, count in found] for column, found in sheet.facets(choice, most).items()}
    assert counted == {column: found[:most] for column, found in plain(base.sheet(name)).facets(choice).items()}


@pytest.mark.parametrize("name", TABLES)
def test_values_of_a_column_are_named_short_and_found_by_every_name(name: str, base: Base) -> None:
    sheet = base.sheet(name)
    for spec in sheet.spec.columns:
        values = sheet.values(spec.name)
        assert [(value.item, value.count) for value in values] == tally(sheet.rows, sheet.spec.found_by(spec.name))
        assert len({value.short for value in values}) == len({value.item for value in values})
        assert sheet.filled(spec.name) == sum(1 for row in sheet.rows if row.cells.get(spec.name))
        for value in values:
            for called in filter(None, (value.item.address, value.short)):
                assert sheet.named(spec.name, called) in (value, *(other for other in values if other.item.text == called))
            found = sheet.named(spec.name, value.item.text.upper())
            assert found is None or found.item.text.casefold() == value.item.text.casefold() or found.short.casefold() == value.item.text


@pytest.mark.parametrize("name", TABLES)
def test_a_row_is_found_by_its_entity_and_by_what_it_holds(name: str, base: Base) -> None:
    sheet = base.sheet(name)
    rows = list(sheet.rows)
    assert all(sheet.row(row.iri) == row for row in rows)
    assert sheet.row(f"{ID}study/no-such") is None
    assert list(sheet.rows_of([row.iri for row in rows[::-3]])) == [row for row in rows if row in rows[::-3]]
    for spec in sheet.spec.columns:
        for value in sheet.values(spec.name, 3):
            named = value.item.iri or value.item.text
            assert [row.iri for row in sheet.holding(spec.name, [named])] == [
                row.iri for row in rows if any(named in (item.iri, item.text) for item in row.cells.get(sheet.spec.found_by(spec.name), ()))
            ]


@pytest.mark.parametrize(("column", "name"), [("phase", "phase"), ("status", "status"), ("country", "country"), ("study_kind", "kind")])
def test_a_list_and_a_combination_find_the_same_studies_by_a_term(column: str, name: str, base: Base) -> None:
    sheet = base.sheet("trials")
    for value in sheet.values(column):
        listed = {row.iri.removeprefix(ID) for row in sheet.choose(Choice({column: (value.item.address,)}))}
        assert listed == {one.study for one in base.match(Combination((), (), {name: (value.item.local,)})).matches}, value.item.text
        assert len(listed) == value.count


def test_a_narrower_term_is_found_by_the_wider_one(base: Base) -> None:
    found = base.sheet("trials").choose(Choice({"phase": ("concept/phase.1",)}))
    # guo-2026, Table 1: NCT06034470 is of phase 1b, NCT04086264 of phase 1b/2.
    assert {"NCT06034470", "NCT04086264"} <= {row.text("nct_id") for row in found}
    assert {row.text("phase") for row in found if row.text("nct_id") == "NCT06034470"} <= {"Phase 1", "Phase 1b"}


@pytest.mark.parametrize("choice", [Choice({"drug": ("x",)}), Choice(sort="drug"), Choice(columns=("label", "drug"))])
def test_an_unknown_column_is_refused(choice: Choice, base: Base) -> None:
    with pytest.raises(BadInput, match="table 'trials' has no column 'drug'; use label, nct_id, "):
        base.sheet("trials").choose(choice)


def test_numbers_are_ordered_by_size_and_texts_by_their_figures() -> None:
    spec = TableSpec("t", "T", "aml:T", (via("n", "n", "aml:n", "number", kind="decimal"), via("place", "Place", "aml:p", "place")))
    told = [("10.5", "section 10"), ("-2", "section 9"), ("9", "10²"), ("", "")]
    rows = tuple(
        SheetRow(f"id:{number}", {"n": (Item(size),), "place": (Item(place),)} if size else {}) for number, (size, place) in enumerate(told)
    )
    sheet = sheet_of(spec, rows, "r")
    assert [row.text("n") for row in sheet.choose(Choice(sort="n"))] == ["-2", "9", "10.5", ""]
    assert [row.text("n") for row in sheet.choose(Choice(sort="n", descending=True))] == ["10.5", "9", "-2", ""]
    assert [row.text("place") for row in sheet.choose(Choice(sort="place"))] == ["10²", "section 9", "section 10", ""]


@given(st.lists(st.text("a1.02٣²é\0\1 -", max_size=8), min_size=2, max_size=2))
def test_keys_stand_as_natural_texts_do(texts: list[str]) -> None:
    one, other = texts
    assert (natural(one) < natural(other)) == (natural_key(one) < natural_key(other))
    assert (natural(one) == natural(other)) == (natural_key(one) == natural_key(other))


@dataclass
class CountingStore:
    """A store that notes the queries it hands on."""

    inner: Store
    asked: list[str] = field(default_factory=list)

    def select(self, sparql: str) -> Answer:
        self.asked.append(sparql)
        return self.inner.select(sparql)


def anew(base: Base, name: str, places: Mapping[str, int] | None = None) -> tuple[list[SheetRow], list[str]]:
    store = CountingStore(base.store)
    known, last = places or {}, len(places or {})
    rows = read_rows(store, TABLES[name], lambda iri: known.get(iri.removeprefix(ID), last))  # type: ignore[arg-type]
    return list(rows), store.asked


@pytest.mark.parametrize("name", TABLES)
def test_few_queries_fetch_a_table(name: str, base: Base) -> None:
    """One for the rows, one for what is said of the row itself, one a column that may hold several values, one a way to other things,
    and one for the labels of what is named; again for each portion of rows, and of what is named."""
    rows, asked = anew(base, name)
    columns = TABLES[name].cell_columns
    several = [column for column in columns if len(column.path) == 1 and column.many]
    ways = {column.path[:-1] for column in columns if len(column.path) > 1}
    portions = -(-len(base.sheet(name).rows) // AT_ONCE)
    named = {item.iri for row in rows for items in row.cells.values() for item in items if item.iri}
    labels = -(-len(named) // AT_ONCE) + portions - 1  # each portion of rows has a last, smaller one of names
    assert len(asked) <= (2 + len(several) + len(ways)) * portions + labels
    assert len(asked) <= (20 + sum(column.wider for column in TABLES[name].columns)) * portions + labels


@pytest.mark.parametrize("name", TABLES)
def test_a_sheet_holds_what_the_store_holds(name: str, base: Base) -> None:
    """Column by column: the values that a query of the column's whole path finds, no more and no fewer."""
    sheet = base.sheet(name)
    every = {row[0].text for row in base.select(f"SELECT DISTINCT ?r WHERE {{ ?r a {sheet.spec.type_} }}").rows if row[0]}
    assert {row.iri for row in sheet.rows} == every
    for column in sheet.spec.columns:
        query = f"SELECT DISTINCT ?r ?v WHERE {{ ?r a {sheet.spec.type_} ; {'/'.join(column.steps())} ?v }}"
        held: dict[str, set[str]] = {}
        for row, value in base.select(query).rows:
            if row and value:
                held.setdefault(row.text, set()).add(value.text if value.kind == "iri" else yes_or_no(value.text, value.datatype))
        found = {row.iri: {item.iri or item.text for item in row.cells[column.name]} for row in sheet.rows if row.cells.get(column.name)}
        assert found == held, column.name


def yes_or_no(text: str, datatype: str) -> str:
    return {"true": "yes", "false": "no"}[text] if datatype.endswith("#boolean") else text


def test_decimals_keep_their_printed_digits(base: Base) -> None:
    # Table 2 and 3 of the primary paper print 60.00, 50.00, 0.00; its abstract 69.20.
    texts = {item.text for row in base.sheet("results").rows for item in row.cells.get("percent", ())}
    assert {"60.00", "50.00", "69.20", "100.00"} <= texts
    made = base.sheet("adverse-events").table(base.sheet("adverse-events").rows, Choice(columns=("percent",)))
    assert {str(row[1]) for row in made.rows} >= {"0.00", "65.00", "5.00"}
    assert all(row[1] is None or isinstance(row[1], Decimal) for row in made.rows)


def test_items_of_a_cell_and_rows_of_a_sheet_are_ordered(base: Base) -> None:
    for name in TABLES:
        rows, _ = anew(base, name)
        assert rows == sorted(rows, key=lambda row: natural(row.iri))
        for row in rows:
            for column in TABLES[name].columns:
                if not column.beside:
                    assert_ordered(row.cells.get(column.name, ()))


def assert_ordered(items: Iterable[Item]) -> None:
    items = list(items)
    assert items == sorted(items, key=lambda item: (natural(item.text), item.iri))
    assert len(items) == len(set(items))


def test_rows_follow_the_order_of_reading_where_it_is_given(base: Base) -> None:
    rows, _ = anew(base, "adverse-events", base.names.places())
    cells = [row.text("anchor").rpartition("column ")[2] for row in rows if row.text("term") == "Leukopenia" and row.text("position")]
    assert cells == ["'G1'", "'G2'", "'G3'", "'G4'", "'G3-4'", "'All'"]  # the columns of Table 3


def test_fragments_stand_in_the_order_of_their_places(hostile: Base) -> None:
    """The same fragment at two places stands twice, beside each; the place that holds two fragments stands twice too."""
    sheet = hostile.sheet("results")
    for row in sheet.rows:
        pairs = [
            (place.text.rpartition("section ")[2], fragment.text)
            for place, fragment in zip(row.cells["anchor"], row.cells["fragment"], strict=True)
        ]
        assert sorted(pairs) == [("1, paragraph 1", "12 of 20"), ("1, paragraph 1", "60.00%"), ("2, paragraph 1", "60.00%")]
        assert [place for place, _ in pairs] == sorted(place for place, _ in pairs)
        assert row.text("anchor").count("section 1, paragraph 1") == 1, "in words each place is told once"


def test_labels_are_those_of_the_store(hostile: Base) -> None:
    assert {row.text("label") for row in hostile.sheet("trials").rows} == set(HOSTILE.values())
