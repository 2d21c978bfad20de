"""Numerous names: where a registry's studies are too many for the lexicon, a question that has one's number still finds it."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.understand import understand
from kb.understand.lexicon import NUMEROUS, read_lexicon
from kb.understand.words import split_question


@pytest.mark.parametrize(
    "question", ["results of NCT04645199", "nct04645199", "limitations of lu-2025", "CRc of MAC", "trials of azacitidine"]
)
def test_questions_are_understood_as_with_all_names(base: Base, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = read_lexicon(base.names)
    monkeypatch.setattr("kb.understand.lexicon.MANY", 0)
    lexicon = read_lexicon(base.names)
    assert not [hit for names in lexicon.by_word.values() for _, hit in names if hit.kind in NUMEROUS and hit.name.startswith("NCT")]
    assert any(hit.kind == "agent" for names in lexicon.by_word.values() for _, hit in names)
    words = split_question(question)
    for spot in range(len(words)):
        length, hits = usual.at(words, spot)
        found, others = lexicon.at(words, spot)
        assert (length, {(hit.kind, hit.key) for hit in hits}) == (found, {(hit.kind, hit.key) for hit in others})
    assert understand(question, lexicon).named == understand(question, usual).named
