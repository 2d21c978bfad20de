"""Citing: the base, a view of it or one fact, as words and as files for reference managers, with the release that it was read in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Response, render_template, request

from kb.errors import BadInput, NotFound
from kb.formats import FORMATS, Citation, Column, Notes, Table
from kb.formats.citations import read_name
from kb.history import built
from kb.names import mint
from kb.tables.sheet import LICENCE
from webui.addresses import with_query
from webui.distribution import DESCRIPTION, KEYWORDS, NAME
from webui.facts import sources
from webui.files import send_table
from webui.naming import name_of
from webui.service import base

page = Blueprint("cite", __name__)

LONGEST = 4000
ENDINGS = ("bib", "ris", "json", "cff")


@dataclass(frozen=True)
class Cited:
    """What is cited: the base itself, or a page of it by its address here. ``behind`` are the documents that state a fact."""

    of: str
    title: str
    citation: Citation
    retrieved: str
    behind: tuple[Citation, ...]

    @property
    def everything(self) -> tuple[Citation, ...]:
        """The base and the documents behind the fact."""
        return (self.citation, *self.behind)


@page.get("/cite")
def cite() -> Response:
    """How to cite what the parameter ``of`` names, an address of this base; without it, the base."""
    cited = _cited(request.args.get("of", ""))
    twins = [(ending, with_query(f"/cite.{ending}", [("of", cited.of)])) for ending in ENDINGS]
    return _fresh(Response(render_template("cite/page.html", cited=cited, twins=twins, bibtex=_text(cited, "bib"), words=words(cited))))


@page.get("/cite.<any('bib', 'ris', 'json', 'cff'):ending>")
def file(ending: str) -> Response:
    """The same for a reference manager: BibTeX, RIS, or CSL-JSON; or as a Citation File Format file."""
    cited = _cited(request.args.get("of", ""))
    if ending == "cff":
        return _fresh(Response(cff(cited), content_type="application/yaml; charset=utf-8"))
    if ending == "json":
        items = [csl(one, cited.retrieved) for one in cited.everything]
        return _fresh(Response(json.dumps(items, ensure_ascii=False, indent=1), content_type="application/vnd.citationstyles.csl+json"))
    return _fresh(send_table(_table(cited), ending, base().release.version))


def _fresh(response: Response) -> Response:
    """A citation tells the day it was read, so no copy of another day may stand for it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _cited(of: str) -> Cited:
    path = _address(of)
    release = base().release
    now = datetime.now(UTC).date().isoformat()
    title, behind = _named(path) if path else (NAME, ())
    citation = Citation(
        key=f"aml-evidence-{release.version}" + (f"-{_key_of(path)}" if path else ""),
        kind="dataset",
        authors=("{" + NAME + "}",),
        title=f"{title}, release {release.version}" if not path else f"{title} ({NAME}, release {release.version})",
        year=built(release)[:4],
        url=request.url_root.rstrip("/") + (path or "/"),
    )
    return Cited(path, title, citation, now, behind)


def _key_of(path: str) -> str:
    """A key for an address: its words, joined."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in unquote(path)).split())[:80]


def _address(of: str) -> str:
    """An address of this base and no other: a path with its query."""
    if not of:
        return ""
    if len(of) > LONGEST or not of.startswith("/") or of.startswith("//") or "\\" in of or not of.isprintable():
        raise BadInput("this is no address of a page of this base", "of", "give a path such as /trials?with=hma")
    return of.rstrip("?")


def _named(path: str) -> tuple[str, tuple[Citation, ...]]:
    """What a page is called, and for an entity the documents that state it."""
    told = urlsplit(path)
    found = told.path.removeprefix("/id/").split("/") if told.path.startswith("/id/") else []
    if len(found) == 2:
        kind, key = unquote(found[0]), unquote(found[1])
        if not base().has(kind, key):
            raise NotFound(f"the base holds no {kind[:40]} '{key[:80]}'")
        documents = dict.fromkeys(source.document.iri for source in sources(base(), kind, key))
        return name_of(base(), mint(kind, key)), tuple(base().citations[iri] for iri in documents if iri in base().citations)
    query = f" ({unquote(told.query)})" if told.query else ""
    return f"{told.path.strip('/') or 'home'}{query}", ()


def words(cited: Cited) -> str:
    """A citation in words, in the manner of Vancouver for data sets."""
    url, year = cited.citation.url, cited.citation.year
    return f"{NAME}. {cited.citation.title} [data set]. {year} [cited {cited.retrieved}]. Available from: {url}"


def _table(cited: Cited) -> Table:
    notes = Notes(base().release.version, LICENCE, "", cited.citation.url, cited.retrieved)
    return Table("cite", cited.title, (Column("title", "Title"),), ((cited.title,),), notes, citations=cited.everything)


def _text(cited: Cited, ending: str) -> str:
    return FORMATS[ending].write(_table(cited)).decode()


def cff(cited: Cited) -> str:
    """A citation as a Citation File Format file, version 1.2.0: YAML, each value written as JSON, which is YAML too."""
    told = {
        "cff-version": "1.2.0",
        "message": "Cite the release that you used, and the documents that state what you take from it.",
        "type": "dataset",
        "title": cited.citation.title,
        "authors": [{"name": NAME}],
        "version": base().release.version,
        "date-released": built(base().release)[:10],
        "url": cited.citation.url,
        "abstract": DESCRIPTION,
        "keywords": list(KEYWORDS),
        "references": [_cff_reference(one) for one in cited.behind],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in told.items() if value)


def _cff_reference(citation: Citation) -> dict[str, object]:
    names = [read_name(author) for author in citation.authors]
    told = {
        "type": "article",
        "title": citation.title,
        "authors": [{"name": n.surname} if n.group else {"family-names": n.surname, "given-names": n.given} for n in names],
        "journal": citation.journal,
        "year": int(citation.year) if citation.year.isdecimal() else None,
        "doi": citation.doi,
    }
    return {name: value for name, value in told.items() if value}


def csl(citation: Citation, retrieved: str) -> dict[str, object]:
    """A citation as CSL-JSON (Citation Style Language 1.0.2 data schema); what is unknown is left out."""
    names = [read_name(author) for author in citation.authors]
    own = citation.kind == "dataset"
    told = {
        "id": citation.key,
        "type": {"article": "article-journal", "webpage": "webpage", "dataset": "dataset"}[citation.kind],
        "title": citation.title,
        "author": [{"literal": n.surname} if n.group else {"family": n.surname, "given": n.given, "suffix": n.suffix} for n in names],
        "container-title": citation.journal,
        "issued": {"date-parts": [[int(citation.year)]]} if citation.year.isdecimal() else None,
        "volume": citation.volume,
        "issue": citation.issue,
        "page": citation.pages,
        "DOI": citation.doi,
        "PMID": citation.pmid,
        "URL": citation.url,
        "version": base().release.version if own else "",
        "accessed": {"date-parts": [[int(part) for part in retrieved.split("-")]]} if own else None,
    }
    return {name: value for name, value in told.items() if value}
