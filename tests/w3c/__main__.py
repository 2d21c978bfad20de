"""``python -m tests.w3c``: the score of the endpoint in the W3C's SPARQL test suites, over HTTP, and the tests that it fails."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.w3c.running import Endpoint, run
from tests.w3c.suite import NOT_CLAIMED, cases, fetch


def main() -> None:
    """Fetch the suites, or read those of the folder that is given, and print the score."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # some literals of the suites are wrong on purpose
    with tempfile.TemporaryDirectory() as held:
        suites = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else fetch(Path(held))
        endpoint = Endpoint(Path(held) / "stores")
        score: Counter[tuple[str, bool]] = Counter()
        try:
            for case in cases(suites):
                fault = run(endpoint, case)
                score[case.folder, not fault] += 1
                if fault:
                    print(f"{case.folder} '{case.name}': {fault[:300]}")  # noqa: T201 -- the command's output
        finally:
            endpoint.close()
    passed = sum(number for (_, right), number in score.items() if right)
    print(f"{passed} of {score.total()} passed; left out, since not claimed: {', '.join(NOT_CLAIMED)}")  # noqa: T201 -- as above


if __name__ == "__main__":
    main()
