"""Poured: whatever the pieces, and however much is asked for at once, it reads as they do together."""

from __future__ import annotations

from io import BufferedReader

from hypothesis import given
from hypothesis import strategies as st

from kb.store.poured import Poured

PIECES = st.lists(st.binary(max_size=9), max_size=9)


@given(pieces=PIECES, size=st.integers(1, 12))
def test_it_reads_as_one_file(pieces: list[bytes], size: int) -> None:
    stream, read = Poured(pieces), list[bytes]()
    while found := stream.read(size):
        assert len(found) <= size
        read.append(found)
    assert b"".join(read) == b"".join(pieces)
    assert BufferedReader(Poured(pieces)).read() == b"".join(pieces)
