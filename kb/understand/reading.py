"""Reading: the words of a question, left to right, to chips, filters and what is asked for; what was not understood is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.combine import Chip, Combination
from kb.lookup import Hit
from kb.understand.grammar import EXCLUDE, FILLER, INTENTS, JOIN_OR, take_figures
from kb.understand.lexicon import Lexicon, Word, split_question

CHIP_KINDS = ("agent", "class", "target")
SCHEME_FILTERS = {
    "status": "status", "country": "country", "setting": "setting", "line": "line", "age-group": "age", "fitness": "fitness",
    "disease": "disease", "study-kind": "kind",
}  # fmt: skip
"""Filters of a combination by the scheme of their terms."""


@dataclass(frozen=True)
class Understood:
    """What a question was taken to mean.

    ``about`` holds entities that limit the answer but are no part of a regimen (outcomes, adverse events, families, studies), by
    kind; ``terms`` holds terms of other lists (topic, severity) by scheme. ``corrected`` tells which words were read as others,
    ``unknown`` which were not understood.
    """

    intent: str
    combination: Combination
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    grades: tuple[str, ...] = ()
    reference_numbers: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was found that could be asked for."""
        asked = self.combination.all_of or self.combination.none_of or self.combination.filters or self.about or self.terms
        return not (asked or self.grades or self.reference_numbers or self.intent not in ("trials", ""))


@dataclass
class _Reading:
    """What has been read so far."""

    chips: list[list[str]] = field(default_factory=list)
    excluded: list[list[str]] = field(default_factory=list)
    about: dict[str, list[str]] = field(default_factory=dict)
    terms: dict[str, list[str]] = field(default_factory=dict)
    filters: dict[str, list[str]] = field(default_factory=dict)
    excluding: bool = False
    joining: bool = False
    last: list[str] | None = None

    def take(self, hits: list[Hit]) -> None:
        """Put what a name stands for where it belongs."""
        hit = hits[0]
        entity = f"{hit.kind}/{hit.key}"
        if hit.kind in CHIP_KINDS:
            same = [f"{other.kind}/{other.key}" for other in hits if other.kind == hit.kind]
            self._take_chip(same)
        elif hit.kind == "concept":
            scheme, _, key = hit.key.partition(".")
            place = self.filters if scheme in SCHEME_FILTERS else self.terms
            place.setdefault(SCHEME_FILTERS.get(scheme, scheme), []).append(key)
        else:
            self.about.setdefault(hit.kind, []).append(entity)
        self.joining = False

    def _take_chip(self, entities: list[str]) -> None:
        if self.joining and self.last is not None:
            self.last += entities
        else:
            self.last = list(entities)
            (self.excluded if self.excluding else self.chips).append(self.last)


def understand(text: str, lexicon: Lexicon) -> Understood:
    """What a question in plain words asks for."""
    figures, rest = take_figures(text)
    words = split_question(rest)
    reading = _Reading()
    corrected: list[tuple[str, str]] = []
    unknown: list[str] = []
    spot = 0
    while spot < len(words):
        length, hits = lexicon.at(words, spot)
        if length:
            reading.take(hits)
            spot += length
            continue
        word = words[spot]
        if word.folded in JOIN_OR:
            reading.joining = True
        elif word.folded in EXCLUDE:
            reading.excluding, reading.last = True, None
        elif word.folded in ("with", "and", "plus", "+"):
            reading.joining = False
            reading.excluding = reading.excluding and word.folded == "and"
        elif word.folded not in FILLER and not _is_cue(word) and len(word.folded) > 1:
            words[spot], fixed = _correct(word, lexicon)
            if fixed:
                corrected.append((word.typed, fixed))
                continue
            unknown.append(word.typed.strip("?,.;:!()\"'"))
        spot += 1
    for number in figures.get("nct", ()):
        reading.about.setdefault("study", []).append(f"study/{number}")
    return _finish(reading, figures, words, corrected, unknown)


def _correct(word: Word, lexicon: Lexicon) -> tuple[Word, str]:
    """A word read as the name it most resembles, where one is near enough."""
    if len(word.folded) < 5:
        return word, ""
    from rapidfuzz import process  # imported here: most questions are spelt right
    from rapidfuzz.distance import DamerauLevenshtein

    allowed = 1 if len(word.folded) < 8 else 2
    best = process.extractOne(word.folded, sorted(lexicon.vocabulary), scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
    return (Word(best[0], best[0]), best[0]) if best else (word, "")


def _is_cue(word: Word) -> bool:
    return any(word.folded in cues for _, cues in INTENTS)


def _intent(words: Iterable[Word], reading: _Reading, figures: dict[str, tuple[str, ...]]) -> str:
    """What is asked for: the first kind of answer with a cue among the words, else what the names found suggest."""
    said = {word.folded for word in words}
    trial_words = {"trial", "combine", "combined", "combining", "combination"}
    if reading.chips and said & trial_words and not said & {"reported", "report", "adverse", "toxicity", "dose", "why", "mechanism"}:
        return "trials"
    for intent, cues in INTENTS:
        if said & cues:
            return intent
    if "term" in reading.about or "grade" in figures:
        return "adverse-events"
    if reading.about.keys() & {"outcome", "family", "endpoint"}:
        return "results"
    if "topic" in reading.terms or "evidence-kind" in reading.terms:
        return "claims"
    return "trials"


def _finish(
    reading: _Reading,
    figures: dict[str, tuple[str, ...]],
    words: list[Word],
    corrected: list[tuple[str, str]],
    unknown: list[str],
) -> Understood:
    intent = _intent(words, reading, figures)
    filters = {name: tuple(dict.fromkeys(values)) for name, values in reading.filters.items()}
    filters |= {name: figures[name] for name in ("phase", "completed-before", "completed-after") if name in figures}
    about = {kind: tuple(dict.fromkeys(found)) for kind, found in reading.about.items()}
    if intent == "trials" and "outcome" in about:
        filters["endpoint"] = tuple(entity.partition("/")[2] for entity in about.pop("outcome"))
    combination = Combination(
        tuple(Chip(tuple(dict.fromkeys(chip))) for chip in reading.chips),
        tuple(Chip(tuple(dict.fromkeys(chip))) for chip in reading.excluded),
        filters,
    )
    terms = {scheme: tuple(dict.fromkeys(found)) for scheme, found in reading.terms.items()}
    return Understood(
        intent, combination, about, terms, figures.get("grade", ()), figures.get("reference", ()), tuple(corrected), tuple(unknown)
    )
