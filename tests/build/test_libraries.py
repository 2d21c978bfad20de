"""Browser libraries: only what the lock names is installed, once is enough, and a registry out of reach ends nothing."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import sys
import tarfile
from pathlib import Path

import pytest

import build_libraries
from build_libraries import LOCK, NPM_FROM_PYPI, PLACE, LibrariesHook, WrongBytes, missing, place
from tests.conftest import ROOT

FILE = b"draw()\n//# sourceMappingURL=draw.min.js.map\n"


def integrity(body: bytes) -> str:
    return f"sha512-{base64.b64encode(hashlib.sha512(body).digest()).decode()}"


def archive(body: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as opened:
        told = tarfile.TarInfo("package/dist/draw.min.js")
        told.size = len(body)
        opened.addfile(told, io.BytesIO(body))
    return held.getvalue()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose lock names one library, and the archive that a registry would give for it."""
    (tmp_path / "registry.tgz").write_bytes(archive(FILE))
    entry = {
        "name": "draw",
        "package": "@example/draw",
        "version": "1.2.3",
        "integrity": integrity((tmp_path / "registry.tgz").read_bytes()),
        "files": {"dist/draw.min.js": integrity(FILE)},
        "licence": "MIT",
    }
    (tmp_path / LOCK).parent.mkdir()
    (tmp_path / LOCK).write_text(json.dumps([entry]), encoding="utf-8")
    return tmp_path


def npm(project: Path, code: str = "") -> list[str]:
    """A stand-in for npm: 'pack' copies the registry's archive to where it was told to."""
    script = project / "npm.py"
    script.write_text(
        code
        or f"""
import shutil, sys
assert sys.argv[1:3] == ["pack", "@example/draw@1.2.3"], sys.argv
shutil.copy({str(project / "registry.tgz")!r}, sys.argv[sys.argv.index("--pack-destination") + 1])
""",
        encoding="utf-8",
    )
    return [sys.executable, str(script)]


FAILS = "import sys; sys.stderr.write('npm warn old\\nnpm error network is unreachable\\n'); sys.exit(1)"


def test_a_library_is_fetched_once(project: Path) -> None:
    assert [library.spec for library in missing(project)] == ["@example/draw@1.2.3"]
    assert place(project, npm(project)) == ""
    assert (project / PLACE / "draw/draw.min.js").read_bytes() == FILE
    assert missing(project) == []
    assert place(project, npm(project, FAILS)) == "", "the second time asks nobody"


def test_a_file_that_was_changed_is_fetched_again(project: Path) -> None:
    place(project, npm(project))
    (project / PLACE / "draw/draw.min.js").write_bytes(b"half of i")
    assert place(project, npm(project)) == ""
    assert (project / PLACE / "draw/draw.min.js").read_bytes() == FILE


def test_another_archive_than_the_locked_one_is_refused(project: Path) -> None:
    (project / "registry.tgz").write_bytes(archive(b"steal()"))
    with pytest.raises(WrongBytes, match=r"@example/draw@1\.2\.3 from npm is not what webui/libraries\.lock\.json names"):
        place(project, npm(project))
    assert not (project / PLACE / "draw").exists()


def test_another_file_than_the_locked_one_is_refused(project: Path) -> None:
    lock = json.loads((project / LOCK).read_text(encoding="utf-8"))
    lock[0]["files"] = {"dist/draw.min.js": integrity(b"older")}
    (project / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    with pytest.raises(WrongBytes, match=r"dist/draw\.min\.js of @example/draw@1\.2\.3"):
        place(project, npm(project))
    assert not (project / PLACE / "draw").exists()


def test_what_npm_itself_refuses_is_no_missing_network(project: Path) -> None:
    with pytest.raises(WrongBytes, match="npm refused"):
        place(project, npm(project, FAILS.replace("network is unreachable", "code EINTEGRITY")))


def test_without_a_registry_one_sentence_says_so_and_nothing_old_stays(project: Path) -> None:
    old = project / PLACE / "draw/draw.min.js"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"another version")
    told = place(project, npm(project, FAILS))
    assert told.startswith("Without the browser libraries @example/draw@1.2.3: npm gave no @example/draw@1.2.3 (npm error network is")
    assert told.count("\n") == 0
    assert not old.exists()


def test_without_any_npm_one_sentence_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(build_libraries.importlib.util, "find_spec", lambda _: None)
    assert "there is no npm on this machine" in place(project)


@pytest.mark.parametrize(
    ("npm_there", "placed", "glibc", "asked"),
    [
        (True, False, "2.36", []),
        (False, True, "2.36", []),
        (False, False, "2.36", [NPM_FROM_PYPI]),
        (False, False, "2.17", []),  # has no wheel: asking for it would end the build
    ],
)
def test_npm_is_asked_of_the_package_index_only_where_needed(
    project: Path, monkeypatch: pytest.MonkeyPatch, npm_there: bool, placed: bool, glibc: str, asked: list[str]
) -> None:
    if placed:
        place(project, npm(project))
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/npm" if npm_there else None)
    monkeypatch.setattr(build_libraries.platform, "libc_ver", lambda: ("glibc", glibc))
    monkeypatch.setattr(build_libraries.platform, "machine", lambda: "x86_64")
    assert hook(project).dependencies() == asked


def hook(project: Path) -> LibrariesHook:
    return LibrariesHook(str(project), {}, None, None, str(project), "wheel")  # type: ignore[arg-type]


def test_the_hook_warns_and_goes_on_or_ends_the_build(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_libraries, "find_npm", lambda: npm(project, FAILS))
    hook(project).initialize("standard", {})
    assert "Without the browser libraries" in "".join(capfd.readouterr())
    (project / "registry.tgz").write_bytes(archive(b"steal()"))
    monkeypatch.setattr(build_libraries, "find_npm", lambda: npm(project))
    with pytest.raises(SystemExit):
        hook(project).initialize("standard", {})


def test_the_notice_names_whatever_travels() -> None:
    notice = (ROOT / "webui/THIRD_PARTY.txt").read_text(encoding="utf-8")
    for library in json.loads((ROOT / LOCK).read_text(encoding="utf-8")):
        assert f"  {library['package']} {library['version']} ({library['licence']}), {library['homepage']}\n" in notice
        for held in library["bundles"]:
            assert f"\n  {held['package']}: copyright {held['copyright']}" in notice
    for words in ("Permission is hereby granted", "Redistributions in binary form", "Apache License", "CC BY 4.0 License"):
        assert words in notice


def test_the_lock_names_exact_versions_and_hashes_of_the_registry_s_kind() -> None:
    for library in json.loads((ROOT / LOCK).read_text(encoding="utf-8")):
        assert all(part.isdecimal() for part in library["version"].split("."))
        for told in (library["integrity"], *library["files"].values()):
            assert told.startswith("sha512-")
            assert len(base64.b64decode(told.removeprefix("sha512-"))) == 64
