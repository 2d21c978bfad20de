"""Look-up by name: any spelling, exact identifiers, words begun, slips of the hand, and a broken index said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.base import Base
from kb.errors import KbError
from kb.indexing import build_names
from kb.lookup import Names, fold
from kb.records import Agent, AgentClass, BaselineResult, Population, Synonym


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("vidaza", "agent/azacitidine"),
        ("AZACITIDINE", "agent/azacitidine"),
        ("anti-PD-1", "class/anti-pd-1"),
        ("anti PD1", "class/anti-pd-1"),
        ("IMGN 632", "agent/pivekimab-sunirine"),
        ("hypomethylating agent", "class/hma"),
        ("leukaemia stem cell", "target/lsc"),
        ("leukemia stem cell", "target/lsc"),
        ("NCT04645199", "study/NCT04645199"),
        ("nct04645199", "study/NCT04645199"),
        ("https://clinicaltrials.gov/study/NCT04645199", "study/NCT04645199"),
        ("10.1007/s12672-025-02526-y", "document/lu-2025"),
        ("doi:10.1007/s12672-025-02526-y", "document/lu-2025"),
        ("https://doi.org/10.1007/s12672-025-02526-y", "document/lu-2025"),
        ("39955432", "document/guo-2026-r60"),
        ("PMID: 39955432", "document/guo-2026-r60"),
        ("https://pubmed.ncbi.nlm.nih.gov/39955432", "document/guo-2026-r60"),
        ("BLAST AML-2", "study/NCT04284787"),
        ("MEC", "regimen-name/mec"),
        ("Sex", "baseline/lu-2025-baseline-female"),
    ],
)
def test_exact_names(base: Base, text: str, entity: str) -> None:
    assert entity in [f"{hit.kind}/{hit.key}" for hit in base.names.exact(text)]


def test_an_exact_name_is_of_one_hit_an_entity_drugs_first(base: Base) -> None:
    hits = base.names.exact("azacitidine")
    assert len({(hit.kind, hit.key) for hit in hits}) == len(hits)
    assert hits[0].kind == "agent"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("AML", "concept/disease.aml"),  # also the label of a population
        ("breast cancer", "concept/disease.breast-cancer"),  # likewise
        ("venetoclax", "agent/venetoclax"),  # also the label of the regimen of this drug alone
        ("CD33", "target/cd33"),
        ("NCT04645199", "study/NCT04645199"),
        ("10.1007/s12672-025-02526-y", "document/lu-2025"),
    ],
)
def test_the_thing_itself_comes_before_what_is_told_of_it(base: Base, name: str, first: str) -> None:
    hit = base.names.exact(name)[0]
    assert f"{hit.kind}/{hit.key}" == first


def test_a_label_comes_before_another_name_and_a_thing_before_a_group_of_people(tmp_path: Path) -> None:
    records = [
        Population(key="doe-2020-pop", label="HMA", study="x"),
        Agent(key="aza", label="azacitidine", agent_kind="drug", definition="d", source="s"),
        Synonym(key="one", subject="agent/aza", label="HMA", synonym_kind="brand", source="s"),
        AgentClass(key="hma", label="HMA", axis="mechanism", definition="d", source="s"),
    ]
    build_names(tmp_path / "names.sqlite", records)
    names = Names(tmp_path / "names.sqlite")
    assert [hit.kind for hit in names.exact("hma")] == ["class", "agent", "population"]
    names.close()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("azaci", "azacitidine"),
        ("ozoga", "gemtuzumab ozogamicin"),
        ("hypomethyl", "hypomethylating agent"),
        ("cell stem leukaemia", "leukaemia stem cell"),
    ],
)
def test_words_may_be_begun_and_in_any_order(base: Base, text: str, label: str) -> None:
    assert label in [hit.label for hit in base.names.search(text)]


def test_exact_names_come_first_in_a_search(base: Base) -> None:
    assert base.names.search("GO")[0].key == "gemtuzumab-ozogamicin"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("nivolumb", "nivolumab"),
        ("azacytidin", "azacitidine"),
        ("venetoclacks", "venetoclax"),
        ("gemtuzumb", "gemtuzumab ozogamicin"),
        ("hypometylating agent", "hypomethylating agent"),
    ],
)
def test_a_misspelt_name_comes_near(base: Base, typed: str, label: str) -> None:
    assert base.names.near(typed)[0] == label


def test_what_is_near_can_be_kept_to_kinds(base: Base) -> None:
    assert base.names.near("nivolumb", ("class",)) == [] or all(
        {hit.kind for hit in base.names.exact(label)} & {"class"} for label in base.names.near("nivolumb", ("class",))
    )


@pytest.mark.parametrize("text", ["", "   ", "+", "7 + 3", '"', "a* OR b", "NEAR(", "zzzzzzqqq", "'; DROP TABLE name; --"])
def test_hostile_words_find_something_or_nothing(base: Base, text: str) -> None:
    assert isinstance(base.names.search(text), list)
    assert isinstance(base.names.exact(text), list)


_PIECES = st.sampled_from([*"aosd-_ +éαᴬℂ", "aem", "oea", "oed", "paed", "our", "logue", "sulph", "tre", "ise", "isation"])
"""What folding changes, and what stands beside it."""


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(_PIECES, max_size=8).map("".join))
@example("\u1d2c")  # a raised capital: it has no lower case of its own
def test_folding_is_settled_by_one_pass(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("leukaemia", "leukemia"),
        ("haematological", "hematological"),
        ("diarrhoea", "diarrhea"),
        ("oedema", "edema"),
        ("tumour", "tumor"),
        ("paediatric", "pediatric"),
        ("analogue", "analog"),
        ("randomised", "randomized"),
        ("centre", "center"),
    ],
)
def test_british_and_american_fold_alike(british: str, american: str) -> None:
    assert fold(british) == fold(american)


def test_the_order_of_reading_is_kept(base: Base) -> None:
    places = base.names.places()
    # Table 2 of lu-2025 lists the regimen of three drugs before that with selinexor.
    assert places["result/lu-2025-crc-mac"] < places["result/lu-2025-crc-mac-selinexor"]
    assert places["document/guo-2026-r1"] < places["document/guo-2026-r2"] < places["document/guo-2026-r10"]


def test_an_index_holds_every_name_and_the_first_place_of_an_entity(tmp_path: Path) -> None:
    agent = Agent(key="aza", label="azacitidine", agent_kind="drug", definition="d", source="s")
    synonym = Synonym(key="one", subject="agent/aza", label="Vidaza", synonym_kind="brand", source="s")
    sex = BaselineResult(key="doe-2020-sex", study="x", statistic="proportion", voice="own", characteristic="Sex", category="Male")
    assert build_names(tmp_path / "names.sqlite", [agent, synonym, sex, agent]) == 6
    names = Names(tmp_path / "names.sqlite")
    assert [hit.label for hit in names.exact("vidaza")] == ["azacitidine"]
    assert [hit.label for hit in names.exact("male")] == ["Sex: Male"]
    assert names.places()["agent/aza"] == 0
    names.close()


def test_a_broken_index_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "abc" / "names.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all, but long enough to be read as one" * 20)
    with pytest.raises(KbError, match="index of names of release 'abc' cannot be read") as told:
        Names(path).all()
    assert "\n" not in str(told.value)


def test_a_folder_in_the_place_of_an_index_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "abc" / "names.sqlite").mkdir(parents=True)
    with pytest.raises(KbError, match="index of names of release 'abc' cannot be read"):
        Names(tmp_path / "abc" / "names.sqlite")
