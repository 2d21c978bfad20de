"""Malformed files cost what they hold, and no more: each is told with its place, and what stands beside it is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.registry.raw import Limits
from loaders.registry.report import Report
from tests.loaders.registry.made_up import page, study, write_lines, write_page
from tests.loaders.registry.trials import read_trials

GOOD = json.dumps(study(9))
SMALL = Limits(record=20_000, unpacked=200_000, swelling=20)


def read(path: Path, limits: Limits = SMALL) -> tuple[list[str], Report]:
    report = Report()
    return [trial.nct_id for trial in read_trials([path], report=report, limits=limits)], report


def cut(text: str) -> bytes:
    return text[: len(text) // 2].encode()


NESTED = '{"protocolSection": ' + "[" * 9_000 + "]" * 9_000 + "}"
MALFORMED: dict[str, tuple[bytes, str]] = {
    "truncated": (cut(json.dumps(study(1), indent=1)), ":16: the text ends in the middle"),
    "truncated-compact": (cut(json.dumps(study(1))), ":1: the text ends in the middle of a record"),
    "truncated-page": (cut(json.dumps(page([study(1)]))), ":1: the text ends in the middle of a record"),
    "ends-after-a-name": (b'{"protocolSection"', "the text ends in the middle of a record"),
    "deep": (NESTED.encode(), "nested too deeply"),
    "nul-bytes": (b"\x00" * 100, r"'\\x00' where a record would begin"),
    "nul-in-text": (GOOD.replace("Made", "M\x00").encode(), "invalid control character"),
    "latin-1": (GOOD.replace("Made", "Caf\u00e9").encode("latin-1", "ignore"), "it is not UTF-8 text"),
    "utf-16": (GOOD.encode("utf-16"), "it is not UTF-8 text"),
    "no-json": (b"<html>Too many requests</html>", "'<' where a record would begin"),
    "a-number": (b"42", "'4' where a record would begin"),
    "trailing-comma": (b'{"protocolSection": {},}', "a name in double quotes is due"),
    "name-is-no-text": (b"{1: 2}", "a name in double quotes is due"),
    "no-colon": (b'{"protocolSection" {}}', r"'\{' where one of : is due"),
    "no-comma": (b'[{"x": {}} {}]', r"'\{' where one of , \] is due"),
    "duplicate-names": (b'{"protocolSection": {"a": 1, "a": 2}}', "the name 'a' stands twice in one object"),
    "duplicate-sections": (b'{"protocolSection": {}, "protocolSection": {}}', "the name 'protocolSection' stands twice"),
    "nan": (b'{"protocolSection": {"a": NaN}}', "NaN is no JSON number"),
    "infinite": (b'{"protocolSection": {"a": -Infinity}}', "-Infinity is no JSON number"),
    "long-number": (b'{"protocolSection": {"a": ' + b"9" * 5_000 + b"}}", "digits"),
    "huge-text": (
        json.dumps(study(1, descriptionModule={"briefSummary": "x" * 3_000_000})).encode(),
        "a record of more than 20000 characters",
    ),
    "huge-name": (b'{"' + b"x" * 3_000_000, "a record of more than 20000 characters"),
    "many-sections": (
        b"{" + b",".join(b'"%d": "%s"' % (n, b"x" * 900) for n in range(50)) + b"}",
        "a record of more than 20000 characters",
    ),
    "no-object": (b'{"protocolSection": 3}', "it has no object protocolSection"),
    "bad-escape": (GOOD.replace("Made", "\\x").encode(), "it is no JSON"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_told_and_the_next_one_is_read(name: str, tmp_path: Path) -> None:
    content, told = MALFORMED[name]
    (tmp_path / "bad.json").write_bytes(content)
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    trials, report = read(tmp_path)
    assert trials == ["NCT00000009"]
    assert report.broken == 1, report.problems
    with pytest.raises(type(report.problems[0]), match=f"{tmp_path.name}/bad.json.*{told}"):
        raise report.problems[0]
    assert "\n" not in str(report.problems[0])


@pytest.mark.parametrize("content", [b"", b"  \n\n ", b"\xef\xbb\xbf", b"[]", b"{}", b'{"studies": []}', b"[1, 2]"])
def test_an_empty_file_is_one_without_records(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_bytes(content)
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    trials, report = read(tmp_path)
    assert (trials, report.without_records, report.broken) == (["NCT00000009"], 1, 0)


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    long = json.dumps(study(5, descriptionModule={"briefSummary": "x" * 50_000}))
    lines = [json.dumps(study(1)), cut(GOOD).decode(), "", "{}}", GOOD.replace("Made", "\udce9"), long, "null", json.dumps(study(2))]
    path = tmp_path / "studies.ndjson"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    trials, report = read(path)
    assert trials == ["NCT00000001", "NCT00000002"]
    assert [fault.place.rpartition(":")[2] for fault in report.problems] == ["2", "4", "5", "6", "7", "4"]
    assert "a line of more than 20000 characters" in str(report.problems[3])


def test_strangers_among_records_are_told(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"studies": [{"x": 1}, study(1), 7, study(2)]}))
    trials, report = read(path)
    assert trials == ["NCT00000001", "NCT00000002"]
    assert [fault.place.partition(", ")[2] for fault in report.problems] == ["study 1", "study 3"]
    path.write_text(json.dumps([7] * 5_000 + [study(1)]))
    trials, report = read(path)
    assert (trials, report.broken, len(report.problems)) == (["NCT00000001"], 5_000, 1_000)


def test_studies_before_a_fault_in_a_page_are_read(tmp_path: Path) -> None:
    path = write_page(tmp_path, [study(number) for number in range(1, 6)])
    path.write_text(path.read_text(encoding="utf-8").replace('"NCT00000004"', '"NCT00000004', 1), encoding="utf-8")
    trials, report = read(path)
    assert trials == [f"NCT0000000{number}" for number in (1, 2, 3)]
    assert report.broken == 1
    assert "what follows in it was not read" in str(report.problems[0])


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def encrypted() -> bytes:
    """An archive whose member says that it is encrypted: the flag stands in both of its headers."""
    made = bytearray(archive({"a.json": GOOD.encode()}, zipfile.ZIP_STORED))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def wrong_sum() -> bytes:
    return archive({"a.json": GOOD.encode()}, zipfile.ZIP_STORED).replace(b"Made", b"Mode", 1)


ZEROS = b" " * 2_000_000
ARCHIVES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "bomb": ("bad.zip", lambda: archive({"a.json": ZEROS}), "the archive unpacks to far more than its size"),
    "gz-bomb": ("bad.json.gz", lambda: gzip.compress(ZEROS), "the archive unpacks to far more than its size"),
    "bomb-within": ("bad.zip", lambda: archive({"b.zip": archive({"a.json": ZEROS})}), "unpacks to far more"),
    "bomb-of-many": ("bad.zip", lambda: archive({f"{n}.json": b" " * 50_000 for n in range(9)}), "unpacks to far more"),
    "too-deep": ("bad.zip", lambda: archive({"b.zip": archive({"c.json.gz": gzip.compress(GOOD.encode())})}), "an archive within 2 others"),
    "encrypted": ("bad.zip", encrypted, "it cannot be read .*encrypted"),
    "wrong-sum": ("bad.zip", wrong_sum, "Bad CRC-32"),
    "no-zip": ("bad.zip", lambda: b"PK but no archive", "File is not a zip file"),
    "cut-zip": ("bad.zip", lambda: archive({"a.json": GOOD.encode()})[:-30], "it cannot be read"),
    "no-gz": ("bad.json.gz", lambda: b"not gzipped", "it cannot be read .*gzip"),
    "cut-gz": ("bad.json.gz", lambda: gzip.compress(GOOD.encode())[:-20], "it cannot be read"),
    "empty-zip": ("bad.zip", lambda: b"", "it cannot be read"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_bad_archive_is_told_and_the_next_file_is_read(name: str, tmp_path: Path) -> None:
    file, make, told = ARCHIVES[name]
    (tmp_path / file).write_bytes(make())
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    trials, report = read(tmp_path)
    assert trials == ["NCT00000009"]
    assert report.broken
    with pytest.raises(type(report.problems[0]), match=f"{tmp_path.name}/{file}.*{told}"):
        raise report.problems[0]


def test_names_that_lead_out_of_an_archive_lead_nowhere(tmp_path: Path) -> None:
    names = {f"../../{number}/../escaped-{number}.json": json.dumps(study(number)).encode() for number in (1, 2)}
    (tmp_path / "studies.zip").write_bytes(
        archive(names | {"/absolute.json": GOOD.encode(), "a\nb\x1b.json": json.dumps(study(3)).encode()})
    )
    before = set(tmp_path.rglob("*"))
    trials, report = read(tmp_path)
    assert trials == ["NCT00000001", "NCT00000002", "NCT00000003", "NCT00000009"]
    assert set(tmp_path.rglob("*")) == before
    assert report.broken == 0


def test_a_bad_member_costs_only_itself(tmp_path: Path) -> None:
    members = {"1.json": json.dumps(study(1)).encode(), "2.zip": b"PK broken", "3.json": cut(GOOD), "4.json": json.dumps(study(4)).encode()}
    (tmp_path / "studies.zip").write_bytes(archive(members))
    trials, report = read(tmp_path / "studies.zip")
    assert trials == ["NCT00000001", "NCT00000004"]
    assert [fault.place.partition(", ")[2] for fault in report.problems] == ["2.zip", "3.json:1"]


@pytest.mark.parametrize("seed", range(150))
def test_whatever_bytes_are_changed_nothing_else_fails(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)  # noqa: S311 -- a test's dice
    file, content = dice.choice(
        [
            ("a.zip", archive({"a.json": GOOD.encode(), "b.json.gz": gzip.compress(GOOD.encode()), "c.csv": b"NCT Number\nNCT00000001\n"})),
            ("a.json.gz", gzip.compress(GOOD.encode())),
            ("a.ndjson", f"{GOOD}\n{GOOD}\n".encode()),
            ("a.json", json.dumps(page([study(1), study(2)])).encode()),
            ("a.xml", b"<clinical_study><id_info><nct_id>NCT00000001</nct_id></id_info><phase>Phase 1</phase></clinical_study>"),
            ("a.csv", b'NCT Number,Study Title\nNCT00000001,"a, ""b"""\nNCT00000002,b\n'),
            (
                "a.zip",
                archive({"studies.txt": b"nct_id|phase\nNCT00000001|PHASE1\n", "conditions.txt": b"id|nct_id|name\n1|NCT00000001|AML\n"}),
            ),
        ]
    )
    changed = bytearray(content)
    for _ in range(dice.choice((1, 2, 20))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    (tmp_path / file).write_bytes(changed[: dice.choice((len(changed), dice.randrange(1, len(changed))))])
    (tmp_path / "good.json").write_text(json.dumps(study(8)), encoding="utf-8")
    trials, _ = read(tmp_path)
    assert "NCT00000008" in trials


def test_what_is_no_file_is_passed_over_and_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "nowhere.json").symlink_to(tmp_path / "gone.json")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    trials, report = read(tmp_path)
    assert (trials, report.broken) == (["NCT00000009"], 1)
    assert "nowhere.json: it cannot be read (No such file or directory)" in str(report.problems[0])


