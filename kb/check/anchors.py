"""Anchors checked: each place and fragment of each record looked up in the document's text; what is not there is reported."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.anchors import anchors_of, in_words
from kb.errors import BadInput
from kb.passages import Passages, holds, read_text
from kb.records import Anchor, Anchored, Document
from kb.sources import Holdings, Row, Source
from kb.values import Place

PLACE, FRAGMENT, ANCHOR, TEXT = "place", "fragment", "anchor", "text"
_MISSING = {
    PLACE: "there is no such place",
    FRAGMENT: "the fragment is not there",
    ANCHOR: "the record has no anchor",
    TEXT: "the base has no text of that document",
}


@dataclass(frozen=True)
class BrokenAnchor:
    """An anchor that does not hold: ``missing`` is place, fragment, anchor (a record without any) or text."""

    origin: str
    record: str
    place: str
    fragment: str
    missing: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: '{self.fragment}': " if self.place else ""
        return f"{self.origin}: {self.record}: {where}{_MISSING[self.missing]}" + (f"; it stands in {self.hint}" if self.hint else "")


@dataclass(frozen=True)
class AnchorReport:
    """How many anchors were looked up, those that do not hold, and what to know of the texts."""

    total: int
    broken: list[BrokenAnchor]
    warnings: list[str]


def check_anchors(holdings: Holdings, folder: Path) -> AnchorReport:
    """Look up every anchor of every record in the texts in ``folder``. A record of a document that has a text needs an anchor.

    Snapshots of a registry have no text: their places are fields of records, which the loader of these looks up.
    """
    documents = [document for document in holdings.all(Document) if document.text_file]
    texts: dict[str, Passages] = {}
    warnings: list[str] = []
    for document in documents:
        content = _read(document, folder)
        warnings += _other_text(document, content)
        texts[document.key] = read_text(content.decode("utf-8"))
    total, broken = 0, []
    registries = {document.key for document in holdings.all(Document) if document.document_kind == "registry"}
    for source in (source for source in holdings.sources if source.graph not in registries):
        for row in source.rows:
            anchors = anchors_of(row.record, source.graph)
            total += len(anchors)
            broken += [found for anchor in anchors if (found := _broken(row, anchor, texts))]
            if not anchors and _needs_anchor(row, source, texts):
                broken.append(BrokenAnchor(row.origin, _name(row), "", "", ANCHOR))
    return AnchorReport(total, broken, warnings)


def _read(document: Document, folder: Path) -> bytes:
    path = folder / str(document.text_file)
    try:
        content = path.read_bytes()
        content.decode("utf-8")
    except OSError as error:
        what = f"the text of {document.key}, '{document.text_file}', cannot be read ({error.strerror})"
        raise BadInput(what, str(folder), "give the folder that holds the documents' texts") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"the text of {document.key} is not UTF-8", str(path), "save it as UTF-8") from error
    return content


def _other_text(document: Document, content: bytes) -> Iterator[str]:
    """A warning where the text is not the one that the anchors were written against."""
    digest = hashlib.sha256(content).hexdigest()
    if not document.text_sha256:
        yield f"{document.key}: no SHA-256 of its text is given, so it cannot be told whether '{document.text_file}' is the right one"
    elif digest != document.text_sha256:
        yield (
            f"{document.key}: '{document.text_file}' is not the text that its anchors were written against "
            f"(SHA-256 {digest[:12]}..., not {document.text_sha256[:12]}...)"
        )


def _needs_anchor(row: Row, source: Source, texts: dict[str, Passages]) -> bool:
    return source.graph in texts and isinstance(row.record, Anchored)


def _name(row: Row) -> str:
    return f"{row.record.kind} '{row.record.key}'"


def _broken(row: Row, anchor: Anchor, texts: dict[str, Passages]) -> BrokenAnchor | None:
    passages = texts.get(anchor.document)
    text = passages.at(anchor.place) if passages else None
    if text is not None and holds(text, anchor.fragment):
        return None
    missing = TEXT if passages is None else PLACE if text is None else FRAGMENT
    hint = nearest(passages, anchor.place, anchor.fragment) if passages else ""
    return BrokenAnchor(row.origin, _name(row), anchor.label, anchor.fragment, missing, hint)


def nearest(passages: Passages, place: Place, fragment: str) -> str:
    """The place nearest to a given one that holds a fragment, in words; nothing where none does."""
    holding = [where for where, text in passages.places() if holds(text, fragment)]
    return in_words(min(holding, key=lambda where: _distance(where, place))) if holding else ""


def _distance(one: Place, other: Place) -> tuple[bool, bool, int]:
    """Same section or table first, there the same row or column, then the fewest paragraphs away."""
    apart = one.head != other.head
    return apart, not (one.row == other.row or one.column == other.column), abs(one.paragraph - other.paragraph)
