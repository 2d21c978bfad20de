"""A registry that fails: what may pass is asked again and nothing is lost; what will not pass is one sentence."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from kb.errors import KbError
from loaders.registry.fetch_web import Limits
from tests.loaders.fetch.conftest import Fetching, StillClock, files, numbers
from tests.loaders.fetch.small_registry import Asked, Fault, SmallRegistry, serving, study

AML = [f"NCT{number:08}" for number in range(1, 11)]


def status(code: int, **headers: str) -> Fault:
    def fault(request: Asked) -> bool:
        request.answer(code, "<b>no</b>", "text/html", **headers)
        return True

    return fault


def text(body: str, kind: str = "application/json") -> Fault:
    def fault(request: Asked) -> bool:
        request.answer(200, body, kind)
        return True

    return fault


def cut(request: Asked) -> bool:
    body = request.registry.page(request.registry.asked[-1])[1].encode()
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body[:100])
    return True


def cut_gzip(request: Asked) -> bool:
    body = gzip.compress(request.registry.page(request.registry.asked[-1])[1].encode())[:-20]
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Encoding", "gzip")
    request.end_headers()
    request.wfile.write(body)
    return True


def hang_up(request: Asked) -> bool:
    request.close_connection = True
    return True


def no_http(request: Asked) -> bool:
    request.wfile.write(b"SSH-2.0-x\r\n\r\n")
    return True


PASSING = {
    "429": (status(429), "it answered 429 Too Many Requests"),
    "408": (status(408), "it answered 408"),
    "500": (status(500), "it answered 500 Internal Server Error"),
    "503": (status(503), "it answered 503 Service Unavailable"),
    "a cut body": (cut, "its answer was cut short"),
    "a cut packed body": (cut_gzip, "its answer was cut short"),
    "no answer": (hang_up, "the connection was cut"),
    "no HTTP": (no_http, "the connection was cut"),
    "half a page": (text('{"studies":['), "its answer is not a page of studies in JSON"),
    "no studies": (text('{"nextPageToken":"x"}'), "not a page of studies"),
    "a study without number": (text('{"studies":[{}]}'), "not a page of studies"),
    "no page": (text("[]"), "not a page of studies"),
    "a word for a count": (text('{"studies":[],"totalCount":"many"}'), "not a page of studies"),
    "no JSON number": (text('{"studies":[],"totalCount":NaN}'), "not a page of studies"),
    "endless depth": (text("[" * 200_000), "not a page of studies"),
}


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("at", [0, 2])
def test_what_may_pass_is_asked_again(
    fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path, name: str, at: int
) -> None:
    fault, sentence = PASSING[name]
    registry.faults = [None] * at + [fault, fault]
    assert fetching(tmp_path).studies == 10
    assert numbers(tmp_path) == AML
    told = [line for line in fetching.told if "failed" in line]
    assert [sentence in line for line in told] == [True, True]
    assert [told[0].rpartition("; ")[2], told[1].rpartition("; ")[2]] == ["asking again in 4 s (1 of 5)", "asking again in 8 s (2 of 5)"]


def test_waits_grow_to_a_limit_and_then_it_is_given_up(
    fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path
) -> None:
    registry.faults = [None] + [status(503)] * 6
    with pytest.raises(KbError) as told:
        fetching(tmp_path)
    assert str(told.value) == "the registry failed 6 times: it answered 503 Service Unavailable; run the same command again to go on"
    assert [seconds for seconds in clock.slept if seconds > 1] == [4, 8, 16, 32, 60]
    asked = len(registry.asked)
    assert fetching(tmp_path).studies == 10
    assert numbers(tmp_path) == AML
    assert len(registry.asked) == asked + 3  # the first page was kept


def test_chance_shortens_a_wait_by_half_at_most(fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path) -> None:
    clock.chance = lambda: 0.0  # type: ignore[method-assign]
    registry.faults = [status(500)]
    fetching(tmp_path)
    assert 2.0 in clock.slept


@pytest.mark.parametrize(
    ("asked", "waited"), [("7", 7), ("300", 300), ("1", 4), ("Sun, 15 Jun 2025 15:08:20 GMT", 1300 - 1200), ("soon", 4), ("-5", 4)]
)
def test_the_registry_says_how_long_to_wait(
    fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path, asked: str, waited: float
) -> None:
    registry.faults = [status(429, **{"Retry-After": asked})]
    assert fetching(tmp_path).studies == 10
    assert max(clock.slept) == waited


def test_nobody_waits_for_hours(fetching: Fetching, registry: SmallRegistry, clock: StillClock, tmp_path: Path) -> None:
    registry.faults = [status(503, **{"Retry-After": "7200"})]
    with pytest.raises(KbError, match="asks to wait 7200 s; run the same command again then to go on"):
        fetching(tmp_path)
    assert max(clock.slept) == 1


@pytest.mark.parametrize("begin", ["", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"])
def test_a_trickle_meets_the_limit_of_time(fetching: Fetching, registry: SmallRegistry, tmp_path: Path, begin: str) -> None:
    """Byte by byte, never silent for long: in the status, in the headers, in the body, which would never end."""
    over = threading.Event()

    def trickle(request: Asked) -> bool:
        with suppress(OSError):  # whoever reads gives up
            request.wfile.write(begin.encode())
            while not over.wait(0.005):
                request.wfile.write(b" " if begin.endswith("\r\n\r\n") else b"H")
        return True

    registry.faults = [None, trickle]
    fetching.limits = Limits(idle=5, total=0.2)
    try:
        assert fetching(tmp_path).studies == 10
    finally:
        over.set()
    assert [line.partition(";")[0] for line in fetching.told if "failed" in line] == [
        "the registry failed: its answer took longer than 0.2 s"
    ]


def test_silence_meets_the_limit_of_idleness(fetching: Fetching, registry: SmallRegistry, tmp_path: Path) -> None:
    over = threading.Event()

    def silent(request: Asked) -> bool:
        return over.wait(5)

    registry.faults = [silent, silent]
    fetching.limits = Limits(idle=0.05)
    try:
        assert fetching(tmp_path).studies == 10
    finally:
        over.set()
    assert sum("it was silent for too long" in line for line in fetching.told) == 2


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


def redirect(place: Callable[[Asked], str]) -> Fault:
    def fault(request: Asked) -> bool:
        request.answer(302, "", "text/plain", Location=place(request))
        return True

    return fault


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
