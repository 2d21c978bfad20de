"""One run of a fetch: page by page, from where the folder stands to a finished snapshot.

The registry takes in new data about once a day. When that happens between two pages, records of both states stand side by side, each
with its own date (``derivedSection.miscInfoModule.versionHolder``). The user is told, the manifest names every version that was seen,
and an update later asks for what changed since the first of them, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kb.errors import KbError
from loaders.registry.fetch_folder import Folder
from loaders.registry.fetch_notes import Asked, Progress, Snapshot
from loaders.registry.fetch_page import Page, read_page, read_version
from loaders.registry.fetch_patience import Patience
from loaders.registry.fetch_question import Question
from loaders.registry.fetch_web import Refusal, Web

RESTARTS = 3
BARREN_PAGES = 20
"""After so many pages in a row without any new study, the registry would go on for ever."""
SURPLUS = 1000
"""So many studies more than the registry counted may come, since it grows meanwhile."""


class Fetched(NamedTuple):
    """What a fetch ends with: how many studies, of which data version, and the numbers that the registry does not know."""

    studies: int
    data_version: str
    unknown: tuple[str, ...]


def fetched(snapshot: Snapshot) -> Fetched:
    """What a finished snapshot gave."""
    return Fetched(snapshot.studies, snapshot.data_versions[0], tuple(snapshot.unknown))


class Registry:
    """The two things that are asked of the API, each with patience."""

    def __init__(self, web: Web, patience: Patience, page_size: int) -> None:
        self.web, self.patience, self.page_size = web, patience, page_size

    def version(self) -> str:
        """The data version."""
        return self.patience.ask(lambda: read_version(self.web.get("version", {})))

    def page(self, part: dict[str, str], token: str) -> Page:
        """One page; with the first of a question, the registry counts its studies."""
        further = {"pageToken": token} if token else {"countTotal": "true"}
        parameters = part | {"pageSize": str(self.page_size)} | further
        return self.patience.ask(lambda: read_page(self.web.get("studies", parameters)))


class _Again(Exception):
    """The snapshot has to be begun again; the text says why."""


class Run:
    """One run, from a folder as it stands. ``tell`` gets a sentence for each step."""

    def __init__(self, folder: Folder, asked: Asked, registry: Registry, tell: Callable[[str], None]) -> None:
        self.folder, self.asked, self.registry, self.tell = folder, asked, registry, tell
        self._seen: set[str] = set()
        self._aliases: set[str] = set()
        self._barren = 0

    def go(self, question: Question) -> Fetched:
        """Ask for all pages that are still missing, and begin again where the registry no longer knows how far we were."""
        progress = self._take_up() or self._begin(question)
        for _ in range(RESTARTS):
            try:
                self._read_pages(progress)
                self._check(progress.snapshot)
            except _Again as why:
                self.tell(f"{why}; beginning again")
                progress = self._begin(question)
                continue
            self.folder.finish(self.asked, progress)
            return fetched(progress.snapshot)
        raise KbError(f"the registry did not give all its pages in {RESTARTS} attempts; run the same command again later")

    def _begin(self, question: Question) -> Progress:
        self._seen, self._aliases, self._barren = set(), set(), 0
        return self.folder.begin(self.asked, Snapshot(question, [self.registry.version()]))

    def _take_up(self) -> Progress | None:
        """The unfinished snapshot, if there is one, and what it has so far."""
        progress = self.folder.progress
        if progress is None:
            return None
        for study in self.folder.held(progress.snapshot):
            self._seen.add(study.number)
            self._aliases.update(study.aliases)
        self.tell(f"going on after {progress.snapshot.studies} studies of {progress.snapshot.data_versions[0]}")
        self._notice_version(progress.snapshot)
        return progress

    def _read_pages(self, progress: Progress) -> None:
        parts = progress.snapshot.question.parts()
        while progress.part < len(parts):
            page = self._page(parts[progress.part], progress.token)
            self._count(progress, page)
            self._keep(progress, page)
            if page.next_token and page.next_token == progress.token:
                raise KbError("the registry gives the same page without end; run the same command again later")
            progress.token = page.next_token
            progress.part += not page.next_token
            self.folder.save(progress)

    def _page(self, part: dict[str, str], token: str) -> Page:
        try:
            return self.registry.page(part, token)
        except Refusal as refusal:
            if token and refusal.status == 400:
                raise _Again("the registry no longer knows the token of the next page") from None
            raise

    def _count(self, progress: Progress, page: Page) -> None:
        """Add what the registry counted for a part of the question; unknown as a whole where it does not count each part."""
        if progress.token:
            return
        before = progress.snapshot.counted if progress.part else 0
        progress.snapshot.counted = None if before is None or page.total is None else before + page.total

    def _keep(self, progress: Progress, page: Page) -> None:
        """Write the page's studies, each once in a snapshot: one that moves from page to page while we read comes twice."""
        snapshot = progress.snapshot
        fresh = {study.number: study for study in page.studies if study.number not in self._seen}
        self._barren = 0 if fresh else self._barren + 1
        if fresh:
            snapshot.files.append(self.folder.keep(list(fresh.values()), self.asked.compressed))
            self._seen.update(fresh)
            self._aliases.update(alias for study in fresh.values() for alias in study.aliases)
        if self._barren > BARREN_PAGES or (snapshot.counted is not None and snapshot.studies > snapshot.counted + SURPLUS):
            raise KbError("the registry gives pages without end; run the same command again later")
        self.tell(f"{snapshot.studies} of {'?' if snapshot.counted is None else snapshot.counted} studies")

    def _check(self, snapshot: Snapshot) -> None:
        """Whether all came: as many as were counted, where the registry stayed the same.

        Of numbers, those that did not come are named instead: one study may be counted by two of its numbers.
        """
        self._notice_version(snapshot)
        if not snapshot.question.numbers and snapshot.counted not in (None, snapshot.studies):
            told = f"the registry counted {snapshot.counted} studies and gave {snapshot.studies}"
            if len(snapshot.data_versions) == 1:
                raise _Again(told)
            self.tell(f"{told}, since it changed meanwhile; 'kb fetch --update {self.folder.path}' brings what is missing")
        if not snapshot.question.changed_since:
            known = self._seen | self._aliases
            snapshot.unknown = [number for number in snapshot.question.numbers if number not in known]

    def _notice_version(self, snapshot: Snapshot) -> None:
        """Note and tell where the registry took in new data since the last look."""
        version = self.registry.version()
        if version != snapshot.data_versions[-1]:
            self.tell(
                f"the registry's data changed from {snapshot.data_versions[-1]} to {version}: each record keeps its own date, "
                f"and 'kb fetch --update {self.folder.path}' will bring what changed since {snapshot.data_versions[0]}"
            )
            snapshot.data_versions.append(version)
