"""``python -m tests.registry``: how well registry records are recognised, and what goes wrong in the part to develop on."""

from __future__ import annotations

import sys

from tests.conftest import ROOT, SHARED
from tests.registry.quality import compare


def main() -> None:
    registry = (ROOT / SHARED).resolve() / "registry"
    if not registry.is_dir():
        sys.exit(f"needs the folder of inputs, which is not at AML_SHARED={SHARED}")
    for part in ("develop", "measured"):
        compared = compare(registry, part)
        print(f"{part}: agents  {compared.of_kind('agent')}")
        print(f"{part}: classes {compared.of_kind('class')}")
        answers = compared.combinations()
        whole = [sum(getattr(one, name) for one in answers.values()) for name in ("labelled", "found", "right")]
        print(f"{part}: {len(answers)} combination questions: {whole[2]} arms right, {whole[1]} found, {whole[0]} labelled")
        if part == "develop":
            print(*(f"  {line}" for line in compared.differences()), sep="\n")
            print(*(f"  {question}: {one}" for question, one in answers.items() if one.precision < 1 or one.recall < 1), sep="\n")


if __name__ == "__main__":
    main()
