"""Comparing: figures of the paper stand side by side, what is not reported says so, and every file holds the same lines."""

from __future__ import annotations

import csv
import io

import pytest

from kb.compare import comparable, compare
from kb.errors import BadInput, NotFound

FAMILIES = "of=family/lu-2025-mac-based&of=family/lu-2025-ma-based"
# Lu et al. 2025, Results 3.3: CRc of MAC-based regimens 66.67 % (8/12), of MA-based regimens 60 % (3/5).


def lines(client, query: str) -> dict[tuple[str, str], list[str]]:
    text = client.get(f"/compare.csv?{query}").get_data(as_text=True)
    return {(row[0], row[1]): row[2:] for row in csv.reader(io.StringIO(text))}


def test_two_families_stand_side_by_side(client) -> None:
    found = {
        what: cells for (what, whom), cells in lines(client, FAMILIES).items() if what.startswith("composite complete") and "All" in whom
    }
    (cells,) = found.values()
    assert cells[0].startswith("8/12 (66.67 %)")
    assert cells[1].startswith("3/5 (60.00 %)")
    # Exact (Clopper-Pearson) limits by scipy's binomtest.
    assert "[34.89–90.08]" in cells[0]
    assert "[14.66–94.73]" in cells[1]


def test_exact_limits_are_those_of_an_independent_tool() -> None:
    stats = pytest.importorskip("scipy.stats")
    for n, of, low, high in ((8, 12, "34.89", "90.08"), (3, 5, "14.66", "94.73")):
        interval = stats.binomtest(n, of).proportion_ci(0.95, "exact")
        assert (f"{100 * interval.low:.2f}", f"{100 * interval.high:.2f}") == (low, high)


def test_what_one_of_them_does_not_report_says_so(client, read) -> None:
    told = lines(client, "of=family/lu-2025-mac-based&of=arm/lu-2025-arm-all")
    assert any(cells[0] == "not reported" != cells[1] for cells in told.values())
    assert "not reported" in read("/compare?of=family/lu-2025-mac-based&of=arm/lu-2025-arm-all").text


def test_drugs_that_not_all_hold_are_marked(client) -> None:
    (given,) = [cells for (what, _), cells in lines(client, FAMILIES).items() if what == "Given"]
    assert "cyclophosphamide *" in given[0]
    assert "cytarabine *" not in given[0]


def test_the_page_and_its_files_hold_the_same_measures(client, read) -> None:
    page = read(f"/compare?{FAMILIES}")
    shown = [attributes["data-measure"] for _, attributes in page.tags if "data-measure" in attributes]
    told = [what for what, _ in lines(client, FAMILIES)]
    assert told[-len(shown) :] == shown != []


def test_latex_is_balanced_and_in_booktabs(client) -> None:
    text = client.get(f"/compare.tex?{FAMILIES}").get_data(as_text=True)
    plain = text.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")
    assert r"\toprule" in text
    assert r"\bottomrule" in text


def test_without_two_things_the_page_offers_what_can_be_compared(read) -> None:
    page = read("/compare")
    assert "Nothing to compare yet" in page.text
    assert "family/lu-2025-mac-based" in page.all("value")
    assert "Nothing to compare yet" in read("/compare?of=family/lu-2025-mac-based").text
    assert "Nothing to compare yet" in read("/compare?of=family/lu-2025-mac-based&of=family/lu-2025-mac-based").text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("of=agent/azacitidine", 400, "cannot be compared"),
        ("of=arm/nothing", 404, "the base holds no arm"),
        ("of=arm/%3Cscript%3E", 404, "the base holds no arm"),
        ("&".join(f"of=arm/{number}" for number in range(9)), 404, "the base holds no arm"),
    ],
)
def test_wrong_things_are_refused_in_one_sentence(read, query: str, status: int, words: str) -> None:
    assert words in read(f"/compare?{query}", status).text


def test_more_than_six_are_refused(base) -> None:
    addresses = [item.address for item in comparable(base)]
    with pytest.raises(BadInput, match="2 to 6"):
        compare(base, addresses[:7])
    with pytest.raises(BadInput, match="2 to 6"):
        compare(base, addresses[:1])
    with pytest.raises(NotFound, match="no regimen"):
        compare(base, ["regimen/none", addresses[0]])


def test_everything_offered_has_a_figure(base) -> None:
    offered = [item.address for item in comparable(base)]
    for address in offered[:12]:
        other = next(one for one in offered if one != address)
        assert compare(base, [address, other]).measures, address
