"""Words: a printed name cut into tokens with their places, and the small rules of how names are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.lookup import fold

_TOKEN = re.compile(r"[^\W_]+|\+")
_CAR_NUMBER = re.compile(r"(CAR-?T|CAR-?NK)(\d+)", re.IGNORECASE)
"""``CART123``: cells named by the number of their target's CD molecule, as the field writes them."""

_JOINED = re.compile(r"([A-Za-z]{3,}?)(\d+(?:mg|mcg|ug|g|ml|iu|miu|gy)\w*)|(\w{3,}?)(CART?s?|CARNKs?)", re.IGNORECASE)
"""``Venetoclax100mg``, ``CD33CART``: a name run together with its dose, a target with its cells."""

_LETTERS = re.compile(r"[A-Z]{3,}s")
"""The plural of an abbreviation: ``MSCs``."""

_NOUNS = (("transplantation", "transplant"), ("vaccination", "vaccine"))
"""Two words for one thing: the act and what it is done with."""

_GREEK = re.compile(r"^alpha(?=\d|$)")
"""``interferon alpha``, of which the generic name is ``alfa``."""

_FULL_WIDTH = str.maketrans("，；：（）＋、／【】［］。", ",;:()+,/[][].")
"""Signs of East Asian scripts, by those that they stand for."""

_ABBREVIATION = re.compile(r"\(([A-Z]{2,6})\)(?=[ -]\w)")
"""A bracketed abbreviation that words follow."""

_SINGULAR = re.compile(r"(?<=[a-z]{3}[a-rt-z])s$(?<!us)(?<!is)")
"""The mark of a plural, which names are compared without: ``cells`` as ``cell``, but not ``rigosertibus`` nor ``dialysis``."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a plus sign: how it is compared, and where it stands in the text (``start`` included, ``end`` not)."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def token_key(word: str) -> str:
    """How a word is compared: folded, without a plural's mark, ``transplantation`` as ``transplant``."""
    word = word[:-1] if _LETTERS.fullmatch(word) else word
    key = _SINGULAR.sub("", fold(word).replace(" ", ""))
    key = _GREEK.sub("alfa", key)
    for act, thing in _NOUNS:
        if key.endswith(act):
            return key.removesuffix(act) + thing
    return key


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text. ``CART123`` gives ``cart`` and ``cd123``."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match[0][0] in "cC" and (numbered := _CAR_NUMBER.fullmatch(match[0])):
            middle = match.start() + len(numbered[1])
            found += [Token(token_key(numbered[1]), match.start(), middle), Token(f"cd{numbered[2]}", middle, match.end())]
        elif joined := _joined(match[0]):
            middle = match.start() + len(joined[0])
            found += [Token(token_key(joined[0]), match.start(), middle), Token(token_key(joined[1]), middle, match.end())]
        elif key := token_key(match[0]):
            found.append(Token(key, match.start(), match.end()))
    return tuple(found)


def _joined(word: str) -> tuple[str, ...]:
    """The two parts of a word that runs a name together with what describes it; empty for other words."""
    if len(word) < 6 or not (found := _JOINED.fullmatch(word)) or (word.islower() and not found[1]):
        return ()
    return tuple(filter(None, found.groups()))


def bridged(text: str) -> str:
    """A text with the abbreviations that stand within a name blanked, ``natural killer (NK) cell``: no letter changes its place."""
    text = text if text.isascii() else text.translate(_FULL_WIDTH)
    for found in _ABBREVIATION.finditer(text):
        before = [word[0] for word in re.findall(r"[A-Za-z]+", text[: found.start()])][-len(found[1]) :]
        if "".join(before).casefold() == found[1].casefold():
            text = text[: found.start()] + " " * len(found[0]) + text[found.end() :]
    return text


def name_key(name: str) -> str:
    """How a whole name is compared: its tokens run together, so that blanks and hyphens make no difference."""
    return "".join(token.key for token in tokens(name))


_FORMS = frozenset(
    token_key(word)
    for word in (
        "hydrochloride hcl dihydrochloride phosphate mesylate fumarate hemifumarate sulfate sulphate sodium tartrate acetate "
        "citrate maleate tosylate besylate succinate bitartrate ditosylate injection injectable infusion intravenous iv "
        "subcutaneous sc oral orally po tablet capsule cap pill powder solution suspension product formulation for dose low "
        "high intermediate standard reduced daily continuous bolus mg g kg m2 ml mcg ug iu day days week cycle single agent "
        "alone only monotherapy treatment therapy regimen drug administration arm cohort group part level the of in and with "
        "plus "
    ).split()
)
"""Words beside a name that say how it is given, in which salt, form or dose, but not what it is."""


def is_form(token: Token) -> bool:
    """Whether a token tells of form, salt, dose or schedule only."""
    return token.key in _FORMS or token.key[0].isdigit() or token.key == "+"
