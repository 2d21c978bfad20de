"""A fetch that is stopped: it goes on where it was, and ends with the same files as one that nothing disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kb.errors import KbError
from loaders.registry.fetch import update
from loaders.registry.fetch_folder import Folder
from loaders.registry.fetch_state import unfinished
from tests.conftest import ROOT
from tests.loaders.fetch.conftest import Fetching, files, numbers
from tests.loaders.fetch.small_registry import Asked, SmallRegistry, study

AML = [f"NCT{number:08}" for number in range(1, 11)]
CODE = """
import sys
from pathlib import Path
from loaders.registry.fetch import Manner, fetch
from loaders.registry.fetch_web import Clock

class Hasty(Clock):
    def sleep(self, seconds):
        pass

fetch(Path(sys.argv[1]), sys.argv[2], print, condition="acute myeloid leukemia", compressed=sys.argv[3] == "gzip", manner=Manner(Hasty()))
"""


@pytest.mark.parametrize("form", ["plain", "gzip"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_killed_fetch_goes_on(
    fetching: Fetching, registry: SmallRegistry, tmp_path: Path, form: str, how: signal.Signals, after: int
) -> None:
    reached, over = threading.Event(), threading.Event()

    def stall(request: Asked) -> bool:
        reached.set()
        over.wait(30)
        return False

    registry.faults = [None] * after + [stall]
    folder = tmp_path / "killed"
    arguments = [sys.executable, "-c", CODE, str(folder), registry.url, form]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        assert reached.wait(30)
        running.send_signal(how)
        assert running.wait(30) != 0
    over.set()
    assert len(list(folder.glob("studies-*"))) == after
    assert json.loads((folder / "manifest.json").read_text())["finished"] is False
    (fault,) = unfinished([folder])
    of = " of 10" if after else ""  # how many there are, the first page tells
    assert fault.what == f"its fetch is not finished: page {after + 1} and those after it are missing, {3 * after}{of} studies are there"
    assert str(folder) in str(fault) and "kb fetch" in str(fault)

    registry.asked.clear()
    assert fetching(folder, compressed=form == "gzip").studies == 10
    assert len(registry.asked) == 4 - after
    fetching(tmp_path / "undisturbed", compressed=form == "gzip")
    assert files(folder) == files(tmp_path / "undisturbed")


@pytest.mark.parametrize("name", [".studies-0002.ndjson.new", "studies-0002.ndjson", ".progress.json.new", ".manifest.json.new"])
def test_what_was_half_written_when_it_was_killed_does_no_harm(
    fetching: Fetching, registry: SmallRegistry, tmp_path: Path, name: str
) -> None:
    """Killed while a file was written, or after it was moved to its place and before the note of it."""
    registry.faults = [None, *[lambda request: bool(request.answer(503, "")) or True] * 6]
    with pytest.raises(KbError):
        fetching(tmp_path / "one")
    (tmp_path / "one" / name).write_bytes(b'{"half')
    fetching(tmp_path / "one")
    fetching(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_killed_before_anything_was_noted(fetching: Fetching, tmp_path: Path) -> None:
    (tmp_path / ".manifest.json.new").write_bytes(b"{")
    assert fetching(tmp_path).studies == 10
    assert ".manifest.json.new" not in files(tmp_path)


def test_killed_between_the_manifest_and_the_end(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [None, *[lambda request: bool(request.answer(503, "")) or True] * 6]
    with pytest.raises(KbError):
        fetching(tmp_path)
    progress = (tmp_path / "progress.json").read_bytes()
    fetching(tmp_path)
    (tmp_path / "progress.json").write_bytes(progress)
    asked = len(registry.asked)
    assert fetching(tmp_path).studies == 10
    assert len(registry.asked) == asked


def test_a_file_spoilt_meanwhile_is_noticed(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [None, *[lambda request: bool(request.answer(503, "")) or True] * 6]
    with pytest.raises(KbError):
        fetching(tmp_path)
    (tmp_path / "studies-0001.ndjson").write_text("")
    with pytest.raises(KbError, match=r"studies-0001.ndjson' is missing or was changed"):
        fetching(tmp_path)


def forget_tokens(request: Asked) -> bool:
    """The registry forgets its tokens; the request then meets a 400, as the API's description has it."""
    request.registry.tokens.clear()
    return False


