"""Places: where the base's own files lie (ontology, data, questions) and where its releases are kept."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import BadInput, NotFound

HOME_SETTING = "AML_EVIDENCE_HOME"


def resource(name: str) -> Path:
    """A folder that ships with the code (``data``, ``ontology``): beside ``kb`` in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise NotFound(f"the folder '{name}' that ships with the code is missing; install the package again")


def home() -> Path:
    """The folder of releases: ``AML_EVIDENCE_HOME``, else the user's data folder."""
    if chosen := os.environ.get(HOME_SETTING):
        try:
            return Path(chosen).expanduser().resolve()
        except RuntimeError:
            raise BadInput(f"'{chosen}' names the home of a user who is not known", HOME_SETTING, "write the folder whole") from None
    shared = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(shared).expanduser() / "aml-evidence-kb"
