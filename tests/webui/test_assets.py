"""Assets and compression: hashed names kept for good, each text as small as the reader takes it, not modified where it is held."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from webui import assets
from webui.assets import STATIC, Asset

BROWSERS = "gzip, deflate, br, zstd"
UNPACK = {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress}
"""What undoes an encoding; none was applied where the header is missing."""


def path_of(app: Flask, name: str) -> str:
    return app.jinja_env.globals["asset"](name)  # type: ignore[operator, no-any-return]


def test_the_style_sheet_holds_all_sheets_in_order(app: Flask, client: FlaskClient) -> None:
    sheets = sorted((STATIC / "style").glob("*.css"))
    assert client.get(path_of(app, "style.css")).data == b"\n".join(sheet.read_bytes() for sheet in sheets)


def test_a_name_holds_the_hash_of_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    names = []
    for text in ("a{}", "b{}"):
        (tmp_path / "style/00.css").write_text(text)
        (sheet,) = assets._read(tmp_path)
        names.append(sheet.path)
    assert len(set(names)) == 2
    assert all(name.startswith("/static/style.") and name.endswith(".css") for name in names)


@pytest.mark.parametrize("name", ["style.css", "icon.svg", "script/theme.js"])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("", None), (BROWSERS, "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("zstd", None), ("*", "br")],
)
def test_an_asset_is_sent_as_the_reader_takes_it(app: Flask, client: FlaskClient, name: str, accepted: str, encoding: str | None) -> None:
    answer = client.get(path_of(app, name), headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert UNPACK[encoding](answer.data) == client.get(path_of(app, name)).data
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_each_form_of_an_asset_has_a_tag_of_its_own(app: Flask, client: FlaskClient) -> None:
    path = path_of(app, "style.css")
    tags = {encoding: client.get(path, headers={"Accept-Encoding": encoding}).headers["ETag"] for encoding in ("br", "gzip", "identity")}
    assert len(set(tags.values())) == 3
    assert not any(tag.startswith("W/") for tag in tags.values())
    again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": tags["br"]})
    assert (again.status_code, again.data, again.headers["Vary"]) == (304, b"", "Accept-Encoding")
    assert client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": tags["gzip"]}).status_code == 200


def test_an_asset_that_is_not_there_is_not_found(app: Flask, client: FlaskClient) -> None:
    assert client.get(path_of(app, "style.css").replace(".css", "0.css")).status_code == 404
    assert path_of(app, "library/nothing/nothing.js") == ""


@pytest.mark.parametrize(
    "comment", ["//# sourceMappingURL=draw.min.js.map", "//@ sourceMappingURL=draw.js.map\n", "/*# sourceMappingURL=draw.css.map */\n"]
)
def test_a_browser_is_not_sent_after_a_source_map_that_is_not_there(comment: str) -> None:
    made = assets._asset("draw.js", f"draw('a // b');\n{comment}".encode())
    assert made.body == b"draw('a // b');\n"


def test_a_text_that_speaks_of_source_maps_is_left_alone() -> None:
    body = b"let one = '//# sourceMappingURL=x';\nlet two = 2;\n"
    assert assets._asset("draw.js", body).body == body


def test_packing_is_done_once() -> None:
    one = Asset("draw.js", "/static/draw.0.js", "text/javascript", b"draw();" * 100)
    assert assets.packed(one, "br") is assets.packed(one, "br")


@pytest.mark.parametrize("path", ["/trials", "/results.csv", "/results.json", "/id/agent/azacitidine.ttl", "/references.bib", "/claims.md"])
def test_texts_are_compressed(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": BROWSERS})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"], "a cache must know that there is another form"
    assert gzip.decompress(client.get(path, headers={"Accept-Encoding": "gzip"}).data) == plain.data


def test_a_workbook_is_sent_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/results.xlsx", headers={"Accept-Encoding": BROWSERS}).headers


@pytest.mark.parametrize("path", ["/trials", "/results.csv", "/id/agent/azacitidine"])
def test_what_a_reader_holds_is_not_sent_again(client: FlaskClient, path: str) -> None:
    headers = {"Accept-Encoding": BROWSERS}
    first = client.get(path, headers=headers)
    again = client.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept-Encoding" in again.headers["Vary"]
    assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize("path", ["/", "/claims", "/adverse-events", "/map", "/documents/guo-2026", "/id/study/NCT04645199"])
def test_a_page_with_all_it_loads_is_small(client: FlaskClient, path: str) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": BROWSERS}
    page = client.get(path, headers=headers)
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', brotli.decompress(page.data).decode()))
    assert any(name.endswith(".css") for name in loaded)
    sizes = {name: len(client.get(name, headers=headers).data) for name in loaded if not name.startswith("/static/library/")}
    assert len(page.data) + sum(sizes.values()) < 100_000, sizes


def test_an_entity_s_page_and_its_data_have_different_tags(client: FlaskClient) -> None:
    tags = {client.get("/id/agent/azacitidine", headers={"Accept": kind}).headers["ETag"] for kind in ("text/html", "text/turtle")}
    assert len(tags) == 2


def test_pages_change_with_the_assets_they_name(app: Flask) -> None:
    held = app.extensions["assets"]
    before = assets.stamp(app)
    app.extensions["assets"] = {path: one for path, one in held.items() if not path.endswith(".svg")}
    try:
        assert assets.stamp(app) != before
    finally:
        app.extensions["assets"] = held
