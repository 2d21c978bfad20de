"""Entries of the list of interventions, written as registrants write them: salts, forms, brands, several in one, the odd misspelling."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.trials import measured, words
from tests.benchmarks.trials.draws import Draw, Table
from tests.benchmarks.trials.names import Names, Treatment

MISSPELT = 0.01
SEVERAL = 0.05
"""Share of entries that name several drugs: 40 of 708 in the AML records of April 2025 that were measured."""
WAYS = Table({"name": 66, "other": 14, "salt": 5, "form": 6, "bracket": 5, "class": 2, "regimen": 2})
"""How a drug is named; estimated, since telling a brand from a name needs a curator."""
CASES = Table({"as is": 30, "first": 60, "lower": 8, "upper": 2})
FIXED = {
    "PROCEDURE": words.PROCEDURES, "RADIATION": words.RADIATIONS, "DIAGNOSTIC_TEST": words.TESTS, "DEVICE": words.DEVICES,
    "OTHER": (*words.OTHERS, *words.PLACEBOS),
}  # fmt: skip
"""Entries that are no drugs, by their kind."""
PLACEBO = 0.03
CALLED_BIOLOGIC = 0.3
"""Share of biologics that are entered as such; estimated, since most antibodies in the measured records are entered as drugs."""


def entry(draw: Draw, names: Names, aml: bool) -> dict[str, Any]:
    """One entry, without the arms it belongs to."""
    kind = draw.weighed(measured.INTERVENTION_KINDS)
    if kind in FIXED:
        return {"type": kind, "name": draw.pick(FIXED[kind])}
    if draw.chance(PLACEBO):
        return {"type": "DRUG", "name": draw.pick(words.PLACEBOS)}
    share = 0.9 if aml else 0.1
    first = names.treatment(draw, share)
    name, others = _named(draw, names, first, aml), list(first.others)
    if draw.chance(SEVERAL):
        more = [_cased(draw, names.treatment(draw, share).name) for _ in range(1 + draw.below(3))]
        name = draw.pick(words.JOINTS).join([name, *more])
        others = []
    if draw.chance(MISSPELT):
        name = _misspelt(draw, name)
    told = {"type": _kind(draw, kind, first), "name": name}
    listed = _listed(draw, first, others, name)
    return told | ({"otherNames": listed} if listed else {})


def _kind(draw: Draw, kind: str, treatment: Treatment) -> str:
    """What the registrant calls it: procedures by their name, biologics only now and then, else as often as measured."""
    if treatment.kind == "PROCEDURE" or (treatment.kind == "BIOLOGICAL" and draw.chance(CALLED_BIOLOGIC)):
        return treatment.kind
    return kind


def _listed(draw: Draw, treatment: Treatment, others: list[str], name: str) -> list[str]:
    """Other names that the entry lists; where there are too few, the same name with salts and forms, as long lists in real records have."""
    wanted = draw.weighed(measured.OTHER_NAMES)
    if not wanted:
        return []
    known = [other for other in (*others, treatment.name) if other != name]
    forms = [treatment.name + form for form in (*words.FORMS, *(f" {salt}" for salt in words.SALTS))]
    return [*draw.several(known, wanted), *draw.several(forms, max(0, wanted - len(known)))]


def _named(draw: Draw, names: Names, treatment: Treatment, aml: bool) -> str:
    way = draw.weighed(WAYS)
    name = _cased(draw, treatment.name)
    if way == "other" and treatment.others:
        return draw.pick(treatment.others)
    if way == "bracket" and treatment.others:
        return f"{name} ({draw.pick(treatment.others)})"
    if way == "class" and aml:
        return draw.pick(names.classes)
    if way == "regimen" and aml:
        return draw.pick(names.regimens) + draw.pick(("", "", " Regimen", " regimen"))
    if way == "salt" and treatment.kind == "DRUG":
        return f"{name} {draw.pick(words.SALTS)}"
    return name + draw.pick(words.FORMS) if way == "form" else name


def _cased(draw: Draw, name: str) -> str:
    case = draw.weighed(CASES)
    if case == "first":
        return name[:1].upper() + name[1:]
    return {"lower": name.lower(), "upper": name.upper()}.get(case, name)


def _misspelt(draw: Draw, name: str) -> str:
    """One letter lost, doubled, or changed places with the next; never the first."""
    if len(name) < 5:
        return name
    at = 1 + draw.below(len(name) - 3)
    return draw.pick((name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + name[at + 1] + name[at] + name[at + 2 :]))
