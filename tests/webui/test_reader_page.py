"""The source reader: the fragment marked in the user's own text; without it, the place and the way to it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.conftest import BROWSER
from tests.webui.own_paper import CELL, FILE, FRAGMENT, KEY, TEXT, build_own
from webui import create_app
from webui.texts import Texts

RESULT = f"/id/result/{KEY}-cr"
CELL_RESULT = f"/id/result/{KEY}-cr-older"

Opens = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A release with our own paper, and the folder of its text."""
    home = tmp_path_factory.mktemp("own-releases")
    return home, build_own(home, tmp_path_factory.mktemp("own"))


@pytest.fixture
def open_with() -> Iterator[Opens]:
    """Opens the application over a release and a folder of texts."""
    made = []

    def opens(home: Path, texts: Path | None = None) -> FlaskClient:
        made.append(create_app(home, texts))
        return made[-1].test_client()

    yield opens
    for app in made:
        app.extensions["service"].close()


def html(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address.partition("#")[0], headers=BROWSER)
    assert response.status_code == status, response.get_data(as_text=True)[:500]
    return response.get_data(as_text=True)


def locators(client: FlaskClient, address: str) -> list[str]:
    return [unescape(path) for path in re.findall(r'class="locator" href="([^"]+)"', html(client, address))]


