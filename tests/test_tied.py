"""A process that is tied to another ends with it, also where that one ended first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

SCRIPT = """
import os, signal, sys
from kb.tied import end_with
parent = os.getpid()
told, tells = os.pipe()
if not os.fork():
    if sys.argv[1] == "late":
        os.read(told, 1)
        while os.getppid() == parent:
            pass
    end_with(parent)
    os.write(tells, b"tied")
    signal.pause()
if sys.argv[1] == "late":
    os.write(tells, b"x")
else:
    os.read(told, 4)
os.kill(parent, signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
@pytest.mark.parametrize("when", ["before", "late"])
def test_nothing_is_left_behind(when: str) -> None:
    """Reading to the end of what the child would write ends only when the child does."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, when], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    assert done.returncode < 0
