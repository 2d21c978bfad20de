"""RDF terms written as SPARQL and N-Triples text, so that no value can break out of its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kb.errors import BadInput

_NOT_IN_IRI = re.compile(r"""[<>"{}|^`\\\x00-\x20\x7f-\x9f]""")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# Some engines apply \u escapes before they look at quotes and do not see that the backslash itself is escaped: to them the text
# \u0022 written as \\u0022 is a closing quote. Writing the letter after a backslash as an escape reads alike in every engine
# (in its long form, since rdflib takes the four characters after a short one for more digits).
_NEEDS_ESCAPE = re.compile(r'\\[uU]|[\\"\n\r\t\b\f]')
_BACKSLASH_U = {"\\u": "\\\\\\U00000075", "\\U": "\\\\\\U00000055"}

_IRI_TEXT = r"""<[A-Za-z][A-Za-z0-9+.-]*:[^<>"{}|^`\\\x00-\x20]*>"""
_TERM = re.compile(rf'{_IRI_TEXT}|"(?:[^"\\\n\r]|\\[tbnrf"\\]|\\U000000[57]5)*"(?:@[A-Za-z0-9-]+|\^\^{_IRI_TEXT})?')


def iri(text: str) -> str:
    """``<text>``; refuses what is no absolute IRI, and every character that could end it early."""
    if fault := _NOT_IN_IRI.search(text):
        raise BadInput(f"'{text}' is not an IRI: it holds {fault[0]!r}", mend="percent-encode that character")
    if not _SCHEME.match(text):
        raise BadInput(f"'{text}' is not an absolute IRI", mend="start it with a scheme such as https:")
    _refuse_broken_text(text)
    return f"<{text}>"


def literal(text: str, datatype: str = "", language: str = "") -> str:
    """The text in quotes, every special character escaped, with its language or the IRI of its datatype."""
    if datatype and language:
        raise BadInput(f"'{text}' has both a datatype and a language", mend="give one of them")
    if language and not _LANGUAGE.fullmatch(language):
        raise BadInput(f"'{language}' is not a language tag", mend="write one such as en or en-GB")
    return _quoted(text) + (f"@{language}" if language else f"^^{iri(datatype)}" if datatype else "")


def _quoted(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:  # most are so: no breaks, and no halves of a character either
        return f'"{text}"'
    _refuse_broken_text(text)
    return '"' + _NEEDS_ESCAPE.sub(lambda found: _BACKSLASH_U.get(found[0]) or _ESCAPES[found[0]], text) + '"'


def values_clause(variable: str, terms: Iterable[str]) -> str:
    """``VALUES ?variable { ... }`` of terms written by ``iri`` and ``literal``; nothing else gets in."""
    name = variable.removeprefix("?")
    if not _VARIABLE.fullmatch(name):
        raise BadInput(f"'{variable}' is not the name of a variable", mend="use letters, digits and _")
    written = list(terms)
    for term in written:
        if not _TERM.fullmatch(term):
            raise BadInput(f"'{term}' is not a written term", place=f"?{name}", mend="write it with iri() or literal()")
    return f"VALUES ?{name} {{ {' '.join(written)} }}"


_ROOM = 128 * 1024
"""Characters of names that a query may hold: half of the longest query that is run."""


def in_parts(iris: Sequence[str], most: int = 10_000) -> Iterator[Sequence[str]]:
    """Names some at a time: as many as one query can ask for, whatever their length."""
    start = length = 0
    for end, one in enumerate(iris):
        length += len(one) + 3
        if end > start and (end - start == most or length > _ROOM):
            yield iris[start:end]
            start, length = end, len(one) + 3
    if start < len(iris):
        yield iris[start:]


def _refuse_broken_text(text: str) -> None:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput(f"{text!r} holds half a character (a lone surrogate)", mend="read the text again as UTF-8")
