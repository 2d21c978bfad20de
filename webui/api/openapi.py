"""OpenAPI: the description of the JSON interface (version 3.1), made from the operations' declarations."""

from __future__ import annotations

from typing import Any

import kb
from kb.tables import TABLES
from webui.api import schemas
from webui.api.operations import Operation, Parameter, operations
from webui.faults import PROBLEM

_FAULTS = {
    400: "What was asked cannot be read",
    404: "There is no such thing",
    503: "The base cannot answer now",
}


def description(address: str) -> dict[str, Any]:
    """The whole description, for an application at ``address``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AML evidence base",
            "version": kb.__version__,
            "summary": "Trials, regimens and reported outcomes of acute myeloid leukaemia, each figure with its source",
            "description": "Rows, figures and places of the base as JSON. It is for research; it is not medical advice.",
        },
        "servers": [{"url": address.rstrip("/")}],
        "tags": [{"name": topic} for topic in dict.fromkeys(one.topic for one in operations())],
        "paths": {one.path: {"get": _operation(one)} for one in operations()},
        "components": {
            "schemas": schemas.components() | {schemas.row_name(spec): schemas.row_of(spec) for spec in TABLES.values()},
            "responses": {str(status): _fault(status) for status in _FAULTS},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    faults = {str(status): {"$ref": f"#/components/responses/{status}"} for status in (*one.faults, 503)}
    given = {"200": {"description": one.title, "content": {"application/json": {"schema": one.gives}}}}
    return {
        "operationId": one.name,
        "tags": [one.topic],
        "summary": one.title,
        "description": one.meaning,
        "parameters": [_parameter(each) for each in one.parameters],
        "responses": given | faults,
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = {"type": "array", "items": one.schema, "maxItems": 20} if one.many else one.schema
    told: dict[str, Any] = {"name": one.name, "in": one.place, "description": one.meaning, "required": one.required, "schema": schema}
    if one.many:
        told |= {"style": "form", "explode": True}
    return told | ({"example": [one.example] if one.many else one.example} if one.example else {})


def _fault(status: int) -> dict[str, Any]:
    return {"description": _FAULTS[status], "content": {PROBLEM: {"schema": schemas.ref("Problem")}}}
