"""Sheets: rows as the store holds them, chosen, ordered and counted as a plain walk over the rows would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.base import Base
from kb.errors import BadInput
from kb.lookup import fold
from kb.store import Answer, Store
from kb.tables import TABLES, Choice, Item, Sheet, SheetRow, fetch
from kb.tables.sheet import natural
from kb.tables.spec import TableSpec, via
from tests.tables.conftest import HOSTILE

FILTERED = ("trials", "results", "adverse-events", "claims", "references")
WORDS = ("azacitidine", "60.00", "GRADE 4", "leukaemia", "NCT0", "table 3", "zzz")


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


def fits(row: SheetRow, choice: Choice) -> bool:
    """Written anew: one value of each filtered column, all words in the row's text."""
    for name, wanted in choice.filters.items():
        items = row.cells.get(name, ())
        if wanted and not any(item.text == value or (item.address and item.address == value) for item in items for value in wanted):
            return False
    return all(text_of(row).count(word) for word in fold(choice.words).split())


def text_of(row: SheetRow) -> str:
    """All texts of a row, folded; kept by the row's texts, since folding takes longer than everything else here."""
    return folded(" ".join(item.text for items in row.cells.values() for item in items))


folded = cache(fold)


@pytest.mark.parametrize("name", FILTERED)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_choice_leaves_what_fits_in_a_stable_order(name: str, data: st.DataObject, base: Base) -> None:
    sheet = base.sheet(name)
    choice = data.draw(choices(sheet))
    chosen = sheet.choose(choice)
    expected = [row for row in sheet.rows if fits(row, choice)]
    assert Counter(row.iri for row in chosen) == Counter(row.iri for row in expected)
    if not choice.sort:
        assert list(chosen) == expected
        return
    filled = [row for row in chosen if row.cells.get(choice.sort)]
    assert list(chosen[: len(filled)]) == filled, "rows that have nothing there come last"
    assert [row for row in expected if not row.cells.get(choice.sort)] == list(chosen[len(filled) :])
    texts = [row.text(choice.sort) for row in filled]
    assert [natural(text) for text in texts] == sorted((natural(text) for text in texts), reverse=choice.descending)
    position = {row.iri: spot for spot, row in enumerate(expected)}
    for one, other in pairwise(filled):
        assert one.text(choice.sort) != other.text(choice.sort) or position[one.iri] < position[other.iri], "equal rows keep their order"


@pytest.mark.parametrize("name", FILTERED)
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_facets_count_what_each_value_would_leave(name: str, data: st.DataObject, base: Base) -> None:
    sheet = base.sheet(name)
    choice = data.draw(choices(sheet))
    counts = sheet.facets(choice)
    assert set(counts) == {spec.name for spec in sheet.spec.columns if spec.facet}
    for column, values in counts.items():
        others = {other: wanted for other, wanted in choice.filters.items() if other != column}
        left = [row for row in sheet.rows if fits(row, Choice(others, choice.words))]
        for value, count in values.items():
            assert count == sum(any(item.text == value for item in row.cells.get(column, ())) for row in left)
        assert set(values) == {item.text for row in left for item in row.cells.get(column, ())}


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
    sheet = Sheet(spec, rows, "r")
    assert [row.text("n") for row in sheet.choose(Choice(sort="n"))] == ["-2", "9", "10.5", ""]
    assert [row.text("n") for row in sheet.choose(Choice(sort="n", descending=True))] == ["10.5", "9", "-2", ""]
    assert [row.text("place") for row in sheet.choose(Choice(sort="place"))] == ["10²", "section 9", "section 10", ""]


@dataclass
class CountingStore:
    """A store that notes the queries it hands on."""

    inner: Store
    asked: list[str] = field(default_factory=list)

    def select(self, sparql: str) -> Answer:
        self.asked.append(sparql)
        return self.inner.select(sparql)


def anew(base: Base, name: str, places: dict[str, int] | None = None) -> tuple[Sheet, list[str]]:
    store = CountingStore(base.store)
    return fetch(store, TABLES[name], "r", base.all_labels, base.citations, places), store.asked  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TABLES)
def test_few_queries_fetch_a_table(name: str, base: Base) -> None:
    """One for what is said of the row itself, one a column that may hold several values, one a way to other things."""
    _, asked = anew(base, name)
    columns = TABLES[name].columns
    several = [column for column in columns if len(column.path) == 1 and column.many]
    ways = {column.path[:-1] for column in columns if len(column.path) > 1}
    assert len(asked) <= 2 + len(several) + len(ways)
    assert len(asked) <= 20


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
        sheet, _ = anew(base, name)
        assert list(sheet.rows) == sorted(sheet.rows, key=lambda row: natural(row.iri))
        for row in sheet.rows:
            for column in sheet.spec.columns:
                if not column.beside:
                    assert_ordered(row.cells.get(column.name, ()))


def assert_ordered(items: Iterable[Item]) -> None:
    items = list(items)
    assert items == sorted(items, key=lambda item: (natural(item.text), item.iri))
    assert len(items) == len(set(items))


def test_rows_follow_the_order_of_reading_where_it_is_given(base: Base) -> None:
    sheet, _ = anew(base, "adverse-events", base.names.places())
    cells = [row.text("anchor").rpartition("column ")[2] for row in sheet.rows if row.text("term") == "Leukopenia" and row.text("position")]
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
