"""Understanding: a question in plain words to the same combination and filters that the builder makes, or an honest no."""

from kb.understand.lexicon import Lexicon, Parts, read_lexicon
from kb.understand.reading import Thing, Understood, understand
from kb.understand.sought import Sought

__all__ = ["Lexicon", "Parts", "Sought", "Thing", "Understood", "read_lexicon", "understand"]
