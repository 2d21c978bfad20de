"""Retracted entities: the search in a sorted dump finds what reading it from end to end finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.compressed import lines
from kb.dump import Dump
from kb.names import ID
from kb.releases import Release
from kb.retracted import last_holding, says
from tests.marks import by_mark
from tests.webui.two_releases import COME, FIGURE, GONE, build_two

KEYS = st.text("ab-.~é", min_size=1, max_size=4)


@given(held=st.lists(KEYS, max_size=30), long=st.integers(0, 200_000), parts=st.sampled_from([1, 2, 8]), asked=KEYS)
def test_a_line_is_found_where_there_is_one(tmp_path_factory, held: list[str], long: int, parts: int, asked: str) -> None:
    lines = {f'<{ID}x/{key}> <urn:p> "{"x" * (long if number == 0 else number)}" <urn:g> .\n' for number, key in enumerate(held)}
    dump = Dump.write(tmp_path_factory.mktemp("release") / "dump", by_mark(lines), parts)
    assert says(dump, f"<{ID}x/{asked}>") is (asked in held)


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> tuple[Release, Release]:
    return build_two(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("scratch"))


def test_the_last_release_that_held_a_thing_is_told(two: tuple[Release, Release]) -> None:
    old, new = two
    assert last_holding(new, "claim", GONE).version == old.version
    assert last_holding(new, "result", FIGURE).version == old.version
    for key in (COME, "none-such", GONE[:-1], f"{GONE}x"):
        assert last_holding(new, "claim", key) is None, key
    assert last_holding(old, "claim", COME) is None, "a release that came later is not an earlier one"


def test_every_entity_of_a_real_dump_is_found(two: tuple[Release, Release]) -> None:
    old, _ = two
    subjects = {line.split(" ", 1)[0] for file in old.dump.files for line in lines(file)}
    assert all(says(old.dump, subject) for subject in sorted(subjects)[::97])
    assert not says(old.dump, "<urn:zzz>")
    assert not says(old.dump, "<a>")
