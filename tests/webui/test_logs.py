"""Logs: one line a request, as text or JSON, with nothing of the query, and nothing in an address can begin a second line."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webui import create_app
from webui.logs import log, set_up, told
from webui.settings import Settings
from webui.watching import Exchange


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]):
    """Lines on standard error, with the logging of the whole process put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level

    def lines() -> list[str]:
        return capsys.readouterr().err.splitlines()

    yield lines
    root.handlers = handlers
    root.setLevel(level)


def test_a_request_is_one_line_of_json(app: Flask, base, written) -> None:
    set_up("info", "json")
    answer = app.test_client().get("/search?q=secret-word", headers={"X-Request-ID": "chosen-by-a-stranger"}, buffered=True)
    (line,) = [json.loads(text) for text in written()]
    assert line["request"] == answer.headers["X-Request-ID"] != "chosen-by-a-stranger"
    assert (line["method"], line["path"], line["status"], line["release"]) == ("GET", "/search", 200, base.release.version)
    assert line["bytes"] == len(answer.get_data())
    assert line["ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert "secret" not in json.dumps(line)


def test_a_request_is_one_line_of_text(app: Flask, written) -> None:
    set_up("info", "text")
    app.test_client().get("/none%0d%0aGET%20/ 200%1b[31m", buffered=True)
    (line,) = written()
    assert " GET /none%0D%0AGET%20/%20200%1B%5B31m 404 " in line


def test_the_identifier_of_a_trusted_proxy_is_kept(release_home: Path) -> None:
    app = create_app(release_home, settings=Settings(trusted_proxy="127.0.0.1"))
    client = app.test_client()
    assert client.get("/robots.txt", headers={"X-Request-ID": "abc-123"}).headers["X-Request-ID"] == "abc-123"
    assert client.get("/robots.txt", headers={"X-Request-ID": "a b<c>"}).headers["X-Request-ID"] != "a b<c>"
    app.extensions["service"].close()


def test_a_failure_is_told_with_its_request(release_home: Path, written) -> None:
    set_up("warning", "json")
    app = create_app(release_home)

    @app.get("/fails")
    def fails() -> str:
        raise ZeroDivisionError

    answer = app.test_client().get("/fails", buffered=True)
    app.extensions["service"].close()
    assert answer.status_code == 500
    lines = [json.loads(text) for text in written()]
    assert {line["request"] for line in lines} == {answer.headers["X-Request-ID"]}
    assert any("ZeroDivisionError" in line.get("exception", "") for line in lines)


@pytest.mark.parametrize("format_", ["text", "json"])
@given(path=st.text())
def test_no_address_makes_a_second_line(format_: str, path: str) -> None:
    set_up("info", format_)
    (handler,) = logging.getLogger().handlers
    record = log.makeRecord("webui.requests", logging.INFO, "", 0, "%s", (), None, extra={"exchange": Exchange("GET", path, "x")})
    if format_ == "text":
        record.msg, record.args = _line(path), ()
    assert len(handler.format(record).splitlines()) == 1


def _line(path: str) -> str:
    caught: list[str] = []
    catcher = logging.Handler()
    catcher.emit = lambda record: caught.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(catcher)
    log.setLevel(logging.INFO)
    try:
        told(Exchange("GET", path, "x"))
    finally:
        log.removeHandler(catcher)
        log.setLevel(logging.NOTSET)
    return caught[0]
