"""What goes wrong between the application and an engine: each fault is told as what it is, in time, and none is taken for an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import releases
from kb.base import wanted
from kb.errors import BadInput, KbError, QueryRefused, Unavailable
from kb.publish import publish
from kb.store import Endpoint, Lane, Limit, Limits, StoppedAt
from kb.store.carrier import REST_SECONDS
from kb.store.remote import open_remote
from tests.remote.conftest import start, updating
from tests.remote.faulty import Proxy, proxy

ASKED = "SELECT ?s WHERE { ?s a <https://w3id.org/aml-evidence/ontology#Target> } LIMIT 3"
LIMITS = dict.fromkeys(Lane, Limits(seconds=3, memory_bytes=0, rows=1000, answer_bytes=1 << 20))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, release_home: Path) -> Iterator[Proxy]:
    """An engine with the release, behind a proxy."""
    with start("oxigraph", tmp_path_factory.mktemp("faults")) as engine:
        publish(releases.current(release_home), updating(engine), Endpoint(engine.query), lambda _: None)
        with proxy(engine.query) as made:
            yield made


@pytest.fixture
def store(broken: Proxy, release_home: Path):
    broken.faults, broken.always = [], ""
    made = open_remote(Endpoint(broken.url), wanted(releases.current(release_home)), limits=LIMITS, look_seconds=10_000)
    broken.seen = 0
    yield made
    made.close()


@pytest.mark.parametrize("fault", ["cut", "status 502", "status 503", "status 504", "later 0"])
def test_what_may_pass_is_tried_again(fault: str, store, broken: Proxy) -> None:
    broken.faults = [fault, fault]
    assert len(store.select(ASKED).rows) == 3
    assert broken.seen == 3


@pytest.mark.parametrize("fault", ["cut", "status 503"])
def test_an_engine_that_stays_away_is_left_alone_for_a_while_and_found_again(fault: str, store, broken: Proxy) -> None:
    broken.always = fault
    with pytest.raises(Unavailable):
        store.select(ASKED)
    assert broken.seen == 3
    with pytest.raises(Unavailable):
        store.select(ASKED)
    assert broken.seen == 3, "a request in the time of rest is not sent"
    broken.always = ""
    time.sleep(REST_SECONDS)
    assert len(store.select(ASKED).rows) == 3


def test_who_asks_to_come_back_much_later_is_not_waited_for(store, broken: Proxy) -> None:
    broken.faults = ["later 600"]
    with pytest.raises(Unavailable):
        store.select(ASKED)
    assert broken.seen == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("status 400", QueryRefused),
        ("status 500", StoppedAt),
        ("status 401", Unavailable),
        ("status 404", Unavailable),
        ("status 302", Unavailable),
        ("text {broken", Unavailable),
        ("text []", Unavailable),
        ('text {"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri"}}]}}', Unavailable),
        ("text " + "[" * 100_000, Unavailable),
        ("page", Unavailable),
        ("truncated", KbError),
        ("shortened", Unavailable),
        ("huge 2000000", StoppedAt),
        ("header X-SQL-State=S1TAT", Unavailable),
        ("header X-SPARQL-MaxRows=3", StoppedAt),
    ],
)
def test_what_is_no_whole_answer_is_a_fault_and_is_not_asked_again(fault: str, kind: type[KbError], store, broken: Proxy) -> None:
    broken.faults = [fault]
    with pytest.raises(kind) as caught:
        store.select(ASKED)
    assert broken.seen == 1
    assert len(str(caught.value)) < 600 and "\n" not in str(caught.value)


@pytest.mark.parametrize("fault", ["silent 30", "dribble 0.2"])
def test_the_whole_exchange_has_a_deadline(fault: str, store, broken: Proxy) -> None:
    broken.faults = [fault]
    before = time.monotonic()
    with pytest.raises(StoppedAt) as caught:
        store.select(ASKED)
    assert caught.value.limit is Limit.TIME
    assert time.monotonic() - before < 20, "of 3 seconds; the rest is for a busy machine"
    assert broken.seen == 1


def test_a_file_is_never_a_part_of_one(store, broken: Proxy) -> None:
    broken.faults = ["header X-SPARQL-MaxRows=3"]
    with pytest.raises(StoppedAt, match="no more than 3 rows"):
        store.serialize(ASKED, "text/csv", Lane.VISITOR)
    broken.faults = ["header X-SPARQL-MaxRows=3"]
    assert store.select(ASKED, Lane.VISITOR).truncated


def test_triples_that_are_cut_are_a_fault(store, broken: Proxy) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 20"
    assert store.serialize(construct, "text/turtle")
    for fault in ("shortened", "truncated"):
        broken.faults = [fault]
        with pytest.raises(Unavailable):
            store.serialize(construct, "text/turtle")


def test_nothing_listens(release_home: Path) -> None:
    with pytest.raises(Unavailable, match="nothing listens"):
        open_remote(Endpoint("http://127.0.0.1:9/sparql"), wanted(releases.current(release_home)))


@pytest.mark.parametrize(
    "address", ["", "sparql", "ftp://a/b", "http://", "http://user:hidden@a/", "http://a/#x", "http://a b/", "http://a:99999/"]
)
def test_an_address_that_is_none_is_refused_and_tells_no_secret(address: str) -> None:
    with pytest.raises(BadInput) as caught:
        Endpoint(address)
    assert "hidden" not in str(caught.value)


def test_a_secret_is_not_shown() -> None:
    assert "hidden" not in repr(Endpoint("http://a/", "basic", "me", "hidden"))
