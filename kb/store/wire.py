"""What goes over the line between a store and its workers: tasks one way; answers, documents and faults the other."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

from kb.errors import BadInput, KbError, NotFound, NotWritable, QueryForbidden, QueryRefused
from kb.store.interface import Answer, Cell, Graphs, Limit, StoppedAt

HEADER = struct.Struct(">BQ")
"""A frame is one byte of kind and the length of its body, then the body."""

LENGTH = struct.Struct(">Q")
"""What goes before the terms of a worker to be forked; its line and its leash come with it."""

ENDED = struct.Struct(">i")
"""What the leash tells once a worker is gone: its exit code, or the signal that ended it, negative."""

READY, TABLE, DOCUMENT, FAULT = range(4)
SPENT = 0x80
"""Added to the kind of an answer by a worker that should be replaced: its allocator keeps what a heavy query took."""

_FAULTS: dict[str, type[KbError]] = {one.__name__: one for one in (QueryRefused, QueryForbidden, NotFound, BadInput, NotWritable)}


@dataclass(frozen=True, slots=True)
class Task:
    """A screened query: whether it names its dataset by FROM, what to write it in (empty: a table), the graphs given beside it."""

    sparql: str
    names_dataset: bool = False
    media_type: str = ""
    graphs: Graphs | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a worker is given for its life: the store's folder, limits, niceness, and seconds of the processor for a query (0: any)."""

    folder: str
    limits: dict[str, Any]
    niceness: int
    quantum: float


def write_task(task: Task) -> bytes:
    """A task as bytes."""
    return json.dumps(asdict(task)).encode()


def read_task(body: bytes) -> Task:
    """The task of those bytes."""
    parts = json.loads(body)
    graphs = parts.pop("graphs")
    return Task(**parts, graphs=Graphs(tuple(graphs["default"]), tuple(graphs["named"])) if graphs else None)


def write_answer(answer: Answer) -> bytes:
    """A table as bytes."""
    rows = [[cell and (cell.kind, cell.text, cell.datatype, cell.language) for cell in row] for row in answer.rows]
    return json.dumps([answer.variables, rows, answer.truncated, answer.seconds]).encode()


def read_answer(body: bytes) -> Answer:
    """The table of those bytes."""
    variables, rows, truncated, seconds = json.loads(body)
    return Answer(tuple(variables), [tuple(cell and Cell(*cell) for cell in row) for row in rows], truncated, seconds)


def write_fault(fault: KbError) -> bytes:
    """A fault as bytes."""
    limit = fault.limit if isinstance(fault, StoppedAt) else ""
    return json.dumps([type(fault).__name__, limit, str(fault)]).encode()


def read_fault(body: bytes) -> KbError:
    """The fault of those bytes."""
    name, limit, text = json.loads(body)
    return StoppedAt(Limit(limit), text) if limit else _FAULTS.get(name, KbError)(text)
