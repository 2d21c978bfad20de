"""The examples for serving the base to others: systemd takes the unit, and nginx the server that is shown."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.webui.serving import Served, served

FOLDER = ROOT / "webui" / "deployment"


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if not (verify := shutil.which("systemd-analyze")):
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "aml-evidence.service"
    unit.write_text((FOLDER / unit.name).read_text().replace("/usr/local/aml-evidence/bin/kb", sys.executable))
    done = subprocess.run([verify, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert done.stderr == "", done.stderr
    assert done.returncode == 0


@contextmanager
def nginx(scratch: Path, server: Served) -> Iterator[int]:
    """The example's server before ours; its port."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if not program:
        pytest.skip("needs nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = (FOLDER / "nginx.conf").read_text()
    for shown, here in (("listen 80;", f"listen 127.0.0.1:{port};"), ("127.0.0.1:8000", f"127.0.0.1:{server.port}")):
        assert shown in text
        text = text.replace(shown, here)
    folders = "".join(f"{kind}_temp_path {scratch};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = scratch / "nginx.conf"
    whole.write_text(f"daemon off; pid {scratch}/pid; error_log stderr; events {{}} http {{ access_log off; {folders}\n{text}\n}}")
    with subprocess.Popen([program, "-c", str(whole), "-p", str(scratch)], stderr=subprocess.PIPE) as process:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def test_behind_nginx_addresses_are_those_of_visitors(release_home: Path, tmp_path: Path) -> None:
    with served(release_home, tmp_path, TRUSTED_PROXY="127.0.0.1") as server, nginx(tmp_path, server) as port:
        page = through(port, server, "/docs", "X-Forwarded-Proto: gopher", "X-Forwarded-Host: evil.example")
        assert page.startswith(b"HTTP/1.1 200 ")
        assert b"http://aml.example.org/sparql" in page
        assert b"evil.example" not in page
        assert b"X-Request-Id: " in page


def through(port: int, server: Served, path: str, *headers: str) -> bytes:
    return Served(server.process, f"http://127.0.0.1:{port}/", server.log).get(path, "Accept: text/html", *headers, host="aml.example.org")


def test_without_a_trusted_proxy_its_headers_are_nothing(release_home: Path, tmp_path: Path) -> None:
    with served(release_home, tmp_path) as server:
        lies = ("X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example")
        page = server.get("/docs", "Accept: text/html", *lies)
        assert b"evil.example" not in page
        assert b"http://localhost/sparql" in page


def test_a_site_stands_above_what_a_request_says(release_home: Path, tmp_path: Path) -> None:
    with served(release_home, tmp_path, SITE="https://aml.example.org") as server:
        page = server.get("/docs", "Accept: text/html", host="evil.example")
        assert b"https://aml.example.org/sparql" in page
        assert b"evil.example" not in page
