"""Recognition: what a printed entry names: agents, classes and regimens of the dictionary, each with the words that name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from loaders.registry.cell_products import products
from loaders.registry.dictionary import WALLS, Dictionary
from loaders.registry.entry_parts import Span, denied_spans, options, part_of, placebo_parts, segment
from loaders.registry.grafts import grafts
from loaders.registry.neighbours import fits, gap
from loaders.registry.other_names import by_other_names
from loaders.registry.qualifiers import Qualifier
from loaders.registry.recognised import MISSPELT, NONE, PART, PLACEBO, WHOLE, Given, Recognised
from loaders.registry.word_order import turned
from loaders.registry.words import Token, bridged, is_form, tokens

GRAFT = "class/hsct"
"""What all transplantations of stem cells belong to."""

CELLS = (GRAFT, "class/adoptive-cell-therapy")
"""The classes of all cells that are given, before which conditioning is."""

KILLERS = "class/nk-cell-therapy"
"""What all natural killer cells belong to."""

_CORD_BLOOD = "agent/umbilical-cord-blood"

UNNAMED = "class/supportive-care"
"""Standing alone it names nothing that is given: whatever care a patient needs."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A name found in a text."""

    entity: str
    start: int
    end: int
    misspelt: bool = False

    @property
    def span(self) -> Span:
        return self.start, self.end


