"""Made-up requests, as the description of the JSON interface allows and as it does not: none fails, each answer has its shape."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from webui.api.operations import operations

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def described(app):
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


# What takes no parameters cannot be asked wrongly.
@pytest.mark.parametrize(
    ("path", "mode"), [(one.path, mode) for one in operations() for mode in GenerationMode if one.parameters or mode.is_positive]
)
def test_no_request_fails(described, path: str, mode: GenerationMode) -> None:
    @settings(max_examples=10, derandomize=True, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data) -> None:
        case = data.draw(described[path]["GET"].as_strategy(generation_mode=mode))
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    ask()
