"""``kb build``, ``check``, ``diff`` and ``serve``: one line at the end, rows that are wrong with file and line, and nothing half done."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from kb.cli.printing import counted, number
from tests.conftest import ROOT

COMMANDS = ("build", "check", "diff", "ask", "trials", "query", "questions", "show", "export", "fetch", "unmatched", "serve")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A further paper's folder, to be spoilt."""
    folder = tmp_path / "doe-2020"
    folder.mkdir()
    (folder / "document.csv").write_text(
        "key,label,title,document_kind,at,fragment\ndoe-2020,Doe 2020,A study,primary,Title,A study\n", encoding="utf-8"
    )
    return folder


def test_help_names_every_command(kb) -> None:
    told = kb("--help").out
    assert all(re.search(rf"^  {name}  ", told, re.M) for name in COMMANDS)
    for name in COMMANDS:
        assert kb(name, "--help").out.startswith(f"Usage: kb {name}")


def test_the_version(kb) -> None:
    assert kb("--version").out.startswith("kb, version ")


@pytest.mark.parametrize(
    "arguments", [[], ["frobnicate"], ["ask"], ["diff", "a"], ["ask", "--nope", "x"], ["serve", "--port", "0"], ["serve", "--port", "x"]]
)
def test_wrong_use_is_told_with_the_way_to_help(kb, arguments: list[str]) -> None:
    done = kb(*arguments)
    assert done.code == 2
    assert "Usage: kb" in done.told
    assert "Traceback" not in done.told


def test_a_build_ends_with_one_line(kb_in, tmp_path: Path, release_home: Path) -> None:
    done = kb_in(tmp_path / "home", "build")
    assert done.code == 0, done.told
    version = (release_home / "current").read_text(encoding="utf-8").strip()
    assert re.fullmatch(rf"release {version} \d+ quads, \d+ studies, \d+ arms, .*\n", done.out)
    same = kb_in(tmp_path / "home", "diff", "current", version[:6])
    assert (same.code, same.out, same.told) == (0, "", "0 differences\n")
    part = next((tmp_path / "home" / version / "dump").glob("*.nq.gz"))
    part.write_bytes(b"")
    assert f"is damaged: 'dump/{part.name}' has 0 bytes" in kb_in(tmp_path / "home", "check").fault
    assert kb_in(tmp_path / "home", "build").code == 0  # what was damaged is made anew
    assert kb_in(tmp_path / "home", "show", "vidaza").code == 0
    part.write_bytes(b"\xff" + part.read_bytes()[1:])
    assert f"is damaged: 'dump/{part.name}' was changed" in kb_in(tmp_path / "home", "diff", "current", "current").fault


