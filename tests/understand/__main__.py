"""Counts how many wordings of each set reach their answer in the release in service: python -m tests.understand."""

from __future__ import annotations

import sys

from kb.base import open_base
from tests.understand.test_wordings import GROUPS, QUESTIONS, read_as


def main() -> None:
    """Print, for each set and question, how many wordings were understood, and which were not."""
    with open_base() as base:
        for set_ in dict.fromkeys(group["set"] for group in GROUPS):
            understood = asked = 0
            for question in sorted({*QUESTIONS.values()}):
                told = read_as(base, set_, question)
                understood, asked = understood + len(told[True]), asked + len(told[True]) + len(told[False])
                sys.stdout.write(f"{set_}, question {question}: {len(told[True])} of {len(told[True]) + len(told[False])}\n")
                sys.stdout.writelines(f"  not understood: {text}\n" for text in told[False])
            sys.stdout.write(f"{set_}: {understood} of {asked}\n")


if __name__ == "__main__":
    main()
