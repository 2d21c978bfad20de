"""Writes made-up trials, a line each: ``python -m tests.benchmarks.trials 10000 --seed 1 -o trials.ndjson``; ``.gz`` compresses.

``--diseases FOLDER ...`` reads names of diseases from real records (JSON files in the API's shape) instead of the generator's own list;
``--measure FOLDER ...`` prints what such records have, beside what made-up ones have, and writes nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tests.benchmarks.timing import say
from tests.benchmarks.trials.measuring import Measures, measure
from tests.benchmarks.trials.record import Maker
from tests.benchmarks.trials.words import AML, DISEASES

SAMPLE = 3000


def lines(count: int, seed: int, diseases: tuple[str, ...] = DISEASES) -> Iterator[bytes]:
    """So many trials, each as a line of JSON. More trials begin with the same lines."""
    maker = Maker(seed, diseases)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
    for number in range(count):
        yield encode(maker.trial(number)).encode() + b"\n"


def write(rows: Iterable[bytes], path: Path) -> None:
    """Write lines to a file, compressed where its name ends in ``.gz``."""
    with path.open("wb") as raw:
        if path.suffix != ".gz":
            raw.writelines(rows)
            return
        with gzip.GzipFile(filename="", mode="wb", compresslevel=5, fileobj=raw, mtime=0) as packed:
            packed.writelines(rows)


def real(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Real records of some folders."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))


def whole(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Those that came whole: the registry derives a section for each, which its spreadsheets lack as they lack arms."""
    return (record for record in real(folders) if "derivedSection" in record)


def diseases_of(folders: Iterable[Path]) -> tuple[str, ...]:
    """Names of diseases in real records, but those of acute myeloid leukaemia, whose share is a setting of its own."""
    found = {name for record in real(folders) for name in record["protocolSection"].get("conditionsModule", {}).get("conditions", [])}
    other = sorted(name for name in found - set(AML) if "myelo" not in name.lower() and "aml" not in name.lower().split())
    return tuple(other) or DISEASES


def compare(folders: Iterable[Path], seed: int) -> None:
    """Print measures of real and made-up records side by side."""
    sides = measure(whole(folders)), measure(json.loads(row) for row in islice(lines(SAMPLE, seed), SAMPLE))
    say(f"{sides[0].records} real records, {sides[1].records} made-up ones; mean, median and 90th percentile of each")
    for name in sides[0].numbers:
        say(f"{name:<26} {'   '.join(_told(side, name) for side in sides)}")
    for name, counts in sides[0].values.items():
        for value in counts:
            say(f"{name}: {value:<24} {'   '.join(f'{side.share(name, value):6.1%}' for side in sides)}")


def _told(side: Measures, name: str) -> str:
    return f"{side.mean(name):8.2f} {side.quantile(name, 0.5):6} {side.quantile(name, 0.9):6}" if side.numbers.get(name) else "-"


def main() -> None:
    """Read the command line, and write or compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.trials", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--diseases", type=Path, metavar="FOLDER", nargs="+")
    parser.add_argument("--measure", type=Path, metavar="FOLDER", nargs="+")
    given = parser.parse_args()
    if given.measure:
        compare(given.measure, given.seed)
        return
    if not given.output:
        parser.error("name a file with -o")
    names = diseases_of(given.diseases) if given.diseases else DISEASES
    write(lines(given.count, given.seed, names), given.output)


if __name__ == "__main__":
    main()