def test_a_stale_token_begins_the_question_again(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [None, None, forget_tokens]
    assert fetching(tmp_path / "one").studies == 10
    assert "the registry no longer knows the token of the next page; beginning again" in fetching.told
    fetching(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_stale_token_after_the_registry_shrank_leaves_no_old_file(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def shrink(request: Asked) -> bool:
        registry.studies = registry.studies[2:5]
        registry.version = "2025-04-02T09:00:05"
        return forget_tokens(request)

    registry.faults = [None, None, None, shrink]
    assert fetching(tmp_path) == (3, "2025-04-02T09:00:05", ())
    assert sorted(files(tmp_path)) == ["manifest.json", "studies-0001.ndjson"]
    assert numbers(tmp_path) == AML[2:5]


def test_tokens_that_are_always_stale_end_it(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [None, forget_tokens] * 10
    with pytest.raises(KbError, match="did not give all its pages in 3 attempts"):
        fetching(tmp_path)


def test_new_data_in_the_middle_are_told_and_kept_apart_by_their_dates(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def renew(request: Asked) -> bool:
        registry.version = "2025-04-02T09:00:05"
        registry.studies[0] = study(1, updated="2025-04-02")  # already fetched: its old state stands
        registry.studies[7] = study(8, updated="2025-04-02")  # not yet
        return False

    registry.faults = [None, None, renew]
    assert fetching(tmp_path) == (10, "2025-04-01T09:00:05", ())
    assert any("the registry's data changed from 2025-04-01T09:00:05 to 2025-04-02T09:00:05" in line for line in fetching.told)
    told = json.loads((tmp_path / "manifest.json").read_text())
    assert told["snapshots"][0]["data_versions"] == ["2025-04-01T09:00:05", "2025-04-02T09:00:05"]
    assert numbers(tmp_path) == AML
    # The update asks from the first of both versions on, so the state that was missed comes.
    assert update(tmp_path, registry.url, fetching.told.append, fetching.manner) == (2, "2025-04-02T09:00:05", ())
    assert numbers(tmp_path)[10:] == [AML[0], AML[7]]


def test_a_study_that_moves_from_page_to_page_comes_once(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def shift(request: Asked) -> bool:
        registry.version = "2025-04-02T09:00:05"
        registry.studies.insert(0, study(99))
        return False

    registry.faults = [None, shift]
    fetching(tmp_path)
    assert numbers(tmp_path) == AML  # NCT00000003 stood on both pages
    update(tmp_path, registry.url, fetching.told.append, fetching.manner)


def test_a_lost_study_is_told_when_the_registry_changed(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def drop(request: Asked) -> bool:
        registry.version = "2025-04-02T09:00:05"
        del registry.studies[0]
        return False

    registry.faults = [None, drop]
    assert fetching(tmp_path).studies == 9
    assert any("the registry counted 10 studies and gave 9, since it changed meanwhile" in line for line in fetching.told)


def test_a_lost_study_is_no_end_when_the_registry_stayed_the_same(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def lose(request: Asked) -> bool:
        page = json.loads(request.registry.page(request.registry.asked[-1])[1])
        request.answer(200, json.dumps(page | {"studies": page["studies"][1:]}))
        return True

    registry.faults = [None, lose]
    assert fetching(tmp_path).studies == 10
    assert "the registry counted 10 studies and gave 9; beginning again" in fetching.told
    assert numbers(tmp_path) == AML


def test_an_update_goes_on_too(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    fetching(tmp_path)
    registry.version = "2025-04-03T09:00:05"
    registry.studies = [study(number, updated="2025-04-02") for number in range(1, 11)]
    registry.faults = [None, *[lambda request: bool(request.answer(503, "")) or True] * 6]
    with pytest.raises(KbError, match="failed 6 times"):
        update(tmp_path, registry.url, fetching.told.append, fetching.manner)
    assert json.loads((tmp_path / "manifest.json").read_text())["studies"] == 10  # what was finished stays so
    registry.asked.clear()
    assert update(tmp_path, registry.url, fetching.told.append, fetching.manner) == (10, "2025-04-03T09:00:05", ())
    assert len(registry.asked) == 3
    assert numbers(tmp_path) == AML * 2


def test_two_at_once_do_not_write_into_one_folder(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    faults: list[str] = []

    def meanwhile(request: Asked) -> bool:
        code = CODE.replace("fetch(Path", "\nimport kb.errors\ntry:\n  fetch(Path") + "\nexcept kb.errors.KbError as told:\n  print(told)\n"
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path), registry.url, "plain"],
            cwd=ROOT, capture_output=True, text=True, env=os.environ, check=True,
        )  # fmt: skip
        faults.append(done.stdout)
        return False

    registry.faults = [None, meanwhile]
    assert fetching(tmp_path).studies == 10
    assert faults == [f"another 'kb fetch' is writing into '{tmp_path}'; wait for it, or choose another folder\n"]


def test_a_progress_note_that_is_damaged(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [None, *[lambda request: bool(request.answer(503, "")) or True] * 6]
    with pytest.raises(KbError):
        fetching(tmp_path)
    (tmp_path / "progress.json").write_text('{"number": 1}')
    with pytest.raises(KbError, match=r"the notes in .* are damaged"):
        Folder(tmp_path)


def test_a_folder_is_told_to_be_whole_only_where_it_is(fetching: Fetching, tmp_path: Path) -> None:
    folder = tmp_path / "whole"
    fetching(folder)
    assert unfinished([folder, tmp_path, tmp_path / "absent"]) == []
    (folder / "studies-0002.ndjson").unlink()
    (fault,) = unfinished([folder])
    assert fault.what == "studies-0002.ndjson of the fetched files are missing"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"finished": false}', "[" * 100_000])
def test_other_folders_with_a_manifest_are_none_of_a_fetch(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert unfinished([tmp_path]) == []
