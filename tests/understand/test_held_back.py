"""Names of drugs are held back until a word begins one; nothing is found otherwise than in a lexicon of all names."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.understand.lexicon import DRUG, build_lexicon, read_lexicon
from kb.understand.words import Word, split_question


def test_what_begins_at_a_word_is_the_same_as_in_a_lexicon_of_all_names(base: Base) -> None:
    everything = build_lexicon(base.names.all(base.names.kinds()))
    lazy = read_lexicon(base.names)
    drugs = [word for word, entries in everything.by_word.items() if any(hit.kind == DRUG for _, hit in entries)]
    assert len(drugs) > 1_000
    for word in (*drugs[::7], *list(everything.by_word)[::7]):
        assert lazy._begun([Word(word, word)], 0) == everything.by_word[word], word


def test_all_names_stand_together_where_a_misspelt_one_is_sought(base: Base) -> None:
    everything = build_lexicon(base.names.all(base.names.kinds()))
    lazy = read_lexicon(base.names)
    assert "whole" not in vars(lazy)
    assert {word: list(entries) for word, entries in lazy.whole.items()} == everything.by_word


@pytest.mark.parametrize("question", ["nivolumb in AML", "venetoclx with azacitidine"])
def test_a_misspelt_drug_is_found_as_before(base: Base, question: str) -> None:
    words = split_question(question)
    assert read_lexicon(base.names).near(words, 0) == build_lexicon(base.names.all(base.names.kinds())).near(words, 0) != (0, ())
