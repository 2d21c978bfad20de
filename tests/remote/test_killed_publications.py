"""A publication that is killed at any step: who reads the older release goes on reading it, and the next publication goes on."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb import releases
from kb.base import open_base
from kb.errors import Unavailable
from kb.publish import amiss, publish
from kb.store import Endpoint
from kb.store.writing import Writer, batches
from tests.conftest import ROOT
from tests.remote.conftest import ENGINES, start, updating
from tests.remote.test_publishing import small

STEPS = [("load", 0), ("load", 1), ("enter", 0), ("switch", 0), ("clear", 0)]
"""Steps of a publication, and how many times each is done before the process is killed."""

SCRIPT = """
import json, os, signal, sys
from pathlib import Path
from kb import releases
from kb.publish import publish
from kb.store import Endpoint
from kb.store.writing import Writer

folder, update, query, step, times = json.loads(sys.argv[1])
done, left = getattr(Writer, step), [times]

def killed(self, *given):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return done(self, *given)

setattr(Writer, step, killed)
publish(releases.read_release(Path(folder), stored_elsewhere=True), Endpoint(*update), Endpoint(query), print, keep=0)
"""


@pytest.mark.parametrize("name", ENGINES)
def test_a_killed_publication_loses_nothing_and_goes_on(name: str, release_home: Path, tmp_path: Path) -> None:
    shipped = releases.current(release_home)
    (tmp_path / name).mkdir()
    with start(name, tmp_path / name) as engine:
        update, query = updating(engine), Endpoint(engine.query)
        publish(before := small(shipped, tmp_path, "a000000", 40), update, query, lambda _: None)
        for number, (step, times) in enumerate(STEPS):
            after = small(shipped, tmp_path, f"b{number:06}", 10 + number)
            assert len(list(batches(after.lines()))) > 1, "some of it has arrived when the second part is sent"
            given = [str(after.folder), [update.url, update.way, update.user, update.secret], query.url, step, times]
            done = subprocess.run([sys.executable, "-c", SCRIPT, json.dumps(given)], cwd=ROOT, check=False, capture_output=True)
            assert done.returncode == -signal.SIGKILL, done.stderr.decode()
            assert amiss(before, query) == [], "the older release is whole, whatever became of the new one"
            with open_base(tmp_path, before.version, endpoint=query) as reader:
                assert reader.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0].text == str(before.manifest["quads"])
            if step in ("load", "enter"):
                with pytest.raises(Unavailable, match="does not hold"):
                    open_base(tmp_path, after.version, endpoint=query)
            publish(after, update, query, lambda _: None, keep=0)
            assert amiss(after, query) == []
            assert [one.release.rpartition("/")[2] for one in Writer(update, query).begun()] == [after.version]
            shutil.rmtree(before.folder)
            before = after
