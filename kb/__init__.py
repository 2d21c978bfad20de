"""AML evidence base: trials, regimens, drugs and reported outcomes in acute myeloid leukaemia, each with its source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.base import Base

__version__ = "0.1.0"


def open(folder: Path | str | None = None, version: str = "", endpoint: str = "") -> Base:
    """Open the release in service (or a chosen one) for questions: ``kb.open().ask("which trials combine HMA with anti-PD-1")``.

    ``endpoint`` is the address of a SPARQL endpoint that holds the release; without it, the one of the settings, if any.
    """
    from kb.base import open_base  # imported on use, so that `import kb` costs nothing
    from kb.endpoints import chosen

    return open_base(Path(folder) if folder else None, version, endpoint=chosen(endpoint))
