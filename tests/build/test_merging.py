"""Merging: however lines are dealt out to portions, they come out in their order, and the files are gone."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from kb.assembly import merged
from kb.assembly.merging import write_lines
from kb.dump import by_part, marked, part_of

LINES = st.builds('<http://x/s{}> <http://x/p> "{}" <http://x/g> .\n'.format, st.integers(0, 99), st.text("aé\u2028\x85~ ", max_size=3))


@given(portions=st.lists(st.frozensets(LINES, max_size=20), max_size=5))
def test_lines_of_any_portions_come_in_their_order(portions: list[frozenset[str]]) -> None:
    with TemporaryDirectory() as folder:
        files = [write_lines(Path(folder) / str(number), sorted(map(marked, held))) for number, held in enumerate(portions)]
        assert list(merged(files)) == sorted(marked(line) for held in portions for line in held)
        assert not list(Path(folder).iterdir())


@given(lines=st.frozensets(LINES, max_size=60), parts=st.sampled_from([1, 2, 8, 16, 32, 4096]))
def test_each_part_has_the_lines_whose_mark_is_its_own(lines: frozenset[str], parts: int) -> None:
    expected: dict[int, set[str]] = {}
    for line in lines:
        expected.setdefault(part_of(marked(line), parts), set()).add(line)
    assert list(by_part(sorted(map(marked, lines)), parts)) == sorted(expected.items())
