"""Rules on what a document restates of several regimens together and of some of them."""

from __future__ import annotations

import pytest

from kb.check.parts import part_beyond_whole
from kb.records import Arm, Component, Concept, Population, Result
from tests import examples as make

SETTINGS = [
    Concept(key=f"setting.{key}", scheme="setting", label=key, definition="x", broader=broader)
    for key, broader in (("newly-diagnosed", None), ("relapsed-refractory", None), ("refractory", "setting.relapsed-refractory"))
]
REGIMENS = {"flag-ida": ("fludarabine", "idarubicin"), "clag-m": ("cladribine", "mitoxantrone"), "mec": ("mitoxantrone", "etoposide")}


def arms(study, *names):
    made = [Arm(key=f"{study}-{name}", label=name, study=study) for name in names]
    parts = [
        Component(key=f"{study}-{name}-{agent}", arm=f"{study}-{name}", agent=agent, component_role="x", option="required")
        for name in names
        for agent in REGIMENS[name]
    ]
    setting = Population(key=f"{study}-pop", label="x", study=study, setting=("relapsed-refractory",))
    return *made, *parts, setting


def told(study, low=None, high=None, at="4 p2", **given) -> Result:
    spread = {"statistic": "range", "range_low": low, "range_high": high, "unit": "%"} if low else {}
    return make.result("cr", at, **{"study": study, "voice": "restated", "population": f"{study}-pop", **spread, **given})


ALL = (*arms("all", *REGIMENS), told("all", "40", "60", "1 p1"))
"""FLAG-IDA, CLAG-M and MEC together: 40 to 60 %."""


def labels(*records):
    return [one.label for one in part_beyond_whole(make.holdings(*SETTINGS, *records))]


def test_one_finding_tells_all_that_lies_beyond():
    two = *arms("two", "flag-ida", "clag-m"), told("two", "30", "60")
    later, earlier = (*arms("later", "mec"), told("later", "16", "28")), (*arms("earlier", "mec"), told("earlier", percent="66"))
    assert labels(*ALL, *two, *later, *earlier) == [
        "outcome/cr under clag-m, flag-ida and mec together is 40 to 60 % in section 1, but beyond that under some of them: "
        "30 to 60 % under clag-m and flag-ida in section 4, 16 to 28 % under mec in section 4 and 66 % under mec in section 4"
    ]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"low": "45", "high": "60"}, 0),
        ({"low": "39", "high": "60"}, 1),
        ({"low": "45", "high": "61"}, 1),
        ({"percent": "60"}, 0),
        ({"percent": "61"}, 1),
        ({"percent": "61", "arm": "part-mec"}, 1),
        ({"percent": "61", "time_point": "after two cycles"}, 0),
        ({"percent": "61", "voice": "own"}, 0),
        ({"low": "9", "high": "12", "unit": "mo"}, 0),
        ({"percent": "61", "population": None}, 1),
    ],
)
def test_a_part_beyond_the_range_of_all(given, problems):
    assert len(labels(*ALL, *arms("part", "mec"), told("part", **given))) == problems


def test_another_figure_of_the_same_regimens_is_no_part():
    assert labels(*arms("later", "mec"), told("later", "16", "28"), *arms("earlier", "mec"), told("earlier", percent="66")) == []


@pytest.mark.parametrize(("setting", "problems"), [("newly-diagnosed", 0), ("relapsed-refractory", 1), ("refractory", 1)])
def test_another_setting_is_another_matter(setting, problems):
    elsewhere = Population(key="part-other", label="x", study="part", setting=(setting,))
    assert len(labels(*ALL, *arms("part", "mec"), elsewhere, told("part", percent="66", population="part-other"))) == problems
