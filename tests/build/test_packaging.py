"""The wheel, built from the source archive, gives the same base in a fresh environment and from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.releases import current
from tests.conftest import ROOT


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel made from the source archive, as a package index would have it made."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_carries_ontology_data_and_questions_once(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    for wanted in ("kb/ontology/aml.ttl", "kb/ontology/shapes.ttl", "kb/data/vocabulary/agents.csv", "kb/data/evidence/lu-2025/results.csv"):
        assert wanted in names
    assert {name for name in names if name.endswith(".rq")} == {
        f"kb/questions/{path.name}" for path in (ROOT / "kb" / "questions").glob("*.rq")
    }
    assert [name for name in names if name.startswith("webui/templates/")]
    assert not [name for name in names if name.startswith("tests/")]


def test_an_installed_wheel_answers_as_the_checkout_does(wheel: Path, tmp_path: Path, release_home: Path) -> None:
    environment, elsewhere, home = tmp_path / "env", tmp_path / "elsewhere", tmp_path / "home"
    elsewhere.mkdir()
    run(sys.executable, "-m", "venv", environment, cwd=tmp_path)
    run(environment / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=elsewhere)
    kb = environment / "bin/kb"
    told = run(kb, "build", cwd=elsewhere, AML_EVIDENCE_HOME=str(home))
    assert told.startswith(f"release {current(release_home).version} ")
    answer = json.loads(run(kb, "trials", "--with", "HMA", "--with", "anti-PD-1", "--format", "json", cwd=elsewhere, AML_EVIDENCE_HOME=str(home)))
    assert [row["nct_id"] for row in answer["rows"]].count(None) == 2
    where = run(environment / "bin/python", "-c", "import kb.places as p; print(p.resource('data'))", cwd=elsewhere)
    assert str(environment) in where
