"""RIS and BibTeX, read back by rispy, and by bibtexparser with pylatexenc for the text; names and pages as printed in references."""

from __future__ import annotations

from collections.abc import Callable

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import BadInput
from kb.formats import Citation, Column, Notes, Table, write
from kb.formats.citations import Name, first_and_last_page, read_name

# Without braces: pylatexenc does not know their commands, which have a test of their own.
WORDS = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Nd"), whitelist_characters=" &%$#_~^\\'-,.;:/()+<>@αé≥"), max_size=40)
SURNAMES = st.from_regex(r"[A-Z][a-zéü]{1,8}(-[A-Z][a-z]{1,5})?", fullmatch=True)
INITIALS = st.text("ABCDJKÉ", min_size=1, max_size=3)
DOIS = st.from_regex(r"10\.[0-9]{4}/[A-Za-z0-9._()-]{1,20}", fullmatch=True)


@st.composite
def citations(draw: st.DrawFn) -> tuple[Citation, ...]:
    keys = draw(st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True), max_size=4, unique=True))
    return tuple(
        Citation(
            key=key,
            kind=draw(st.sampled_from(["article", "webpage", "dataset"])),
            authors=tuple(f"{draw(SURNAMES)} {draw(INITIALS)}" for _ in range(draw(st.integers(1, 3)))),
            title=draw(WORDS),
            journal=draw(WORDS),
            year=draw(st.just("") | st.integers(1900, 2030).map(str)),
            volume=draw(st.sampled_from(["", "11", "15_Suppl", "31 Suppl 1"])),
            pages=draw(st.sampled_from(["", "384–6", "728018", "e143–6", "S1-2–S1-9"])),
            doi=draw(st.just("") | DOIS),
            pmid=draw(st.sampled_from(["", "34497771"])),
            et_al=draw(st.booleans()),
        )
        for key in keys
    )


def table(*cited: Citation) -> Table:
    return Table("documents", "Documents", (Column("document", "Document"),), (), Notes("r@1", "CC0", "all"), citations=cited)


def blank(text: str) -> str:
    return " ".join(text.split())


def dotted(author: str) -> tuple[str, str]:
    """Surname and ``K. P.`` of ``Fabian KP``."""
    surname, initials = author.rsplit(" ", 1)
    return surname, " ".join(f"{letter}." for letter in initials)


@given(citations())
def test_ris_comes_back(cited: tuple[Citation, ...]) -> None:
    found = rispy.loads(write(table(*cited), "ris").decode())
    assert [entry["id"] for entry in found] == [citation.key for citation in cited]
    for entry, citation in zip(found, cited, strict=True):
        assert entry["authors"] == [", ".join(dotted(author)) for author in citation.authors]
        assert entry.get("title", "") == blank(citation.title)
        assert entry.get("secondary_title", "") == blank(citation.journal)
        assert entry.get("doi", "") == citation.doi
        assert entry.get("accession_number", "") == citation.pmid
        assert entry.get("year", "") == citation.year
        assert entry["notes"][-1] == "Release: r@1; Licence: CC0; Query: all"
        assert ("et al." in entry["notes"][0]) == citation.et_al


@given(citations())
def test_bibtex_comes_back(cited: tuple[Citation, ...]) -> None:
    written = write(table(*cited), "bib").decode()
    library = bibtexparser.parse_string(written, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [citation.key for citation in cited]
    for entry, citation in zip(library.entries, cited, strict=True):
        names = [(" ".join(name.von + name.last), " ".join(name.first)) for name in entry["author"]]
        assert names == [dotted(author) for author in citation.authors] + [("others", "")] * citation.et_al
        assert entry.fields_dict.get("doi") is None if not citation.doi else entry["doi"] == citation.doi


@given(citations())
def test_bibtex_text_reads_as_printed(cited: tuple[Citation, ...]) -> None:
    library = bibtexparser.parse_string(write(table(*cited), "bib").decode(), append_middleware=[LatexDecodingMiddleware()])
    for entry, citation in zip(library.entries, cited, strict=True):
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        # pylatexenc reads \\textasciicircum as the modifier letter.
        assert fields.get("title", "").replace("ˆ", "^") == blank(citation.title)
        assert fields.get("journal", fields.get("howpublished", "")).replace("ˆ", "^") == blank(citation.journal)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Fabian KP", Name("Fabian", "K. P.")),
        ("van der Pal HJH", Name("van der Pal", "H. J. H.")),
        ("Gibbs KD Jr", Name("Gibbs", "K. D.", "Jr")),
        ("Bon-su DOM", Name("Bon-su", "D. O. M.")),
        ("Grote-Metke A", Name("Grote-Metke", "A.")),
        ("Dupont J-P", Name("Dupont", "J.-P.")),
        ("Ni Lu", Name("Lu", "Ni")),
        ("Lu, Ni", Name("Lu", "Ni")),
        ("King, Martin, Jr", Name("King", "Jr", "Martin")),
        ("{Example Study Group}", Name("Example Study Group", group=True)),
        ("Aristotle", Name("Aristotle")),
    ],
)
def test_names(author: str, name: Name) -> None:
    assert read_name(author) == name


