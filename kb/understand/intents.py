"""Intents: which kind of answer a question asks for, by its noun, its cues, and what it names."""

from __future__ import annotations

from kb.understand.phrases import cue_words, filler
from kb.understand.scanning import Scan

OF_THINGS = frozenset({"agent", "class", "target", "regimen-name", "family"})
"""Kinds of name that stand for treatments, or for what they act on."""

ENDS = ("agent", "class", "target", "study", "regimen-name", "family", "outcome", "term", "document", "concept")
"""Kinds of name that ways may start from or lead to; what a name is first of these, it stands for."""

_BY_SCHEME = {
    "topic": "claims", "direction": "claims", "evidence-kind": "claims", "event-kind": "events", "parameter": "parameters",
    "dose-basis": "doses", "severity": "discrepancies", "rule": "discrepancies", "statistic": "results", "voice": "results",
    "relatedness": "adverse-events",
}  # fmt: skip
"""What a question is about that names a term of a list and says no more."""

_TOGETHER = frozenset(
    {("combine",), ("combined",), ("combining",), ("combination",), ("together",), ("given", "together"), ("in", "combination")}
)
_TELLING = ("claims", "results")


_HELP = frozenset({("help",), ("helped",)})

_ONLY_FIRST = ("ways", "failed", "holding")
"""Cues that ask for something only under conditions of their own."""

_TELL_FIGURES = ("results", "adverse-events", "baseline", "doses", "claims", "parameters")
"""Kinds of answer whose rows print figures."""


def intent_of(scan: Scan) -> str:
    """The kind of answer; empty where nothing tells. A figure to be looked up is sought in every table, unless one is named."""
    told = _told(scan)
    if not scan.figures.sought:
        return told
    if scan.asked == "references" or "references" in _cued(scan):
        return "references"
    return told if told in _TELL_FIGURES and (scan.asked == told or scan.mentions) else "figures"


def _cued(scan: Scan) -> list[str]:
    return [intent for intent, phrases in cue_words().items() if not scan.said.isdisjoint(phrases)]


def _told(scan: Scan) -> str:
    kinds = {hit.kind for mention in scan.mentions for hit in mention.hits}
    treatments = sum(1 for mention in scan.mentions if mention.of(*OF_THINGS))
    cued = _cued(scan)
    if before := _before_nouns(scan, cued, kinds):
        return before
    cued = [intent for intent in cued if intent not in _ONLY_FIRST]
    asked = _asked(scan, kinds, treatments)
    if scan.figures.references:
        return "results" if asked in _TELLING or any(intent in _TELLING for intent in cued) else "references"
    if asked:
        return asked
    if treatments > 1 and not scan.said.isdisjoint(_TOGETHER) and not {"results", "adverse-events", "claims"} & {*cued}:
        return "trials"
    for intent in cued:
        if _fits(intent, scan, kinds):
            return intent
    return _by_names(scan, kinds, treatments)


def _asks_for_ways(scan: Scan) -> bool:
    """Whether two things are named, and nothing else of them is asked for than what ties them."""
    ends = [mention for mention in scan.mentions if mention.of(*ENDS)]
    return not (scan.asked or scan.counting or scan.figures.grades) and len(ends) + len(scan.figures.trials) > 1


def _before_nouns(scan: Scan, cued: list[str], kinds: set[str]) -> str:
    """Kinds of answer that a cue tells, whatever noun the question asks for."""
    if "holding" in cued and scan.on_figures and all(mention.of("study", "document") for mention in scan.mentions):
        return "discrepancies"
    asked = {"untried": True, "failed": _asks_what_failed(scan, kinds), "ways": _asks_for_ways(scan)}
    return next((intent for intent, holds in asked.items() if holds and intent in cued), "")


def _asks_what_failed(scan: Scan, kinds: set[str]) -> bool:
    """Whether a question asks which treatments or studies failed, and not for figures, statements or reasons."""
    return (
        not kinds & {"outcome", "term", "baseline", "study", "document"}
        and scan.asked not in ("claims", "results", "adverse-events")
        and ("why",) not in scan.said
    )


