"""Answers: a question in plain words, how it was understood, the SPARQL that was run, the rows, and what nearly fitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kb.answer_endpoints import QUESTION as ENDPOINTS
from kb.answer_endpoints import asks_for_endpoints, endpoint_rows
from kb.answer_relaxed import one_less
from kb.answer_rows import Later, flat, in_order
from kb.answer_studies import StudyFacts, per_study
from kb.answer_untried import FAILED_STUDIES, failed_studies, untried, untried_left_out
from kb.answer_untried import QUESTION as UNTRIED_PAIRS
from kb.answer_ways import WaysFound, ways_between
from kb.answer_words import chip_words, in_words, listed
from kb.base import Base
from kb.combine import Combination, Matches, NearMiss, like, studies_of
from kb.evidence_map import FAILED, UNTRIED
from kb.statement_query import statement_query
from kb.understand import Understood, understand

NOT_UNDERSTOOD = "I did not understand the question: it names no drug, class, target, outcome or other thing that the base knows."

UNKNOWN_PART = -1
"""What stands for the place of a chip that nobody knows."""

_OF_OWN_ANSWER = ("endpoints", "untried", "failed", "ways")
"""Kinds of question that no table of statements answers; where they cannot be answered as asked, studies are offered."""

_OF_ARMS = ("trials", "overview", "things", "agents", "targets", "regimens")
"""Kinds of question that ask what is given, so that a part nobody knows leaves near misses."""

__all__ = ["UNKNOWN_PART", "Answer", "StudyFacts", "answer", "chip_words", "combine", "flat", "in_order", "in_words", "likenesses"]


@dataclass(frozen=True)
class Answer:
    """What ``kb ask`` and the question box give. ``rows`` are flat; for a combination there is one row a study.

    ``not_applied`` names what was understood but could not be asked of the table that answers; ``hints`` are sentences that help
    on, such as names like one that nobody knows. ``matches`` are those of a combination, from which its rows were made;
    ``library`` is the question of the library that gave the rows, where one did, and ``ways`` what leads from one thing to another.
    """

    question: str
    understood: Understood
    sentence: str
    sparql: str
    release: str
    table: str
    rows: Sequence[Mapping[str, Any]]
    near_misses: Sequence[Mapping[str, Any]] = ()
    tables: tuple[str, ...] = ()
    not_applied: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    matches: Matches | None = None
    library: str = ""
    ways: WaysFound | None = None

    def as_json(self) -> dict[str, Any]:
        """The answer as one JSON object."""
        told = self.understood
        return {
            "question": self.question,
            "understood": {
                "sentence": self.sentence,
                "kind": told.intent,
                "all_of": [list(chip.any_of) for chip in told.combination.all_of],
                "also": [[list(choice) for choice in chip.also] for chip in told.combination.all_of],
                "none_of": [list(chip.any_of) for chip in told.combination.none_of],
                "filters": {name: list(values) for name, values in told.combination.filters.items()},
                "about": {kind: list(found) for kind, found in told.about.items()},
                "terms": {scheme: list(found) for scheme, found in told.terms.items()},
                "grades": list(told.grades),
                "references": list(told.reference_numbers),
                "figures": [
                    *told.times,
                    *told.percents,
                    *told.years,
                    *told.places,
                    *told.beside,
                    *(sought.words for sought in told.sought),
                ],
                "corrected": [{"typed": typed, "read_as": read} for typed, read in told.corrected],
                "not_understood": list(told.unknown),
                "parts_not_known": list(told.parts),
                "not_applied": list(self.not_applied),
                "hints": list(self.hints),
            },
            "sparql": self.sparql,
            "release": self.release,
            "rows": [dict(row) for row in self.rows],
            "near_misses": [dict(row) for row in self.near_misses],
        }


def answer(base: Base, question: str) -> Answer:
    """The answer to a question in plain words; one that is not understood has no rows and says so."""
    # Half a character, as a shell may hand it on, could not be written back.
    question = question.encode("utf-8", "replace").decode()
    understood = understand(question, base.lexicon)
    if understood.empty:
        hints = likenesses(base, understood.parts)
        return Answer(question, understood, NOT_UNDERSTOOD, "", base.release.version, "", (), hints=tuple(hints))
    if understood.parts:
        return _without_part(base, question, understood)
    if understood.intent in ("untried", "failed"):
        return _of_map(base, question, understood)
    if understood.intent == "trials" and not understood.things:
        return combine(base, understood.combination, question, understood)
    if understood.intent == "ways":
        return _ways(base, question, understood)
    found = _endpoints(base, question, understood) if asks_for_endpoints(understood) else None
    return found or _statements(base, question, understood)


def combine(base: Base, combination: Combination, question: str = "", understood: Understood | None = None) -> Answer:
    """The studies of a combination, one row a study, each with its reasons and its place."""
    found = base.match(combination)
    told = understood or Understood("trials", combination)
    rows = Later(lambda: per_study(base, found.matches, said=found.said))
    near = Later(lambda: per_study(base, found.near_misses, combination.all_of))
    sentence = in_words(base, told)
    hints = () if found.matches else tuple(f"Without {words} {_fit(_count(base, less))}." for words, less in one_less(base, told))
    return Answer(
        question, told, sentence, found.sparql, base.release.version, "trials", rows, near, ("trials",), hints=hints, matches=found
    )


def _count(base: Base, understood: Understood) -> int:
    return len(studies_of(base.match(understood.combination).matches))


def _fit(number: int) -> str:
    return "one study fits" if number == 1 else f"{number} studies fit" if number else "no study fits"


def _without_part(base: Base, question: str, understood: Understood) -> Answer:
    """No rows where nobody knows a part of what is asked: without it the question is another, whose answer is only offered."""
    names = listed(f"'{part}'" for part in understood.parts)
    combination = understood.combination
    if understood.intent in _OF_ARMS and not understood.things and (combination.all_of or combination.none_of):
        told = replace(understood, intent="trials")
        found = base.match(combination)
        near = tuple(NearMiss(one.study, one.arm, UNKNOWN_PART, one.reasons) for one in found.matches)
        rows = per_study(base, near, unknown=names)
        offer = f"Without {names} {_fit(len(rows))}{': see the near misses' if rows else ''}."
        release, sentence = base.release.version, in_words(base, told)
        matches = Matches(found.sparql, (), near)
        made = Answer(question, told, sentence, found.sparql, release, "trials", (), rows, ("trials",), matches=matches)
    else:
        made = _statements(base, question, understood)
        offer = _offered(f"Without {names}", len(made.rows))
        made = replace(made, rows=())
    refused = f"Nothing answers this as asked: the base does not know {names}. What it knows of the question: "
    return replace(made, sentence=refused + made.sentence, hints=(*likenesses(base, understood.parts), offer))


def likenesses(base: Base, words: tuple[str, ...]) -> dict[str, tuple[str, list[str]]]:
    """For each unknown word a sentence on names that are spelt much like it, with the word and those names."""
    found = {}
    for word in words:
        near = like(base.names, word)
        told = f"Did you mean {' or '.join(near)} for '{word}'?" if near else f"No drug, class or target has a name like '{word}'."
        found[told] = (word, near)
    return found


def _of_map(base: Base, question: str, understood: Understood) -> Answer:
    """The untried pairs, or the studies in which something failed, as the evidence map defines them."""
    if understood.intent == "untried":
        found, library, means = untried(base, understood), UNTRIED_PAIRS, UNTRIED
    else:
        found, library, means = failed_studies(base, understood), FAILED_STUDIES, FAILED
    hints = tuple(filter(None, (found.remark,)))
    left_out = untried_left_out(understood)
    read = f"{len(base.documents_read)} documents were read for this base."
    sentence = f"{in_words(base, understood, (), left_out)} {means} {read}"
    made = Answer(question, understood, sentence, found.sparql, base.release.version, "", found.rows, library=library)
    return replace(made, not_applied=left_out, hints=hints)


def _endpoints(base: Base, question: str, understood: Understood) -> Answer | None:
    """How endpoints are defined, where a study tells; of a registered trial it is the table of trials that tells its endpoint."""
    sparql, rows = endpoint_rows(base, understood)
    if not rows:
        return None
    sentence = in_words(base, understood, ())
    return Answer(question, understood, sentence, sparql, base.release.version, "", rows, library=ENDPOINTS)


def _ways(base: Base, question: str, understood: Understood) -> Answer:
    """The steps of the ways between two things."""
    found, release = ways_between(base, understood), base.release.version
    answer_ = Answer(question, understood, found.sentence, found.sparql, release, "", found.rows, ways=found)
    return replace(answer_, not_applied=found.left_out, hints=found.hints)


def _statements(base: Base, question: str, understood: Understood) -> Answer:
    """Rows of the tables of statements that the SPARQL of the question finds, the most telling first."""
    understood = replace(understood, intent="trials") if understood.intent in _OF_OWN_ANSWER else understood
    query = statement_query(understood)
    held = {row[0].text for row in base.store.select(query.sparql).rows if row[0]}
    release, named, counting = base.release.version, understood.named, understood.counting
    rows = tuple(
        flat(row, table, release)
        for table in query.tables
        for row in in_order(base, table, base.sheet(table).rows_of(held), named, counting)
    )
    sentence = in_words(base, understood, query.tables, query.not_applied)
    hints = () if rows else tuple(_offered(f"Without {words}", found) for words, found in _fewer_rows(base, understood))
    tables, left_out = query.tables, query.not_applied
    return Answer(question, understood, sentence, query.sparql, release, tables[0], rows, (), tables, left_out, hints)


def _fewer_rows(base: Base, understood: Understood) -> Iterator[tuple[str, int]]:
    """How many rows there are with one restriction less, where there are any."""
    for words, less in one_less(base, understood):
        if found := len(base.store.select(statement_query(less).sparql).rows):
            yield words, found


def _offered(lead: str, rows: int) -> str:
    return f"{lead} there {'is 1 row' if rows == 1 else f'are {rows} rows'}."
