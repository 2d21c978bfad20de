"""The dump's parts: whatever way its lines came together, the same lines make the same parts and the same hash."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dump import Dump, mark, marked, parts_for
from kb.errors import KbError
from tests.marks import by_mark

SUBJECTS = st.one_of(
    st.integers(0, 30).map(lambda number: f"<http://x/arm/ctgov-2025-nct{number:08}-1>"),
    st.integers(0, 9).map("<http://x/agent/a{}>".format),
)
LINES = st.frozensets(
    st.builds('{} <http://x/p> "{}" <http://x/g{}> .\n'.format, SUBJECTS, st.text("aé~ ", max_size=3), st.integers(0, 1)), max_size=60
)
PARTS = st.sampled_from([1, 2, 4, 16])


def ordered(lines: Iterable[str]) -> list[str]:
    return sorted(map(marked, lines))


def made(folder: Path, lines: Iterable[str], parts: int) -> Dump:
    dump = Dump.write(folder, by_mark(lines), parts)
    dump.finish()
    return dump


@given(LINES, LINES, PARTS, PARTS)
def test_lines_that_come_later_make_the_same_dump(before: frozenset[str], after: frozenset[str], few: int, many: int) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        first = made(folder / "first", before, few)
        grown = first.copy(folder / "grown").split(max(few, many))
        changes = list(grown.change(ordered(before - after), ordered(after)))
        grown.finish()
        whole = made(folder / "whole", after, max(few, many))
        assert grown.listed == whole.listed and grown.digest == whole.digest
        assert [file.read_bytes() for file in grown.files] == [file.read_bytes() for file in whole.files]
        assert {line for one in changes for line in one.gone} == before - after
        assert {line for one in changes for line in one.come} == after - before
        assert first.read(folder / "first").listed == first.listed and not list(first.damaged(whole=True)), "the first one is as it was"
        assert Dump.read(folder / "grown").told == whole.told and not list(grown.damaged(whole=True))


def test_the_hash_is_that_of_the_list_and_the_list_has_the_hash_of_each_part(tmp_path: Path) -> None:
    dump = made(tmp_path / "dump", {'<http://x/s> <http://x/p> "1" <http://x/g> .\n', '<http://x/s> <http://x/p> "0" <http://x/g> .\n'}, 1)
    text = b'<http://x/s> <http://x/p> "0" <http://x/g> .\n<http://x/s> <http://x/p> "1" <http://x/g> .\n'
    file = tmp_path / "dump" / "0000.nq.gz"
    assert gzip.decompress(file.read_bytes()) == text
    told = f"0000.nq.gz 2 {len(text)} {hashlib.sha256(text).hexdigest()}"
    assert (tmp_path / "dump" / "parts.txt").read_text() == f"1\n{told} {file.stat().st_size}\n"
    assert dump.digest == hashlib.sha256(f"1\n{told}\n".encode()).hexdigest(), "how a file was compressed is no part of the hash"


def test_all_that_bears_a_trials_number_has_one_mark() -> None:
    subjects = ["<x/study/NCT01234567>", "<x/arm/ctgov-2025-nct01234567-1>", "<x/anchor/ctgov-2024-nct01234567-ab>"]
    assert len({mark(one) for one in subjects}) == 1
    assert mark("<x/study/NCT01234568>") != mark(subjects[0])


@pytest.mark.parametrize(("studies", "parts"), [(0, 1), (1, 1), (64, 1), (65, 2), (128, 2), (129, 4), (560_000, 16_384)])
def test_parts_double_as_studies_do(studies: int, parts: int) -> None:
    assert parts_for(studies) == parts


def test_a_line_that_is_to_go_and_is_not_there_is_told(tmp_path: Path) -> None:
    dump = made(tmp_path / "dump", set(), 1)
    with pytest.raises(KbError, match="does not hold what it was made of"):
        list(dump.change(ordered({'<http://x/s> <http://x/p> "0" <http://x/g> .\n'}), ()))


def test_damage_is_told(tmp_path: Path) -> None:
    dump = made(tmp_path / "dump", {f'<http://x/s{n}> <http://x/p> "0" <http://x/g> .\n' for n in range(9)}, 2)
    one, other = dump.files
    held = one.read_bytes()
    one.write_bytes(held[:-8] + bytes(4) + held[-4:])  # another checksum
    assert list(dump.damaged(whole=False)) == []
    assert list(dump.damaged(whole=True)) == [f"'dump/{one.name}' was changed"]
    other.unlink()
    assert list(dump.damaged(whole=False)) == [f"'dump/{other.name}' is missing"]
    (tmp_path / "dump" / "parts.txt").write_text("x\n")
    with pytest.raises(KbError, match="cannot be read"):
        Dump.read(tmp_path / "dump")
