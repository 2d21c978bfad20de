"""Quotes: what documents print, each fragment once, with all its places and where the reader can see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.base import Base
from kb.names import parts
from kb.store import iri, values_clause
from kb.tables import Item
from webui.addresses import with_query
from webui.facts import Source, by_place
from webui.naming import name_of

_SOURCES = """
SELECT ?it ?anchor ?document ?fragment ?doi ?place WHERE {{
  {those} ?it aml:anchor ?anchor .
  ?anchor oa:hasSource ?document ; aml:fragment ?fragment ; rdfs:label ?place .
  OPTIONAL {{ ?document bibo:doi ?doi }}
}}
"""


@dataclass(frozen=True)
class Spot:
    """A place that prints a fragment: its anchor, the place in words, and the address that shows it in the text."""

    anchor: Item
    words: str
    path: str


@dataclass(frozen=True)
class Quote:
    """A fragment, and the places of one document that print it."""

    fragment: str
    document: Item
    doi: str
    spots: tuple[Spot, ...]


def quotes(sources: Iterable[Source]) -> tuple[Quote, ...]:
    """Sources with each fragment once, in the order in which they come."""
    held: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        held[source.document.iri, source.fragment].append(source)
    return tuple(Quote(several[0].fragment, several[0].document, several[0].doi, tuple(map(_spot, several))) for several in held.values())


def quotes_of(base: Base, iris: Iterable[str]) -> Mapping[str, tuple[Quote, ...]]:
    """The quotes of several entities, by IRI, read at once."""
    wanted = sorted(set(iris))
    held: dict[str, list[Source]] = defaultdict(list)
    rows = base.select(_SOURCES.format(those=values_clause("it", map(iri, wanted)))).rows if wanted else ()
    for it, anchor, document, fragment, doi, place in rows:
        if it and anchor and document and fragment and place:
            words = place.text.partition(", ")[2] or place.text
            told = Item(name_of(base, document.text), document.text)
            held[it.text].append(Source(Item(place.text, anchor.text), told, words, fragment.text, doi.text if doi else ""))
    return {one: quotes(by_place(held[one])) for one in wanted}


def reading_path(document: str, anchor: str) -> str:
    """The address that shows an anchor's fragment in its document's text; both are given by IRI."""
    keys = [found[1] for found in (parts(document), parts(anchor)) if found]
    return f"{with_query(f'/documents/{keys[0]}/text', [('at', keys[1])])}#mark" if len(keys) == 2 else ""


def _spot(source: Source) -> Spot:
    return Spot(source.anchor, source.place, reading_path(source.document.iri, source.anchor.iri))
