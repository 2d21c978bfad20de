"""Markdown: as many cells in every row as columns, nothing that a reader would take for markup, notes below."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from kb.formats import Table, write


def cells(line: str) -> list[str]:
    """The cells of a row after the GFM specification: pipes that no backslash escapes divide, outer blanks go."""
    return [cell.strip(" ") for cell in re.findall(r"((?:\\.|[^\\|])*)\|", line)][1:]


def shown(cell: str) -> str:
    """What is displayed: backslash escapes and entities undone, breaks as line ends."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell.replace("<br>", "\n")))


def rows(written: bytes) -> list[list[str]]:
    return [cells(line) for line in written.decode().split("\n") if line.startswith("|")]


@given(st.data())
def test_rows_columns_and_text_come_back(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    found = rows(write(table, "md"))
    assert len(found) == 2 + len(table.rows)
    assert {len(line) for line in found} == {len(table.columns)}
    for line, row in zip(found[2:], table.rows, strict=True):
        for text, cell in zip(line, row, strict=True):
            if isinstance(cell, str) and cell != "–":
                assert shown(text) == re.sub(r"\r\n|[\r\u2028\u2029]", "\n", cell).replace("\t", " ").strip(" ")


def test_no_markup_gets_through(one_column: Callable[..., Table]) -> None:
    written = write(
        one_column("<script>alert(1)</script>", "[x](javascript:1)", "![x](y)", "a|b", "`c`", "__d__", "$e$", "&lt;"), "md"
    ).decode()
    assert not re.search(r"<(?!br>)|(?<!\\)[`$_\[\]*~]", written.partition("| --- |")[2])
    assert "&amp;lt;" in written


def test_the_dash_is_explained_only_where_it_stands(one_column: Callable[..., Table]) -> None:
    assert "– = not reported." in write(one_column("a", None), "md").decode()
    assert "–" not in write(one_column("a", ""), "md").decode()
    printed = write(one_column("–"), "md").decode()
    assert '| "–" |' in printed
    assert "not reported" not in printed


def test_golden(example: Table, golden: Callable[[str, bytes], None]) -> None:
    golden("example.md", write(example, "md"))
