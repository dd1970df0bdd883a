"""Describes the JSON API from its own pages: paths, models, examples and errors, as OpenAPI 3.1."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from events_app import __version__
from events_app.core.access import Access
from events_app.core.pages import ApiPage, Page
from events_app.core.settings import settings

_PARAM = re.compile(r"{(\w+)(?::(\w+))?}")
REF = "#/components/schemas/{model}"
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string", "examples": ["sold_out"]},
                "message": {"type": "string"},
                "fields": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        }
    },
}
REFUSALS = {
    "400": "Malformed",
    "403": "A signed-in browser sent it from another site, or did not say from which: give Origin",
    "404": "Not found, or not yours",
    "409": "Conflict with a reason",
    "413": "Too large",
    "422": "Mistakes by field",
    "429": "Too many; see Retry-After",
    "503": "Busy; see Retry-After",
}


def describe(pages: Iterable[Page]) -> dict[str, Any]:
    """The whole document; pages that are not ApiPage do not appear."""
    schemas: dict[str, Any] = {"Error": ERROR}
    paths: dict[str, dict[str, Any]] = {}
    for each in pages:
        if isinstance(each, ApiPage):
            path = _PARAM.sub(r"{\1}", each.path)
            for method in each.methods:
                paths.setdefault(path, {})[method.lower()] = _operation(each, method, schemas)
    security = {"device": {"type": "http", "scheme": "bearer", "description": "The token of an enrolled door device."}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Convoca", "version": __version__, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": settings().base_url}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _operation(each: ApiPage, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{each.name.replace('.', '_')}_{method.lower()}",
        "summary": each.summary,
        "tags": [each.room],
        "parameters": [_path_parameter(name, kind) for name, kind in _PARAM.findall(each.path)],
        "responses": {str(each.success): _content("Done", each.response_model, schemas)},
    }
    for status, meaning in REFUSALS.items():
        error = {"application/json": {"schema": {"$ref": REF.format(model="Error")}}}
        operation["responses"][status] = {"description": meaning, "content": error}
    for query in getattr(each.handler, "query", ()):
        operation["parameters"].append(query)
    if each.request_model is not None:
        operation["requestBody"] = {"required": True} | _content("", each.request_model, schemas, describe_it=False)
    if each.access is Access.DEVICE:
        operation["security"] = [{"device": []}]
        operation["responses"]["401"] = operation["responses"]["404"] | {"description": "The device is not enrolled"}
    return operation


def _path_parameter(name: str, kind: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1} if kind == "int" else {"type": "string", "maxLength": 200}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _content(
    meaning: str, model: type[BaseModel] | None, schemas: dict[str, Any], *, describe_it: bool = True
) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": meaning} if describe_it else {}
    if model is not None:
        whole = model.model_json_schema(ref_template=REF)
        schemas.update(whole.pop("$defs", {}))
        schemas[model.__name__] = whole
        answer["content"] = {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}
    return answer
