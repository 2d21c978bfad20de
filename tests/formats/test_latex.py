"""LaTeX: read back by pylatexenc, with the shape that compiles: balanced braces and environments, as many cells as columns."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalker

from kb.formats import Table, write
from kb.formats.latex_text import escaped

# What the field prints: any ASCII, the symbols of the tables, letters with accents.
PRINTED = st.text(st.sampled_from([*map(chr, range(32, 127)), *"αβγδΔκµ≥≤±×→°²⁻₂–—†“”’öüñé©…"]), max_size=20)
# What pylatexenc makes of the commands for these: raised and lowered digits as plain ones, the circumflex as the modifier letter.
READ_AS = str.maketrans({"^": "ˆ", "µ": "μ", "²": "2", "⁻": "-", "₂": "2", "°": "^∘"})


def body(written: bytes) -> str:
    """The file without its comments."""
    return re.sub(r"(?m)^%.*\n", "", written.decode())


def balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|([{}])", text):
        depth += {"{": 1, "}": -1, "": 0}[brace]
        if depth < 0:
            return False
    return depth == 0


def row_cells(written: bytes) -> list[list[str]]:
    rows = body(written).partition("\\endlastfoot\n")[2].partition("\\end{longtable}")[0]
    return [re.split(r" (?<!\\)& ", row.removesuffix(r" \\")) for row in rows.splitlines()]


def printed(latex: str) -> str:
    """The text that pylatexenc reads; three commands of LaTeX's kernel are not in its list."""
    known = get_default_latex_context_db()
    kernel = {"textless": "<", "textgreater": ">", "textbar": "|"}
    known.add_context_category("kernel", prepend=True, macros=[MacroTextSpec(name, shown) for name, shown in kernel.items()])
    return str(LatexNodes2Text(known, strict_latex_spaces=True, math_mode="text").latex_to_text(latex))


@given(PRINTED)
def test_escaped_text_reads_as_printed(text: str) -> None:
    assert printed(escaped(text)) == text.translate(READ_AS)


@given(st.data())
def test_shape(tables: st.SearchStrategy[Table], data: st.DataObject) -> None:
    table = data.draw(tables)
    written = write(table, "tex")
    assert balanced(body(written))
    LatexWalker(body(written), tolerant_parsing=False).get_latex_nodes()
    for rule in ("\\toprule", "\\midrule", "\\bottomrule", "\\begin{longtable}", "\\end{longtable}"):
        assert rule in body(written)
    found = row_cells(written)
    assert len(found) == len(table.rows)
    assert all(len(row) == len(table.columns) for row in found)


@pytest.mark.parametrize("text", ["[1ex]", "*", "\\input{x}", "a\\\\b", "a & b", "% c", "$x$", "x--y", "``q''", "#1", "a\nb\x00c"])
def test_specials_do_nothing(text: str, one_column: Callable[..., Table]) -> None:
    row = row_cells(write(one_column(text), "tex"))
    assert len(row) == 1
    assert len(row[0]) == 1
    assert not re.match(r"[\[*]", row[0][0])
    assert not re.search(r"(?<!\\)[%$&#]|--|''|``|\\input|[\x00-\x08]", row[0][0])


def test_a_note_cannot_leave_its_comment(one_column: Callable[..., Table]) -> None:
    written = write(one_column("x", query="first\n\\input{secret}\r\u2028\\end"), "tex").decode()
    assert "% Query: first \\input{secret} \\end\n" in written


def test_the_dash_is_explained_only_where_it_stands(one_column: Callable[..., Table]) -> None:
    assert "\\textendash{} = not reported." in write(one_column("a", None), "tex").decode()
    assert "not reported" not in write(one_column("a", ""), "tex").decode()


def test_golden(example: Table, golden: Callable[[str, bytes], None]) -> None:
    golden("example.tex", write(example, "tex"))
