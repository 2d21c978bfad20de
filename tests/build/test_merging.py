"""Merging: however lines are dealt out to portions, each comes out once, with its mark, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from kb.assembly import merged, texts
from kb.assembly.merging import Lines, write_lines
from kb.dump import by_part, in_order, mark, marked, part_of, subject_of
from tests.marks import by_mark

LINES = st.builds('<http://x/s{}> <http://x/p> "{}" <http://x/g> .\n'.format, st.integers(0, 99), st.text("aé\u2028\x85~ ", max_size=3))


def written(path: Path, lines: Iterable[str]) -> Lines:
    by_mark: dict[str, list[str]] = {}
    for line in lines:
        by_mark.setdefault(mark(subject_of(line)), []).append(line)
    return write_lines(path, by_mark)


@given(portions=st.lists(st.frozensets(LINES, max_size=20), max_size=5))
def test_lines_of_any_portions_come_in_their_order(portions: list[frozenset[str]]) -> None:
    with TemporaryDirectory() as folder:
        files = [written(Path(folder) / str(number), held) for number, held in enumerate(portions)]
        every = frozenset().union(*portions)
        assert list(merged(files)) == list(by_mark(every))
        assert list(in_order(merged(files))) == sorted(map(marked, every))


@given(portions=st.lists(st.frozensets(LINES, max_size=20), max_size=5))
def test_the_texts_of_any_portions_hold_their_lines_and_nothing_else(portions: list[frozenset[str]]) -> None:
    with TemporaryDirectory() as folder:
        text = b"".join(texts(written(Path(folder) / str(number), held) for number, held in enumerate(portions)))
    n_quads = pyoxigraph.RdfFormat.N_QUADS
    expected = "".join(line for held in portions for line in held).encode()
    assert set(pyoxigraph.parse(text, format=n_quads)) == set(pyoxigraph.parse(expected, format=n_quads))


@given(lines=st.frozensets(LINES, max_size=60), parts=st.sampled_from([1, 2, 8, 16, 32, 4096]))
def test_each_part_has_the_lines_whose_mark_is_its_own(lines: frozenset[str], parts: int) -> None:
    expected: dict[int, set[str]] = {}
    for line in lines:
        expected.setdefault(part_of(marked(line), parts), set()).add(line)
    assert list(by_part(sorted(map(marked, lines)), parts)) == sorted(expected.items())
