"""Understanding: a question in plain words to the same combination and filters that the builder makes, or an honest no."""

from kb.understand.lexicon import Lexicon, read_lexicon
from kb.understand.reading import Understood, understand

__all__ = ["Lexicon", "Understood", "read_lexicon", "understand"]
