"""Resolving: a name that may stand for several things to the one that the kind of answer asked for has use for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.combine import Chip
from kb.understand.intents import ENDS
from kb.understand.lexicon import Lexicon
from kb.understand.phrases import cue_words, filler
from kb.understand.scanning import Mention, Scan

SCHEME_FILTERS = {
    "status": "status", "country": "country", "setting": "setting", "line": "line", "age-group": "age", "fitness": "fitness",
    "transplant": "transplant", "disease": "disease", "study-kind": "kind", "design": "design",
}  # fmt: skip
"""Filters of a combination by the scheme of their terms, in order of preference."""

_STATED = ("topic", "direction", "evidence-kind", "voice")
_SCHEMES: dict[str, tuple[str, ...]] = {
    "claims": _STATED,
    "results": ("statistic", *_STATED),
    "overview": _STATED,
    "adverse-events": ("relatedness", "voice"),
    "baseline": ("statistic", "voice"),
    "events": ("event-kind",),
    "parameters": ("parameter",),
    "doses": ("dose-basis",),
    "discrepancies": ("severity", "rule"),
    "trials": ("direction", "event-kind"),
    "untried": ("direction",),
}
"""Schemes whose terms tell answers of a kind apart, beside the filters."""

_BEFORE_FILTERS = frozenset({"claims", "events", "parameters", "doses", "discrepancies"})
"""Kinds of answer in which a term that could be a filter too is one of their own."""

_COMPARING = frozenset({("compare",), ("compared",), ("comparison",), ("versus",), ("vs",)})

Entities = tuple[str, ...]


@dataclass
class Part:
    """A chip as it is put together: choices, and further choices of each of which the same component must be one."""

    any_of: list[str]
    also: list[list[str]] = field(default_factory=list)

    @property
    def chip(self) -> Chip:
        """The chip, each choice once."""
        return Chip(tuple(dict.fromkeys(self.any_of)), also=tuple(tuple(dict.fromkeys(choice)) for choice in self.also))


class Resolver:
    """Takes mentions one by one and puts what they stand for where it belongs: chips, filters, terms or things."""

    def __init__(self, intent: str, lexicon: Lexicon, scan: Scan) -> None:
        self.intent, self._lexicon, self._scan = intent, lexicon, scan
        # A dose is one of one drug; what is compared is told of one or the other.
        self._alternatives = intent == "doses" or (intent != "trials" and not scan.said.isdisjoint(_COMPARING))
        self.chips: list[Part] = []
        self.excluded: list[Part] = []
        self._listed: list[Part] = []
        self._aimed: Part | None = None
        self._before: tuple[str, ...] = ()
        # A regimen with a further drug is another regimen: then any arm that holds both is meant.
        self._with_drugs = intent in ("results", "adverse-events") and any(mention.of("agent", "class") for mention in scan.mentions)
        self.filters: dict[str, list[str]] = {}
        self.terms: dict[str, list[str]] = {}
        self.things: dict[tuple[str, bool], list[str]] = {}
        self.unknown: list[str] = []

    def take(self, mention: Mention) -> None:
        """Put what a name stands for where it belongs."""
        for way in (
            self._end,
            self._asking,
            self._baseline,
            self._endpoint,
            self._chip,
            self._regimen,
            self._named_thing,
            self._term,
            self._outcome,
            self._biomarker,
        ):
            if way(mention):
                return
        if not set(mention.words) <= filler():
            self.unknown.append(" ".join(mention.words))

    def _end(self, mention: Mention) -> bool:
        """In a question for ways, each name is an end by itself."""
        entities = next(filter(None, (mention.of(kind) for kind in ENDS)), ()) if self.intent == "ways" else ()
        if entities:
            self._put(f"end {len(self.things)}", mention, entities)
        return bool(entities)

    def _asking(self, mention: Mention) -> bool:
        """Words that tell what is asked for limit nothing, though an outcome or a status is called the same."""
        kinds = {hit.key.partition(".")[0] if hit.kind == "concept" else hit.kind for hit in mention.hits}
        figures = self._scan.figures
        asked_of_one = figures.trials or "completed-before" in figures.filters or any(other.of("study") for other in self._scan.mentions)
        if kinds == {"status"} and asked_of_one:
            return True
        cue = mention.words in cue_words().get(self.intent, ()) or (mention.cue and self._scan.asked == self.intent)
        if self.intent == "events":
            return cue and kinds <= {"status", "parameter"}
        return self.intent == "adverse-events" and cue and kinds <= {"outcome", "term"}

    def _baseline(self, mention: Mention) -> bool:
        if self.intent == "baseline" and (rows := mention.of("baseline")):
            self._put("baseline", mention, rows)
            return True
        return False

    def _endpoint(self, mention: Mention) -> bool:
        """In a question for an endpoint, an outcome; a name in part stands for every outcome that holds it."""
        if not (self._scan.endpoint and self.intent == "trials"):
            return False
        outcomes = mention.of("outcome") or (() if mention.of("agent", "class") else self._lexicon.holding("outcome", mention.words))
        self._filter("endpoint", mention, outcomes)
        return bool(outcomes)

    def _chip(self, mention: Mention) -> bool:
        targets = () if mention.marked else tuple(target for target in mention.of("target") if target in self._lexicon.acted_on)
        for entities in (mention.of("agent"), mention.of("class"), targets):
            if entities:
                self._put_chip(entities, mention)
                self._before = mention.words
                return True
        return False

    def _put_chip(self, entities: Entities, mention: Mention) -> None:
        """A new chip, or a further choice of the last; in 'a, b or c' the commas part choices too."""
        place = self.excluded if mention.negative else self.chips
        if self._joined(entities, mention, place):
            return
        if place and (mention.link == "or" or self._alternatives):
            while self._listed and self._listed[-1] is place[-1] and len(place) > 1:
                last = place.pop()
                self._listed.pop()
                place[-1].any_of += last.any_of
            place[-1].any_of += entities
            return
        place.append(Part([*entities]))
        if mention.link == ",":
            self._listed.append(place[-1])

    def _joined(self, entities: Entities, mention: Mention, place: list[Part]) -> bool:
        """Whether a name and the one before are one chip: a class, and what its members act on."""
        aimed, self._aimed = self._aimed, None
        if not place:
            return False
        last = place[-1]
        further = aimed is last and entities[0].startswith("target/")
        if further and mention.link == "or":
            last.also[-1] += entities
        elif (further or mention.aim == "at") and self._acting(last.any_of, entities):
            last.also.append([*entities])
        elif mention.aim == "from" and mention.link != "or" and not last.also and self._modifies(entities, targets := self._targets(last)):
            last.any_of, last.also = [*entities], [targets]
        else:
            return False
        self._aimed = last if entities[0].startswith("target/") else None
        return True

    def _acting(self, acting: Sequence[str], targets: Sequence[str]) -> bool:
        """Whether some are classes, and the others targets that some of their members act on."""
        of_kind = all(one.startswith("class/") for one in acting) and all(one.startswith("target/") for one in targets)
        return of_kind and any(self._lexicon.hierarchy.common(one, target) for one in acting for target in targets)

    def _modifies(self, entities: Entities, targets: list[str]) -> bool:
        """Whether targets said before a class tell of it: not where it has targets of its own, as in 'anti-PD-1 anti-CTLA-4'."""
        return bool(targets) and self._acting(entities, targets) and not any(map(self._lexicon.hierarchy.acted_on, entities))

    def _targets(self, part: Part) -> list[str]:
        """The targets of a chip that a name goes with: those it names, or CD33 of 'anti-CD33 antibody-drug conjugates'."""
        named = [one for one in part.any_of if one.startswith("target/")]
        return named or [target for one in part.any_of for target in self._lexicon.hierarchy.acted_on(one) if self._before[:1] == ("anti",)]

    def _regimen(self, mention: Mention) -> bool:
        named = mention.of("family", "regimen-name")
        if not named:
            return False
        among_arms = self.intent in ("trials", "agents", "targets", "regimens")
        if among_arms and mention.link == "or":
            return False
        if among_arms or (named == mention.of("regimen-name") and (mention.based or self._with_drugs)):
            parts = self._lexicon.parts[named[-1] if "regimen-name" in named[-1] else named[0]]
            (self.excluded if mention.negative else self.chips).extend(Part([part]) for part in parts.held)
            self.excluded += [Part([part]) for part in parts.lacking]
        else:
            self._put("regimen", mention, named)
        return True

    def _named_thing(self, mention: Mention) -> bool:
        for kind in ("study", "document"):
            if entities := mention.of(kind):
                if self.intent == "trials":
                    self._filter(kind, mention, entities)
                else:
                    self._put(kind, mention, entities)
                return True
        return False

    def _term(self, mention: Mention) -> bool:
        """A term of a list: a filter of studies, or what tells rows of statements apart."""
        schemes: dict[str, list[str]] = {}
        for entity in mention.of("concept"):
            scheme, _, key = entity.removeprefix("concept/").partition(".")
            schemes.setdefault(scheme, []).append(key)
        if self.intent in ("results", "adverse-events") and mention.of("outcome", "term"):
            return False
        own = _SCHEMES.get(self.intent, ())
        for scheme in (*own, *SCHEME_FILTERS) if self.intent in _BEFORE_FILTERS else (*SCHEME_FILTERS, *own):
            if scheme in schemes:
                self._put_term(scheme, schemes[scheme], mention)
                return True
        return False

    def _put_term(self, scheme: str, keys: list[str], mention: Mention) -> None:
        if scheme in SCHEME_FILTERS:
            self._filter(SCHEME_FILTERS[scheme], mention, tuple(keys))
        elif self.intent == "trials":
            self._filter({"event-kind": "event"}.get(scheme, scheme), mention, tuple(keys))
        else:
            self.terms.setdefault(scheme, []).extend(keys)

    def _outcome(self, mention: Mention) -> bool:
        """An outcome or adverse event; one that ends in the words said is a kind of it (pulmonary infection of infection)."""
        kind = next((kind for kind in (("term", "outcome") if self.intent != "results" else ("outcome", "term")) if mention.of(kind)), "")
        entities = mention.of(kind)
        if not kind and self.intent in ("results", "overview"):
            kind, entities = "outcome", self._lexicon.holding("outcome", mention.words)
        if not entities:
            return False
        entities = tuple(dict.fromkeys((*entities, *self._lexicon.kinds_of(entities, mention.words))))
        if self.intent == "trials":
            self._filter(
                {"term": "adverse-event"}.get(kind) or ("outcome" if ("reported",) in self._scan.said else "endpoint"), mention, entities
            )
        else:
            self._put(
                kind, mention, entities if self.intent != "claims" else tuple(dict.fromkeys((*entities, *mention.of("term", "outcome"))))
            )
        return True

    def _biomarker(self, mention: Mention) -> bool:
        targets = mention.of("target")
        self._filter("biomarker", mention, targets)
        return bool(targets)

    def _filter(self, name: str, mention: Mention, values: Entities) -> None:
        mark = "!" if mention.negative else ""
        if values:
            self.filters.setdefault(name, []).extend(mark + value.rpartition("/")[2] for value in values)

    def _put(self, group: str, mention: Mention, entities: Entities) -> None:
        """Things of one group are alternatives: 'nausea and vomiting' asks for the rows of both."""
        self.things.setdefault((group, mention.negative), []).extend(entities)
