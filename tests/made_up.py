"""A made-up document: studies whose endpoints are defined alike, so that a pool exists, and one study of two arms with adverse events."""

from __future__ import annotations

import csv
from pathlib import Path

from kb.build import build
from kb.places import resource
from kb.registry import read_source

KEY = "doe-2020"
AT = {"at": "1 p1", "fragment": "12 of 20"}
COUNTS = {"one": (12, 20), "two": (25, 40), "three": (18, 45), "four": (30, 41)}
"""n and N of the remissions of each study."""

EVENTS = {
    # n at grades 1 to 5 and at any grade, by arm; the source prints no count of grades 3 and above.
    "anemia": {"new": (1, 2, 3, 4, 0, 10), "old": (0, 5, 2, 0, 0, 7)},
    "nausea": {"new": (6, 2, 0, 0, 0, 8), "old": (9, 1, 1, 0, 0, 11)},
    # Of these, patients are counted at each grade that they had: grades must not be added.
    "fever": {"new": (4, 4, 3, 1, 0, 8), "old": (2, 2, 0, 0, 0, 2)},
}
ARMS = {"new": 20, "old": 25}


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write the rows of a table; each carries a place and a fragment."""
    rows = [row | AT for row in rows]
    header = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_document(folder: Path) -> None:
    """Write the made-up document into a new folder."""
    folder.mkdir()
    write(folder, "document", [{"key": KEY, "label": "Doe 2020", "title": "Made up", "document_kind": "primary"}])
    studies = {**dict.fromkeys(COUNTS, "crc"), "arms": ""}
    write(folder, "studies", [{"key": f"{KEY}-{one}", "label": f"Study {one}", "study_kind": "clinical-trial"} for one in studies])
    write(
        folder,
        "populations",
        [
            {"key": f"{KEY}-{one}-all", "label": f"all of {one}", "study": f"{KEY}-{one}", "line": "salvage", "size": str(of)}
            for one, (_, of) in COUNTS.items()
        ]
        + [{"key": f"{KEY}-one-old", "label": "old patients of one", "study": f"{KEY}-one", "part_of": f"{KEY}-one-all", "size": "9"}],
    )
    endpoint = {"outcome": "crc", "components": "cr|cri|mlfs", "criteria": "ELN 2022", "label": "remission"}
    write(folder, "endpoints", [{"key": f"{KEY}-{one}-crc", "study": f"{KEY}-{one}", **endpoint} for one in COUNTS])
    write(folder, "arms", [{"key": f"{KEY}-{arm}", "study": f"{KEY}-arms", "label": f"Arm {arm}", "size": str(ARMS[arm])} for arm in ARMS])
    write(folder, "results", _results())
    write(folder, "adverse_events", _events())


def _results() -> list[dict[str, str]]:
    rows = [_result(one, f"{one}-all", str(n), str(of)) for one, (n, of) in COUNTS.items()]
    restated = _result("arms", "", "30", "45") | {"key": f"{KEY}-restated", "voice": "restated", "population": "", "endpoint": ""}
    return [*rows, _result("one", "one-old", "4", "9"), restated]


def _result(study: str, population: str, n: str, of: str) -> dict[str, str]:
    return {
        "key": f"{KEY}-crc-{population}",
        "study": f"{KEY}-{study}",
        "population": f"{KEY}-{population}",
        "statistic": "proportion",
        "n": n,
        "denominator": of,
        "voice": "own",
        "references": "",
        "outcome": "crc",
        "endpoint": f"{KEY}-{study}-crc",
        "time_point": "after one cycle",
    }


def _events() -> list[dict[str, str]]:
    return [
        {
            "key": f"{KEY}-ae-{term}-{arm}-{grade}",
            "study": f"{KEY}-arms",
            "arm": f"{KEY}-{arm}",
            "statistic": "proportion",
            "n": str(n),
            "denominator": str(ARMS[arm]),
            "voice": "own",
            "term": term,
            "level": "term",
            "grade": grade,
            "position": str(position),
        }
        for position, (term, arms) in enumerate(EVENTS.items(), start=1)
        for arm, counts in arms.items()
        for grade, n in zip(("1", "2", "3", "4", "5", "any"), counts, strict=True)
    ]


def build_made_up(folder: Path) -> Path:
    """A folder of releases with one release of the vocabulary and the made-up document."""
    write_document(folder / KEY)
    home = folder / "releases"
    build([read_source("vocabulary", resource("data") / "vocabulary"), read_source("evidence", folder / KEY)], home)
    return home
