"""A paper of our own, so that its text may be shown: the text, the facts read in it, and a release that holds them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kb.build import build
from kb.registry import read_source
from tests.conftest import ROOT

KEY, FILE = "doe-2024", "doe-2024.md"
FRAGMENT = "4 of 10 patients (40.0%)"
CELL = "1 (25.0)"

TEXT = """# A small study of azacitidine

Jane Doe

## 1 Methods

Ten adults were given azacitidine; a p <0.05 & an <i>odd</i> "mark" were of no account.

## 2 Results

Remission was seen in 4 of 10 patients (40.0%). No one died.

**Table 1** Relapse by age

Group	Relapse, n (%)
All\t4 (40.0)
Older than 75\t1 (25.0)

## References

1. Roe R. An older study. J Small Stud 2001;1:1-2.
"""

_STUDY = """key,label,study_kind,reported_in,at,fragment
doe-2024-study,A small study of azacitidine,clinical-trial,doe-2024,1 p1,Ten adults
"""
_RESULTS = f"""key,study,statistic,n,denominator,percent,voice,outcome,at,fragment
doe-2024-cr,doe-2024-study,proportion,4,10,40.0,own,cr,2 p1,{FRAGMENT}
doe-2024-cr-older,doe-2024-study,proportion,1,,25.0,own,relapse,"Table 1 > Older than 75 > Relapse, n (%)",{CELL}
"""


def build_own(home: Path, folder: Path, file: str = FILE) -> Path:
    """A release with the paper alone in ``home``, its evidence below ``folder``; returns the folder of its text."""
    evidence, texts = folder / KEY, folder / "texts"
    evidence.mkdir()
    texts.mkdir()
    (texts / FILE).write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    (evidence / "document.csv").write_text(
        "key,label,title,document_kind,doi,text_file,text_sha256,at,fragment\n"
        f"{KEY},Doe 2024,A small study of azacitidine,primary,10.5555/doe,{file},{digest},Title,A small study\n",
        encoding="utf-8",
    )
    (evidence / "studies.csv").write_text(_STUDY, encoding="utf-8")
    (evidence / "results.csv").write_text(_RESULTS, encoding="utf-8")
    build([read_source("vocabulary", ROOT / "data" / "vocabulary"), read_source("evidence", evidence)], home)
    return texts
