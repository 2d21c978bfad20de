"""The lexicon: every name the base knows, cut into words, so that the longest name at a spot of a question can be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kb.lookup import Hit, Names, fold

# Words of everyday questions that are also abbreviations (GO, ALL): they count as names only in capitals.
EVERYDAY = frozenset("all am an any as at be by can do for go has have he her his i if in is it its me mm my no not of on one or over so the to us we".split())

# Kinds of term that mean something as a filter; others (over, mean, value) are everyday words.
SCHEMES = frozenset(
    "status country setting line age-group fitness disease study-kind topic direction evidence-kind severity rule voice event-kind parameter dose-basis".split()
)

# Names of the disease that the whole base is about say nothing in a question to it.
SCOPE = frozenset({"disease.aml"})


def stem(word: str) -> str:
    """A word without the s of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, plurals cut."""
    return tuple(stem(word) for word in fold(text).replace("+", " ").split())


@dataclass(frozen=True)
class Word:
    """A word of a question: as typed, and folded."""

    typed: str
    folded: str


def split_question(text: str) -> list[Word]:
    """The words of a question, hyphens and slashes opened, as names are."""
    words = []
    for piece in text.replace("+", " + ").split():
        folded = [stem(part) for part in fold(piece).split()] if piece != "+" else ["+"]
        words += [Word(piece if len(folded) == 1 else part, part) for part in folded]
    return words


@dataclass(frozen=True)
class Lexicon:
    """Names by their first word; each with all its words and what it names, longest first, best kind first."""

    by_word: dict[str, list[tuple[tuple[str, ...], Hit]]]
    vocabulary: frozenset[str]

    def at(self, words: list[Word], spot: int) -> tuple[int, list[Hit]]:
        """How many words the longest name at a spot has, and everything of that name; ``(0, [])`` where no name begins."""
        longest: list[Hit] = []
        length = 0
        for name, hit in self.by_word.get(words[spot].folded, []):
            if len(name) < length:
                break
            here = words[spot : spot + len(name)]
            if tuple(word.folded for word in here) == name and _allowed(hit, here):
                longest.append(hit)
                length = len(name)
        return length, longest


def _allowed(hit: Hit, words: list[Word]) -> bool:
    if len(words) == 1 and words[0].folded in EVERYDAY:
        return words[0].typed.strip("?,.;()") == hit.name
    return not words[0].folded.isdigit() or len(words) > 1


def _wanted(hit: Hit) -> bool:
    if hit.kind == "concept":
        return hit.key.partition(".")[0] in SCHEMES and hit.key not in SCOPE
    return hit.kind not in ("document", "claim", "arm", "population") or hit.name.startswith("NCT")


def build_lexicon(hits: Iterable[Hit]) -> Lexicon:
    """A lexicon of these names."""
    table: dict[str, list[tuple[tuple[str, ...], Hit]]] = defaultdict(list)
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    for hit in filter(_wanted, hits):
        words = words_of(hit.name)
        if words and (words, hit.kind, hit.key) not in seen:
            seen.add((words, hit.kind, hit.key))
            table[words[0]].append((words, hit))
    for names in table.values():
        names.sort(key=lambda entry: -len(entry[0]))
    return Lexicon(dict(table), frozenset(word for names in table.values() for name, _ in names for word in name if len(word) > 3))


def read_lexicon(names: Names) -> Lexicon:
    """The lexicon of a release."""
    return build_lexicon(names.all())
