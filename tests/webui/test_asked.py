"""What an address asks of a table: whatever is asked is written as an address that asks the same, and any address is read or refused."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from kb.errors import BadInput
from kb.tables import TABLES
from webui.asked import CONTROLS, LONGEST, SIZES, Asked, read_asked

WORDS = st.text(max_size=LONGEST).map(str.strip)
VALUES = WORDS.filter(bool)


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, Asked]:
    """A table, and anything that can be asked of it."""
    table = draw(st.sampled_from(sorted(TABLES)))
    names = [column.name for column in TABLES[table].columns if column.name not in CONTROLS]
    filters = draw(st.dictionaries(st.sampled_from(names), st.lists(VALUES, min_size=1, max_size=3, unique=True).map(tuple), max_size=3))
    return table, Asked(
        f"/{table}",
        filters,
        draw(WORDS),
        draw(st.sampled_from(["", *names])),
        draw(st.booleans()),
        tuple(draw(st.lists(st.sampled_from(names), max_size=4, unique=True))),
        draw(st.integers(1, 999_999)),
        draw(st.sampled_from(SIZES)),
        draw(st.booleans()),
    )


@given(asked())
def test_an_address_asks_for_what_it_was_written_from(made: tuple[str, Asked]) -> None:
    table, wanted = made
    link = urlsplit(wanted.link(page=wanted.page))
    assert link.path == f"/{table}"
    given_back = MultiDict(parse_qsl(link.query, keep_blank_values=True, strict_parsing=bool(link.query)))
    assert read_asked(TABLES[table], link.path, given_back) == wanted


@given(
    st.sampled_from(sorted(TABLES)),
    st.lists(st.tuples(st.sampled_from([*CONTROLS, "label", "phase", "", "\0"]), st.one_of(st.text(), st.from_regex(r"[0-9٣,-]{0,9}")))),
)
def test_any_address_is_read_or_refused_and_what_is_read_stays_the_same(table: str, pairs: list[tuple[str, str]]) -> None:
    try:
        read = read_asked(TABLES[table], f"/{table}", MultiDict(pairs))
    except BadInput as refused:
        assert refused.place
        assert refused.mend
        return
    assert read_asked(TABLES[table], f"/{table}", MultiDict(read.pairs())) == read
    assert len(read.slug) <= 60
