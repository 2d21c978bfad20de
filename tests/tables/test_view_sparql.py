"""A view as SPARQL: the query gives the same rows as the sheet, whatever filters are in force."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.base import Base
from kb.tables import TABLES, Choice
from kb.tables.sparql import query_of


def rows_of(base: Base, query: str) -> set[str]:
    return {row[0].text for row in base.select(query).rows if row[0]}


@st.composite
def choices(draw: st.DrawFn, base: Base, name: str) -> Choice:
    """Filters of a table, by values that stand in it."""
    sheet = base.sheet(name)
    filled = [spec.name for spec in sheet.spec.columns if spec.facet and any(row.cells.get(spec.name) for row in sheet.rows)]
    filters = {}
    for column in draw(st.lists(st.sampled_from(filled), unique=True, max_size=2)) if filled else []:
        items = sorted({item for row in sheet.rows for item in row.cells.get(column, ())}, key=lambda item: (item.text, item.iri))
        filters[column] = tuple(item.address or item.text for item in draw(st.lists(st.sampled_from(items), min_size=1, max_size=2)))
    return Choice(filters, columns=draw(st.sampled_from([(), (sheet.spec.columns[0].name,)])))


@pytest.mark.parametrize("name", ["trials", "arms", "agents", "results", "claims", "references", "discrepancies"])
def test_the_query_gives_the_rows_of_the_sheet(base: Base, name: str) -> None:
    @given(st.data())
    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    def same(data: st.DataObject) -> None:
        choice = data.draw(choices(base, name))
        wanted = {row.iri for row in base.sheet(name).choose(choice)}
        narrow = Choice(choice.filters, columns=choice.columns or (TABLES[name].columns[0].name,))
        assert rows_of(base, query_of(TABLES[name], narrow)) == wanted

    same()


def test_each_column_is_a_variable_with_the_values_of_the_sheet(base: Base) -> None:
    query = query_of(TABLES["results"], Choice({"outcome": ("outcome/crc",)}, columns=("n", "denominator", "percent"), sort="percent"))
    found = base.select(query)
    assert found.variables == ("row", "n", "denominator", "percent")
    told = {(row[0].text, row[1].text, row[2].text, row[3].text) for row in found.rows if row[0] and row[1] and row[2] and row[3]}
    # Lu et al. 2025, Results 3.3: CRc of MAC-based regimens 66.67 % (8/12).
    assert ("https://w3id.org/aml-evidence/id/result/lu-2025-crc-family-mac", "8", "12", "66.67") in told


@pytest.mark.parametrize("value", ['"', "\\", "} ?s ?p ?o {", "a\nb", "concept/'); DROP", "yes"])
def test_odd_values_stay_values(base: Base, value: str) -> None:
    assert rows_of(base, query_of(TABLES["trials"], Choice({"phase": (value,)}, columns=("label",)))) == set()


def test_words_are_told_to_be_left_out() -> None:
    assert query_of(TABLES["trials"], Choice(words='x"\ny', columns=("label",))).splitlines()[0] == (
        '# without the words "x\\"\\ny", which are looked for in every text of a row'
    )
