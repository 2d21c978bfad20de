"""What changed: a seeded change, and nothing else, stands on the page, in the files, in the history and in the feed."""

from __future__ import annotations

import csv
import io
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kb.history import built, causes, in_order, plain
from kb.releases import MANIFEST, Release
from tests.webui.conftest import BROWSER, Page
from tests.webui.two_releases import COME, FIGURE, GONE, build_two
from webui import create_app


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    old, new = build_two(tmp_path_factory.mktemp("two"), tmp_path_factory.mktemp("facts"))
    os.utime(old.folder / MANIFEST, (1_700_000_000, 1_700_000_000))  # built an age before: the order must not hang on a second
    return old, new


@pytest.fixture(scope="module")
def changed(two: tuple[Release, Release]) -> Iterator[FlaskClient]:
    app = create_app(two[0].folder.parent)
    yield app.test_client()
    app.extensions["service"].close()


def page(client: FlaskClient, path: str, status: int = 200) -> Page:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status, response.get_data(as_text=True)[:400]
    return Page(response.get_data(as_text=True))


def test_releases_stand_in_the_order_they_were_built(two: tuple[Release, Release], changed: FlaskClient) -> None:
    old, new = two
    assert [one.version for one in in_order(old.folder.parent)] == [new.version, old.version]
    assert built(old) == "2023-11-14T22:13:20Z"
    seen = page(changed, "/changes")
    assert f"/diff/{old.version}/{new.version}" in seen.links
    assert seen.text.index(new.version) < seen.text.index("the first one here")


def test_the_page_lists_exactly_the_seeded_changes(two: tuple[Release, Release], changed: FlaskClient) -> None:
    old, new = two
    seen = page(changed, f"/diff/{old.version}/{new.version}")
    rows = [attributes["data-row"] for _, attributes in seen.tags if "data-row" in attributes]
    # 66.66 is not 100 * 8 / 12 to two places: what a rule finds of it follows from the seeded figure.
    assert [row for row in rows if not row.startswith("discrepancy/")] == [f"result/{FIGURE}", f"claim/{COME}", f"claim/{GONE}"]
    assert "66.67" in seen.text
    assert "66.66" in seen.text
    assert "lu-2025/results.csv (changed)" in seen.text
    assert "lu-2025/claims.csv (changed)" in seen.text


def test_the_file_holds_each_changed_value(two: tuple[Release, Release], changed: FlaskClient) -> None:
    old, new = two
    text = changed.get(f"/diff/{old.version}/{new.version}.csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO("".join(line for line in text.splitlines(True) if not line.startswith("#")))))
    figures = [row for row in rows if row["entity"] == f"result/{FIGURE}"]
    # The typed value and its printed form are two properties.
    assert len(figures) == 2
    assert {(row["how"], row["old"], row["new"], row["graph"]) for row in figures} == {("changed", "66.67", "66.66", "lu-2025")}
    assert {(row["how"], row["entity"]) for row in rows if row["entity"].startswith("claim/")} == {
        ("added", f"claim/{COME}"),
        ("removed", f"claim/{GONE}"),
    }


def test_filters_choose_kind_and_manner(two: tuple[Release, Release], changed: FlaskClient) -> None:
    path = f"/diff/{two[0].version}/{two[1].version}"
    seen = page(changed, f"{path}?kind=claim&how=removed")
    assert [attributes["data-row"] for _, attributes in seen.tags if "data-row" in attributes] == [f"claim/{GONE}"]
    assert "Nothing of this kind differs" in page(changed, f"{path}?kind=agent").text
    assert "use added, removed, changed" in page(changed, f"{path}?how=eaten", 400).text


def test_the_history_of_an_entity_tells_its_changes_only(two: tuple[Release, Release], changed: FlaskClient) -> None:
    seen = page(changed, f"/history/result/{FIGURE}")
    assert "66.67" in seen.text
    assert two[1].version in seen.text
    assert "None of the last 2 releases" in page(changed, "/history/study/NCT04645199").text
    assert "no release of this machine holds agent" in page(changed, "/history/agent/nothing", 404).text


def test_the_feed_is_atom_with_one_entry_for_each_release(two: tuple[Release, Release], changed: FlaskClient) -> None:
    response = changed.get("/changes.atom")
    assert response.mimetype == "application/atom+xml"
    feed = ET.fromstring(response.data)  # noqa: S314 -- our own output
    atom = "{http://www.w3.org/2005/Atom}"
    assert feed.tag == f"{atom}feed"
    titles = [entry.find(f"{atom}title").text for entry in feed.iter(f"{atom}entry")]
    assert titles == [f"Release {two[1].version}", f"Release {two[0].version}"]
    assert all(child is not None for child in (feed.find(f"{atom}id"), feed.find(f"{atom}updated"), feed.find(f"{atom}author")))


def test_one_release_is_told_to_be_the_only_one(read, base) -> None:
    assert "One release, nothing to compare" in read("/changes").text
    version = base.release.version
    assert "hold the same" in read(f"/diff/{version}/{version}").text
    assert "no release begins with" in read("/diff/zzz/zzz", 404).text


def test_only_inputs_that_differ_are_causes(two: tuple[Release, Release]) -> None:
    assert [(cause.name, cause.how) for cause in causes(*two)] == [("lu-2025/claims.csv", "changed"), ("lu-2025/results.csv", "changed")]


@pytest.mark.parametrize(
    ("term", "text", "address"),
    [
        ('"66.7"^^<http://www.w3.org/2001/XMLSchema#decimal>', "66.7", ""),
        ('"a \\"b\\"\\n\\u00B0"@en', 'a "b"\n°', ""),
        ("<https://w3id.org/aml-evidence/id/agent/azacitidine>", "https://w3id.org/aml-evidence/id/agent/azacitidine", "agent/azacitidine"),
        ("<http://example.org/x>", "http://example.org/x", ""),
    ],
)
def test_terms_of_n_quads_are_read(term: str, text: str, address: str) -> None:
    assert plain(term) == (text, address)