def test_another_paper_is_a_difference(kb_in, tmp_path: Path, paper: Path, release_home: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    old = (home / "current").read_text(encoding="utf-8").strip()
    assert kb_in(home, "build", "--evidence", str(paper)).code == 0
    done = kb_in(home, "diff", old, "current", "--format", "json")
    assert done.code == 1
    rows = json.loads(done.out)["rows"]
    assert [row["how"] for row in rows if row["entity"] == "document/doe-2020"] == ["added"]
    assert {row["how"] for row in rows} == {"added"}
    back = kb_in(home, "diff", "current", old)
    assert back.code == 1
    assert "removed" in back.out
    assert kb_in(home, "show", "document/doe-2020").code == 0


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("studies.csv", "key,label,study_kind\nx,,clinical-trial\n", "doe-2020/studies.csv:2: column label is empty"),
        ("studies.csv", "key,label\nx,y\n", "doe-2020/studies.csv:1: column 'study_kind' is missing"),
        ("studies.csv", "key,label,study_kind,colour\nx,y,z,red\n", "doe-2020/studies.csv:1: column 'colour' is not known"),
        (
            "studies.csv",
            "key,label,study_kind\nx,y,dancing\n",
            "doe-2020/studies.csv:2: column study_kind: there is no concept 'study-kind.dancing'",
        ),
        ("studies.csv", "key,label,study_kind\nx,y\n", "doe-2020/studies.csv:2: 2 cells where the header has 3"),
        ("arms.csv", "key,study,label\ndoe-2020-a,none,y\n", "doe-2020/arms.csv:2: column study: there is no study 'none'"),
        (
            "arms.csv",
            "key,study,label,size\ndoe-2020-a,NCT05199051,y,many\n",
            "doe-2020/arms.csv:2: column size: 'many' is not a whole number",
        ),
        (
            "studies.csv",
            "key,label,study_kind\ntrial-a,y,review\n",
            "doe-2020/studies.csv:2: key 'trial-a' is no study's key; begin it with first",
        ),
        (
            "studies.csv",
            "key,label,study_kind,nct_id\ndoe-2020-a,y,review,NCT05199051\n",
            "doe-2020/studies.csv:2: key 'doe-2020-a' is not the trial's number; write NCT05199051",
        ),
        ("arms.csv", "key,study,label\nother-a,NCT05199051,y\n", "doe-2020/arms.csv:2: key 'other-a' does not begin with 'doe-2020-'"),
        (
            "components.csv",
            "key,arm,agent,component_role,option\ndoe-2020-a,x,azacitidine,backbone,required\ndoe-2020-b,x,azacitidine,backbone,optional\n",
            "doe-2020/components.csv:3: doe-2020/components.csv:2 gives arm 'x' 'azacitidine' too; make one component of the two",
        ),
        ("arms.csv", 'key,study,label\ndoe-2020-a,NCT05199051,"y\n', "arms.csv:"),
        ("colours.csv", "key\nx\n", "doe-2020/colours.csv: no such table is known"),
    ],
)
def test_broken_rows_are_told_with_file_and_line(
    kb_in, tmp_path: Path, paper: Path, release_home: Path, file: str, text: str, sentence: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    before = names(home)
    (paper / file).write_text(text, encoding="utf-8")
    done = kb_in(home, "build", "--evidence", str(paper))
    assert done.code == 2
    assert "Traceback" not in done.told
    assert any(
        line.removeprefix("kb: doe-2020/").removeprefix("kb: ").startswith(sentence.removeprefix("doe-2020/"))
        for line in done.told.splitlines()
    ), done.told
    assert names(home) == before
    assert kb_in(home, "ask", "HMA with anti-PD-1", "--format", "json").code == 0


def test_bytes_that_are_no_text_are_told(kb_in, tmp_path: Path, paper: Path) -> None:
    (paper / "arms.csv").write_bytes(b"key,study,label\n\xff\xfe,a,b\n")
    told = kb_in(tmp_path / "home", "build", "--evidence", str(paper)).fault
    assert told == "kb: doe-2020/arms.csv:2: not UTF-8 (byte 0xff); save the file as CSV in UTF-8"


def test_a_folder_without_its_document(kb_in, tmp_path: Path) -> None:
    (tmp_path / "empty-2020").mkdir()
    assert "no document 'empty-2020'" in kb_in(tmp_path / "home", "build", "--evidence", str(tmp_path / "empty-2020")).fault


def test_a_folder_that_is_not_there(kb) -> None:
    for arguments in (["build", "--evidence", "/none"], ["check", "--documents", "/none"]):
        done = kb(*arguments)
        assert done.code == 2
        assert "Directory '/none' does not exist." in done.told


@pytest.mark.parametrize(
    "command",
    [["ask", "HMA"], ["trials"], ["query", "-"], ["show", "HMA"], ["export", "trials"], ["diff", "current", "current"], ["serve"]],
)
def test_without_a_release_every_command_says_what_to_do(kb_in, tmp_path: Path, command: list[str]) -> None:
    assert kb_in(tmp_path, *command, stdin="ASK {}").fault == f"kb: there is no release in '{tmp_path}'; run 'kb build' first"


def test_a_half_written_release(kb_in, tmp_path: Path, release_home: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    version = (home / "current").read_text(encoding="utf-8").strip()
    folder = home / version
    (folder / "names.sqlite").write_bytes(b"broken" * 1000)
    assert f"release '{version}' is damaged: 'names.sqlite' has 6000 bytes, not " in kb_in(home, "ask", "HMA").fault
    (folder / "names.sqlite").unlink()
    assert kb_in(home, "ask", "HMA").fault == f"kb: release '{version}' lacks 'names.sqlite'; delete the folder and run 'kb build'"
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert f"the manifest of release '{version}' cannot be read" in kb_in(home, "ask", "HMA").fault
    (folder / "manifest.json").unlink()
    assert kb_in(home, "ask", "HMA").fault == f"kb: '{version}' is no finished release (it has no manifest.json); run 'kb build'"
    shutil.rmtree(folder)
    assert kb_in(home, "ask", "HMA").fault.startswith(f"kb: the release in service, '{version}', is missing")


def test_a_home_that_cannot_be_made(kb_in, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "the file system refused" in kb_in(tmp_path / "file" / "home", "build").told.splitlines()[-1]


@pytest.mark.parametrize(
    ("pointer", "told"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff\xfe", "is damaged"),
        (b"../x", "is damaged"),
        (b".", "is damaged"),
        (b"a\0b", "is damaged"),
    ],
)
@pytest.mark.parametrize("command", [["show", "HMA"], ["check"], ["diff", "current", "current"], ["serve"]])
def test_a_damaged_pointer(kb_in, tmp_path: Path, pointer: bytes, told: str, command: list[str]) -> None:
    (tmp_path / "current").write_bytes(pointer)
    (tmp_path / "0123456789ab").mkdir()
    (tmp_path / "0123456789ab" / "manifest.json").write_text("{}", encoding="utf-8")
    fault = kb_in(tmp_path, *command).fault
    assert fault.startswith(f"kb: '{tmp_path}/current', which names the release in service, {told}")
    assert "run 'kb build', or write a version into it (0123456789ab)" in fault


def test_a_folder_in_the_place_of_the_pointer(kb_in, tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    assert kb_in(tmp_path, "show", "HMA").fault == f"kb: '{tmp_path}/current' is a folder instead of a file; remove it and run 'kb build'"


def test_a_build_that_fails_late_leaves_nothing_behind(kb_in, tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    assert kb_in(tmp_path, "build").code == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".") or path.name.endswith(".new")] == []


def test_unknown_releases(kb) -> None:
    assert kb("diff", "zzz", "current").fault.startswith("kb: no release begins with 'zzz'; there are: ")


def test_check_reports_findings_and_anchors(kb, shared_folder: Path) -> None:
    done = kb("check", "--documents", str(shared_folder / "documents"), "--no-shapes")
    assert done.code == 1  # the papers hold figures that do not agree
    assert re.fullmatch(r"\d+ anchors, 0 broken; \d+ findings", done.out.splitlines()[-1])
    # The finding on grade 3-4 haematological toxicity shows all three places that print it: lu-2025, Table 3, 3.4 and the abstract.
    told = done.out.split("Hematological toxicity, grade 3 or 4")[1].split("\nm")[0]
    assert "lu-2025, Table 3, row 'Hematological toxicity', column 'G3-4': 14 (70.00)" in told
    assert "lu-2025, section 3.4, paragraph 1" in told
    assert "lu-2025, section Abstract, paragraph 3" in told


def test_check_finds_a_broken_anchor(kb_in, tmp_path: Path, shared_folder: Path, release_home: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(shared_folder / "documents", documents)
    text = (documents / "lu-2025.md").read_text(encoding="utf-8")
    (documents / "lu-2025.md").write_text(text.replace("9.99 (range", "8.88 (range"), encoding="utf-8")
    done = kb_in(release_home, "check", "--documents", str(documents), "--no-shapes")
    assert done.code == 1
    assert "9.99" in done.told


def test_check_says_what_it_checks_and_what_it_does_not(kb_in, tmp_path: Path, paper: Path, release_home: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(release_home, home)
    plain = kb_in(home, "check", "--no-shapes").told
    assert plain == "checking vocabulary, guo-2026, lu-2025\n"
    assert kb_in(home, "build", "--evidence", str(paper)).code == 0
    told = kb_in(home, "check", "--no-shapes").told
    assert "the release in service also holds doe-2020, which is not checked; give its folder with --evidence" in told
    assert kb_in(home, "check", "--no-shapes", "--evidence", str(paper)).told == "checking vocabulary, guo-2026, lu-2025, doe-2020\n"
    (paper / "document.csv").write_text((paper / "document.csv").read_text().replace("Doe 2020", "Doe et al. 2020"), encoding="utf-8")
    told = kb_in(home, "check", "--no-shapes", "--evidence", str(paper)).told
    assert "was built from other rows (doe-2020/document.csv); run 'kb build'" in told


@pytest.mark.parametrize("twice", [["{paper}", "{paper}"], ["{shipped}"]])
def test_a_document_given_twice(kb_in, tmp_path: Path, paper: Path, twice: list[str]) -> None:
    folders = [folder.format(paper=paper, shipped=ROOT / "data" / "evidence" / "lu-2025") for folder in twice]
    done = kb_in(tmp_path / "home", "build", *(word for folder in folders for word in ("--evidence", folder)))
    assert re.match(r"kb: 2 folders are called '(doe-2020|lu-2025)'; give each document once", done.fault)


@pytest.mark.parametrize("name", ["vocabulary", "derived", "release", "ontology", "Doe 2020"])
def test_a_folder_whose_name_is_no_documents_key(kb_in, tmp_path: Path, paper: Path, name: str) -> None:
    paper.rename(tmp_path / name)
    told = kb_in(tmp_path / "home", "build", "--evidence", str(tmp_path / name)).fault
    assert f"'{name}' is no document's key; name the folder by first author and year" in told


@pytest.mark.parametrize("host", ["", " ", "nowhere.invalid", "\x01"])
def test_a_host_without_an_address(kb, host: str) -> None:
    assert kb("serve", "--host", host).fault == f"kb: --host: '{host}' is no address; give one of this machine, such as 127.0.0.1"


def test_serving_tells_the_release_once_and_leaves_the_address_to_the_server(
    kb, monkeypatch: pytest.MonkeyPatch, release_home: Path
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr("kb.registry.serve", lambda *given: asked.append(given))
    done = kb("serve", "--port", "8012")
    version = (release_home / "current").read_text(encoding="utf-8").strip()
    assert (done.code, done.out, done.told) == (0, "", f"release {version}\n")
    assert asked == [(release_home, "127.0.0.1", 8012, None, None)]


@pytest.mark.parametrize(("count", "told"), [(0, "0 studies"), (1, "1 study"), (2, "2 studies")])
def test_one_of_a_thing_is_told_as_one(count: int, told: str) -> None:
    assert number(count, "study", "studies") == told
    assert counted(count) == told.replace("studies", "rows.").replace("study", "row.")


def test_the_shipped_data_are_where_the_registry_looks() -> None:
    assert (ROOT / "data" / "evidence" / "lu-2025").is_dir()
