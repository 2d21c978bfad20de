"""Programs: how a view is read from a shell, from Python and from R, by its address."""

from __future__ import annotations

import json
import shlex


def programs(address: str) -> tuple[tuple[str, str], ...]:
    """Name and text of a short program for each, all of which read the CSV file of an address."""
    quoted = json.dumps(address)  # a string of JSON is one of Python and of R as well
    return (
        ("Shell", f"curl -o rows.csv {shlex.quote(address)}"),
        ("Python", f"import pandas\n\nrows = pandas.read_csv({quoted})"),
        ("R", f"rows <- read.csv({quoted})"),
    )
