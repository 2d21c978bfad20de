"""Names: minting, expanding and shortening, each the other's way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import names
from kb.errors import BadInput

KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.+_~-]{0,20}", fullmatch=True)


@given(st.sampled_from(["agent", "trial-record", "class"]), KEYS)
def test_an_entity_iri_tells_its_kind_and_key(kind: str, key: str) -> None:
    assert names.parts(names.mint(kind, key)) == (kind, key)


@given(st.sampled_from(sorted(names.PREFIXES)), KEYS)
def test_a_curie_expands_and_shortens(prefix: str, local: str) -> None:
    assert names.expand(names.shorten(names.expand(f"{prefix}:{local}"))) == names.expand(f"{prefix}:{local}")


@pytest.mark.parametrize("key", ["", "a b", "a/b", "../x", "a>b", 'a"b', "-a", "é"])
def test_a_key_that_could_break_an_iri_is_refused(key: str) -> None:
    with pytest.raises(BadInput):
        names.mint("agent", key)


def test_an_unknown_prefix_is_refused_with_those_known() -> None:
    with pytest.raises(BadInput, match="aml"):
        names.expand("nope:x")


@given(st.text())
def test_a_slug_is_a_key_or_nothing(text: str) -> None:
    made = names.slug(text)
    assert made == "" or names.mint("agent", made)
