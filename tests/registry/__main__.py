"""``python -m tests.registry``: how well registry records are recognised, and what goes wrong in the part to develop on."""

from __future__ import annotations

import sys

from tests.conftest import ROOT, SHARED
from tests.registry.quality import DEVELOP, EXPORTS, FRESH, MEASURED, WITH_ARMS, compare


def main() -> None:
    registry = (ROOT / SHARED).resolve() / "registry"
    if not registry.is_dir():
        sys.exit(f"needs the folder of inputs, which is not at AML_SHARED={SHARED}")
    for part in (DEVELOP, MEASURED, EXPORTS, FRESH, WITH_ARMS):
        compared = compare(registry, part)
        answers = compared.combinations()
        right, found, labelled = (sum(getattr(one, name) for one in answers.values()) for name in ("right", "found", "labelled"))
        lines = [f"agents  {compared.of_kind('agent')}", f"classes {compared.of_kind('class')}"]
        lines.append(f"{len(answers)} combination questions: {right} arms right, {found} found, {labelled} labelled")
        sys.stdout.writelines(f"{part}: {line}\n" for line in lines)
        if part == DEVELOP:
            amiss = [f"{question}: {one}" for question, one in answers.items() if one.precision < 1 or one.recall < 1]
            sys.stdout.writelines(f"  {line}\n" for line in (*compared.differences(), *amiss))


if __name__ == "__main__":
    main()