def marks(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<mark id="mark">(.*?)</mark>', page, re.S)]


@pytest.mark.parametrize(("result", "fragment"), [(RESULT, FRAGMENT), (CELL_RESULT, CELL)])
def test_a_locator_leads_to_the_fragment_in_the_text(open_with: Opens, home: tuple[Path, Path], result: str, fragment: str) -> None:
    client = open_with(*home)
    (path,) = locators(client, result)
    assert path.endswith("#mark")
    page = html(client, path)
    assert marks(page) == [fragment]
    assert f'href="{result}"' in page  # what rests on it stands beside it
    assert "the one that the places were checked against" in page


def test_without_texts_the_place_and_the_way_to_the_text_are_told(open_with: Opens, home: tuple[Path, Path]) -> None:
    client = open_with(home[0])
    (path,) = locators(client, RESULT)
    page = html(client, path)
    assert marks(page) == []
    assert "No one died" not in page
    for told in (FRAGMENT, "ection 2, paragraph 1", "https://doi.org/10.5555/doe", "kb serve --documents FOLDER", FILE):
        assert told in page, told


def test_another_text_says_so_and_names_the_nearest_place(open_with: Opens, home: tuple[Path, Path], tmp_path: Path) -> None:
    moved = TEXT.replace("Remission was seen", "Nothing else was seen.\n\nRemission was seen")
    (tmp_path / FILE).write_text(moved, encoding="utf-8")
    client = open_with(home[0], tmp_path)
    page = html(client, locators(client, RESULT)[0])
    assert marks(page) == []
    assert "Another text" in page
    assert "The nearest place that holds it is section 2, paragraph 2" in page
    (tmp_path / FILE).write_text("# Something else\n\n## 2 Results\n\nAll else.\n", encoding="utf-8")  # read again, since it changed
    assert "No place of this text holds it" in html(client, locators(client, RESULT)[0])


@pytest.mark.parametrize("spoilt", ["missing", "bytes", "folder"])
def test_a_text_that_cannot_be_read_is_not_shown(open_with: Opens, home: tuple[Path, Path], tmp_path: Path, spoilt: str) -> None:
    if spoilt == "bytes":
        (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    if spoilt == "folder":
        (tmp_path / FILE).mkdir()
    client = open_with(home[0], tmp_path)
    assert "holds no readable" in html(client, locators(client, RESULT)[0])


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "texts"
    inside.mkdir()
    (tmp_path / "secret.md").write_text("# Secret", encoding="utf-8")
    (inside / "own.md").write_text("# Own", encoding="utf-8")
    (inside / "link.md").symlink_to(tmp_path / "secret.md")
    texts = Texts(inside)
    assert texts.of("own.md") is not None
    for name in ("../secret.md", str(tmp_path / "secret.md"), "link.md", "..", ".", "", "texts/own.md", "own.md/", "no.md", "own.md\0"):
        assert texts.of(name) is None, name
    assert Texts(None).of("own.md") is None


def test_a_release_that_names_a_file_elsewhere_shows_nothing(open_with: Opens, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    texts = build_own(home, tmp_path, file="../elsewhere.md")
    (tmp_path / "elsewhere.md").write_text(TEXT, encoding="utf-8")
    client = open_with(home, texts)
    page = html(client, locators(client, RESULT)[0])
    assert marks(page) == []
    assert "No one died" not in page


def test_the_text_is_kept_by_nobody(open_with: Opens, home: tuple[Path, Path]) -> None:
    client = open_with(*home)
    response = client.get(f"/documents/{KEY}/text?section=2", headers=BROWSER)
    assert response.headers["Cache-Control"] == "no-store"
    assert "No one died" in response.get_data(as_text=True)
    for ending in ("ttl", "json", "nt"):
        assert b"No one died" not in client.get(f"/id/document/{KEY}.{ending}").data


def test_the_parts_of_a_text_are_read_one_after_the_other(open_with: Opens, home: tuple[Path, Path]) -> None:
    client = open_with(*home)
    address = f"/documents/{KEY}/text"
    seen, page = [], html(client, f"{address}?section=Title")
    while True:
        found = re.search(r'rel="next" href="([^"]+)"', page)
        if not found:
            break
        seen.append(unescape(found[1]).partition("=")[2])
        page = html(client, unescape(found[1]))
    assert seen == ["Front", "1", "2", "Table%201", "References"]
    assert "An older study" in page
    # What looks like markup in a text stays text.
    assert "p &lt;0.05 &amp; an odd &#34;mark&#34;" in html(client, f"{address}?section=1")
    assert 'class="held"' in html(client, f"{address}?section=Table 1")


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        (f"/documents/{KEY}/text?at=nothing", 404, "no fact rests on a place"),
        (f"/documents/{KEY}/text?at={'a' * 5000}", 404, "no fact rests on a place"),
        (f"/documents/{KEY}/text?section=9", 404, "it has Title, Front, 1, 2, Table 1, References"),
        ("/documents/nobody-1999/text", 404, "the base holds no document"),
        ("/documents/..%2f..%2fetc/text", 404, ""),
        ("/documents/%00/text", 404, ""),
    ],
)
def test_wrong_addresses_are_told(open_with: Opens, home: tuple[Path, Path], path: str, status: int, told: str) -> None:
    assert told in unescape(html(open_with(*home), path, status))


def test_a_place_and_a_section_at_once_are_refused(open_with: Opens, home: tuple[Path, Path]) -> None:
    client = open_with(*home)
    path = locators(client, RESULT)[0].partition("#")[0]
    assert "give one of them" in html(client, f"{path}&section=1", 400)


def test_every_place_of_the_papers_is_marked_in_their_texts(open_with: Opens, release_home: Path, shared_folder: Path) -> None:
    """A sample of the anchors: every fortieth of both papers, whatever it points at."""
    from kb.passages import plain

    client = open_with(release_home, shared_folder / "documents")
    query = "SELECT ?d ?a ?f WHERE { ?a oa:hasSource ?d ; aml:fragment ?f . ?d aml:textFile ?t } ORDER BY ?a"
    rows = client.get("/sparql", query_string={"query": query, "format": "json"}).get_json()["results"]["bindings"]
    assert len(rows) > 1000
    for row in rows[::40]:
        document, anchor = (row[name]["value"].rpartition("/")[2] for name in ("d", "a"))
        assert marks(html(client, f"/documents/{document}/text?at={anchor}")) == [plain(row["f"]["value"])], anchor


def test_a_cited_work_has_no_text_to_read(read) -> None:
    assert "it is only cited" in read("/documents/lu-2025-r12/text", 404).text
