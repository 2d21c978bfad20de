"""Files read as one: what is read from any place is what stands there in the files put end to end."""

from __future__ import annotations

import gzip
import os
from io import BufferedReader
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.store.joined import Joined


def written(folder: Path, held: list[bytes]) -> list[Path]:
    files = [folder / f"{number}{'.gz' if number % 2 else ''}" for number in range(len(held))]
    for file, content in zip(files, held, strict=True):
        file.write_bytes(gzip.compress(content) if file.suffix else content)
    return files


@given(held=st.lists(st.binary(max_size=9), max_size=6), start=st.integers(0, 60), size=st.integers(0, 60), unbuffered=st.booleans())
def test_any_bytes_are_those_of_the_files(tmp_path_factory, held: list[bytes], start: int, size: int, unbuffered: bool) -> None:
    whole = b"".join(held)
    with Joined(written(tmp_path_factory.mktemp("files"), held)) as joined:
        assert joined.size == len(whole)
        assert joined.read() == whole
        joined.seek(start)
        if unbuffered:
            assert whole[start : start + size].startswith(joined.read(size))
            assert joined.tell() <= start + size
        else:
            assert BufferedReader(joined).read(size) == whole[start : start + size]


def test_places_are_counted_as_in_any_file(tmp_path: Path) -> None:
    with Joined(written(tmp_path, [b"abc", b"", b"defg"])) as joined:
        assert joined.seek(-3, os.SEEK_END) == 4
        assert (joined.read(2), joined.tell()) == (b"ef", 6)
        assert joined.seek(-2, os.SEEK_CUR) == 4
        with pytest.raises(ValueError, match="nothing before the beginning"):
            joined.seek(-1)


def test_a_file_that_is_cut_short_meanwhile_is_told(tmp_path: Path) -> None:
    files = written(tmp_path, [b"abc", b"defg"])
    with Joined(files) as joined:
        files[0].write_bytes(b"a")
        with pytest.raises(OSError, match=r"'.*0' became shorter while it was read"):
            joined.read()
