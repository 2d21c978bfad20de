"""The difference between two releases: what is there only in one, and values that changed, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.diff import Change, compare
from kb.dump import Dump
from kb.names import GRAPH, ID, expand
from kb.releases import Release
from tests.marks import by_mark

LABEL, PERCENT = expand("rdfs:label"), expand("aml:percent")
DECIMAL = "^^<http://www.w3.org/2001/XMLSchema#decimal>"


def release(folder: Path, name: str, *lines: str, parts: int = 1) -> Release:
    place = folder / name
    place.mkdir()
    dump = Dump.write(place / "dump", by_mark(f"{line} <{GRAPH}lu-2025> .\n" for line in lines), parts)
    dump.finish()
    (place / "release.nq").touch()
    return Release(place, {"version": name})


def label(key: str, text: str) -> str:
    return f'<{ID}result/{key}> <{LABEL}> "{text}"'


def percent(key: str, text: str) -> str:
    return f'<{ID}result/{key}> <{PERCENT}> "{text}"{DECIMAL}'


def test_equal_releases_do_not_differ(tmp_path: Path) -> None:
    assert compare(release(tmp_path, "a", label("x", "one")), release(tmp_path, "b", label("x", "one"))) == []


def test_added_removed_and_changed(tmp_path: Path) -> None:
    old = release(tmp_path, "a", label("gone", "old"), label("kept", "same"), percent("kept", "66.67"))
    new = release(tmp_path, "b", label("come", "new"), label("kept", "same"), percent("kept", "66.7"))
    assert compare(old, new) == [
        Change("result/come", "added", "", (), ('"new"',)),
        Change("result/gone", "removed", "", ('"old"',), ()),
        Change("result/kept", "changed", "aml:percent", (f'"66.67"{DECIMAL}',), (f'"66.7"{DECIMAL}',)),
    ]


def test_a_value_that_is_only_added_or_taken_away_is_a_change(tmp_path: Path) -> None:
    old, new = release(tmp_path, "a", label("x", "one")), release(tmp_path, "b", label("x", "one"), percent("x", "5"))
    assert compare(old, new) == [Change("result/x", "changed", "aml:percent", (), (f'"5"{DECIMAL}',))]
    assert compare(new, old) == [Change("result/x", "changed", "aml:percent", (f'"5"{DECIMAL}',), ())]


def test_text_with_dots_and_quotes_is_kept_whole(tmp_path: Path) -> None:
    old, new = release(tmp_path, "a", label("x", "a . b")), release(tmp_path, "b", label("x", 'a \\" . <c> .'))
    assert compare(old, new) == [Change("result/x", "changed", "rdfs:label", ('"a . b"',), ('"a \\" . <c> ."',))]


def test_what_a_release_says_of_itself_is_left_out(tmp_path: Path) -> None:
    old, new = release(tmp_path, "a", label("x", "one")), release(tmp_path, "b", label("x", "one"))
    for one in (old, new):
        own = f'<{ID}release/{one.version}> <{LABEL}> "{one.version}" <{GRAPH}release> .\n'
        (one.folder / "release.nq").write_text(own, encoding="utf-8")
        assert own in one.lines()
    assert compare(old, new) == []


@pytest.mark.parametrize("parts", [1, 2, 16])
def test_dumps_in_few_parts_and_in_many_are_compared_alike(tmp_path: Path, parts: int) -> None:
    same = [label(f"NCT{number:08}-a", "same") for number in range(50)]
    old = release(tmp_path, "a", *same, label("gone", "old"), parts=4)
    new = release(tmp_path, "b", *same, label("come", "new"), percent("NCT00000007-a", "5"), parts=parts)
    assert [(one.entity, one.how) for one in compare(old, new)] == [
        ("result/NCT00000007-a", "changed"),
        ("result/come", "added"),
        ("result/gone", "removed"),
    ]
    assert [one.entity for one in compare(old, new, "result/come")] == ["result/come"]
    assert compare(old, new, "result/NCT00000008-a") == []


@pytest.mark.parametrize("key", ["10.a", "a+b", "x~y"])
def test_entities_are_named_by_kind_and_key(tmp_path: Path, key: str) -> None:
    assert compare(release(tmp_path, "a"), release(tmp_path, "b", label(key, "n")))[0].entity == f"result/{key}"
