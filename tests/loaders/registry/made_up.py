"""A made-up study of the API's shape, and ways to write several of them into files."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any


def study(number: int = 1, version: str = "2026-04-26", **modules: dict[str, Any]) -> dict[str, Any]:
    """A study with a title, a status and a drug; ``modules`` replace whole modules of the protocol."""
    nct_id = f"NCT{number:08}"
    protocol = {
        "identificationModule": {"nctId": nct_id, "briefTitle": f"Made up \u2013 trial {number}"},
        "statusModule": {"overallStatus": "RECRUITING", "startDateStruct": {"date": "2024-03", "type": "ACTUAL"}},
        "designModule": {"phases": ["PHASE1", "PHASE2"], "enrollmentInfo": {"count": 40, "type": "ESTIMATED"}},
        "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Made-up mab"}]},
    }
    derived = {"miscInfoModule": {"versionHolder": version}} if version else {}
    return {"protocolSection": protocol | modules, "derivedSection": derived}


def page(studies: list[dict[str, Any]]) -> dict[str, Any]:
    """The studies as one page of the API."""
    return {"totalCount": len(studies), "studies": studies, "nextPageToken": "abc"}


def _text(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_page(folder: Path, studies: list[dict[str, Any]]) -> Path:
    return _text(folder / "page.json", json.dumps(page(studies), ensure_ascii=False, indent=1))


def write_array(folder: Path, studies: list[dict[str, Any]]) -> Path:
    return _text(folder / "array.json", json.dumps(studies, ensure_ascii=False))


def write_lines(folder: Path, studies: list[dict[str, Any]]) -> Path:
    return _text(folder / "studies.ndjson", "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in studies))


def write_lines_named_json(folder: Path, studies: list[dict[str, Any]]) -> Path:
    return _text(folder / "lines.json", "\r\n".join(json.dumps(one, ensure_ascii=False) for one in studies))


def write_pages_by_line(folder: Path, studies: list[dict[str, Any]]) -> Path:
    half = len(studies) // 2
    return _text(folder / "pages.jsonl", f"{json.dumps(page(studies[:half]))}\n\n{json.dumps(page(studies[half:]))}")


def write_folder(folder: Path, studies: list[dict[str, Any]]) -> Path:
    for spot, one in enumerate(studies):
        _text(folder / "many" / f"NCT{spot % 2:04}xxxx" / f"{spot}.json", json.dumps(one, indent=2))
    return folder / "many"


def write_zip(folder: Path, studies: list[dict[str, Any]]) -> Path:
    with zipfile.ZipFile(folder / "studies.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for spot, one in enumerate(studies):
            archive.writestr(f"ctg/{spot}.json", json.dumps(one))
        archive.writestr("README.md", "no records here")
    return folder / "studies.zip"


def write_gz(folder: Path, studies: list[dict[str, Any]]) -> Path:
    path = folder / "page.json.gz"
    path.write_bytes(gzip.compress(json.dumps(page(studies)).encode()))
    return path


def write_zip_of_gz(folder: Path, studies: list[dict[str, Any]]) -> Path:
    with zipfile.ZipFile(folder / "nested.zip", "w") as archive:
        archive.writestr("lines.ndjson.gz", gzip.compress("\n".join(map(json.dumps, studies)).encode()))
    return folder / "nested.zip"


WRITERS: list[Callable[[Path, list[dict[str, Any]]], Path]] = [
    write_page,
    write_array,
    write_lines,
    write_lines_named_json,
    write_pages_by_line,
    write_folder,
    write_zip,
    write_gz,
    write_zip_of_gz,
]
"""Each writes the studies in one of the shapes that are read, and gives the path."""
