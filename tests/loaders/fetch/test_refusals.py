"""A registry whose faults will not pass, or that would never end: one sentence, at once."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from kb.errors import KbError
from loaders.registry.fetch_web import Limits
from tests.loaders.fetch.conftest import Fetching, files
from tests.loaders.fetch.faults import redirect, status, text
from tests.loaders.fetch.small_registry import Asked, SmallRegistry, serving, study


@pytest.mark.parametrize("packed", [False, True])
def test_a_huge_answer_is_refused(fetching: Fetching, registry: SmallRegistry, tmp_path: Path, packed: bool) -> None:
    def huge(request: Asked) -> bool:
        body = b" " * 2_000_000
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        if packed:
            request.send_header("Content-Encoding", "gzip")
            body = gzip.compress(body)
            assert len(body) < 10_000
        request.end_headers()
        request.wfile.write(body)
        return True

    fetching.limits = Limits(size=100_000)
    registry.faults = [huge]
    with pytest.raises(KbError, match="longer than 100000 bytes"):
        fetching(tmp_path)


LASTING = {
    "another kind": (text("<html>", "text/html"), "answered text/html instead of JSON; check the address of the API"),
    "a bad question": (lambda request: bool(request.answer(400, "Bad\n\x1b[31m query", "text/plain")) or True, r"\(400: Bad \[31m query\)"),
    "a page of HTML with 403": (status(403), r"the registry refused the question \(403\)"),
    "not modified": (status(304), r"\(304\)"),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_will_not_pass_is_told_at_once(fetching: Fetching, registry: SmallRegistry, tmp_path: Path, name: str) -> None:
    fault, sentence = LASTING[name]
    registry.faults = [fault]
    with pytest.raises(KbError, match=sentence):
        fetching(tmp_path)
    assert len(registry.asked) == 1
    assert fetching(tmp_path).studies == 10


@pytest.mark.parametrize(
    "place",
    ["http://localhost:{port}{path}", "http://127.0.0.1:9{path}", "file:///etc/hostname", "https://127.0.0.1:{port}{path}", "", "//x/"],
)
def test_a_redirect_to_another_host_is_refused(fetching: Fetching, registry: SmallRegistry, tmp_path: Path, place: str) -> None:
    registry.faults = [redirect(lambda request: place.format(port=request.server.server_port, path=request.path))]  # type: ignore[attr-defined]
    with pytest.raises(KbError, match="redirects to another host, which is not followed"):
        fetching(tmp_path)
    assert len(registry.asked) == 1


def test_a_redirect_within_the_host_is_followed_but_not_for_ever(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    here = redirect(lambda request: request.path)
    registry.faults = [here, here, here]
    assert fetching(tmp_path / "one").studies == 10
    registry.faults = [here] * 5
    with pytest.raises(KbError, match="redirects in a circle"):
        fetching(tmp_path / "two")


def test_a_token_that_leads_to_its_own_page(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    page = '{"studies":[' + study(1) + '],"nextPageToken":"x"}'
    registry.faults = [text(page), text(page)]
    with pytest.raises(KbError, match="gives the same page without end"):
        fetching(tmp_path)


def test_pages_without_new_studies_end(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.faults = [text('{"studies":[' + study(1) + f'],"nextPageToken":"{turn}"}}') for turn in range(100)]
    with pytest.raises(KbError, match="gives pages without end"):
        fetching(tmp_path)
    assert len(registry.asked) == 22


def test_more_studies_than_the_registry_counted_end(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    pages = [",".join(study(100 * turn + one) for one in range(100)) for turn in range(100)]
    registry.faults = [text(f'{{"totalCount":10,"studies":[{page}],"nextPageToken":"{turn}"}}') for turn, page in enumerate(pages)]
    with pytest.raises(KbError, match="gives pages without end"):
        fetching(tmp_path)
    assert len(registry.asked) == 11


def test_an_empty_page_is_no_end(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    def empty(request: Asked) -> bool:
        asked = request.registry.asked[-1]
        request.registry.tokens["again"] = (0, {name: value for name, value in asked.items() if name not in ("countTotal", "pageSize")})
        request.answer(200, '{"totalCount":10,"studies":[],"nextPageToken":"again"}')
        return True

    registry.faults = [empty]
    assert fetching(tmp_path).studies == 10
    assert sorted(files(tmp_path))[1] == "studies-0001.ndjson"


def test_no_server_at_all(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    with serving(SmallRegistry([])) as gone:
        registry.url = gone.url
    with pytest.raises(KbError, match=r"failed 6 times: it cannot be reached \(Connection refused\); run the same command again"):
        fetching(tmp_path)


@pytest.mark.parametrize("version", ["", "yesterday", "2025-04-01"])
def test_a_registry_without_data_version(fetching: Fetching, registry: SmallRegistry, tmp_path: Path, version: str) -> None:
    registry.version = version
    with pytest.raises(KbError, match="it does not tell its data version"):
        fetching(tmp_path)


def test_a_wrong_path_of_the_api(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.url += "/v3"
    with pytest.raises(KbError, match=r"refused the question \(404: no such thing\)"):
        fetching(tmp_path)


def test_a_name_and_password_travel_in_a_header_and_are_not_kept(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    registry.url = registry.url.replace("http://", "http://ada:s%3Acret@")
    fetching(tmp_path)
    assert registry.authorizations == {"Basic YWRhOnM6Y3JldA=="}  # the base64 text of ada:s:cret
    assert not any(b"cret" in content or b"ada" in content for content in files(tmp_path).values())
    assert not any("cret" in line for line in fetching.told)


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl, to make a certificate that nobody trusts")
def test_a_certificate_that_is_not_trusted(fetching: Fetching, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -days 1 -keyout {key} -out {certificate}"
    subprocess.run(made.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(SmallRegistry([]), context) as secured:
        fetching.registry.url = secured.url
        with pytest.raises(KbError, match="the registry's certificate is not trusted: self"):
            fetching(tmp_path / "folder")
    assert secured.asked == []
