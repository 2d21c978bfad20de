"""The lexicon: every name the base knows, cut into words, so that the longest name at a spot of a question can be found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain

from kb.combine import Hierarchy
from kb.lookup import Hit, Names
from kb.understand.misspelling import correctable, distance, letters_off, verb_forms
from kb.understand.phrases import AUTHORS, EVERYDAY, NOT_NAMES, asked_words, cue_words, filler, noun_words, phrases
from kb.understand.words import Word, cuts, words_of

# Kinds of term that mean something in a question; others (over, mean, value) are everyday words.
SCHEMES = frozenset(
    """status country setting line age-group fitness transplant disease study-kind topic direction evidence-kind severity rule voice
    event-kind parameter dose-basis statistic relatedness design""".split()
)
_NEVER = frozenset(
    "disease.aml statistic.value statistic.range statistic.mean statistic.count statistic.proportion study-kind.not-stated".split()
)
"""Terms that say nothing in a question: the disease of the whole base, and kinds of figure that share their name with everyday words."""

CUE = "cue"
"""Kind of the entries that are no names but phrases that tell what is asked for."""


DRUG = "agent"
"""The kind of things that has the most names, few of which a question uses."""

Entry = tuple[tuple[str, ...], Hit]
"""A name cut into words, and what it names."""


def _length(entry: Entry) -> int:
    return len(entry[0])


def _merged(*several: Sequence[Entry]) -> list[Entry]:
    """Names of several sources together, the longest first, then by source; each with the same meaning once."""
    first = {(words, hit.kind, hit.key): (words, hit) for entries in reversed(several) for words, hit in reversed(entries)}
    order = dict.fromkeys((words, hit.kind, hit.key) for entries in several for words, hit in entries)
    return sorted((first[one] for one in order), key=_length, reverse=True)


@dataclass(frozen=True)
class Parts:
    """What a regimen's name stands for: the parts that an arm must hold, and those it must not."""

    held: tuple[str, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """Names by their first word, longest first, best kind first.

    ``acted_on`` are the targets that some agent or class acts on; ``parts`` tells what names of regimens stand for; ``further`` looks up
    names that are too many to be held here, for the words from a spot on. Names of drugs are held back too: ``opening`` looks up those
    that a word begins, and ``drugs`` reads them all, where a misspelt one is sought. ``hierarchy`` tells what acts on what.
    """

    by_word: Mapping[str, Sequence[Entry]]
    acted_on: frozenset[str] = frozenset()
    parts: Mapping[str, Parts] = field(default_factory=dict)
    further: Callable[[Sequence[str]], Sequence[Entry]] | None = None
    opening: Callable[[str], Sequence[Entry]] | None = None
    drugs: Callable[[], Iterable[Hit]] | None = None
    hierarchy: Hierarchy = field(default_factory=lambda: Hierarchy({}, {}))

    def at(self, words: Sequence[Word], spot: int, *, loosely: bool = False) -> tuple[int, list[Hit]]:
        """How many words the longest name at a spot has, and everything of that name; ``(0, [])`` where no name begins.

        ``loosely`` takes words for names that mostly say nothing or only ask (response, safety), as in a question for an endpoint.
        """
        longest: list[Hit] = []
        length = 0
        for name, hit in self._begun(words, spot):
            if len(name) < length:
                break
            if loosely and hit.kind == CUE:
                continue
            here = words[spot : spot + len(name)]
            if tuple(word.folded for word in here) == name and _allowed(hit, here, words[spot - 1].folded if spot else "", loosely):
                longest.append(hit)
                length = len(name)
        return length, longest

    @cached_property
    def whole(self) -> Mapping[str, Sequence[Entry]]:
        """All that is held here and held back, but what is too many."""
        if self.drugs is None:
            return self.by_word
        drugs = _entered(self.drugs())
        words = {**self.by_word, **drugs}
        return {word: _merged(drugs.get(word, ()), self.by_word.get(word, ())) for word in words}

    def _begun(self, words: Sequence[Word], spot: int) -> Sequence[Entry]:
        """The names that begin at a spot, or only seem to, the longest first; of these, those of drugs."""
        known = self.by_word.get(words[spot].folded, ())
        if self.opening is None and self.further is None:
            return known
        drugs = self.opening(words[spot].folded) if self.opening else ()
        more = self.further([word.folded for word in words[spot : spot + _LOOKED_UP]]) if self.further else ()
        return _merged(drugs, known, more)

    def near(self, words: Sequence[Word], spot: int) -> tuple[int, tuple[str, ...]]:
        """The name that a misspelt one at a spot most resembles: how many words it has, and how they are spelt."""
        if not correctable(words[spot]):
            return 0, ()
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for first in self.whole:
            if distance(words[spot].folded, first) is not None:
                for name, _ in self.whole[first]:
                    off = letters_off(words[spot : spot + len(name)], name)
                    if off and NOT_NAMES.isdisjoint(name) and name[0] not in EVERYDAY:
                        found.append((-len(name), off, name))
        return (-min(found)[0], min(found)[2]) if found else (0, ())

    def headed(self, word: str) -> list[Hit]:
        """What a word alone stands for: classes whose name ends in it (vaccine), or the agent whose name of two words it begins."""
        if len(word) < 5 or not word.isalpha():
            return []
        classes = {hit.key: hit for name, hit in self._names("class") if len(name) > 1 and name[-1] == word}
        agents = {hit.key: hit for name, hit in self._names(DRUG) if hit.name == hit.label and len(name) == 2 and name[0] == word}
        return list((classes or agents).values())

    def holding(self, kind: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """Entities of a kind with a name that holds these words in a row."""
        size = len(words)
        spots = ((name, spot, hit) for name, hit in self._names(kind) for spot in range(len(name) - size + 1))
        return tuple(dict.fromkeys(f"{hit.kind}/{hit.key}" for name, spot, hit in spots if name[spot : spot + size] == words))

    def kinds_of(self, entities: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
        """Entities of the same kind whose name ends in a name of these (pulmonary infection), or offers it as a choice (CR or CRi).

        What askers say for them counts only where it was ``said``: who asks for deaths does not ask for survival.
        """
        loosely = {(entity, words_of(phrase)) for entity, phrase in phrases()}
        kinds = {entity.partition("/")[0] for entity in entities}
        named = ((name, f"{hit.kind}/{hit.key}") for name, hit in self._names(*kinds))
        own = {name for name, entity in named if entity in entities and (name == said or (entity, name) not in loosely)}
        found = []
        for name, hit in self._names(*kinds):
            if any(_is_kind(name, one) for one in own) or not own.isdisjoint(_choices(hit.name)):
                found.append(f"{hit.kind}/{hit.key}")
        return tuple(dict.fromkeys(found))

    def _names(self, *kinds: str) -> Iterator[Entry]:
        """The names of some kinds."""
        for names in (self.whole if DRUG in kinds else self.by_word).values():
            yield from (entry for entry in names if entry[1].kind in kinds)


def _is_kind(name: tuple[str, ...], of: tuple[str, ...]) -> bool:
    """Whether a name ends in another, and does not deny it (non-hematological toxicity)."""
    return name[-len(of) :] == of and name[-len(of) - 1 : -len(of)] not in (("non",), ("no",), ("without",))


def _choices(name: str) -> list[tuple[str, ...]]:
    """The parts of a name that offers a choice, such as ``CR, CRi or PR``."""
    parts = re.split(r"/|,|\bor\b", name)
    return [words_of(part) for part in parts] if len(parts) > 1 else []


def _allowed(hit: Hit, words: Sequence[Word], before: str, loosely: bool) -> bool:
    """Whether a name may stand here: everyday words and figures need more to be taken for names."""
    if len(words) > 1:
        return True
    word = words[0]
    if hit.kind == "document":
        return word.typed[:1].isupper() or (before in AUTHORS and word.folded not in filler())
    if word.folded in EVERYDAY:
        return word.typed == hit.name or before in EVERYDAY[word.folded]
    return not word.folded.isdigit() and (loosely or word.folded not in NOT_NAMES)


_NEVER_ASKED = ("claim", "arm", "population", "regimen")

NUMEROUS = ("study", "document")
"""Kinds of which a registry has more than a lexicon should hold."""

MANY = 5_000

_WORDS = 10_000
"""Words whose drugs are remembered."""

_LOOKED_UP = 8
"""Words of the longest name that is looked up."""


def _wanted(hit: Hit) -> bool:
    if hit.kind == "concept":
        return hit.key.partition(".")[0] in SCHEMES and hit.key not in _NEVER
    if hit.kind == "document":
        return hit.name in (hit.label, hit.key)
    return hit.kind not in _NEVER_ASKED


def _spelt(hit: Hit) -> Iterator[tuple[str, ...]]:
    """Every form in which a name may be typed."""
    words, *glued = cuts(hit.name)
    yield words
    if hit.kind == "document" and len(words) > 1 and re.fullmatch(r"\d{4}", words[-1]) and (hit.name == hit.key or len(words[0]) > 3):
        yield words[:1]
    if hit.kind == "document" and hit.name == hit.label and "et" in words:
        yield tuple(word for word in words if word not in ("et", "al"))
        yield (*words[: words.index("et")], "et", "al")
        yield from ((*words[: words.index("et")], noun) for noun in ("study", "trial", "paper", "team", "group"))
    if hit.kind == "baseline" and len(words) > 1 and len(words[0]) > 2 and words[0] not in filler() | asked_words():
        yield words[:1]
    if hit.kind == "class" and words[-1:] == ("agent",):
        yield from ((*words[:-1], noun) for noun in ("drug", "therapy", "treatment", "medicine"))
    if hit.kind == "family" and words[-1:] == ("based",):
        yield words[:-1]
    if hit.kind != "document":
        yield from glued


def _phrases() -> Iterator[Hit]:
    for entity, phrase in phrases():
        kind, _, key = entity.partition("/")
        yield Hit(kind, key, phrase, phrase)
    for words in (cue for cues in (*cue_words().values(), tuple(noun_words())) for cue in cues if len(cue) > 1):
        yield Hit(CUE, " ".join(words), " ".join(words), " ".join(words))


def build_lexicon(hits: Iterable[Hit], acted_on: Iterable[str] = (), parts: Mapping[str, Parts] | None = None) -> Lexicon:
    """A lexicon of these names."""
    return Lexicon(_entered(chain(filter(_wanted, hits), _phrases())), frozenset(acted_on), parts or {})


def _entered(hits: Iterable[Hit]) -> dict[str, list[Entry]]:
    """Names by their first word, longest first."""
    table: dict[str, list[Entry]] = defaultdict(list)
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    for hit in hits:
        for words in _spelt(hit):
            if words and (words, hit.kind, hit.key) not in seen:
                seen.add((words, hit.kind, hit.key))
                table[words[0]].append((words, hit))
    for names in table.values():
        names.sort(key=_length, reverse=True)
    return dict(table)


def read_lexicon(names: Names, acted_on: Iterable[str] = (), parts: Mapping[str, Parts] | None = None) -> Lexicon:
    """The lexicon of a release. Where studies or documents are too many, theirs are looked up when a question has such a word."""
    kinds = {kind: many for kind, many in names.kinds().items() if kind not in _NEVER_ASKED}
    numerous = tuple(kind for kind in NUMEROUS if kinds.get(kind, 0) > MANY)
    made = build_lexicon(names.all(kind for kind in kinds if kind not in (DRUG, *numerous)), acted_on, parts)

    @lru_cache(maxsize=_WORDS)
    def opening(word: str) -> Sequence[Entry]:
        return _entered(names.begun(word)).get(word, ())

    made = replace(made, opening=opening, drugs=lambda: names.all((DRUG,)))
    if not numerous:
        return made

    def further(words: Sequence[str]) -> list[Entry]:
        beginnings = [words[:length] for length in range(1, len(words) + 1)]
        texts = {join(beginning) for beginning in beginnings for join in (" ".join, "".join)}
        return [(spelt, hit) for hit in filter(_wanted, names.called(sorted(texts), numerous)) for spelt in _spelt(hit)]

    return replace(made, further=further)


def is_filler(word: Word) -> bool:
    """Whether a word, or the verb it is a form of, asks for nothing by itself."""
    return not filler().isdisjoint(verb_forms(word.folded))