def test_two_records_of_one_trial_and_date_leave_the_fuller(tmp_path: Path) -> None:
    full, poor = study(1, conditionsModule={"conditions": ["AML"]}), study(1)
    other = study(1, version="2025-01-01")
    for spot, order in enumerate(([full, poor, other], [poor, other, full])):
        path = write_lines(tmp_path / str(spot), order)
        report = Report()
        trials = list(read_trials([path], report=report))
        assert [(trial.as_of, trial.conditions) for trial in trials] == [("2025-01-01", ()), ("2026-04-26", ("AML",))]
        assert (report.records, report.trials, report.repeated) == (3, 2, 1)
        told = str(report.problems[0])
        assert f"studies.ndjson:{2 - spot}: a record of NCT00000001 as of 2026-04-26 that gives way to {spot}/studies.ndjson:" in told


def test_all_problems_are_counted_and_the_first_are_kept(tmp_path: Path) -> None:
    path = write_lines(tmp_path, [study(number, statusModule={"overallStatus": "?"}) for number in range(1, 31)])
    report = Report(kept=4)
    told: list[int] = []
    assert len(list(read_trials([path], tell=lambda seen: told.append(seen.records), report=report, every=10))) == 30
    assert (report.left_out, len(report.problems), told) == (30, 4, [10, 20, 30])
    assert str(report) == "30 trials of 30 records in 1 files; 0 broken, 30 fields left out, 0 repeated"


def test_no_temporary_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for setting in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(setting, str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "a.zip").write_bytes(archive({"b.zip": archive({f"{n}.json": json.dumps(study(n)).encode() for n in (1, 2)})}))
    trials = read_trials([tmp_path / "a.zip"])
    assert next(trials).nct_id == "NCT00000001"
    trials.close()
    assert list(scratch.iterdir()) == []
