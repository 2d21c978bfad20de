"""Tables for the tests of the formats: one small example whose files stand in ``golden/``, and any table that Hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import strategies as st

from kb.formats import Citation, Column, Notes, Table

GOLDEN = Path(__file__).parent / "golden"

COLUMNS = (
    Column("result", "Result", "the result's own IRI", kind="iri"),
    Column("study", "Study", "the study it was measured in", predicate="aml:study", kind="iri"),
    Column("population", "Population", "who was measured", predicate="https://example.org/population"),
    Column("n", "n", "number with the event", "persons", "aml:n", "integer"),
    Column("percent", "Share", "percentage as printed", "%", "aml:percent", "decimal"),
    Column("change", "Change", "difference from baseline", "mg/m2", kind="decimal"),
    Column("primary", "Primary", "is a primary endpoint", kind="flag"),
    Column("published", "Published", "date published, as far as known", predicate="dcterms:issued", kind="date"),
    Column("classes", "Classes", "classes of the agents", kind="list"),
)

ROWS: tuple[tuple[object, ...], ...] = (
    (
        "https://example.org/id/result/a",
        "https://example.org/id/study/one",
        "age ≥ 60 | FLT3-ITD <low>\nα_1 & 50% \\ {x}",
        12,
        Decimal("60.00"),
        Decimal("-1.5"),
        True,
        "2026-08-31",
        ("HMA", "anti-PD-1"),
    ),
    (
        "https://example.org/id/result/b",
        "https://example.org/id/study/two",
        '=HYPERLINK("https://example.org"; "x")',
        0,
        Decimal("66.7"),
        None,
        False,
        "2026",
        (),
    ),
    (None, None, "–", None, None, Decimal("120"), None, None, ("[sic]",)),
)

CITATIONS = (
    Citation(
        key="example-2019",
        kind="article",
        authors=("Müller KP", "van der Berg JH Jr", "{Example Study Group}"),
        title="CD33 & CD123_x in 50% of {AML}",
        journal="J Ex Haematol",
        year="2019",
        volume="31",
        issue="15_Suppl",
        pages="384–6",
        doi="10.5555/ex.2019_1",
        pmid="00000001",
        et_al=True,
    ),
    Citation("example-2026", "webpage", ("Ann Other",), "A page", url="https://example.org/p?a=1&b=~2", year="2026"),
)

NOTES = Notes("0123abcd", "CC BY 4.0", "results of study one @ month 3", "https://example.org/results?study=one", "2026-11-20")


@pytest.fixture
def example() -> Table:
    """A small table with one of everything: missing values, specials of each format, a formula, a list, a document twice."""
    return Table("example", "Example: n & % of results", COLUMNS, ROWS, NOTES, "result", (*CITATIONS, CITATIONS[0]))


@pytest.fixture
def bare() -> Table:
    """The least a table can be: one column, no rows, no notes but release and licence."""
    return Table("bare", "Nothing found", (Column("study", "Study"),), (), Notes("0123abcd", "CC0"))


@pytest.fixture(scope="session")
def one_column() -> Callable[..., Table]:
    """A table with the given cells in one column."""

    def build(*cells: object, column: Column = Column("cell", "Cell"), **more: str) -> Table:  # noqa: B008
        return Table("cells", "Cells", (column,), tuple((cell,) for cell in cells), Notes("r1", "CC0", **more))

    return build


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Compare bytes with the file of that name in ``golden/``."""

    def compare(name: str, found: bytes) -> None:
        path = GOLDEN / name
        assert found == path.read_bytes(), f"{name} changed; if that is meant, read the new text and put it in {path}"

    return compare


# No control characters but the three that text may hold, and no halves of surrogate pairs: XML and pandas read no others.
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\t\n\r"), max_size=20) | st.sampled_from(
    ['"', "|", "&", "\\", "$x_1^2$", "{", "}", "%", "<b>", "a\tb", "a\r\nb", "=1+1", "-1.5", "'-1", "–", " x ", "`", "[", "*a*"]
)
LISTS = st.lists(st.text("abcXYZ =-&", min_size=1, max_size=6).filter(str.strip), max_size=3).map(tuple)
DECIMALS = st.integers(0, 6).flatmap(lambda places: st.decimals(-9999999, 9999999, places=places))
IRIS = st.text("abcdefXYZ0189-_/.", min_size=1, max_size=12).map(lambda local: f"https://example.org/{local}")
CELLS: dict[str, st.SearchStrategy[object]] = {
    "text": TEXT,
    "integer": st.integers(-(10**17), 10**17),
    "decimal": DECIMALS,
    "flag": st.booleans(),
    "date": st.dates().map(str) | st.sampled_from(["2026", "2026-08", "about 2026"]),
    "iri": IRIS,
    "list": LISTS,
}


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5))
    columns = tuple(Column(f"c{at}_{kind}", draw(TEXT), draw(TEXT), kind=kind) for at, kind in enumerate(kinds))  # type: ignore[arg-type]
    rows = draw(st.lists(st.tuples(*(st.none() | CELLS[kind] for kind in kinds)), max_size=5).map(tuple))
    notes = Notes(draw(TEXT), draw(TEXT), draw(TEXT), draw(st.just("") | IRIS), draw(CELLS["date"]))  # type: ignore[arg-type]
    return Table(draw(st.text("abc-", min_size=1)), draw(TEXT), columns, rows, notes)


@pytest.fixture(scope="session")
def tables() -> st.SearchStrategy[Table]:
    """Any table."""
    return _tables()


@pytest.fixture(scope="session")
def texts() -> st.SearchStrategy[str]:
    """Any text a cell may hold, the specials of every format among them."""
    return TEXT