def _asked(scan: Scan, kinds: set[str], treatments: int) -> str:
    """What the noun asks for, where the names in the question go with it."""
    asked = scan.asked
    if asked in ("agents", "targets", "regimens"):
        within = sum(1 for mention in scan.mentions if mention.of("study", "document"))
        if treatments + within < len(scan.mentions) or not (treatments or within or scan.figures.trials):
            return ""
        together = not scan.said.isdisjoint(_TOGETHER)
        return "regimens" if asked == "agents" and together else asked
    if asked == "references" and not (scan.mentions or scan.figures.references or scan.figures.years):
        # 'Where do the papers contradict each other' asks for no list of papers.
        return next((one for one in _cued(scan) if one == "discrepancies"), "documents")
    return asked if _fits(asked, scan, kinds) else ""


def _fits(intent: str, scan: Scan, kinds: set[str]) -> bool:
    """Whether the names in a question go with a kind of answer that one of its words suggests."""
    if intent == "baseline":
        return not kinds & {"outcome", "term"} or "baseline" in kinds
    if intent == "documents":
        return kinds == {"document"}
    if intent == "results":
        # 'Help' by itself asks for guidance, and not for every result there is.
        return ("term" not in kinds or "outcome" in kinds) and not (scan.said <= _HELP and not scan.mentions)
    return True


def _by_names(scan: Scan, kinds: set[str], treatments: int) -> str:
    """What a question asks for that says it by names and figures alone: the first of these that holds."""
    figures = scan.figures
    by_mention = [{hit.key.partition(".")[0] for hit in mention.hits if hit.kind == "concept"} for mention in scan.mentions]
    schemes = set[str]().union(*by_mention)
    # A term that is both a filter of studies and a mark of statements (meta-analysis) asks for studies.
    telling = set[str]().union(*(one for one in by_mention if one <= _BY_SCHEME.keys()))
    by_scheme = "" if schemes & {"status", "country"} else next((_BY_SCHEME[one] for one in _BY_SCHEME if one in telling), "")
    rules = (
        (scan.endpoint and _only_of_studies(scan), "endpoints"),
        (scan.endpoint, "trials"),
        (scan.bare and treatments == len(scan.mentions) == 1 and not figures.trials, "things"),
        (scan.bare and treatments == len(scan.mentions) == 2 and not figures.trials, "agents"),
        (_counts_patients(scan, kinds, treatments), "baseline"),
        (scan.counting and treatments > 0, "results"),
        ("term" in kinds or bool(figures.grades), "adverse-events"),
        (bool(kinds & {"outcome", "family"} or figures.percents or figures.times or figures.beside), "results"),
        (bool(by_scheme), by_scheme),
        (bool(treatments > 1 or figures.filters or schemes), "trials"),
        (bool(scan.mentions or figures.trials), "overview"),
        (("trial",) in scan.said, "trials"),
    )
    return next((intent for holds, intent in rules if holds), "")


def _counts_patients(scan: Scan, kinds: set[str], treatments: int) -> bool:
    """Whether a question counts the patients studied: 'how many had IDH1 mutations', 'median age'."""
    characteristic = "baseline" in kinds
    if scan.counting and (kinds == {"target"} or (characteristic and kinds <= {"target", "baseline", "concept"})):
        return True
    return characteristic and not treatments and (scan.counting or kinds == {"baseline"} or "statistic.median" in _keys(scan))


def _only_of_studies(scan: Scan) -> bool:
    """Whether a question names studies at most, and no trial by what it gives or whom it treats."""
    return (
        ("trial",) not in scan.said
        and not scan.figures.filters
        and all(mention.of("study", "document") or {*mention.words} <= filler() for mention in scan.mentions)
    )


def _keys(scan: Scan) -> set[str]:
    return {hit.key for mention in scan.mentions for hit in mention.hits}
