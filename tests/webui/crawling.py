"""Crawling: from the home page along every link, each kind of address a few times."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from kb.formats import FORMATS
from tests.webui.conftest import Page
from webui.pages.entity import TWINS

HTML = "text/html"
_ENDING = re.compile(rf"\.(?:{'|'.join({*FORMATS, *TWINS, 'svg', 'txt', 'xml', 'atom'})})$")
"""Endings of files; the keys of some entities hold dots too."""


@dataclass(frozen=True)
class Answer:
    """What an address answered, and where its link stood."""

    address: str
    linked_from: str
    status: int
    media: str
    body: bytes
    page: Page | None


def shape(address: str) -> tuple[str, ...]:
    """What addresses that are made alike have in common: the path, of things and of files without a name; the names of parameters."""
    parted = urlsplit(address)
    folder, _, last = parted.path.rpartition("/")
    ending = found[0] if (found := _ENDING.search(last)) else ""
    path = parted.path
    if not path.startswith("/static/") and folder.count("/") > (0 if ending else 1):
        path = f"{folder}/*{ending}"
    if parted.query:
        path = path.removesuffix(ending) + (".*" if ending else "")  # filters do the same to each format
    return (path, *sorted({name for name, _ in parse_qsl(parted.query, keep_blank_values=True)}))


def internal_links(page: Page, address: str) -> Iterator[str]:
    """Addresses of the application that a page links to, names of parts left out."""
    for tag, attributes in page.tags:
        target = attributes.get("href" if tag in ("a", "link") else "src", "")
        if target and not re.match(r"[a-z]+:|//", target):
            yield urldefrag(urljoin(address, target)).url


def crawl(get: Callable[[str], tuple[int, str, bytes]], alike: int, of_path: int) -> Iterator[Answer]:
    """Every answer; so many as said of addresses made alike, and of one path with whatever parameters (filters make thousands)."""
    waiting = deque([("/", "")])
    met = {"/"}
    asked: Counter[tuple[str, ...]] = Counter()
    while waiting:
        address, linked_from = waiting.popleft()
        path, *parameters = made = shape(address)
        if asked[made] >= alike or (parameters and asked[path,] >= of_path):
            continue
        asked.update({made, (path,)})
        status, media, body = get(address)
        page = Page(body.decode()) if media == HTML else None
        yield Answer(address, linked_from, status, media, body, page)
        for link in internal_links(page, address) if page else ():
            if link not in met:
                met.add(link)
                waiting.append((link, address))
