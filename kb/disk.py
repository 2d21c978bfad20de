"""Disk: a full, read-only or failing disk told in one sentence, and two folders that change places in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.errors import KbError
from kb.places import HOME_SETTING

_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO, errno.EACCES, errno.EPERM}
_AT_WORKING_FOLDER, _EXCHANGE = -100, 2


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Tell a fault of the disk that ``home`` is on; other faults pass. Errors: KbError."""
    try:
        yield
    except sqlite3.OperationalError as fault:
        raise _refused(home, str(fault)) from None
    except OSError as fault:
        if fault.errno not in _OF_THE_DISK and fault.errno is not None:
            raise
        raise _refused(home, fault.strerror or str(fault)) from None


def _refused(home: Path, why: str) -> KbError:
    mend = f"free some space or let it be written to, or set {HOME_SETTING} to another folder"
    return KbError(f"the release cannot be written to '{home}' ({why}); {mend}; a release in service stays as it was")


def exchange(one: Path, other: Path, aside: Path) -> None:
    """Have two folders change places, so that neither name is ever without one where the system can do that.

    Elsewhere ``other`` is put ``aside`` first, and its name has no folder for a moment.
    """
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename and not rename(_AT_WORKING_FOLDER, os.fsencode(one), _AT_WORKING_FOLDER, os.fsencode(other), _EXCHANGE):
            return
    other.rename(aside)
    one.rename(other)
    aside.rename(one)
