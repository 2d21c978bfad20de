"""The lexicon: names are found however they are written, the longest first, and everyday words are not taken for names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.base import Base
from kb.lookup import Hit
from kb.records import Concept
from kb.understand.lexicon import Lexicon, build_lexicon
from kb.understand.phrases import EVERYDAY, cue_words, filler, noun_words, phrases
from kb.understand.reading import understand
from kb.understand.words import split_question, stem, words_of
from tests.examples import curated


def found(lexicon: Lexicon, text: str) -> set[str]:
    words = split_question(text)
    return {f"{hit.kind}/{hit.key}" for hit in lexicon.at(words, 0)[1]}


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        ("anti-PD-1", "class/anti-pd-1"),
        ("anti PD1", "class/anti-pd-1"),
        ("CD-123", "target/cd123"),
        ("cd123", "target/cd123"),
        ("IMGN 632", "agent/pivekimab-sunirine"),
        ("imgn632", "agent/pivekimab-sunirine"),
        ("GCSF", "agent/g-csf"),
        ("AraC", "agent/cytarabine"),
        ("LipoMIT", "agent/mitoxantrone-liposome"),
        ("flagida", "regimen-name/flag-ida"),
        ("hypomethylating agents", "class/hma"),
        ("HMAs", "class/hma"),
        ("anaemia", "term/anemia"),
        ("SIRPα", "target/sirpa"),
        ("Gojo 2019", "document/guo-2026-r14"),
        ("Gojo et al.", "document/guo-2026-r14"),
        ("MAC-based", "family/lu-2025-mac-based"),
    ],
)
def test_a_name_is_found_however_it_is_written(base: Base, written: str, entity: str) -> None:
    assert entity in found(base.lexicon, written)


def test_the_longest_name_wins(base: Base) -> None:
    words = split_question("CD33 CAR-NK cells in AML")
    length, hits = base.lexicon.at(words, 0)
    assert (length, hits[0].key) == (5, "cd33-car-nk")


@pytest.mark.parametrize("text", ["go", "all", "us", "an", "trail", "response", "safety"])
def test_everyday_words_are_no_names(base: Base, text: str) -> None:
    assert base.lexicon.at(split_question(text), 0) == (0, [])


@pytest.mark.parametrize(
    ("text", "spot", "key"), [("GO", 0, "gemtuzumab-ozogamicin"), ("with go", 1, "gemtuzumab-ozogamicin"), ("ALL", 0, "disease.all")]
)
def test_capitals_or_their_company_make_them_names(base: Base, text: str, spot: int, key: str) -> None:
    assert key in {hit.key for hit in base.lexicon.at(split_question(text), spot)[1]}


def test_a_kind_of_a_thing_ends_in_its_name_and_does_not_deny_it(base: Base) -> None:
    assert "term/pulmonary-infection" in base.lexicon.kinds_of(("term/infection",), ("infection",))
    assert "term/non-hematological-toxicity" not in base.lexicon.kinds_of(("term/hematological-toxicity",), ())
    assert {"outcome/cr-cri", "outcome/crc"} <= set(base.lexicon.kinds_of(("outcome/cr",), ("cr",)))
    assert "outcome/mefs" in base.lexicon.kinds_of(("outcome/efs",), ("efs",))


def test_who_asks_for_deaths_does_not_ask_for_survival(base: Base) -> None:
    assert base.lexicon.kinds_of(("outcome/death",), ("died",)) == ("outcome/death",)
    assert "outcome/os" in base.lexicon.kinds_of(("outcome/death",), ("survival",))


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("studies", "study"),
        ("classes", "class"),
        ("analyses", "analysis"),
        ("doses", "dose"),
        ("CTLs", "ctl"),
        ("virus", "virus"),
        ("loss", "loss"),
    ],
)
def test_plurals(plural: str, singular: str) -> None:
    assert words_of(plural) == (singular,)


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_the_stem_of_a_stem_is_itself_but_for_stacked_endings(word: str) -> None:
    assert stem(word) in (word, word[:-1], word[:-2], word[:-3] + "y", word[:-2] + "is") or stem(word) in ("female", "male", "children")


def test_phrases_name_terms_of_the_vocabulary() -> None:
    known = {f"{kind}/{key}" for kind, key in curated().rows}
    assert {entity for entity, _ in phrases()} <= known


def test_narrower_terms_lead_to_terms_of_their_own_list() -> None:
    concepts = {concept.key: concept for concept in curated().all(Concept)}
    wider = {key: concept.broader for key, concept in concepts.items() if concept.broader}
    assert wider["setting.first-relapse"] == "setting.relapsed"
    assert all(concepts[parent].scheme == concepts[key].scheme for key, parent in wider.items())


def test_nouns_and_cues_ask_for_kinds_of_answer_that_there_are() -> None:
    kinds = {*cue_words(), "regimens", "agents", "targets"}
    assert set(noun_words().values()) <= kinds
    assert "trials" in cue_words()


def test_no_name_of_a_drug_is_filler(base: Base) -> None:
    names = {words_of(hit.name)[0] for hit in base.names.all() if hit.kind in ("agent", "class") and len(words_of(hit.name)) == 1}
    assert names & filler() <= EVERYDAY.keys()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_understood_or_not_but_never_fails(text: str) -> None:
    lexicon = build_lexicon(
        [Hit("agent", "azacitidine", "azacitidine", "azacitidine"), Hit("class", "hma", "hypomethylating agent", "HMA")]
    )
    told = understand(text, lexicon)
    assert told.empty or told.limited or told.intent
