"""A fetch that nothing disturbs: every study once and as it came, files that the manifest lists, and nothing asked twice."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from kb import __version__
from kb.errors import KbError
from loaders.registry.fetch import update
from tests.loaders.fetch.conftest import Fetching, files, numbers
from tests.loaders.fetch.small_registry import SmallRegistry, study

AML = [f"NCT{number:08}" for number in range(1, 11)]


def test_studies_are_written_as_they_came(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    found = fetching(tmp_path / "aml")
    assert found == (10, "2025-04-01T09:00:05", ())
    lines = "".join((tmp_path / "aml" / f"studies-000{file}.ndjson").read_text(encoding="utf-8") for file in (1, 2, 3, 4)).splitlines()
    assert lines == registry.studies[:10]


def test_a_study_on_several_lines_is_put_on_one(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.studies = [json.dumps(json.loads(text), indent=2) for text in registry.studies[:2]]
    registry.layout = "\r\n "
    fetching(tmp_path)
    lines = (tmp_path / "studies-0001.ndjson").read_bytes().splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(text) for text in registry.studies]


def test_the_pages_are_asked_for_as_the_api_describes(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    fetching(tmp_path, changed_since="2025-02-28", condition="acute myeloid leukemia")
    common = {
        "format": "json",
        "query.cond": "acute myeloid leukemia",
        "filter.advanced": "AREA[LastUpdatePostDate]RANGE[2025-02-28,MAX]",
        "pageSize": "500",
    }
    assert registry.asked[0] == common | {"countTotal": "true"}
    assert [one for one in registry.asked[1:] if one != common | {"pageToken": one["pageToken"]}] == []
    assert len(registry.asked) == 4
    assert registry.agents == {f"aml-evidence-kb/{__version__} (kb fetch)"}
    assert registry.authorizations == {None}


def test_requests_keep_their_distance(fetching: Fetching, clock, tmp_path: Path) -> None:
    fetching(tmp_path)
    assert clock.slept == [1.0] * 5  # six requests: four pages between two looks at the version


def test_the_manifest_lists_what_was_asked_and_what_came(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    fetching(tmp_path)
    told = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert (told["finished"], told["studies"], told["data_version"], told["api"]) == (True, 10, "2025-04-01T09:00:05", registry.url)
    assert told["question"] == {"numbers": [], "condition": "acute myeloid leukemia", "changed_since": ""}
    (snapshot,) = told["snapshots"]
    assert (snapshot["studies"], snapshot["counted"], snapshot["data_versions"]) == (10, 10, ["2025-04-01T09:00:05"])
    held = files(tmp_path)
    assert sorted(held) == ["manifest.json", *(file["name"] for file in snapshot["files"])]
    assert [file["studies"] for file in snapshot["files"]] == [3, 3, 3, 1]
    for file in snapshot["files"]:
        content = held[file["name"]]
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_compressed_files_hold_the_same_and_do_not_tell_the_time(fetching: Fetching, tmp_path: Path) -> None:
    fetching(tmp_path / "plain")
    fetching(tmp_path / "one", compressed=True)
    fetching(tmp_path / "two", compressed=True)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    plain = {f"{name}.gz": content for name, content in files(tmp_path / "plain").items() if name != "manifest.json"}
    assert {name: gzip.decompress(content) for name, content in files(tmp_path / "one").items() if name != "manifest.json"} == plain


def test_a_compressed_answer_is_unpacked(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def packed(request) -> bool:
        body = gzip.compress(request.registry.page(request.registry.asked[-1])[1].encode())
        request.send_response(200)
        request.send_header("Content-Type", "application/json; charset=utf-8")
        request.send_header("Content-Encoding", "gzip")
        request.end_headers()
        request.wfile.write(body)
        return True

    registry.faults = [packed, packed, packed, packed]
    assert fetching(tmp_path).studies == 10
    assert numbers(tmp_path) == AML


def test_a_finished_folder_asks_nothing(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    fetching(tmp_path)
    before, asked = files(tmp_path), len(registry.asked)
    registry.version = "2025-05-01T09:00:05"
    assert fetching(tmp_path) == (10, "2025-04-01T09:00:05", ())
    assert "is finished, so nothing was asked" in fetching.told[0]
    assert (files(tmp_path), len(registry.asked)) == (before, asked)


def test_another_question_needs_another_folder(fetching: Fetching, tmp_path: Path) -> None:
    fetching(tmp_path)
    before = files(tmp_path)
    for other in ({"condition": "asthma"}, {"changed_since": "2025-01-01"}, {"compressed": True}):
        with pytest.raises(KbError, match=r"-o: '.*' is for condition 'acute myeloid leukemia' of http.*; choose another folder"):
            fetching(tmp_path, **other)
    assert files(tmp_path) == before


def test_a_changed_file_is_noticed(fetching: Fetching, tmp_path: Path) -> None:
    fetching(tmp_path)
    with (tmp_path / "studies-0002.ndjson").open("a") as stream:
        stream.write("{}\n")
    with pytest.raises(KbError, match=r"studies-0002.ndjson' is missing or was changed since it was fetched"):
        fetching(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", '{"layout": 2}', '{"layout": 1}', "null"])
def test_a_damaged_manifest_is_told(fetching: Fetching, tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(KbError, match=r"damaged|holds other things"):
        fetching(tmp_path)


def test_a_folder_of_other_things_is_left_alone(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    (tmp_path / "studies-0001.ndjson").write_text("mine")
    with pytest.raises(KbError, match="holds other things; choose a new or empty folder"):
        fetching(tmp_path)
    assert files(tmp_path) == {"studies-0001.ndjson": b"mine"}
    assert registry.asked == []


def test_numbers_are_asked_for_in_groups_and_unknown_ones_are_named(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.page_size = 1000
    registry.studies = [study(number, aliases=("NCT90000001",) if number == 7 else ()) for number in range(1, 251)]
    asked = [f"nct{number:08}" for number in range(250, 0, -1)]
    found = fetching(tmp_path, *asked, "NCT00000250", "NCT90000001", "NCT77777777")
    assert found == (250, "2025-04-01T09:00:05", ("NCT77777777",))
    assert [len(one["filter.ids"].split("|")) for one in registry.asked] == [100, 100, 52]
    assert numbers(tmp_path) == [f"NCT{number:08}" for number in range(1, 251)]
    assert json.loads((tmp_path / "manifest.json").read_text())["snapshots"][0]["unknown"] == ["NCT77777777"]
    assert fetching(tmp_path, *asked, "NCT90000001", "NCT77777777").unknown == ("NCT77777777",)


def test_a_question_without_answer_is_finished_too(fetching: Fetching, tmp_path: Path) -> None:
    assert fetching(tmp_path, condition="gout") == (0, "2025-04-01T09:00:05", ())
    assert sorted(files(tmp_path)) == ["manifest.json"]


def test_an_update_adds_what_changed_since(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    fetching(tmp_path)
    before = files(tmp_path)
    asked = len(registry.asked)
    assert update(tmp_path, registry.url, fetching.told.append, fetching.manner) == (0, "2025-04-01T09:00:05", ())
    assert "nothing is new" in fetching.told[-1]
    assert (files(tmp_path), len(registry.asked)) == (before, asked)

    registry.version = "2025-04-03T09:00:05"
    registry.studies[3] = study(4, updated="2025-04-02")
    registry.studies.append(study(13, updated="2025-03-31"))
    assert update(tmp_path, registry.url, fetching.told.append, fetching.manner) == (2, "2025-04-03T09:00:05", ())
    # A day of overlap: the data version is a UTC time, LastUpdatePostDate a day at the registry's place.
    assert registry.asked[-1]["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2025-03-31,MAX]"
    assert registry.asked[-1]["query.cond"] == "acute myeloid leukemia"
    held = files(tmp_path)
    assert {name: held[name] for name in before if name != "manifest.json"} == {
        name: content for name, content in before.items() if name != "manifest.json"
    }
    assert held["studies-0005.ndjson"].decode().splitlines() == [registry.studies[3], registry.studies[12]]
    told = json.loads(held["manifest.json"])
    assert (told["data_version"], told["studies"], len(told["snapshots"])) == ("2025-04-03T09:00:05", 12, 2)


def test_an_update_needs_a_finished_folder(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    with pytest.raises(KbError, match="there is no folder"):
        update(tmp_path / "none", registry.url, print)
    with pytest.raises(KbError, match="holds no finished fetch; finish it first"):
        update(tmp_path, registry.url, print)
    fetching(tmp_path)
    with pytest.raises(KbError, match=f"give --api {registry.url}"):
        update(tmp_path, "http://127.0.0.1:9/api/v2", print)
