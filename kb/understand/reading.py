"""Reading: what a question mentions to chips, filters and things, by the kind of answer it asks for; what was not understood is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.combine import Combination
from kb.errors import BadInput
from kb.understand.intents import intent_of
from kb.understand.lexicon import Lexicon
from kb.understand.resolving import Resolver
from kb.understand.scanning import Scan, scan
from kb.understand.sought import Sought, bare

LONGEST_QUESTION = 2000
"""Characters of a question."""


@dataclass(frozen=True)
class Thing:
    """Entities that limit an answer and are no part of a combination; any of them will do."""

    entities: tuple[str, ...]
    negative: bool = False


@dataclass(frozen=True)
class Understood:
    """What a question was taken to mean.

    ``things`` limit the answer but are no part of a regimen (outcomes, adverse events, families, studies, documents); ``terms``
    holds terms of other lists (topic, severity) by scheme. ``times``, ``percents``, ``years`` and ``places`` limit the figures.
    ``sought`` are figures to look up where they are printed. ``corrected`` tells which words were read as others, ``unknown`` which
    were not understood, ``parts`` which of these stand where a drug or another name must: without them it is another question; and
    ``idle`` which stand where none can: a question whose noun tells what is asked for is answered without them.
    ``counting`` says that it asks how many; ``beside`` what is to be printed with the figures.
    """

    intent: str
    combination: Combination
    things: tuple[Thing, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grades: tuple[str, ...] = ()
    reference_numbers: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    percents: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sought: tuple[Sought, ...] = ()
    parts: tuple[str, ...] = ()
    counting: bool = False
    beside: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()

    @property
    def about(self) -> dict[str, tuple[str, ...]]:
        """The entities of all things, by kind."""
        found: dict[str, tuple[str, ...]] = {}
        for entity in (entity for thing in self.things for entity in thing.entities):
            kind = entity.partition("/")[0]
            found[kind] = (*found.get(kind, ()), entity)
        return found

    @property
    def named(self) -> frozenset[str]:
        """Every entity that the question names."""
        chips = (entity for chip in self.combination.all_of for choice in (chip.any_of, *chip.also) for entity in choice)
        return frozenset((*chips, *(entity for thing in self.things if not thing.negative for entity in thing.entities)))

    @property
    def limited(self) -> bool:
        """Whether anything limits the answer."""
        asked = self.combination.all_of or self.combination.none_of or self.combination.filters or self.things or self.terms
        figures = self.grades or self.reference_numbers or self.times or self.percents or self.years or self.places or self.sought
        return bool(asked or figures or self.beside)

    @property
    def empty(self) -> bool:
        """Whether nothing was found that could be asked for, or only words that nobody knows limit what was."""
        return not self.limited and (not self.intent or not {*self.unknown} <= {*self.idle})


def understand(text: str, lexicon: Lexicon) -> Understood:
    """What a question in plain words asks for."""
    if len(text) > LONGEST_QUESTION:
        raise BadInput(f"the question is longer than {LONGEST_QUESTION} characters", mend="ask for one thing at a time")
    found = scan(text, lexicon)
    _sort_numbers(found)
    intent = intent_of(found)
    resolver = Resolver(intent, lexicon, found)
    for mention in found.mentions:
        resolver.take(mention)
    return _finish(found, intent, resolver)


def _sort_numbers(found: Scan) -> None:
    """A whole number without a unit is looked up where nothing else is asked for; elsewhere nobody knows what it counts."""
    if found.mentions or found.unknown or found.figures.sought:
        found.unknown += [number for number in found.numbers if len(number) > 1]
    else:
        found.figures.sought = tuple(bare(number) for number in dict.fromkeys(found.numbers))


def _finish(found: Scan, intent: str, resolver: Resolver) -> Understood:
    figures = found.figures
    filters = {name: tuple(dict.fromkeys(values)) for name, values in resolver.filters.items()} | figures.filters
    things = [Thing(tuple(dict.fromkeys(entities)), negative) for (_, negative), entities in resolver.things.items()]
    if figures.trials:
        studies = tuple(f"study/{number}" for number in figures.trials)
        if intent == "trials" and (resolver.chips or resolver.excluded):
            filters["study"] = figures.trials
        else:
            things += [Thing((study,)) for study in studies] if intent == "ways" else [Thing(studies)]
    combination = Combination(
        tuple(part.chip for part in resolver.chips),
        tuple(part.chip for part in resolver.excluded),
        filters,
    )
    terms = {scheme: tuple(dict.fromkeys(values)) for scheme, values in resolver.terms.items()}
    if intent == "endpoints" and found.roles:
        terms["endpoint-role"] = found.roles
    return Understood(
        intent, combination, tuple(things), terms, figures.grades, figures.references, tuple(found.corrected),
        tuple(dict.fromkeys((*found.unknown, *resolver.unknown))), figures.times, figures.percents, figures.years, figures.places,
        figures.sought, tuple(dict.fromkeys(found.parts)), found.counting, figures.beside,
        tuple(dict.fromkeys(found.idle)) if found.asked == intent else (),
    )  # fmt: skip
