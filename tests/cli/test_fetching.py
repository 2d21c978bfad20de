"""``kb fetch``: one line at the end, progress beside it, exit 1 for numbers that nobody knows, one sentence for what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.registry.fetch_web import Clock
from tests.loaders.fetch.small_registry import SmallRegistry, serving, study


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallRegistry]:
    monkeypatch.setattr(Clock, "sleep", lambda self, seconds: None)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(SmallRegistry([study(number) for number in range(1, 8)])) as served:
        monkeypatch.setenv("AML_EVIDENCE_REGISTRY_API", served.url)
        yield served


def test_a_condition(kb, registry: SmallRegistry, tmp_path: Path) -> None:
    done = kb("fetch", "--condition", "acute myeloid leukemia", "-o", str(tmp_path / "aml"))
    assert (done.code, done.out) == (0, f"fetched 7 studies of 2025-04-01T09:00:05 into {tmp_path / 'aml'}\n")
    assert done.told == "3 of 7 studies\n6 of 7 studies\n7 of 7 studies\n"
    again = kb("fetch", "--condition", "acute myeloid leukemia", "-o", str(tmp_path / "aml"))
    assert (again.code, again.out) == (0, done.out)
    assert "is finished, so nothing was asked" in again.told


def test_numbers_and_one_that_nobody_knows(kb, registry: SmallRegistry, tmp_path: Path) -> None:
    done = kb("fetch", "NCT00000002", "nct00000009", "-o", str(tmp_path), "--gzip")
    assert (done.code, done.out) == (1, f"fetched 1 study of 2025-04-01T09:00:05 into {tmp_path}\n")
    assert "the registry does not know NCT00000009\n" in done.told
    assert (tmp_path / "studies-0001.ndjson.gz").exists()


def test_an_update_and_a_date(kb, registry: SmallRegistry, tmp_path: Path) -> None:
    folder = str(tmp_path)
    assert kb("fetch", "--condition", "acute myeloid leukemia", "--changed-since", "2025-02-01", "-o", folder).code == 0
    registry.version = "2025-06-01T09:00:05"
    registry.studies[4] = study(5, updated="2025-05-30")
    done = kb("fetch", "--update", folder)
    assert (done.code, done.out) == (0, f"fetched 1 study of 2025-06-01T09:00:05 into {folder}\n")
    assert kb("fetch", "--update", folder).out == f"fetched 0 studies of 2025-06-01T09:00:05 into {folder}\n"


def test_the_option_comes_before_the_setting(kb, registry: SmallRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AML_EVIDENCE_REGISTRY_API", "http://127.0.0.1:9/api/v2")
    assert kb("fetch", "NCT00000001", "-o", str(tmp_path), "--api", registry.url).code == 0
    assert json.loads((tmp_path / "manifest.json").read_text())["api"] == registry.url


def test_without_setting_it_is_the_official_address(kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[object] = []
    monkeypatch.delenv("AML_EVIDENCE_REGISTRY_API", raising=False)
    monkeypatch.setattr("kb.registry.fetch", lambda *given: asked.extend(given) or (0, "2025-04-01T09:00:05", ()))
    assert kb("fetch", "NCT00000001", "-o", str(tmp_path)).code == 0
    assert asked[1] == "https://clinicaltrials.gov/api/v2"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "kb: -o: no folder was given; name a new one"),
        (["-o", "{folder}"], "kb: kb fetch: nothing was asked for; give numbers"),
        (["NCT1", "-o", "{folder}"], "kb: NUMBERS: 'NCT1' is no number of a study; write NCT and eight digits"),
        (["NCT00000001", "--condition", "AML", "-o", "{folder}"], "kb: --condition: both numbers and a condition were given"),
        (["--condition", "AML", "--changed-since", "soon", "-o", "{folder}"], "kb: --changed-since: 'soon' is no day"),
        (["--update", "{folder}", "--condition", "AML"], "kb: --update: the folder knows what was asked; give nothing beside it but --api"),
        (["--update", "{folder}"], "kb: --update: there is no folder '{folder}'; name one that 'kb fetch' made"),
        (
            ["NCT00000001", "-o", "{folder}", "--api", "ftp://x"],
            "kb: --api: the address does not begin with http:// or https:// and a host",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(kb, registry: SmallRegistry, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    folder = str(tmp_path / "new")
    done = kb("fetch", *(argument.format(folder=folder) for argument in arguments))
    assert done.fault.startswith(sentence.format(folder=folder))
    assert registry.asked == []
    assert not Path(folder).exists()


def test_a_registry_that_fails_is_one_sentence_after_its_attempts(kb, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [lambda request: bool(request.answer(503, "")) or True] * 6
    done = kb("fetch", "NCT00000001", "-o", str(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert len(done.told.splitlines()) == 6
    assert done.told.splitlines()[-1] == (
        "kb: the registry failed 6 times: it answered 503 Service Unavailable; run the same command again to go on"
    )
    assert kb("fetch", "NCT00000001", "-o", str(tmp_path)).code == 0


def test_a_folder_that_is_a_file(kb, registry: SmallRegistry, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = kb("fetch", "NCT00000001", "-o", str(tmp_path / "file"))
    assert done.code == 2
    assert "is a file" in done.told


def test_a_stop_on_request_says_how_to_go_on(kb, registry: SmallRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Clock, "sleep", stop)
    done = kb("fetch", "--condition", "acute myeloid leukemia", "-o", str(tmp_path))
    assert (done.code, done.out) == (130, "")
    assert [line for line in done.told.splitlines() if line][-2:] == [
        "what was fetched is kept; the same command goes on from there",
        "kb: stopped on request",
    ]