class Recogniser:
    """Recognises entries by one dictionary. Entries come again and again, so that each is looked at once."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self.entry = lru_cache(maxsize=1 << 17)(self._entry)
        self.spelling = lru_cache(maxsize=1 << 17)(self._spelling)

    def _entry(self, name: str, other_names: tuple[str, ...] = ()) -> Recognised:
        """What the name of an intervention stands for; its other names are asked only where the name says nothing, or too little."""
        found = self.text(name, entry=True)
        return by_other_names(found, ((other, self.text(other, spelling=False)) for other in other_names), self.explains)

    def text(self, text: str, *, spelling: bool = True, running: bool = False, entry: bool = False) -> Recognised:
        """What a text names; with ``spelling``, also names that are misspelt; in ``running`` text, short names stand for nothing.

        In an ``entry`` of a list, abbreviations of three capitals or more stand for what they mean beside any word in small letters.
        """
        plain = bridged(text)
        acts = [_Spot(*one) for one in turned(plain, self._dictionary)]
        others = (spot for spot in self._spots(plain, running) if not any(act.start <= spot.start < act.end for act in acts))
        known = self._with_grafts(plain, sorted([*acts, *others], key=lambda spot: spot.start))
        if entry and any(sign.islower() for sign in plain):
            known = sorted([*known, *self._abbreviations(plain, known)], key=lambda spot: spot.start)
        if spelling:
            known = sorted([*known, *self._misspelt(plain, known)], key=lambda spot: spot.start)
        placebo = placebo_parts(text)
        refused = denied_spans(text, [spot.span for spot in known])
        kept = [spot for spot in known if spot.entity != UNNAMED and spot.span not in refused]
        kept = [spot for spot in kept if not any(start <= spot.start < end for start, end in placebo)]
        given = self._given(text, kept) if kept else ()
        if not given:
            return Recognised((), PLACEBO if placebo else NONE)
        rest = _beside(text, kept)
        return Recognised(given, self._how(kept, rest), len(given) > 1 and all(is_form(token) or token.key == "or" for token in rest))

    def explains(self, entity: str, named: set[str]) -> bool:
        """Whether a class says no more than what drugs named with it are."""
        return any(entity in self._dictionary.above.get(one, frozenset()) for one in named)

    def names_use(self, entity: str) -> bool:
        """Whether an entity is a class of what drugs are used for (``salvage chemotherapy``), not of what they are."""
        return entity.startswith("class/") and self._dictionary.axis(entity) == "use"

    def is_name(self, text: str) -> bool:
        """Whether a text is a name of the vocabulary, whole."""
        return "".join(token.key for token in tokens(text)) in self._dictionary.names

    def is_a(self, entity: str, *above: str) -> bool:
        """Whether an entity is one of these classes, or belongs to it."""
        return any(one == entity or one in self._dictionary.above.get(entity, frozenset()) for one in above)

    def whose(self, entity: str, text: str) -> str:
        """What a text makes of cells of which it is not told whose they are: a donor's or the patient's own; itself where both or none."""
        possible = self._whose(entity)
        words = {token.key for token in tokens(text)} if possible else set()  # most of what is given is no cells
        told = {one.stands_for for one in possible if one.words & words}
        return told.pop() if len(told) == 1 else entity

    def told_by(self, entity: str, named: Iterable[str]) -> bool:
        """Whether cells of which it is not told whose they are stand beside the same, told."""
        return not {one.stands_for for one in self._whose(entity)}.isdisjoint(named)

    def _whose(self, entity: str) -> list[Qualifier]:
        """What tells whose cells an entity is."""
        return [one for one in self._dictionary.qualifiers if one.entities == {entity} and self.is_a(one.stands_for, GRAFT, KILLERS)]

    def _with_grafts(self, text: str, known: list[_Spot]) -> list[_Spot]:
        """The spots, and transplantations that no name of the vocabulary tells; cord blood that is transplanted is one."""
        for start, end in grafts(text):
            within = [spot for spot in known if spot.start < end and start < spot.end]
            if all(spot.entity in (_CORD_BLOOD, GRAFT) for spot in within):
                known = sorted([_Spot(GRAFT, start, end), *(spot for spot in known if spot not in within)], key=lambda spot: spot.start)
        return known

    def _how(self, spots: list[_Spot], rest: list[Token]) -> str:
        if any(spot.misspelt for spot in spots):
            return MISSPELT
        return WHOLE if len(spots) == 1 and all(is_form(token) for token in rest) else PART

    def _spots(self, text: str, running: bool) -> Iterator[_Spot]:
        """Names in a text from left to right, at each place the longest."""
        words = tokens(text)
        whole = next(iter(self._dictionary.names.get("".join(word.key for word in words), ())), None)
        if whole and not running and (not whole.whole or whole.written_so(text)):
            yield _Spot(whole.entity, words[0].start, words[-1].end)  # a name with brackets or commas of its own
            return
        at = 0
        while at < len(words):
            if words[at].key not in self._dictionary.beginnings:  # as with most words of running text
                at += 1
                continue
            spot, width = self._longest(text, words, at, running)
            if spot:
                yield spot
            at += width

    def _longest(self, text: str, words: tuple[Token, ...], at: int, running: bool) -> tuple[_Spot | None, int]:
        key = ""
        windows: list[tuple[int, str, bool]] = []
        crossed = False
        for end in range(at, len(words)):
            key += words[end].key
            crossed = crossed or (end > at and any(sign in WALLS for sign in gap(text, words, end)))
            if key not in (self._dictionary.walled if crossed else self._dictionary.beginnings):
                break
            windows.append((end, key, crossed))
        for end, key, crossed in reversed(windows):
            names = [one for one in self._dictionary.names.get(key, ()) if not ((crossed and not one.walled) or (running and one.whole))]
            start, stop = words[at].start, words[end].end
            if fitting := next((name for name in names if fits(name, text, words, at, end)), None):
                return _Spot(fitting.entity, start, stop), end - at + 1
        return None, 1

    def _abbreviations(self, text: str, known: list[_Spot]) -> Iterator[_Spot]:
        """Abbreviations that stand beside other words: ``prophylactic DLI``."""
        for token in tokens(text):
            printed = text[token.start : token.end]
            if (
                printed.isupper()
                and printed.isalpha()
                and len(printed) > 2
                and not any(spot.start <= token.start < spot.end for spot in known)
            ):
                names = (name for name in self._dictionary.names.get(token.key, ()) if name.written_so(printed))
                yield from (_Spot(name.entity, token.start, token.end) for name in islice(names, 1))

    def _misspelt(self, text: str, known: list[_Spot]) -> Iterator[_Spot]:
        """Names of agents that words of the text misspell: one letter, or two in long names."""
        words = [token for token in tokens(text) if not any(spot.start <= token.start < spot.end for spot in known)]
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + _LONGEST_MISSPELT) if len(words[at].key) > _SHORTEST_MISSPELT else at + 1, at, -1):
                if end > at + 1 and len(words[end - 1].key) == 1:
                    continue  # "allogeneic T" misspells no name
                if name := self.spelling("".join(word.key for word in words[at:end])):
                    yield _Spot(self._dictionary.names[name][0].entity, words[at].start, words[end - 1].end, misspelt=True)
                    at = end - 1
                    break
            at += 1

    def _spelling(self, word: str) -> str:
        """The one known name that a word misspells; empty where there is none, or more than one."""
        allowed = 0 if not word.isalpha() or len(word) < 8 else 1 if len(word) < 11 else 2
        if not allowed or word in _WORDS_OF_THE_FIELD:
            return ""
        possible = self._dictionary.spellings.get(word[0], ())
        near = process.extract(word, possible, scorer=OSA.distance, score_cutoff=allowed, limit=3)
        alike = [(name, distance) for name, distance, _ in near if distance <= allowed]
        best = min((distance for _, distance in alike), default=0)
        nearest = {self._dictionary.names[name][0].entity: name for name, distance in alike if distance == best}
        return next(iter(nearest.values())) if len(nearest) == 1 else ""

    def _given(self, text: str, spots: list[_Spot]) -> tuple[Given, ...]:
        spots = list(dict.fromkeys(one for spot in self._qualified(text, spots) for one in self._cells(text, spot)))
        given: dict[str, Given] = {}
        for spot, option in zip(spots, options(text, [spot.span for spot in spots]), strict=True):
            kind, _, key = spot.entity.partition("/")
            for entity in self._dictionary.parts[key] if kind == "regimen-name" else (spot.entity,):
                given.setdefault(entity, Given(entity, option, text[spot.start : spot.end]))
        named = set().union(*(self._dictionary.above.get(entity, frozenset()) for entity in given))
        described = {segment(text, spot.start, joint=True) for spot in spots if not spot.entity.startswith("class/")}
        beside = {spot.entity for spot in spots if segment(text, spot.start, joint=True) in described}
        # A class that stands in the same words as an agent, or that a named one belongs to, only describes that agent.
        return tuple(one for entity, one in given.items() if not (entity.startswith("class/") and entity in beside | named))

    def _qualified(self, text: str, spots: list[_Spot]) -> list[_Spot]:
        """The spots, those that words beside them make another agent put together as that agent."""
        for qualifier in self._dictionary.qualifiers:
            named = [spot for spot in spots if spot.entity in qualifier.entities]
            if {spot.entity for spot in named} != qualifier.entities:
                continue
            if _explained(text, [spot for spot in spots if spot.entity == qualifier.stands_for], named):
                spots = [spot for spot in spots if spot not in named]
                continue
            for together in [named] if len(qualifier.entities) > 1 else [[spot] for spot in named]:
                if self._makes(qualifier, text, together):
                    whole = _Spot(qualifier.stands_for, together[0].start, together[-1].end, any(spot.misspelt for spot in together))
                    spots = sorted([whole, *(spot for spot in spots if spot not in together)], key=lambda spot: spot.start)
        return spots

    def _makes(self, qualifier: Qualifier, text: str, named: list[_Spot]) -> bool:
        """Whether words beside what is named make it another agent."""
        formulation = len(named) == 1 and GRAFT not in self._dictionary.above.get(qualifier.stands_for, frozenset())
        start = segment(text, named[0].start, joint=formulation)[0]  # oral A with B says nothing of B
        end = segment(text, named[-1].start, joint=formulation)[1]
        if formulation:  # "everolimus in oral doses, then azacitidine" says nothing of azacitidine either
            start, end = max(start, named[0].start - _NEAR), min(end, named[0].end + _NEAR)
        return not qualifier.words.isdisjoint(token.key for token in tokens(text[start:end]))

    def _cells(self, text: str, spot: _Spot) -> list[_Spot]:
        """A name of cells as the products that the entry means by it."""
        found = products(spot.entity, text, spot.span, self._dictionary)
        if found in ((), (spot.entity,)):
            return [spot]
        return [_Spot(one, *part_of(text, spot.span), spot.misspelt) for one in found]


_WORDS_OF_THE_FIELD = frozenset("granulocyte immunoglobulin prothrombin vasopressor erythropoiesis cytotherapy".split())
"""Words that come near a name and misspell none."""

_OPENS = re.compile(r"\s*[(\[]\s*")

_NEAR = 25
"""Signs between a drug's name and the word that tells its formulation, at most."""

_SHORTEST_MISSPELT = 3
"""Letters that the first of several words must exceed, so that abbreviations begin no misspelt name."""

_LONGEST_MISSPELT = 3
"""Words of a name that may be misspelt as a whole."""


def _explained(text: str, whole: list[_Spot], parts: list[_Spot]) -> bool:
    """Whether a bracket behind a name holds the names of what it is made of: ``CPX-351 (cytarabine:daunorubicin)``."""
    return len(parts) > 1 and any(one.end <= parts[0].start and _OPENS.fullmatch(text[one.end : parts[0].start]) for one in whole)


def _beside(text: str, spots: list[_Spot]) -> list[Token]:
    """The words of a text that belong to no name."""
    return [token for token in tokens(text) if not any(spot.start <= token.start < spot.end for spot in spots)]
