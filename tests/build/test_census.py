"""The description that a release carries: its counts are those of the dump, counted by rdflib; editors find it by query."""

from __future__ import annotations

from collections import Counter

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import RDF, SH, VOID

from kb import census as counting
from kb.ask import questions
from kb.base import Base
from kb.census import DATASET, Census, census, described
from kb.names import GRAPH, ID, PREFIXES
from kb.triples import RELEASE, line

# What the SPARQL editor of the Swiss Institute of Bioinformatics asks an endpoint (read in its README), shortened to what it needs.
PARTITIONS = (
    "SELECT ?class ?property ?n { ?cp void:class ?class ; void:propertyPartition ?p . ?p void:property ?property ; void:triples ?n }"
)
EXAMPLES = (
    "SELECT DISTINCT ?sq ?comment ?query { ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query }"
)
SPACES = "SELECT DISTINCT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix }"


@pytest.fixture(scope="module")
def facts(base: Base) -> rdflib.Graph:
    """All but what the release says of itself."""
    graph = rdflib.Graph()
    for s, p, o, name in base.graph().quads():
        if str(name) != RELEASE:
            graph.add((s, p, o))
    return graph


def test_an_editor_finds_what_is_said_of_the_members_of_each_class(base: Base, facts: rdflib.Graph) -> None:
    told = {(one[0].text, one[1].text): int(one[2].text) for one in base.select(PARTITIONS).rows if one[0] and one[1] and one[2]}
    counted = Counter((str(class_), str(p)) for s, class_ in facts.subject_objects(RDF.type) for p in facts.predicates(s, None))
    assert told == counted
    assert len(told) > 300


def test_the_whole_is_counted(base: Base, facts: rdflib.Graph) -> None:
    graph = base.graph().graph(rdflib.URIRef(RELEASE))
    it = rdflib.URIRef(DATASET)
    assert int(graph.value(it, VOID.triples)) == len(facts)
    assert int(graph.value(it, VOID.distinctSubjects)) == len(set(facts.subjects()))
    assert int(graph.value(it, VOID.entities)) == len({s for s in facts.subjects(RDF.type) if str(s).startswith(ID)})
    classes = {graph.value(one, VOID["class"]): int(graph.value(one, VOID.entities)) for one in graph.objects(it, VOID.classPartition)}
    assert classes == Counter(facts.objects(None, RDF.type))
    properties = {graph.value(one, VOID.property): int(graph.value(one, VOID.triples)) for one in graph.objects(it, VOID.propertyPartition)}
    assert properties == Counter(facts.predicates())


def test_an_editor_finds_every_question_with_its_prefixes_and_each_runs(base: Base) -> None:
    found = {row[0].text: (row[1].text, row[2].text) for row in base.select(EXAMPLES).rows if row[0] and row[1] and row[2]}
    assert {iri.rpartition("/")[2]: comment for iri, (comment, _) in found.items()} == {q.name: q.description for q in questions().values()}
    spaces = {row[0].text: row[1].text for row in base.select(SPACES).rows if row[0] and row[1]}
    assert spaces == PREFIXES
    prologue = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in spaces.items())
    name, (_, query) = next((iri, told) for iri, told in found.items() if iri.endswith("/trials-combining-two"))
    assert "PREFIX" not in query
    assert len(base.store.select(prologue + query).rows) == 6  # the promise of the two papers
    graph = base.graph().graph(rdflib.URIRef(f"{GRAPH}questions"))
    assert graph.value(graph.value(rdflib.URIRef(name), SH.prefixes), SH.declare)
    assert {str(o.datatype) for o in graph.objects(None, SH.namespace)} == {"http://www.w3.org/2001/XMLSchema#anyURI"}


NAMES = st.sampled_from([f"{ID}a/1", f"{ID}a/2", f"{ID}a/11", "urn:x"])
Quad3 = tuple[str, str, str]
QUADS = st.tuples(NAMES, st.sampled_from([str(RDF.type), "urn:p", "urn:q"]), st.sampled_from(["urn:A", "urn:B", "urn:C"]))


def lines_of(made: set[Quad3]) -> list[str]:
    """The quads as sorted lines, in a graph for each predicate."""
    return sorted(line((f"<{s}>", f"<{p}>", f"<{o}>", f"<{p}:g>")) for s, p, o in made)


@given(st.sets(QUADS), st.integers(0, 3))
def test_any_lines_are_counted_as_reading_them_plainly_would(made: set[Quad3], held: int) -> None:
    lines = lines_of(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "_SHAPES", held)
        found = census(lines)
    types = {(s, o) for s, p, o in made if p == str(RDF.type)}
    assert found.properties == Counter(f"<{p}>" for _, p, _ in made)
    assert found.members == Counter(f"<{o}>" for _, o in types)
    assert found.graphs == Counter(f"<{p}:g>" for _, p, _ in made)
    assert found.subjects == len({s for s, _, _ in made})
    assert found.entities == len({s for s, _ in types if s.startswith(ID)})
    for class_ in ("urn:A", "urn:B", "urn:C"):
        within = Counter(f"<{p}>" for s, p, _ in made if (s, class_) in types)
        assert found.within.get(f"<{class_}>", Counter()) == within
    assert len({quad[:3] for quad in described(found)}) == len(list(described(found)))


@given(before=st.sets(QUADS), after=st.sets(QUADS), touched=st.sets(NAMES))
def test_a_census_follows_from_the_one_before(tmp_path_factory, before: set[Quad3], after: set[Quad3], touched: set[str]) -> None:
    """Subjects that are touched are counted as they were and as they are; the rest is not read again."""
    after = {one for one in before if one[0] not in touched} | {one for one in after if one[0] in touched}
    old, new = (census(lines_of(made)) for made in (before, after))
    went, came = (census(lines_of({one for one in made if one[0] in touched})) for made in (before, after))
    file = tmp_path_factory.mktemp("census") / "census.json"
    old.write(file)
    assert Census.read(file) + came - went == new
    assert list(described(Census.read(file) + came - went)) == list(described(new))
