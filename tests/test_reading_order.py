"""Places and labels: read at once or one by one, they are the same."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.labels import Labels
from kb.names import mint


@pytest.mark.parametrize("few", [0, 1_000_000])
def test_places_are_those_of_the_index(base: Base, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.reading_order.FEW", few)
    places = base.names.places()
    # Table 2 of lu-2025 lists the regimen of three drugs before that with selinexor.
    assert places["result/lu-2025-crc-mac"] < places["result/lu-2025-crc-mac-selinexor"] < len(places)
    assert "agent/no-such" not in places and "agent" not in places and places.get("agent/no-such", 7) == 7
    with pytest.raises(KeyError):
        places["agent/no-such"]
    assert len(list(places)) == len(places)
    assert places.keyed("azacitidine") == ["agent/azacitidine"]
    assert places.first("concept", "phase.") == min(spot for entity, spot in places.items() if entity.startswith("concept/phase."))
    assert places.first("concept", "no-such.") == len(places)


@pytest.mark.parametrize("few", [True, False])
def test_labels_are_those_of_the_store(base: Base, few: bool) -> None:
    labels = Labels(base.store, few=few)
    assert labels[mint("agent", "azacitidine")] == "azacitidine"
    assert labels.get(mint("agent", "no-such"), "-") == "-"
    assert "no IRI at all" not in labels
    assert len(labels) == len(list(labels)) > 1000
