"""Records small enough to read, and the curated facts, for tests of several rooms."""

from __future__ import annotations

import itertools
from decimal import Decimal
from functools import cache
from typing import Any

from kb.records import AdverseEventResult, Arm, BaselineResult, Population, Record, Result, Study, TrialRecord
from kb.sources import Holdings, Row, Source
from kb.values import read_place
from loaders.evidence import read_document, read_vocabulary
from tests.conftest import ROOT

DOCUMENT, STUDY = "doe-2020", "NCT00000001"
_DECIMAL = {"percent", "value", "range_low", "range_high", "ci_low", "ci_high", "ci_level"}
_numbers = itertools.count(1)


@cache
def curated() -> Holdings:
    """The shipped vocabulary and the facts of every paper."""
    documents = sorted(path for path in (ROOT / "data" / "evidence").iterdir() if path.is_dir())
    return Holdings([read_vocabulary(ROOT / "data" / "vocabulary"), *map(read_document, documents)])


def holdings(*records: Record, document: str = DOCUMENT) -> Holdings:
    """The records as one document states them, with the study that they are of."""
    told = any(record.kind == "study" for record in records)
    study = () if told else (Study(key=STUDY, label="the study", study_kind="clinical-trial"),)
    rows = tuple(Row(record, f"{document}/{record.file}:{line}") for line, record in enumerate((*study, *records), 2))
    return Holdings([Source(document, rows)])


def _statement(kind: Any, at: str, given: dict[str, Any]) -> Any:
    places = tuple(read_place(one) for one in at.split("|")) if at else ()
    numbers = {name: Decimal(value) if name in _DECIMAL and value is not None else value for name, value in given.items()}
    base = {"key": f"{DOCUMENT}-{next(_numbers)}", "study": STUDY, "statistic": "proportion", "voice": "own"}
    return kind(**{**base, **numbers, "at": places, "fragment": ("x",) * len(places)})


def result(outcome: str = "cr", at: str = "3.1 p1", **given: Any) -> Result:
    return _statement(Result, at, {"outcome": outcome, **given})


def baseline(characteristic: str, category: str | None = None, at: str = "Table 1 > row > All", **given: Any) -> BaselineResult:
    return _statement(BaselineResult, at, {"characteristic": characteristic, "category": category, **given})


def event(term: str, grade: str, n: int | None = None, of: int | None = 20, at: str | None = None, **given: Any) -> AdverseEventResult:
    where = f"Table 3 > {term} > {grade}" if at is None else at
    return _statement(AdverseEventResult, where, {"term": term, "grade": grade, "n": n, "denominator": of, "level": "term", **given})


def events(term: str, of: int = 20, row: str = "", **given: Any) -> list[AdverseEventResult]:
    """A row of a table of adverse events; grades are given as ``g1=…``, ``g3_4=…``, ``any=…``."""
    counts = {name: given.pop(name) for name in list(given) if name == "any" or name[:2] in ("g1", "g2", "g3", "g4", "g5")}
    grades = {name.removeprefix("g").replace("_", "-"): n for name, n in counts.items()}
    return [event(term, grade, n, of, f"Table 3 > {row or term} > {grade}", **given) for grade, n in grades.items()]


def population(key: str, size: int | None = None, **given: Any) -> Population:
    return Population(key=f"{DOCUMENT}-{key}", label=key, size=size, study=STUDY, **given)


def arm(key: str, size: int | None = None, **given: Any) -> Arm:
    return Arm(key=f"{DOCUMENT}-{key}", label=key, size=size, study=STUDY, **given)


def trial_record(key: str, **given: Any) -> TrialRecord:
    return TrialRecord(**{"key": f"{DOCUMENT}-{key}", "study": STUDY, "as_of": "2026-03-28", **given})
