"""Citations: the documents of the base, and the works they cite, as reference managers know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from kb.formats import Citation
from kb.names import expand, parts, sparql_prologue
from kb.store import Store, in_parts, iri, values_clause
from kb.triples import ORDER_MARK

_PROPERTIES = {
    "dcterms:title": "title", "aml:journal": "journal", "aml:year": "year", "bibo:volume": "volume", "bibo:issue": "issue",
    "bibo:pages": "pages", "bibo:doi": "doi", "bibo:pmid": "pmid", "aml:url": "url",
}  # fmt: skip

_DOCUMENTS = "SELECT ?document ?property ?value WHERE {{ {those} ?document a aml:Document ; ?property ?value FILTER(isLiteral(?value)) }}"
_AUTHORS = "SELECT ?document ?position ?name WHERE {{ {those} ?a aml:authorOf ?document ; aml:position ?position ; rdfs:label ?name }}"


_AT_ONCE = 1000


def read_citations(store: Store, iris: Collection[str] | None = None) -> dict[str, Citation]:
    """Documents by IRI, every one or some; authors of the base's own papers come from their author records, in order."""
    if iris is None:
        return _read(store, "")
    found = (_read(store, values_clause("document", map(iri, some))) for some in in_parts(sorted(iris), _AT_ONCE))
    return {one: citation for some in found for one, citation in some.items()}


def _read(store: Store, those: str) -> dict[str, Citation]:
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for document, property_, value in store.select(sparql_prologue() + _DOCUMENTS.format(those=those)).rows:
        if document and property_ and value:
            values[document.text][property_.text] = value.text
    authors: dict[str, dict[int, str]] = defaultdict(dict)
    for document, position, name in store.select(sparql_prologue() + _AUTHORS.format(those=those)).rows:
        if document and position and name:
            authors[document.text][int(position.text)] = name.text
    return {iri: _citation(iri, found, authors.get(iri, {})) for iri, found in sorted(values.items())}


def _citation(iri: str, found: dict[str, str], authors: dict[int, str]) -> Citation:
    fields = {name: found[expand(curie)] for curie, name in _PROPERTIES.items() if expand(curie) in found}
    listed = found.get(expand("aml:authorName"), "")
    names = tuple(authors[spot] for spot in sorted(authors)) or tuple(filter(None, listed.split(ORDER_MARK)))
    named = parts(iri)
    return Citation(
        key=named[1] if named else iri,
        kind="article",
        authors=names,
        et_al=found.get(expand("aml:etAl")) in ("true", "1"),
        **({"title": ""} | fields),
    )