@pytest.mark.parametrize(
    ("pages", "ends"),
    [
        ("384–6", ("384", "386")),
        ("11–8", ("11", "18")),
        ("2094–102", ("2094", "2102")),
        ("e143–6", ("e143", "e146")),
        ("104–118", ("104", "118")),
        ("7011–7011", ("7011", "7011")),
        ("104-18", ("104", "118")),
        ("S12–S19", ("S12", "S19")),
        ("728018", ("728018", "")),
        ("S1-2–S1-9", ("S1-2–S1-9", "")),
        ("", ("", "")),
    ],
)
def test_pages(pages: str, ends: tuple[str, str]) -> None:
    assert first_and_last_page(pages) == ends


def test_braces_are_commands_since_bibtex_counts_them() -> None:
    written = write(table(Citation("k", "article", (), "{AML}", journal="a } b")), "bib").decode()
    assert r"title = {{\textbraceleft{}AML\textbraceright{}}}" in written
    assert r"journal = {a \textbraceright{} b}" in written


def test_hostile_fields_cannot_leave_their_entry() -> None:
    title = "x}}\n@article{evil, title={y}\nER  - \nTY  - BOOK"
    hostile = Citation("k}~,x", "article", ("A} and B",), title, doi="10.1/}{x", url="https://example.org/}a b")
    library = bibtexparser.parse_string(write(table(hostile), "bib").decode())
    assert [entry.key for entry in library.entries] == ["k-x"]
    assert not library.failed_blocks
    assert [entry["title"] for entry in rispy.loads(write(table(hostile), "ris").decode())] == [blank(title)]


@pytest.mark.parametrize("author", ["Salt and Pepper", "and Sons", "Salt AND Pepper", "Salt and"])
def test_an_and_within_a_name_divides_nobody(author: str) -> None:
    written = write(table(Citation("k", "article", (author, "Fabian KP"), "t")), "bib").decode()
    library = bibtexparser.parse_string(written, append_middleware=[SeparateCoAuthors()])
    assert library.entries[0]["author"] == ["{" + author + "}", "Fabian, K. P."]


def test_notes_cannot_become_an_entry() -> None:
    noted = Table("d", "@article{a, title={x}}", (Column("d", "D"),), (), Notes("r", "l", "\n@book{b, title={y}}"))
    library = bibtexparser.parse_string(write(noted, "bib").decode())
    assert not library.entries
    assert not library.failed_blocks


def test_two_documents_under_one_key_are_refused() -> None:
    one, other = (Citation("k", "article", (), title) for title in "ab")
    for format_name in ("ris", "bib"):
        with pytest.raises(BadInput, match="share the citation key 'k'"):
            write(table(one, other), format_name)


def test_without_citations_the_files_are_valid_and_empty() -> None:
    assert rispy.loads(write(table(), "ris").decode()) == []
    library = bibtexparser.parse_string(write(table(), "bib").decode())
    assert not library.entries
    assert not library.failed_blocks
    assert "Documents: 0" in library.comments[0].comment


@pytest.mark.parametrize("name", ["ris", "bib"])
def test_golden(name: str, example: Table, golden: Callable[[str, bytes], None]) -> None:
    golden(f"example.{name}", write(example, name))
