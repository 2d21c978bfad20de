"""One row a quantity: the statements of it are brought together, and no two quantities are."""

from __future__ import annotations

import pytest

from kb.forest import Quantities, Quantity


def of(held: Quantities, key: str) -> Quantity:
    return next(quantity for iri, quantity in held.of.items() if iri.endswith(f"/result/{key}"))


def test_a_quantity_stated_four_times_is_one_row_with_all_its_places(shipped: Quantities) -> None:
    # lu-2025: CRc of all patients stands in section 3.3, in the abstract and twice in the discussion.
    quantity = of(shipped, "lu-2025-crc-overall")
    assert quantity.counts == (12, 20)
    assert len(quantity.row.cells["anchor"]) >= 4
    assert not any(iri.endswith("lu-2025-crc-overall-abstract") for iri in shipped.of)


def test_counts_come_from_another_statement_where_the_main_one_lacks_them(shipped: Quantities) -> None:
    # Section 3.3 prints 69.23 % with an interval and no counts; the abstract prints 9/13.
    quantity = of(shipped, "lu-2025-crc-after-allo-hsct")
    assert quantity.row.text("percent") == "69.23"
    assert quantity.counts == (9, 13)
    assert quantity.counted == "result/lu-2025-crc-after-allo-hsct-abstract"
    assert (quantity.row.text("computed_ci_low"), quantity.row.text("ci_low")) == ("38.57", "38.57")


def test_what_is_not_reported_stays_so(shipped: Quantities) -> None:
    # Table 2 prints a CRc rate for each regimen, and no number of patients with it.
    quantity = of(shipped, "lu-2025-crc-mac")
    assert (quantity.row.text("percent"), quantity.counts, quantity.counted) == ("66.67", None, "")


def test_a_review_s_figure_is_not_own(shipped: Quantities) -> None:
    assert not of(shipped, "guo-2026-zeidner-2019-cr-cri").own
    assert of(shipped, "lu-2025-crc-overall").own


@pytest.mark.parametrize(
    ("key", "families"),
    [
        ("lu-2025-crc-mac-selinexor", ["MAC-based"]),
        ("lu-2025-crc-family-mac", ["MAC-based"]),
        ("lu-2025-crc-ma-gilteritinib", ["MA-based"]),
        ("lu-2025-crc-lipo-mit-cyclophosphamide-venetoclax", []),
    ],
)
def test_families_are_those_of_the_regimen(shipped: Quantities, key: str, families: list[str]) -> None:
    assert [item.text for item in of(shipped, key).row.cells.get("in_family", ())] == families


def test_classes_are_those_that_all_its_patients_were_given(shipped: Quantities) -> None:
    classes = {item.address for item in of(shipped, "lu-2025-crc-overall").row.cells["agent_class"]}
    assert "class/anthracenedione" in classes  # every patient had mitoxantrone liposome
    assert not {"class/alkylating-agent", "class/adoptive-cell-therapy", "class/bcl-2-inhibitor"} & classes  # some patients only
