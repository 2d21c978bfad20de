"""Fetching: the registry's records of a question into a folder that ``kb build`` reads; what was interrupted goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kb.errors import BadInput
from loaders.registry.fetch_folder import Folder, locked
from loaders.registry.fetch_notes import Asked
from loaders.registry.fetch_patience import Patience
from loaders.registry.fetch_question import read_question
from loaders.registry.fetch_run import Fetched, Registry, Run, fetched
from loaders.registry.fetch_web import Address, Clock, Limits, Web, read_address

PAGE_SIZE = 500
"""Studies asked for at once. The API allows 1,000; half of that keeps an answer at about 10 MB."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the registry is asked: by which clock, within which limits, how many studies at once."""

    clock: Clock = field(default_factory=Clock)
    limits: Limits = field(default_factory=Limits)
    page_size: int = PAGE_SIZE

    def registry(self, address: Address, tell: Tell) -> Registry:
        """The registry at an address."""
        return Registry(Web(address, self.limits, self.clock), Patience(self.clock, tell), self.page_size)


def fetch(
    folder: Path,
    api: str,
    tell: Tell,
    numbers: tuple[str, ...] = (),
    condition: str = "",
    changed_since: str = "",
    compressed: bool = False,
    manner: Manner | None = None,
) -> Fetched:
    """Fetch a question's studies into a folder, or go on where an earlier run was stopped. ``tell`` gets a sentence for each step.

    Raises errors of kb: for a question that cannot be asked, a folder that is for another one, a registry that fails for good.
    """
    address = read_address(api)
    asked = Asked(address.url, read_question(numbers, condition, changed_since), compressed)
    with locked(folder):
        held = Folder(folder)
        if held.asked and held.asked != asked:
            raise BadInput(f"'{folder}' is for {held.asked.told}", "-o", "choose another folder for another question")
        if held.snapshots:
            held.verify()
            tell(f"'{folder}' is finished, so nothing was asked; 'kb fetch --update {folder}' asks for what changed since")
            return fetched(held.snapshots[0])
        return Run(held, asked, (manner or Manner()).registry(address, tell), tell).go(asked.question)


def update(folder: Path, api: str, tell: Tell, manner: Manner | None = None) -> Fetched:
    """Fetch what changed since a folder's newest snapshot, as further files of it; raises as ``fetch`` does."""
    address = read_address(api)
    if not folder.is_dir():
        raise BadInput(f"there is no folder '{folder}'", "--update", "name one that 'kb fetch' made")
    with locked(folder):
        held = Folder(folder)
        if not held.asked or not held.snapshots:
            raise BadInput(f"'{folder}' holds no finished fetch", "--update", "finish it first, with the command that began it")
        if held.asked.api != address.url:
            raise BadInput(f"'{folder}' is for {held.asked.told}", "--update", f"give --api {held.asked.api}")
        held.verify()
        registry = (manner or Manner()).registry(address, tell)
        newest = held.snapshots[-1].data_versions[0]
        if not held.progress and registry.version() == newest:
            tell("nothing is new: the registry still has the data that were fetched")
            return Fetched(0, newest, ())
        return Run(held, held.asked, registry, tell).go(held.asked.question.since(newest))
