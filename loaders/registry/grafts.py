"""Grafts: transplantations of blood-forming cells that a text names by their tissue or their donor, in one of very many ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.registry.entry_parts import Span

_DONOR = (
    r"(?:(?:un)?related|donors?|siblings?|(?:mis-?)?matched|haplo(?:identical)?|alternative|MUD|MMUD|MRD|HLA|identical|cord|double|single)"
)
_PRODUCT = r"HPC(?:\s?[,(]\s?(?:A|M|apheresis|marrow|cord blood)\)?)?"
"""Progenitor cells as their makers label them: ``HPC, Apheresis``, ``HPC(A)``."""

_FORMING = rf"ha?ematopoi?etic|marrow|stem|progenitor|precursor|CD34\+?|HSC|PBSC|PBPC|{_PRODUCT}"
_BLOOD_FORMING = rf"(?:{_FORMING}|cord blood)"
_TISSUE = rf"(?:{_FORMING}|bone|peripheral|umbilical|cord|blood|cells?|UCB)"
_BETWEEN = r"(?:[\s-]+|\s+(?:and|or)\s+|\s*/\s*)"
_ACT = r"(?:transplant(?:ation|s)?|grafts?|(?:re-?)?infusions?|transfusions?|rescue)"

# So many words at most: a text that repeats them without end must not take longer than its length.
_OF_TISSUE = rf"(?:{_TISSUE}{_BETWEEN}){{0,4}}?{_BLOOD_FORMING}{_BETWEEN}(?:{_TISSUE}{_BETWEEN}){{0,4}}{_ACT}"
_OF_DONOR = r"(?:haplo-?cord|donor|sibling|MUD|MMUD|haplo(?:identical)?|cord)[\s-]+(?:transplant(?:ation|s)?|grafts?)"

_GRAFT = re.compile(
    rf"\b(?:{_DONOR}{_BETWEEN}){{0,5}}(?:{_OF_TISSUE}|{_OF_DONOR})\b(?!\s+(?:failure|function|rejection|loss|versus|vs))", re.IGNORECASE
)


def grafts(text: str) -> Iterator[Span]:
    """Where a text names a transplantation of blood-forming cells: ``marrow transplant``, ``haplo-cord graft``, ``CD34+ cell infusion``."""
    return (found.span() for found in _GRAFT.finditer(text))
