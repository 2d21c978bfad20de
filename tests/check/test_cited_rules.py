"""Rules on a statement and the works that it cites."""

from __future__ import annotations

import pytest

from kb.check.cited import reference_mismatch
from kb.records import Arm, Claim, Component, Concept, Population, Reference, Study
from kb.values import read_place
from tests import examples as make

DISEASES = [
    Concept(key=f"disease.{key}", scheme="disease", label=key, definition="x", broader=broader)
    for key, broader in (("cancer", None), ("aml", "disease.cancer"), ("secondary-aml", "disease.aml"), ("nhl", "disease.cancer"))
]
AUTHORS = ("Zhou Y", "Zhong Z", "van Dalen EC")


def reference(number=49, authors=AUTHORS):
    return Reference(key=f"doe-2020-r{number}", cited_by="doe-2020", number=number, label="Zhou et al. 2026", title="x", authors=authors)


def claim(*objects, relation="treats", cites=(49,), at="1 p2", fragment="x", key="doe-2020-claim"):
    return Claim(
        key=key,
        label="x",
        topic="efficacy",
        subject=("regimen-name/x",),
        relation=relation,
        object=objects,
        direction="supports",
        evidence_kind="review",
        voice="restated",
        references=tuple(f"doe-2020-r{number}" for number in cites),
        at=(read_place(at),),
        fragment=(fragment,),
    )


def study(key="zhou-2026", cites=(49,)):
    return Study(key=key, label="x", study_kind="clinical-trial", references=tuple(f"doe-2020-r{number}" for number in cites))


def labels(*records):
    return [one.label for one in reference_mismatch(make.holdings(*DISEASES, *records))]


@pytest.mark.parametrize(
    ("fragment", "problems"),
    [
        ("Chen et al. identified", 1),
        ("Chen and colleagues made", 1),
        ("Zhou et al. identified", 0),
        ("Zhong et al. identified", 0),  # a later author
        ("Dalen et al. identified", 0),
        ("HSP90B1 CAR-NK cells", 0),
    ],
)
def test_the_author_named(fragment, problems):
    assert len(labels(reference(), claim(fragment=fragment))) == problems


def test_the_author_named_is_told_once_with_the_place_and_the_reference():
    claims = [claim(fragment="Chen et al.", at="CAR-NK p1", key=f"doe-2020-{number}") for number in (1, 2)]
    assert labels(reference(), *claims) == [
        "'Chen et al.' in section CAR-NK is given reference 49 (Zhou et al. 2026), which prints no author Chen"
    ]


def test_an_author_of_any_work_cited_there_will_do():
    assert labels(reference(), reference(50, ("Chen S",)), claim(fragment="Chen et al.", cites=(49, 50))) == []
    assert labels(reference(authors=()), claim(fragment="Chen et al.")) == []
    assert labels(reference(), claim(fragment="Chen et al.", cites=())) == []
    assert labels(reference(), claim(fragment="Chen et al.", at="References > 49")) == []


def population(disease):
    return Population(key="doe-2020-pop", label="x", study="zhou-2026", disease=(disease,))


@pytest.mark.parametrize(
    ("said", "studied", "problems"),
    [("nhl", "aml", 1), ("aml", "aml", 0), ("aml", "secondary-aml", 0), ("secondary-aml", "aml", 0), ("cancer", "aml", 0)],
)
def test_the_disease(said, studied, problems):
    found = labels(reference(), study(), population(studied), claim(f"concept/disease.{said}"))
    assert found == ["what is said of nhl in section 1 is given reference 49 (Zhou et al. 2026), on aml"] * problems


def test_claims_on_one_disease_with_one_reference_are_one_finding():
    claims = [claim("concept/disease.nhl", key=f"doe-2020-{number}") for number in (1, 2)]
    (one,) = reference_mismatch(make.holdings(*DISEASES, reference(), study(), population("aml"), *claims))
    assert one.statements == ("claim/doe-2020-1", "claim/doe-2020-2", "document/doe-2020-r49")


def test_a_work_that_may_speak_of_anything():
    review, on_aml = claim("concept/disease.nhl"), population("aml")
    assert labels(reference(), review) == []  # no study is told to be reported there
    assert labels(reference(), study(), review) == []  # nor whom it was of
    assert labels(reference(), reference(50), study(), on_aml, claim("concept/disease.nhl", cites=(49, 50))) == []
    # under several references a document gathers what it cites together
    assert labels(reference(), reference(50), study(cites=(49, 50)), on_aml, review) == []


def given(*agents):
    arm = Arm(key="doe-2020-a", label="a", study="zhou-2026")
    parts = [Component(key=f"doe-2020-{agent}", arm="doe-2020-a", agent=agent, component_role="x", option="required") for agent in agents]
    return reference(), study(), arm, *parts


HAA = ("agent/cytarabine", "agent/aclarubicin")


@pytest.mark.parametrize(
    ("agents", "problems"),
    [
        (("cytarabine", "mitoxantrone", "g-csf"), 1),
        (("cytarabine", "aclarubicin"), 0),
        (("cytarabine", "aclarubicin", "g-csf"), 0),
        ((), 0),
    ],
)
def test_the_regimen(agents, problems):
    assert len(labels(*given(*agents), claim(*HAA, relation="consists-of"))) == problems


def test_the_regimen_names_the_agents_that_it_lacks():
    found = labels(*given("cytarabine", "mitoxantrone"), claim(*HAA, relation="consists-of"))
    told = "regimen-name/x, told with agent/aclarubicin and agent/cytarabine in section 1"
    assert found == [f"{told}, is given reference 49 (Zhou et al. 2026), without agent/aclarubicin"]


def test_only_what_a_regimen_consists_of_is_compared():
    assert labels(*given("cytarabine"), claim(*HAA, relation="treats")) == []


def test_a_class_in_the_cited_regimen_may_be_any_agent_of_it():
    some = Component(key="doe-2020-class", arm="doe-2020-a", agent_class="anthracycline", component_role="x", option="required")
    assert labels(*given("cytarabine"), some, claim(*HAA, relation="consists-of")) == []
