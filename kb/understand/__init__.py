"""Understanding: a question in plain words to the same combination and filters that the builder makes, or an honest no."""

from kb.understand.lexicon import Lexicon, Parts, read_lexicon
from kb.understand.reading import Thing, Understood, understand

__all__ = ["Lexicon", "Parts", "Thing", "Understood", "read_lexicon", "understand"]
