"""BibTeX: the documents behind a table, for LaTeX; accents stay Unicode, as biber and present BibTeX styles read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from kb.formats.cells import one_line
from kb.formats.citations import Citation, distinct, first_and_last_page, read_name
from kb.formats.table import Table

_TYPES = {"article": "article", "webpage": "misc", "dataset": "misc"}
# Braces are counted by BibTeX even after a backslash, so a lone one has to be a command.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
    }
)


def escaped(text: str) -> str:
    """The text as a BibTeX field holds it."""
    # Two hyphens, apostrophes or grave accents in a row would be set as a dash or a quotation mark.
    return re.sub(r"([-'`])(?=\1)", r"\1{}", one_line(text).translate(_ESCAPES))


def _author(author: str) -> str:
    """``Surname, Suffix, Given``, the form that BibTeX cannot misread; groups, and an "and" within a name, in braces."""
    name = read_name(author)
    if name.group or re.search(r"(^|\s)and(\s|$)", author, re.IGNORECASE):
        return "{" + escaped(name.surname if name.group else author) + "}"
    return ", ".join(escaped(part) for part in (name.surname, name.suffix, name.given) if part)


def _authors(citation: Citation) -> str:
    return " and ".join([*map(_author, citation.authors), *(["others"] if citation.et_al else [])])


def _verbatim(text: str) -> str:
    """A DOI or address: these fields are not read as LaTeX, so only what would break the entry is percent-encoded."""
    return re.sub(r"[\s{}\\\"]", lambda found: quote(found[0]), text.strip())


def _title(citation: Citation) -> str:
    """A second pair of braces keeps capitals (AML, CD33) that styles would lower."""
    return "{" + escaped(citation.title) + "}" if citation.title else ""


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "author", _authors(citation)
    yield "title", _title(citation)
    yield "journal" if citation.kind == "article" else "howpublished", escaped(citation.journal)
    yield "year", escaped(citation.year)
    yield "volume", escaped(citation.volume)
    yield "number", escaped(citation.issue)
    yield "pages", "--".join(escaped(page) for page in first_and_last_page(citation.pages) if page)
    yield "doi", _verbatim(citation.doi)
    yield "pmid", escaped(citation.pmid)
    yield "url", _verbatim(citation.url)


def _key(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9.:+/-]+", "-", key)


def _entry(citation: Citation) -> str:
    fields = "".join(f"  {name} = {{{text}}},\n" for name, text in _fields(citation) if text)
    return f"@{_TYPES[citation.kind]}{{{_key(citation.key)},\n{fields}}}\n"


def _comments(table: Table, entries: int) -> str:
    """What stands between entries is a comment, unless it holds an @."""
    lines = [table.title, *(f"{heading}: {text}" for heading, text in table.notes.stated()), f"Documents: {entries}"]
    return "".join(f"% {one_line(line).replace('@', '(at)')}\n" for line in lines)


def stream_bib(table: Table) -> Iterator[bytes]:
    """The BibTeX file, a document at a time; comments only for a table without citations."""
    citations = distinct(table.citations)
    yield _comments(table, len(citations)).encode()
    for citation in citations:
        yield f"\n{_entry(citation)}".encode()
