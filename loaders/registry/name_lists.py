"""Name lists: names that stand side by side in running text, with nothing but words of lists, doses and schedules between them."""

from __future__ import annotations

import re

from loaders.registry.recognised import Given
from loaders.registry.recognition import Recogniser
from loaders.registry.words import is_form, token_key, tokens

_LONGEST = 800
"""Signs of a text that a list is looked for in."""

_LINKS = frozenset(
    token_key(word)
    for word in (
        "and plus with or either both combined combination in of the a an to from at on by via per each every then once twice "
        "three four two one times total until over within approximately about up dosage doses given administered receive received "
        "receives will be is are consisting using includes including such standard conventional intensive non intermediate moderate "
        "median liposomal pegylated based "
        "regimen regimens chemotherapy drug drugs agent agents therapy induction patients subjects participants treated "
        "hour hours hr hrs h min minutes d q qd bid tid qod qw po iv ivgtt gtt sc ih im it ci civ drip x continuously intravenously "
        "orally subcutaneously intramuscularly intrathecally gy cgy fractions auc m mcg kg bsa body surface area target concentration "
        "beginning starting followed hydrochloride base eg e g ie i such as following one options option any choice single combinations "
        "best supportive care comprising comprises"
    ).split()
)
"""Words that may stand between the names of a list, how they are compared."""

_SCHEDULED = re.compile(r"(?:d|day|c|q|x)\d+\w*|[ivx]{1,3}")
"""``d1``, ``q12h``, ``x3``; numbers in letters."""

_REMARK = re.compile(r"\([^()]{0,60}\)")
_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)\.(?=\s|$)|;(?=[^;:.=]{1,30}[:=])|\n\s*\n", re.IGNORECASE)
"""Where a list ends: with its sentence, or before the next name that is explained (``CAV: ...; CAG: ...``)."""


def list_at(text: str, start: int, recogniser: Recogniser) -> tuple[Given, ...]:
    """The names of the list that begins at a place of a text, up to its end: other words, the sentence's end, a closing bracket."""
    piece = _piece(text[start : start + _LONGEST])
    given = recogniser.text(piece).given
    kept: list[Given] = []
    at = 0
    for fragment in sorted({one.fragment for one in given}, key=piece.find):
        spot = piece.find(fragment)
        if spot > at and not only_a_list(_REMARK.sub(" ", piece[at:spot]), given):
            break
        kept += (one for one in given if one.fragment == fragment)
        at = max(at, spot + len(fragment))
    return tuple(kept)


def list_before(text: str, end: int, recogniser: Recogniser) -> tuple[Given, ...]:
    """The names of the list that ends at a place of a text."""
    before = text[max(0, end - _LONGEST) : end]
    given = recogniser.text(before, spelling=False).given
    starts = [spot for one in given if only_a_list(before[(spot := before.rfind(one.fragment)) :], given)]
    return recogniser.text(before[min(starts) :], spelling=False).given if starts else ()


def only_a_list(text: str, given: tuple[Given, ...]) -> bool:
    """Whether a text holds names and the words of a list only."""
    for one in sorted(given, key=lambda one: -len(one.fragment)):
        text = text.replace(one.fragment, " ")
    return not _END.search(text) and tells_no_name(text)


def tells_no_name(text: str) -> bool:
    """Whether a text holds words of lists, doses and schedules only."""
    return all(word.key in _LINKS or is_form(word) or _SCHEDULED.fullmatch(word.key) for word in tokens(text))


def closes(text: str, start: int, given: tuple[Given, ...]) -> bool:
    """Whether a bracket that opens before a place holds nothing but a list."""
    return only_a_list(_piece(text[start : start + _LONGEST]), given)


def _piece(text: str) -> str:
    """A text up to its sentence's end, or to the bracket that closes what is open where it begins."""
    depth = 0
    for spot, sign in enumerate(text):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
            if depth < 0:
                text = text[:spot]
                break
    end = _END.search(text)
    return text[: end.start()] if end else text
