"""A class and what its members act on, as one chip of an address and of a page."""

from __future__ import annotations

AIMED = "/trials?with=class/car-t%26target/cd123&with=class/hma"


def test_a_class_against_a_target_is_one_chip(client, read) -> None:
    # guo-2026: CAR-T cells against CD123 were given with azacitidine (El Khawanky et al. 2019).
    assert client.get("/trials?with=CAR-T+cells+against+CD123&with=HMA").headers["Location"] == AIMED
    page = read(AIMED)
    assert set(page.all("data-study")) == {"study/el-khawanky-2019-cd123-car-t-azacitidine"}
    assert "with CAR-T cells against CD123" in page.text
    assert "CAR-T cells ← CD123 CAR-T cells" in page.text
    assert "CD123 ← CD123 CAR-T cells" in page.text
