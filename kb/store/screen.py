"""Screening a query before any engine sees it: only reading, no SERVICE, nested and sized so that no parser or planner falls over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.errors import QueryForbidden, QueryRefused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 200
MAX_OPERATORS = 2000

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_FORMS_IN_WORDS = "SELECT, ASK, CONSTRUCT or DESCRIBE"
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")

_U = r"\\u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}|\\U(?:0000(?![dD][89a-fA-F])|000[1-9A-Fa-f]|0010)[0-9A-Fa-f]{4}"
_ESCAPE = rf"""\\[tbnrf"'\\]|{_U}"""
_IRI_TEXT = rf"""(?:[^<>"{{}}|^`\\\x00-\x20]|{_U})*>"""
# Wider than SPARQL's letters, on purpose: a character that no parser takes elsewhere may as well be part of a name here.
_LETTER = r"(?:[^\W\d]|[\u00c0-\U0010ffff])"
_LETTERS = r"[\w\u00b7\u00c0-\U0010ffff"
_LOCAL_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
# Names and words take dots and hyphens greedily, dots at their end too: so each character is looked at a bounded number of times.
# The order is that of SPARQL's own tokens: the longest reading first. Strings keep to the escapes of the grammar: a parser that
# meets another one gives the string up and reads its inside as query text.
_TOKEN = re.compile(
    rf"""(?P<blank>[\s]+|\#[^\r\n]*)
    |(?P<string>\"\"\"(?:[^"\\]|"(?!"")|{_ESCAPE})*\"\"\"|'''(?:[^'\\]|'(?!'')|{_ESCAPE})*'''
       |"(?!"")(?:[^"\\\r\n]|{_ESCAPE})*"|'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*')
    |(?P<astray>["'\\])
    |(?P<iri><{_IRI_TEXT})
    |(?P<twofold><<{_IRI_TEXT})
    |(?P<variable>[?$]{_LETTERS}]+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>(?P<prefix>{_LETTER}{_LETTERS}.-]*+)?:(?:{_LETTERS}:.-]|{_LOCAL_ESCAPE})*+)
    |(?P<words>{_LETTER}{_LETTERS}.-]*+)
    |(?P<open>[({{\[])
    |(?P<close>[)}}\]])
    |(?P<operator>\^\^|&&|\|\||[<>!]=|<<|>>|.)""",
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = frozenset({"string", "iri", "variable", "language", "number", "name", "words", "close"})
_PAIRS = {")": "(", "}": "{", "]": "["}
_VALUE_WORDS = frozenset({"A", "TRUE", "FALSE", "UNDEF", "AS"})
_CODEPOINT = re.compile(_U)

# Inside parentheses, after an operand, '<' may mean 'less than': parsers disagree there on '<?b#>' (an IRI, or a comment begun).
# An IRI with '://' cannot be an expression, and short text of these characters hides neither a comment, a quote nor a bracket.
_CLEARLY_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://.*>|<[A-Za-z0-9._~:%@?/=&-]{0,250}>", re.DOTALL)


@dataclass(slots=True)
class Screened:
    """What was seen of a query that may run: its form, and whether it names its own dataset by FROM."""

    form: str = ""
    names_dataset: bool = False


def screen(sparql: str) -> Screened:
    """The form of the query; raises QueryRefused for what must not reach an engine."""
    if len(sparql) > MAX_BYTES or len(sparql.encode("utf-8", "replace")) > MAX_BYTES:
        raise QueryForbidden(f"the query is longer than {MAX_BYTES // 1024} kB; shorten it, or send it in parts")
    if (plain := _CODEPOINT.sub(_character, sparql)) != sparql:
        _refuse_service_call(plain)
    return _Reading(sparql).read()


def tokens(sparql: str) -> Iterator[re.Match[str]]:
    """The tokens of a query, spaces and comments left out; ``lastgroup`` tells the kind."""
    return (token for token in _TOKEN.finditer(sparql) if token.lastgroup != "blank")


_OWN_FUNCTIONS = re.compile(r"<?(?:bif|sql):", re.I)


def refuse_own_functions(sparql: str) -> None:
    """Refuse names of an engine's own functions: Virtuoso calls its SQL functions by them, some of which do more than read."""
    for token in tokens(_CODEPOINT.sub(_character, sparql)):
        if token.lastgroup in {"iri", "name"} and _OWN_FUNCTIONS.match(token[0]):
            raise QueryRefused(
                f"names that begin with '{token[0][:8]}' are refused: they call functions of one engine; use those of SPARQL"
            )


def query_form(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE: what decides the media types an answer can have."""
    return screen(sparql).form


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[0][2:], 16))


def _refuse_service_call(plain: str) -> None:
    # SPARQL lets \u escapes stand anywhere and applies them first; Oxigraph applies them within strings and IRIs only. An engine of
    # the first kind must find no SERVICE either; what else it would refuse is its own affair.
    try:
        _Reading(plain).read()
    except _ServiceRefused:
        raise
    except QueryRefused:
        return


class _ServiceRefused(QueryForbidden):
    """A query that calls another server."""


def place_of(sparql: str, offset: int) -> str:
    """``line:column`` of a character, both from 1."""
    return f"{sparql.count(chr(10), 0, offset) + 1}:{offset - sparql.rfind(chr(10), 0, offset)}"


def _hidden_operators(text: str) -> int:
    """Dots and hyphens that may be part of a name, or stand between values: true-true-true is a calculation."""
    return text.count(".") + text.count("-")


@dataclass(slots=True)
class _Reading:
    """One pass over the tokens of a query."""

    sparql: str
    brackets: list[tuple[str, int]] = field(default_factory=list)
    operators: int = 0
    after_operand: bool = False
    seen: Screened = field(default_factory=Screened)

    def read(self) -> Screened:
        for token in tokens(self.sparql):
            self._token(token, str(token.lastgroup), token[0], token.start())
            self.after_operand = token.lastgroup in _OPERANDS or token[0] == ">>"
        if self.brackets:
            bracket, start = self.brackets[-1]
            raise self._refusal(start, f"syntax error: this '{bracket}' is not closed")
        if not self.seen.form:
            raise self._refusal(0, f"the query does not say what it wants; start it with {_FORMS_IN_WORDS}")
        return self.seen

    def _token(self, token: re.Match[str], kind: str, text: str, start: int) -> None:
        match kind:
            case "astray":
                advice = "end each string, and double its backslashes"
                raise self._refusal(start, f"syntax error: this {text} closes or escapes nothing; {advice}")
            case "twofold":
                raise self._two_readings(text, start)
            case "iri":
                self._iri(text, start)
            case "name":
                self._refuse_service(token["prefix"] or "", start)
                self._count(start, _hidden_operators(token["prefix"] or "") + text.endswith("."))
            case "words":
                self._words(text.upper(), start)
            case "open":
                self._open(text, start)
            case "close":
                self._close(text, start)
            case "operator":
                self._count(start)

    def _iri(self, text: str, start: int) -> None:
        in_parentheses = bool(self.brackets) and self.brackets[-1][0] == "("
        if in_parentheses and self.after_operand and not _CLEARLY_IRI.fullmatch(text):
            raise self._two_readings(text, start)

    def _words(self, text: str, start: int) -> None:
        self._refuse_service(text, start)
        for word in re.split(r"[.-]", text):
            if not self.seen.form:
                self._first_word(word, start)
            if word.startswith("FROM"):
                self.seen.names_dataset = True
            self._count(start, word not in _VALUE_WORDS)
        self._count(start, _hidden_operators(text))

    def _first_word(self, word: str, start: int) -> None:
        if word.startswith(_PROLOGUE):
            return
        if update := next((u for u in _UPDATES if word.startswith(u)), ""):
            raise self._refusal(start, f"{update} is an update, and this endpoint only reads; send {_FORMS_IN_WORDS}")
        self.seen.form = next((form for form in _FORMS if word.startswith(form)), "")
        if not self.seen.form:
            raise self._refusal(start, f"syntax error: the query starts with '{word[:20]}'; start it with {_FORMS_IN_WORDS}")

    def _refuse_service(self, word: str, start: int) -> None:
        # Parsers need no space after a keyword: trueSERVICE<x>{} and service:x{} are calls too. So the letters alone are refused.
        if "SERVICE" in word.upper():
            advice = "a query here reaches no other server, and no prefix may be called so; ask that server itself"
            raise _ServiceRefused(f"{place_of(self.sparql, start)}: SERVICE is refused: {advice}")

    def _open(self, bracket: str, start: int) -> None:
        self.brackets.append((bracket, start))
        if len(self.brackets) > MAX_DEPTH:
            raise self._too_much(start, f"nests deeper than {MAX_DEPTH} brackets; flatten it")
        if bracket != "(":
            self._count(start)

    def _close(self, bracket: str, start: int) -> None:
        if not self.brackets or self.brackets.pop()[0] != _PAIRS[bracket]:
            raise self._refusal(start, f"syntax error: '{bracket}' closes nothing that is open")

    def _two_readings(self, text: str, start: int) -> QueryRefused:
        shown = text if len(text) < 40 else text[:36] + "...>"
        return self._refusal(start, f"'{shown}' can be read in two ways; put a space after the first '<', or use a prefix for the IRI")

    def _count(self, start: int, number: int = 1) -> None:
        self.operators += number
        if self.operators > MAX_OPERATORS:
            raise self._too_much(start, f"has more than {MAX_OPERATORS} operators; give long lists of terms as VALUES")

    def _too_much(self, start: int, text: str) -> QueryForbidden:
        return QueryForbidden(f"{place_of(self.sparql, start)}: the query {text}")

    def _refusal(self, start: int, text: str) -> QueryRefused:
        return QueryRefused(f"{place_of(self.sparql, start)}: {text}")
